"""The table of checkpoints says what timm says."""

import runpy
from pathlib import Path

import pytest
import timm
from safetensors import safe_open

from vit.loading import checkpoints
from vit.loading.checkpoints import CHECKPOINTS, DEFAULT, Checkpoint, title
from vit.loading.package_list import PACKAGES
from vit.loading.timm_config import describe, skeleton
from vit.loading.weights import load, resolve

FROM_TIMM = [one for key, one in CHECKPOINTS.items() if key not in {DEFAULT, *PACKAGES}]


def test_the_embedded_checkpoint_comes_first_and_is_described_by_its_own_file():
    first = next(iter(CHECKPOINTS.values()))
    assert (first.key, first.megabytes) == (DEFAULT, 0)
    model = load(DEFAULT, device="cpu")
    assert (first.side, first.side) == model.config.image
    assert (first.patch, first.classes) == (model.config.patch, model.config.classes)
    with safe_open(first.folder / "weights.safetensors", "pt") as file:
        shapes = [file.get_tensor(name).numel() for name in file.keys()]  # noqa: SIM118
    assert first.parameters == sum(shapes)


def test_what_people_ask_for_is_there():
    families = {checkpoint.family for checkpoint in FROM_TIMM}
    asked = {"ViT", "DeiT", "DeiT III", "DINO", "DINOv2", "DINOv2 with registers", "CLIP"}
    asked |= {"SigLIP", "MAE", "FlexiViT", "DINOv3", "EVA-02", "Perception Encoder"}
    assert asked <= families
    assert {8, 14, 16, 32} == {checkpoint.patch for checkpoint in FROM_TIMM}
    for size in ("ViT-Ti/16", "ViT-S/16", "ViT-B/16", "ViT-L/16"):
        assert size in {checkpoint.title for checkpoint in FROM_TIMM}


def test_keys_and_titles_are_unique():
    assert all(key == checkpoint.key for key, checkpoint in CHECKPOINTS.items())
    assert len({checkpoint.title for checkpoint in CHECKPOINTS.values()}) == len(CHECKPOINTS)


@pytest.mark.parametrize("checkpoint", FROM_TIMM, ids=lambda checkpoint: checkpoint.key)
def test_facts_are_timms(checkpoint: Checkpoint):
    assert checkpoint.key in timm.list_pretrained()
    assert resolve(checkpoint.key) == checkpoint.key
    model = skeleton(checkpoint.key)
    assert checkpoint.licence.lower() == model.pretrained_cfg["license"]
    assert (3, checkpoint.side, checkpoint.side) == model.pretrained_cfg["input_size"]
    assert (checkpoint.patch, checkpoint.patch) == model.patch_embed.patch_size
    assert checkpoint.parameters == sum(parameter.numel() for parameter in model.parameters())
    assert checkpoint.megabytes == round(4 * checkpoint.parameters / 1e6)
    config, _ = describe(model)
    assert checkpoint.classes == (0 if config.outputs == "none" else config.classes)
    # A head that is there and names nothing is the projection that CLIP shares with its texts.
    assert ("projected" in checkpoint.head) == (not checkpoint.classes and config.classes > 0)


def test_what_is_not_in_the_table_is_called_as_it_was_typed():
    assert title("vit_small_patch16_224.dino") == "DINO ViT-S/16"
    assert title("vit_base_patch16_224.mine") == "vit_base_patch16_224.mine"
    assert title("hf-hub:somebody/flowers") == "somebody/flowers"


def test_the_folder_of_assets_can_be_moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("VIT_ASSETS", raising=False)
    beside = runpy.run_path(checkpoints.__file__)["ASSETS"]
    assert beside == Path(__file__).resolve().parents[3] / "assets"
    monkeypatch.setenv("VIT_ASSETS", str(tmp_path))
    moved = runpy.run_path(checkpoints.__file__)["ASSETS"]
    assert moved == tmp_path
