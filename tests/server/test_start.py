"""How the program begins: a model that cannot be opened is one sentence, NaN has a stand-in."""

from pathlib import Path
from typing import Any

import pytest
import torch

from app.engine.engine import Engine
from app.settings import Settings
from app.ui.page import begin
from tests.support.fine_tunes import NAME
from tests.support.links import visit_link
from tests.support.own_files import State, five, saved, state_of

SECRET = "hidden-parent"


def engine_of(tmp_path: Path, content: Any) -> Engine:
    """An engine that was started with a file of this content, in a folder of this name."""
    folder = tmp_path / SECRET
    folder.mkdir()
    path = saved(content, folder / "last.ckpt")
    return Engine(Settings(device="cpu", threads=1, model=f"{NAME}={path}"))


def of_nan() -> State:
    return state_of(five()) | {"head.bias": torch.full((5,), torch.nan)}


def overflowing() -> State:
    """Weights that are finite, but not what they give."""
    state = state_of(five())
    return state | {name: state[name] * 1e38 for name in ("norm.weight", "head.weight")}


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (of_nan, "head.bias holds NaN or infinity in 5 of 5 values"),
        (overflowing, "infinite or undefined values in the outputs"),
    ],
)
def test_weights_that_are_no_numbers_are_said_and_another_model_is_shown(
    tmp_path: Path, content: Any, cause: str
):
    engine = engine_of(tmp_path, content())
    explored = begin(engine).explored()
    assert explored.viewer["checkpoint"] == engine.store.started == "embedded"
    said = visit_link(engine, {}).answer["notice"] or ""
    assert said == explored.answer["notice"] == engine.store.instead
    assert cause in said
    assert said.endswith("Scenes ViT (embedded) is shown instead.")
    assert SECRET not in said
    assert len(said) <= 300


def test_another_model_that_cannot_be_opened_is_one_sentence(tmp_path: Path):
    engine = engine_of(tmp_path, {"epoch": 3})
    with pytest.raises(SystemExit) as ended:
        begin(engine)
    assert str(ended.value) == (
        "The weights of test_vit from last.ckpt cannot be used (it holds no tensors: save the "
        "weights, with torch.save(model.state_dict(), file))."
    )


def test_who_starts_the_program_is_told_the_path_of_a_file_that_is_not_there(tmp_path: Path):
    engine = Engine(Settings(device="cpu", model=str(tmp_path / "nosuch.pth")))
    with pytest.raises(SystemExit, match=f"there is no file {tmp_path}/nosuch.pth"):
        begin(engine)
