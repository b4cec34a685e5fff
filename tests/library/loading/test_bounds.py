"""Descriptions that would build a monster, or pictures of infinities: refused before building."""

import json
from pathlib import Path
from typing import Any

import pytest
import timm
from timm.models import save_for_hf

from tests.support.fine_tunes import fine_tune
from vit.config import Preprocessing, ViTConfig
from vit.loading import sources
from vit.loading.bounds import MOST_TOKENS, check_description, check_model
from vit.loading.timm_config import UnsupportedArchitecture
from vit.loading.weights import LoadError, from_timm, load

TRANSFORMERS = {
    "model_type": "vit",
    "num_attention_heads": 3,
    "num_hidden_layers": 2,
    "hidden_size": 12,
    "image_size": 32,
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fine-tune in a folder, of which nothing may be built."""
    save_for_hf(fine_tune(), tmp_path, safe_serialization=True)

    def forbidden(*_: Any) -> None:
        raise AssertionError("a model was built")

    monkeypatch.setattr(sources, "folder_model", forbidden)
    return tmp_path


def refusal(folder: Path, name: str, facts: dict[str, Any]) -> str:
    """The one sentence in which a folder with this description is refused."""
    (folder / name).write_text(json.dumps(facts))
    with pytest.raises(LoadError) as caught:
        load(f"local-dir:{folder}", device="cpu")
    told = str(caught.value)
    assert "\n" not in told
    return told


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("depth", 10**6),
        ("depth", 0),
        ("num_heads", 0),
        ("num_heads", -3),
        ("patch_size", 0),
        ("patch_size", [16, 0]),
        ("img_size", 10**6),
        ("img_size", -224),
        ("embed_dim", 10**9),
        ("mlp_ratio", float("nan")),
        ("mlp_ratio", float("inf")),
        ("reg_tokens", -1),
        ("num_classes", 10**9),
        ("anything", 10**30),
    ],
)
def test_an_odd_argument_is_named_with_its_value_and_its_range(folder, field, value):
    facts = json.loads((folder / "config.json").read_text())
    told = refusal(folder, "config.json", {**facts, "model_args": {field: value}})
    one = value[-1] if isinstance(value, list) else value
    assert f"says {field} {str(one)[:17]}" in told
    assert "it must lie between" in told


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mean", [float("nan"), 0.5, 0.5]),
        ("std", [0.5, 0.0, 0.5]),
        ("std", [0.5, 0.5, float("inf")]),
        ("crop_pct", 0),
        ("input_size", [3, float("nan"), 32]),
    ],
)
def test_odd_levels_of_pictures_are_named(folder, field, value):
    facts = json.loads((folder / "config.json").read_text())
    facts["pretrained_cfg"][field] = value
    assert f"says {field} " in refusal(folder, "config.json", facts)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("config.json", {"num_attention_heads": 0}),
        ("config.json", {"image_size": 10**9}),
        ("config.json", {"layer_norm_eps": -1.0}),
        ("preprocessor_config.json", {"image_mean": [0.5, float("nan"), 0.5]}),
        ("preprocessor_config.json", {"image_std": [0.5, 0.0, 0.5]}),
    ],
)
def test_so_are_those_of_transformers(tmp_path, name, changes):
    (tmp_path / "model.safetensors").write_bytes(b"")
    (tmp_path / "config.json").write_text(json.dumps(TRANSFORMERS))
    facts = TRANSFORMERS if name == "config.json" else {}
    told = refusal(tmp_path, name, {**facts, **changes})
    assert f"{name}" in told
    assert f"says {next(iter(changes))} " in told


def test_a_monster_of_tokens_is_refused_before_its_weights_are_read():
    config = ViTConfig(image=(4800, 4800))
    with pytest.raises(ValueError, match=f"90001 tokens, and {MOST_TOKENS} are the most"):
        check_model(config, Preprocessing(config.image))


def test_a_live_model_is_held_to_the_same():
    theirs = timm.create_model("test_vit", pretrained=False)
    theirs.pretrained_cfg["std"] = (0.5, 0.0, 0.5)
    with pytest.raises(UnsupportedArchitecture, match="its preprocessing says std 0"):
        from_timm(theirs)


def test_what_timm_and_transformers_write_lies_within():
    for name in timm.list_pretrained("*vit*"):
        check_description(vars(timm.get_pretrained_cfg(name)), name)
    check_description(TRANSFORMERS, "a description")
