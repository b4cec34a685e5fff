"""The program's own file: what was found of it stands on the page, without its path."""

import json
from pathlib import Path
from typing import Any

import pytest
import timm
import torch
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.engine.engine import Engine
from app.router import BASE, routes
from app.screens.explore.view import Explored
from app.settings import Settings
from app.ui.first_example import FirstExample
from tests.support.links import visit_link

SECRET = "hidden-parent"


def page(tmp_path: Path, names: str) -> Explored:
    """The page of a program that was started with a bare file and a file of class names."""
    return visit_link(engine_of(tmp_path, names), {"picture": "scene:two:2"})


def engine_of(tmp_path: Path, names: str = "", **options: Any) -> Engine:
    """The engine of such a program; without names it has no file of them."""
    folder = tmp_path / SECRET
    folder.mkdir()
    model = timm.create_model("test_vit", num_classes=3)
    state = {f"module.{name}": one for name, one in model.state_dict().items()}
    torch.save({"model_state_dict": state, "optimizer": {"a": torch.ones(2)}}, folder / "last.pth")
    (folder / "names.txt").write_text(names)
    labels = str(folder / "names.txt") if names else ""
    settings = Settings(
        device="cpu",
        threads=1,
        model=f"test_vit={folder / 'last.pth'}",
        labels=labels,
        **options,
    )
    return Engine(settings)


def test_what_was_found_and_the_names_are_shown(tmp_path: Path):
    shown = page(tmp_path, "rose\ntulip\noak\n")
    assert {row["name"] for row in shown.answer["top"]} == {"rose", "tulip", "oak"}
    assert shown.answer["origin"] == [
        "The weights stand in “model_state_dict.module” of the file.",
        "Left out: 1 tensor of optimizer.",
    ]
    assert SECRET not in json.dumps((shown.answer, shown.viewer))


def test_names_that_do_not_fit_are_a_sentence_and_classes_have_numbers(tmp_path: Path):
    shown = page(tmp_path, "rose\n")
    assert {row["name"] for row in shown.answer["top"]} == {"class 0", "class 1", "class 2"}
    assert shown.answer["origin"][-1] == (
        "The file names.txt has 1 name and the model has 3 classes: give one name for each, in "
        "the order of the model's outputs. Classes have numbers."
    )
    assert SECRET not in json.dumps((shown.answer, shown.viewer))


HERE = "http://127.0.0.1:7860"


class Local:
    """A page of the machine that serves it, which names the classes of the program's file."""

    def __init__(self, engine: Engine, client: str = "127.0.0.1", **link: str) -> None:
        self.engine, self.link = engine, {"picture": "scene:two:2", **link}
        self.client = TestClient(
            Starlette(routes=routes(engine)), base_url=HERE, client=(client, 50_000)
        )

    def shown(self) -> Explored:
        return visit_link(self.engine, self.link)

    def send(self, content: str, name: str = "names.txt", **headers: str) -> Any:
        path = f"{BASE}/{self.shown().viewer['token']}/names"
        return self.client.post(path, params={"name": name}, content=content, headers=headers)

    def names(self) -> set[str]:
        return {row["name"] for row in self.shown().answer["top"]}


@pytest.fixture
def local(tmp_path: Path) -> Local:
    return Local(engine_of(tmp_path))


NUMBERS = {"class 0", "class 1", "class 2"}


def test_a_page_of_the_same_machine_names_the_classes_for_all_pages(local: Local):
    first = FirstExample(local.engine)
    assert {row["name"] for row in first.explored().answer["top"]} == NUMBERS
    assert local.shown().answer["nameable"]
    assert local.send('{"id2label": {"0": "rose", "1": "fir", "2": "oak"}}', "a.json").json() == {}
    assert local.names() == {"rose", "fir", "oak"}
    assert {row["name"] for row in first.explored().answer["top"]} == {"rose", "fir", "oak"}
    local.engine.store._models.drop(local.engine.store.started)
    assert local.names() == {"rose", "fir", "oak"}


def test_names_that_do_not_fit_leave_those_before(local: Local):
    reply = local.send("rose\nfir\n")
    assert (reply.status_code, reply.text) == (
        422,
        "The file names.txt has 2 names and the model has 3 classes: give one name for each, in "
        "the order of the model's outputs.",
    )
    assert local.names() == NUMBERS


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "via"])
def test_who_comes_through_a_proxy_names_nothing(local: Local, header: str):
    reply = local.send("a\nb\nc\n", **{header: "10.0.0.7"})
    assert "a page of the machine that serves it" in reply.text
    assert "a page of the machine" in local.send("a\nb\nc\n", host="vit.example.org").text
    assert local.names() == NUMBERS


def test_only_the_programs_own_file_is_named_and_only_where_no_other_machine_comes(tmp_path: Path):
    engine = engine_of(tmp_path, host="0.0.0.0")
    assert not Local(engine).shown().answer["nameable"]
    assert "a page of the machine" in Local(engine).send("a\nb\nc\n").text
    (tmp_path / "again").mkdir()
    here = engine_of(tmp_path / "again")
    assert "a page of the machine" in Local(here, client="10.0.0.7").send("a\nb\nc\n").text
    other = Local(here, model="embedded")
    assert not other.shown().answer["nameable"]
    assert "a page of the machine" in other.send("a\nb\nc\n").text
