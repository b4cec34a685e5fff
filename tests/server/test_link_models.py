"""The model of a link: never fetched, offered where it is not here, refused where it is a file."""

import pytest

import vit
from app.engine.engine import Engine
from app.settings import Settings
from tests.support.checkpoints import BARE, OFFERED, WIDE, embedded
from tests.support.links import visit_link
from tests.support.tiny import tiny_model

HERE = "embedded", BARE


@pytest.fixture
def engine(monkeypatch):
    """An engine on whose machine there are two checkpoints; nothing else may be loaded."""

    def load(key, **_):
        assert key in HERE, f"{key} would be fetched"
        return embedded() if key == "embedded" else tiny_model(outputs="none", classes=0).float()

    monkeypatch.setattr(vit, "load", load, raising=False)
    monkeypatch.setattr(vit, "is_here", lambda key: key in HERE, raising=False)
    return Engine(Settings(device="cpu", threads=1))


def test_a_model_that_is_here_is_shown(engine):
    explored = visit_link(engine, {"model": BARE, "layer": "2", "picture": "example:two-2"})
    assert explored.viewer["checkpoint"] == BARE
    assert explored.viewer["selection"] == {"picture": "example:two-2", "model": BARE}
    assert explored.viewer["opened"]["waits"] is None
    refused = visit_link(engine, {"model": BARE, "target": "0"})
    assert refused.answer["error"].startswith("target: 0 is not there, because this view has none")


def test_a_model_that_is_not_here_waits_and_is_offered(engine):
    query = {"model": OFFERED, "layer": "11", "target": "282", "patch": "16", "colormap": "grey"}
    explored = visit_link(engine, query | {"picture": "scene:one:5", "down": "0.5", "x": "y"})
    viewer, answer = explored.viewer, explored.answer
    assert viewer["checkpoint"] == "embedded"
    assert viewer["selection"] == {"picture": "scene:one:5", "down": "0.5"}
    words = {"picture": "scene:one:5", "model": OFFERED, "patch": "16", "down": "0.5"}
    assert viewer["opened"]["waits"] == words
    target = {"index": 282, "name": "class 282"}
    assert viewer["opened"]["facts"] == {"layer": 11, "target": target, "colormap": "grey"}
    known = vit.CHECKPOINTS[OFFERED]
    assert answer["note"]["head"] == f"{known.title} is not on this machine."
    said = f"Get {known.title}: {known.megabytes} MB, {known.licence}"
    assert answer["offer"] == {"key": OFFERED, "text": said}
    assert answer["error"] is None


def test_a_model_in_memory_is_here_whatever_the_disk_holds(engine, monkeypatch):
    engine.store.hold(WIDE, tiny_model().float())
    assert visit_link(engine, {"model": WIDE}).viewer["checkpoint"] == WIDE


def test_a_model_that_waits_and_a_picture_that_is_missing(engine):
    opened = visit_link(engine, {"model": OFFERED, "picture": "own:0123456789ab"}).viewer["opened"]
    assert opened["expects"] == "0123456789ab"
    assert opened["waits"] == {"model": OFFERED, "picture": "own:0123456789ab"}


def test_a_column_of_a_model_that_is_not_here_is_left_out(engine):
    columns = f"model:{OFFERED},layer:3;patch:12;model:{BARE}"
    opened = visit_link(engine, {"columns": columns}).viewer["opened"]
    assert [column["checkpoint"] for column in opened["facts"]["columns"]] == [None, BARE]
    title = vit.CHECKPOINTS[OFFERED].title
    assert opened["sentence"] == f"{title} is not on this machine: add it in Compare."
    alone = visit_link(engine, {"columns": f"model:{OFFERED}"}).viewer["opened"]
    assert alone["facts"] == {}


def test_the_programs_own_model_is_left_out_of_links(monkeypatch):
    monkeypatch.setattr(vit, "load", lambda key, **_: tiny_model().float(), raising=False)
    engine = Engine(Settings(device="cpu", model="vit_small_patch16_224.dino"))
    assert visit_link(engine, {}).viewer["selection"] == {}
    assert visit_link(engine, {"model": "embedded"}).viewer["selection"] == {"model": "embedded"}
