"""The table of checkpoints says what timm says."""

import runpy
from pathlib import Path

import pytest
import timm

from vit import checkpoints
from vit.checkpoints import CHECKPOINTS, EMBEDDED
from vit.timm_config import describe, skeleton

FROM_TIMM = [checkpoint for checkpoint in CHECKPOINTS.values() if checkpoint.tag]


def test_the_embedded_checkpoint_comes_first():
    first, *rest = CHECKPOINTS.values()
    assert (first.key, first.tag, first.megabytes) == (EMBEDDED, None, 0)
    assert all(checkpoint.tag for checkpoint in rest)


def test_keys_and_titles_are_unique():
    assert all(key == checkpoint.key for key, checkpoint in CHECKPOINTS.items())
    assert len({checkpoint.title for checkpoint in CHECKPOINTS.values()}) == len(CHECKPOINTS)


@pytest.mark.parametrize("checkpoint", FROM_TIMM, ids=lambda checkpoint: checkpoint.key)
def test_facts_are_timms(checkpoint: checkpoints.Checkpoint):
    assert checkpoint.tag
    assert timm.is_model_pretrained(checkpoint.tag)
    model = skeleton(checkpoint.tag)
    size = 4 * sum(parameter.numel() for parameter in model.parameters())
    assert checkpoint.megabytes == round(size / 1e6)
    assert checkpoint.licence.lower() == model.pretrained_cfg["license"]
    config, _ = describe(model)
    assert checkpoint.classes == (0 if config.outputs == "none" else config.classes)
    assert checkpoint.key in checkpoint.tag.replace(".", "_")


def test_the_folder_of_assets_can_be_moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("VIT_ASSETS", raising=False)
    beside = runpy.run_path(checkpoints.__file__)["ASSETS"]
    assert beside == Path(__file__).resolve().parents[1] / "assets"
    monkeypatch.setenv("VIT_ASSETS", str(tmp_path))
    moved = runpy.run_path(checkpoints.__file__)["ASSETS"]
    assert moved == tmp_path
