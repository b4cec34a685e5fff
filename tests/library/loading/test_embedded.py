"""The embedded checkpoint: its file tells all about it, or one sentence says what is wrong."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from tests.support.tiny import tiny_model, tiny_pixels
from vit.config import Labels, Preprocessing
from vit.loading.checkpoints import CHECKPOINTS
from vit.loading.weights import LoadError, load
from vit.model import ViT
from vit.trace import trace


@pytest.fixture
def assets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    known = replace(CHECKPOINTS["embedded"], folder=tmp_path)
    monkeypatch.setitem(CHECKPOINTS, "embedded", known)
    return tmp_path


def embed(folder: Path, model: ViT, **facts: Any) -> None:
    """Write a model as the training does."""
    known = {
        "config": asdict(model.config),
        "labels": ["fish", "star", "cat", "key", "cup"],
        "preprocessing": asdict(Preprocessing(model.config.image, "center", 1.0, "area")),
    }
    metadata = {name: json.dumps(fact) for name, fact in (known | facts).items()}
    halves = {name: tensor.half() for name, tensor in model.state_dict().items()}
    save_file(halves, folder / "weights.safetensors", metadata)


def test_the_embedded_checkpoint_tells_all_about_itself(assets: Path):
    made = tiny_model(trained_patches=(4, 8), base_patch=6, base_grid=(3, 3))
    embed(assets, made)
    found = load("embedded", device="cpu")
    assert found.config == made.config
    assert found.labels == Labels(("fish", "star", "cat", "key", "cup"), "checkpoint")
    assert found.preprocessing == Preprocessing((32, 48), "center", 1.0, "area")
    assert not any(parameter.requires_grad for parameter in found.parameters())
    assert found.head.weight.dtype == torch.float32
    for name, tensor in made.state_dict().items():
        assert torch.equal(found.state_dict()[name], tensor.half().float())


def test_bfloat16_when_asked_for(assets: Path):
    embed(assets, tiny_model())
    found = load("embedded", device="cpu", dtype=torch.bfloat16)
    record = trace(found, tiny_pixels(found))
    assert record.logits.dtype == torch.bfloat16


def test_loading_in_inference_mode_serves_autograd(assets: Path):
    embed(assets, tiny_model())
    with torch.inference_mode():
        found = load("embedded", device="cpu", dtype=torch.float64)
    pixels = tiny_pixels(found)[None].requires_grad_()
    found(pixels).sum().backward()
    assert pixels.grad is not None


def test_a_missing_embedded_file_is_one_sentence(assets: Path):
    with pytest.raises(LoadError, match=r"weights\.safetensors are missing: restore the file, or"):
        load("embedded")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"config": {"width": 24, "wings": 2}}, "unexpected keyword argument 'wings'"),
        ({"config": {"image": [32, 47], "patch": 8}}, "image width 47 is not a multiple of"),
        ({"labels": ["fish"]}, "1 class names for 5 classes"),
        ({"config": asdict(tiny_model(depth=2).config)}, "that are no part of this"),
    ],
)
def test_an_embedded_file_that_does_not_fit_is_one_sentence(
    assets: Path, facts: dict[str, Any], reason: str
):
    embed(assets, tiny_model(), **facts)
    with pytest.raises(LoadError, match=reason) as caught:
        load("embedded")
    assert "\n" not in str(caught.value)


def test_a_damaged_embedded_file_is_one_sentence(assets: Path):
    embed(assets, tiny_model())
    path = assets / "weights.safetensors"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(LoadError, match="cannot be used"):
        load("embedded")


@pytest.mark.gpu
def test_the_gpu_is_chosen_where_there_is_one(assets: Path):
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    embed(assets, tiny_model())
    assert load("embedded").head.weight.is_cuda
    assert load("embedded", device="cpu").head.weight.device.type == "cpu"
