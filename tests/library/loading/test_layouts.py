"""Models of transformers, compared with transformers itself: random weights, tiny sizes."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from safetensors.torch import save_file
from torch import nn

from tests.support.fine_tunes import refusal
from tests.support.own_files import opened, saved
from tests.support.random_weights import randomise
from vit.loading.timm_config import UnsupportedArchitecture
from vit.loading.weights import from_transformers

SIZES = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 1,
    "intermediate_size": 160,
    "image_size": 48,
    "patch_size": 8,
    "num_labels": 3,
    "id2label": {0: "cat", 1: "dog", 2: "sea lion"},
}


def theirs(kind: str, config: str, **changes: Any) -> Any:
    """A model of transformers with every parameter random, that computes in plain attention."""
    facts = getattr(transformers, config)(**SIZES | changes)
    return randomise(getattr(transformers, kind)(facts))


MODELS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "ViT": ("ViTForImageClassification", "ViTConfig", {}),
    "ViT, three heads": (
        "ViTForImageClassification",
        "ViTConfig",
        {"hidden_size": 48, "num_attention_heads": 3, "hidden_act": "gelu_pytorch_tanh"},
    ),
    "DeiT": ("DeiTForImageClassificationWithTeacher", "DeiTConfig", {}),
    "DINOv2": ("Dinov2Model", "Dinov2Config", {}),
    "DINOv2, gated": ("Dinov2Model", "Dinov2Config", {"use_swiglu_ffn": True}),
    "DINOv2 with registers": (
        "Dinov2WithRegistersModel",
        "Dinov2WithRegistersConfig",
        {"num_register_tokens": 2},
    ),
    "DINOv2 with a head over two": (
        "Dinov2ForImageClassification",
        "Dinov2Config",
        {"num_attention_heads": 2},
    ),
}


def outputs(model: nn.Module, pixels: torch.Tensor, *, classes: bool) -> torch.Tensor:
    """Logits, or the normed class token of a model that names none here."""
    model = model if classes else getattr(model, "dinov2", model)
    with torch.no_grad():
        found = model(pixels)
    return found.logits if classes else found.last_hidden_state[:, 0]


@pytest.mark.parametrize("kind", MODELS)
def test_a_folder_of_transformers_computes_the_same(kind: str, tmp_path: Path):
    name, config, changes = MODELS[kind]
    model = theirs(name, config, **changes)
    model.save_pretrained(tmp_path)
    ours = opened(f"local-dir:{tmp_path}")
    pixels = torch.randn(2, 3, 48, 48)
    expected = outputs(model, pixels, classes=bool(ours.config.classes))
    torch.testing.assert_close(ours(pixels), expected, rtol=0, atol=1e-5)
    assert ours.config.classes == (0 if "Dinov2" in name else 3)
    if ours.config.classes:
        assert ours.labels.names == ("cat", "dog", "sea lion")


@pytest.mark.parametrize("kind", ["ViT", "DINOv2"])
def test_a_bare_file_of_transformers_opens_by_its_shapes(kind: str, tmp_path: Path):
    name, config, changes = MODELS[kind]
    model = theirs(name, config, **changes)
    state = {f"model.{name}": one for name, one in model.state_dict().items()}
    ours = opened(
        saved({"state_dict": state}, tmp_path / "a.ckpt"), eps=model.config.layer_norm_eps
    )
    pixels = torch.randn(2, 3, 48, 48)
    expected = outputs(model, pixels, classes=bool(ours.config.classes))
    torch.testing.assert_close(ours(pixels), expected, rtol=0, atol=1e-5)
    assert ours.origin.layout == "transformers' names"


def test_pictures_are_prepared_as_the_folder_says(tmp_path: Path):
    theirs("ViTForImageClassification", "ViTConfig").save_pretrained(tmp_path)
    facts = {"image_mean": [0.4, 0.5, 0.6], "resample": 3, "size": {"shortest_edge": 64}}
    facts |= {"do_center_crop": True, "crop_size": {"height": 48, "width": 48}}
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(facts))
    found = opened(f"local-dir:{tmp_path}").preprocessing
    assert (found.mean, found.crop, found.crop_pct) == ((0.4, 0.5, 0.6), "center", 0.75)
    assert found.interpolation == "bicubic"


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "another kind": ({"model_type": "swin"}, "kind swin, which is not supported: these are vit"),
    "another activation": ({"hidden_act": "relu"}, "its activation relu is not supported"),
    "another number of heads": ({"num_attention_heads": 5}, "not a multiple of heads 5"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_folder_that_computes_something_else_is_one_sentence(kind: str, tmp_path: Path):
    changes, words = REFUSED[kind]
    theirs("ViTForImageClassification", "ViTConfig").save_pretrained(tmp_path)
    path = tmp_path / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    assert words in refusal(f"local-dir:{tmp_path}")


def test_a_missing_query_is_named(tmp_path: Path):
    model = theirs("ViTForImageClassification", "ViTConfig")
    model.save_pretrained(tmp_path)
    state = {n: one.clone() for n, one in model.state_dict().items() if "1.attention.q" not in n}
    save_file(state, tmp_path / "model.safetensors")
    assert "lacks 2 of" in refusal(f"local-dir:{tmp_path}")


@pytest.mark.parametrize("kind", MODELS)
def test_a_live_model_computes_the_same(kind: str):
    name, config, changes = MODELS[kind]
    model = theirs(name, config, **changes).train()
    ours = from_transformers(model)
    pixels = torch.randn(2, 3, 48, 48)
    expected = outputs(model.eval(), pixels, classes=bool(ours.config.classes))
    torch.testing.assert_close(ours(pixels), expected, rtol=0, atol=1e-5)
    with torch.no_grad():
        before = ours(pixels)
        for parameter in model.parameters():
            parameter.zero_()
    assert torch.equal(ours(pixels), before)


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (nn.Linear(2, 2), "Linear is not supported: it is no ViT of transformers"),
        (
            transformers.SwinModel(
                transformers.SwinConfig(image_size=32, embed_dim=8, depths=[1], num_heads=[1])
            ),
            "SwinModel is not supported: it is",
        ),
    ],
)
def test_a_live_model_of_another_kind_is_one_sentence(model: nn.Module, words: str):
    with pytest.raises(UnsupportedArchitecture, match=words):
        from_transformers(model)
