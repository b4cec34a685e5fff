"""A file or folder that the program was started with: its path never reaches a page."""

import json
import shutil

import pytest
import timm
from starlette.applications import Starlette
from starlette.testclient import TestClient
from timm.models import save_for_hf

from app.engine import references
from app.engine.engine import Engine
from app.engine.pictures import open_scene
from app.router import BASE, routes
from app.screens.explore.models import checkpoint_choices
from app.screens.explore.view import explore
from app.settings import Selection, Settings
from app.wire.contract import VIEW_ROUTES
from app.wire.route import File, Json, LongWork
from tests.support.contracted import sample
from tests.support.links import visit_link
from vit.pictures.images import InputError

SECRET = "hidden-parent"  # a folder above the checkpoint's


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp(SECRET) / "my roses"
    model = timm.create_model("test_vit", num_classes=3)
    save_for_hf(model, path, model_config={"label_names": ["rose", "tulip", "oak"]})
    return path


@pytest.fixture(scope="module")
def engine(folder):
    return Engine(Settings(device="cpu", threads=1, model=f"local-dir:{folder}"))


@pytest.fixture(scope="module")
def explored(engine):
    return visit_link(engine, {"picture": "scene:two:2"})


def test_the_page_knows_a_public_name(engine, explored):
    assert explored.viewer["checkpoint"] == "given:my-roses"
    assert explored.viewer["title"] == "my-roses"
    assert explored.viewer["selection"] == {"picture": "example:two-2"}
    choices = checkpoint_choices(engine)
    assert (choices[-1]["key"], choices[-1]["title"]) == ("given:my-roses", "my-roses")
    values = (explored.viewer, explored.answer, explored.strip, choices)
    assert SECRET not in json.dumps(values)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, route in VIEW_ROUTES.items()
        if isinstance(route.body, Json | File | LongWork) and name != "receptive"
    ],
)
def test_no_reply_holds_the_path(engine, explored, name: str):
    client = TestClient(Starlette(routes=routes(engine)))
    route = VIEW_ROUTES[name]
    given = {key: sample(one) for key, one in route.required.items()}
    given |= {"checkpoint": "given:my-roses"} if name == "column" else {}
    path = route.path.format(**{key: given.pop(key) for key in route.values})
    reply = client.request(route.method, f"{BASE}/{explored.viewer['token']}/{path}", params=given)
    assert SECRET.encode() not in reply.content
    if "python" in name:
        assert "vit.load('given:my-roses').at_size(" in reply.text
        assert "the file or folder that this program was started with" in reply.text
        compile(reply.text, name, "exec")


def test_a_link_to_it_opens_for_this_start_alone(engine):
    named = visit_link(engine, {"model": "given:my-roses"})
    assert named.answer["error"] is None
    assert named.viewer["selection"] == {}
    embedded = visit_link(engine, {"model": "embedded"})
    assert embedded.viewer["selection"] == {"model": "embedded"}
    for other in ("given:tulips", f"local-dir:{engine.settings.model[10:]}", "given:"):
        error = visit_link(engine, {"model": other}).answer["error"]
        assert error.startswith("model: ")
        assert SECRET not in error.replace(other, "")


def test_its_faults_name_no_path_on_the_page_and_all_of_it_at_the_start(folder, tmp_path):
    moved = tmp_path / SECRET / "roses"
    shutil.copytree(folder, moved)
    for name in ("config.json", ""):
        (moved / name).unlink() if name else shutil.rmtree(moved)
        engine = Engine(Settings(device="cpu", model=f"local-dir:{moved}"))
        with pytest.raises(InputError) as caught:
            explore(engine, Selection(open_scene(engine, "one", 1), engine.store.started), "")
        assert SECRET not in str(caught.value)
        assert "folder roses" in str(caught.value)
        assert str(moved) in references.in_full(caught.value)
        with pytest.raises(InputError) as caught:
            visit_link(engine, {"layer": "1"})
        assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        ("local-dir:/a/b/roses", "given:roses"),
        (" local-dir:roses/ ", "given:roses"),
        ("test_vit=/a/b/rose;1,2.pth", "given:rose-1-2.pth"),
        ("local-dir:/", "given:model"),
        ("=", "given:model"),
        ("embedded", "embedded"),
        ("test_vit", "test_vit.r160_in1k"),
        ("hf-hub:a/b", "hf-hub:a/b"),
        ("no such / name", "no such / name"),
    ],
)
def test_public_names(reference: str, key: str):
    assert references.public(reference) == key
