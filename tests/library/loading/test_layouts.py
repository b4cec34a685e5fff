"""Files in every layout of names compute what timm's filters and transformers make of them."""

from pathlib import Path
from typing import Any

import numpy
import pytest
import torch

from tests.support.fine_tunes import refusal
from tests.support.layout_files import SMALL, equal, pictures, without
from tests.support.layout_files_of_flax import flax
from tests.support.layout_files_of_timm import OF_TIMM, openclip
from tests.support.own_files import opened, saved
from vit.loading.load_error import LONGEST
from vit.loading.timm_config import skeleton

PIXELS = pictures(SMALL)
WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "DINO (Meta)": ("timm's or Meta's names", {"pool": "token"}),
    "DINOv2 (Meta)": ("timm's or Meta's names", {"layer_scale": True}),
    "DINOv2, gated (Meta)": ("timm's or Meta's names", {"mlp": "packed"}),
    "DINOv2 with registers (Meta)": ("Meta's names of DINOv2 with registers", {"registers": 4}),
    "DINOv3 (Meta)": ("Meta's names of DINOv3", {"registers": 4, "positions": "none"}),
    "DINOv3, gated (Meta)": ("Meta's names of DINOv3", {"mlp": "gated"}),
    "MAE (Meta)": ("timm's or Meta's names", {"pool": "token"}),
    "MAE, tuned to classes (Meta)": ("timm's or Meta's names", {"final_norm": "fc_norm"}),
    "OpenCLIP": ("OpenCLIP's names", {"pre_norm": True, "classes": 24, "outputs": "none"}),
    "OpenCLIP with a tower of timm's": (
        "OpenCLIP's names, of a tower of timm's",
        {"classes": 24, "outputs": "none"},
    ),
    "vision_transformer (Google, .npz)": ("Google's names in Flax", {"classes": 3}),
    "big_vision, stacked, pooling attention (Google, .npz)": (
        "Google's names in Flax",
        {"pool": "attention", "classes": 3},
    ),
}


@pytest.mark.parametrize("title", OF_TIMM)
def test_a_file_computes_what_timms_filter_makes_of_it(title: str, tmp_path: Path):
    written = OF_TIMM[title](SMALL, tmp_path)
    ours = opened(written.reference, **written.stated)
    with torch.no_grad():
        equal(ours, written.compute(PIXELS))
    layout, facts = WAYS[title]
    assert ours.origin.layout == layout
    assert {name: getattr(ours.config, name) for name in facts} == facts
    sentence = refusal(without(written.reference, r"(norm2|ln_2|LayerNorm_[12])\b.*(weight|scale)"))
    assert len(sentence) <= LONGEST
    assert " lacks 1 of " in sentence or " lacks 2 of " in sentence  # of a stack, two blocks


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("swin_tiny_patch4_window7_224", "a hierarchical model (Swin)"),
        ("maxvit_tiny_tf_224", "a hierarchical model of several stages"),
        ("vit_tiny_r_s16_p8_224", "a hybrid, whose patches a convolutional network makes"),
        ("beit_base_patch16_224", "a ViT with windows or relative positions"),
    ],
)
def test_a_model_that_is_no_plain_vit_is_one_sentence(name: str, words: str, tmp_path: Path):
    state = {name: torch.ones(1) for name in skeleton(name).state_dict()}
    assert f"it holds {words}, which is not supported" in refusal(saved(state, tmp_path / "a.pth"))


def test_what_is_left_out_is_counted(tmp_path: Path):
    ours = opened(OF_TIMM["DINOv3 (Meta)"](SMALL, tmp_path).reference)
    assert ours.origin.left_out == (
        "2 tensors of blocks.*.attn.qkv.bias_mask",
        "2 tensors of local_cls_norm",
        "1 tensor of mask_token",
        "1 tensor of rope_embed",
    )
    ours = opened(OF_TIMM["MAE (Meta)"](SMALL, tmp_path).reference)
    assert ours.origin.left_out == ("3 tensors of decoder_*", "1 tensor of mask_token")


def test_rotary_periods_of_another_kind_are_refused(tmp_path: Path):
    path = OF_TIMM["DINOv3 (Meta)"](SMALL, tmp_path).reference
    state = torch.load(path) | {"rope_embed.periods": torch.linspace(1, 9, 16)}
    assert "periods are no powers of one base" in refusal(saved(state, tmp_path / "a.pth"))
    state["rope_embed.periods"] = 300 ** (torch.arange(16) / 16)
    rope = opened(saved(state, tmp_path / "a.pth")).config.rope
    assert rope is not None
    assert rope.temperature == 300


def test_a_head_of_flax_behind_a_hidden_layer_is_left_out(tmp_path: Path):
    path = Path(flax(SMALL, tmp_path).reference)
    arrays = dict(numpy.load(path)) | {"pre_logits/kernel": numpy.ones((64, 64), "f4")}
    numpy.savez(path, **arrays)
    ours = opened(str(path))
    assert ours.config.outputs == "none"
    assert ours.origin.left_out == ("2 tensors of head", "1 tensor of pre_logits")


def test_moments_of_an_optimiser_are_not_taken_for_weights(tmp_path: Path):
    path = Path(flax(SMALL, tmp_path).reference)
    arrays = dict(numpy.load(path))
    whole = {f"params/{name}": one for name, one in arrays.items()}
    whole |= {f"opt/0/mu/{name}": one * 0 for name, one in arrays.items()}
    numpy.savez(path, **whole)
    ours = opened(str(path))
    assert (ours.origin.part, ours.origin.others) == ("params", ("opt.0.mu",))
    assert bool(ours.cls_token.any())


@pytest.mark.parametrize("more", ["attn_pool.probe", "transformer.resblocks.0.ls_1.gamma"])
def test_a_tower_built_as_the_perception_encoder_is_refused(more: str, tmp_path: Path):
    state = torch.load(openclip(SMALL, tmp_path).reference)
    whole = state | {f"visual.{more}": torch.ones(64)}
    assert "rotary positions" in refusal(saved(whole, tmp_path / "a.pth"))


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("visual.conv1.weight", "visual.layer1.0.conv1.weight"), "a convolutional network"),
        (("embeddings.patch_embedding.weight", "encoder.layers.0.layer_norm1.bias"), "not square"),
        (("visual.conv1.weight", "visual.transformer.resblocks.0.ln_1.bias"), "not square"),
    ],
)
def test_a_kernel_of_another_kind_is_one_sentence(
    names: tuple[str, ...], words: str, tmp_path: Path
):
    state = {name: torch.ones(8, 12) for name in names}  # a kernel of SigLIP 2 is a matrix
    assert words in refusal(saved(state, tmp_path / "a.pth"))
