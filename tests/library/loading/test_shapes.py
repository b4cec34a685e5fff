"""A bare file says itself what it is: exact where shapes tell it, the rest assumed and said."""

from pathlib import Path
from typing import Any

import pytest
import timm
import torch
from torch import nn

from tests.support.fine_tunes import NAME, refusal, same
from tests.support.own_files import five, opened, saved, state_of
from tests.support.random_weights import randomise
from vit.__main__ import main
from vit.loading.layout_tables import TIMM
from vit.loading.layouts import to_timm
from vit.loading.shapes import shape_of
from vit.loading.timm_config import describe, skeleton

NARROW = {"embed_dim": 64, "depth": 2, "num_heads": 1, "img_size": 64}


def narrow(name: str = "vit_tiny_patch16_224", **changes: Any) -> nn.Module:
    """A model of 64 channels, of which one head is what is assumed."""
    return randomise(timm.create_model(name, **NARROW | {"num_classes": 3} | changes))


KINDS: dict[str, tuple[nn.Module, dict[str, Any]]] = {
    "classes, input and patch": (narrow(patch_size=8), {"patch": 8, "classes": 3}),
    "features": (narrow(num_classes=0), {"outputs": "none"}),
    "mean pooling with a norm of its own": (
        narrow(global_pool="avg", fc_norm=True),
        {"pool": "avg", "final_norm": "fc_norm"},
    ),
    "no class token": (narrow(class_token=False, global_pool="avg"), {"pool": "avg", "prefix": 0}),
    "registers": (narrow(reg_tokens=4), {"registers": 4, "prefix_positions": True}),
    "registers without positions": (
        narrow(reg_tokens=4, no_embed_class=True),
        {"registers": 4, "prefix_positions": False},
    ),
    "LayerScale": (narrow(init_values=1e-5), {"layer_scale": True}),
    "norms of queries and keys": (narrow(qk_norm=True), {"qk_norm": True}),
    "no bias": (narrow(qkv_bias=False), {"qkv_bias": False}),
    "distilled": (narrow("deit_tiny_distilled_patch16_224"), {"distilled": True}),
    "another MLP": (narrow(mlp_ratio=2.5), {"hidden": 160}),
    "attention pooling": (
        narrow("vit_base_patch16_siglip_224", num_classes=0),
        {"pool": "attention"},
    ),
    "packed SwiGLU": (
        narrow("vit_giant_patch14_reg4_dinov2", img_size=56, num_classes=0, mlp_ratio=4.0),
        {"mlp": "packed", "activation": "silu"},
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_bare_path_opens_exactly(kind: str, tmp_path: Path):
    theirs, facts = KINDS[kind]
    ours = opened(saved({"state_dict": state_of(theirs, "module.")}, tmp_path / "model.pth"))
    assert {name: getattr(ours.config, name) for name in facts} == facts
    assert same(ours, theirs)


@pytest.mark.parametrize("kind", ["distilled", "no bias", "mean pooling with a norm of its own"])
def test_a_name_is_only_a_hint(kind: str, tmp_path: Path):
    changes: dict[str, dict[str, Any]] = {
        "distilled": {"reg_tokens": 2, "patch_size": 8, "img_size": 80},
        "no bias": {"init_values": 0.1, "qk_norm": True},
        "mean pooling with a norm of its own": {"global_pool": "avg", "fc_norm": True},
    }
    theirs = five(**changes[kind])
    assert same(opened(f"{NAME}={saved(theirs.state_dict(), tmp_path / 'my.pt')}"), theirs)


def test_what_shapes_do_not_tell_is_assumed_said_and_can_be_stated(tmp_path: Path):
    theirs = narrow(num_heads=4, act_layer="gelu_tanh")
    path = saved(theirs.state_dict(), tmp_path / "model.pth")
    ours = opened(path)
    assumed = dict(ours.origin.assumed)
    assert (assumed["heads"], assumed["activation"], assumed["pool"]) == ("1", "gelu", "token")
    assert not same(ours, theirs)
    stated = opened(path, heads=4, activation="gelu_tanh", mean=(0.5, 0.5, 0.5))
    assert {"heads", "activation", "mean"}.isdisjoint(dict(stated.origin.assumed))
    assert stated.preprocessing.mean == (0.5, 0.5, 0.5)
    assert same(stated, theirs)


def test_a_rectangle_opens_where_its_size_is_stated(tmp_path: Path):
    theirs = narrow(img_size=(96, 48))
    path = saved(theirs.state_dict(), tmp_path / "model.pth")
    assert "which is no square grid" in refusal(path)
    assert same(opened(path, image=(96, 48)), theirs)


def test_a_grid_that_may_also_be_a_rectangle_is_said(tmp_path: Path):
    theirs = narrow(img_size=(96, 64))  # 25 positions: 4 x 6 patches and a class token, or 5 x 5
    path = saved(theirs.state_dict(), tmp_path / "model.pth")
    assert dict(opened(path).origin.assumed)["image"] == "80 x 80"
    assert same(opened(path, image=(96, 64)), theirs)


@pytest.mark.parametrize(
    ("tag", "heads"),
    [
        ("vit_tiny_patch16_224", 3),
        ("vit_small_patch14_reg4_dinov2", 6),
        ("vit_base_patch16_siglip_224", 12),
        ("vit_large_patch14_clip_224", 16),
        ("vit_huge_patch14_224", 16),
        ("vit_so400m_patch14_siglip_378", 16),
        ("vit_giant_patch14_dinov2", 24),
        ("vit_giant_patch14_224", 16),
        ("vit_gigantic_patch14_224", 16),
        ("aimv2_large_patch14_224", 8),
        ("vit_medium_patch16_gap_240", 8),
        ("deit3_medium_patch16_224", 8),
    ],
)
def test_the_heads_that_are_assumed_are_those_of_the_usual_models(tag: str, heads: int):
    model = skeleton(tag)
    shape = shape_of(to_timm(dict(model.state_dict()), TIMM), None)
    assert (shape.config.heads, describe(model)[0].heads) == (heads, heads)
    assert shape.config.activation == describe(model)[0].activation or "activation" in dict(
        shape.assumed
    )


REFUSED: dict[str, tuple[nn.Module | dict[str, Any], str]] = {
    "a width that tells no heads": (narrow(embed_dim=80), "give their number, as in vit.load"),
    "one channel": (narrow(in_chans=1), "cut from 1 channels, and pictures have 3"),
    "rotary positions": (
        narrow("eva02_base_patch14_224", img_size=56, num_heads=1),
        "name its architecture, as timm_name=file",
    ),
    "no positions": (narrow(pos_embed="none"), "no position embedding"),
    "no final norm": (narrow(final_norm=False), "lacks the final norm"),
    "relative positions": (
        state_of(narrow()) | {"blocks.0.attn.relative_position_bias_table": torch.ones(9, 1)},
        "a ViT with windows or relative positions",
    ),
    "blocks in parallel": (narrow("vit_small_patch16_18x2_224"), "have no MLP|no part"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_bare_path_that_tells_too_little_is_one_sentence(kind: str, tmp_path: Path):
    content, words = REFUSED[kind]
    state = content if isinstance(content, dict) else content.state_dict()
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(refusal(saved(state, tmp_path / "model.pth")))


def test_a_student_and_a_teacher_of_other_sizes_are_not_guessed_between(tmp_path: Path):
    both = {"student": state_of(narrow()), "teacher": state_of(narrow(embed_dim=128))}
    path = saved(both, tmp_path / "distil.pth")
    assert "it holds several ViTs, of width x depth 64 x 2 and 128 x 2" in refusal(path)
    assert opened(f"{path}#teacher").config.width == 128


def test_inspect_prints_what_a_file_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    state = state_of(narrow(), "module.") | {"module.mask_token": torch.ones(1, 1, 64)}
    path = saved({"model": state}, tmp_path / "model.pth")
    assert main(["inspect", path]) == 0
    out = capsys.readouterr().out
    assert "2 blocks of width 64, 1 heads, MLP of 256 (plain, gelu), class token" in out
    assert "Its parameters have timm's or Meta's names." in out
    assert "The weights stand in “model.module” of the file." in out
    assert "Assumed, because shapes do not tell it: heads 1, activation gelu" in out
    assert "Left out: 1 tensor of mask_token." in out
    saved({"module.mask_token": torch.ones(1)}, tmp_path / "model.pth")
    assert main(["inspect", path]) == 1
    assert "Does not open: none of its 1 tensors (module.mask_token)" in capsys.readouterr().out
    assert main(["inspect", "no/such.pth"]) == 1
    assert "Does not open: there is no file no/such.pth." in capsys.readouterr().out
    assert main(["look"]) == 2
