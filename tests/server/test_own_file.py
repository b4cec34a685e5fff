"""The program's own file: what was found of it stands on the page, without its path."""

import json
from pathlib import Path

import timm
import torch

from app.engine.engine import Engine
from app.screens.explore.view import Explored
from app.settings import Settings
from tests.support.links import visit_link

SECRET = "hidden-parent"


def page(tmp_path: Path, names: str) -> Explored:
    """The page of a program that was started with a bare file and a file of class names."""
    folder = tmp_path / SECRET
    folder.mkdir()
    model = timm.create_model("test_vit", num_classes=3)
    state = {f"module.{name}": one for name, one in model.state_dict().items()}
    torch.save({"model_state_dict": state, "optimizer": {"a": torch.ones(2)}}, folder / "last.pth")
    (folder / "names.txt").write_text(names)
    settings = Settings(
        device="cpu",
        threads=1,
        model=f"test_vit={folder / 'last.pth'}",
        labels=str(folder / "names.txt"),
    )
    return visit_link(Engine(settings), {"picture": "scene:two:2"})


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
