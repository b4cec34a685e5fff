"""The same numbers as timm, logits and every attention map, for each kind of model taken over.

Models are cut to a few narrow layers and every parameter is random. timm runs unfused, because
only then can its maps be read.
"""

from dataclasses import replace
from typing import Any

import pytest
import timm
import torch
from torch import nn

from tests.parity import TOLERANCE, picture, unfused, worst_errors
from tests.support.random_weights import randomise
from vit.loading.weights import from_timm
from vit.model import ViT
from vit.trace import trace

NARROW = {"embed_dim": 48, "num_heads": 3, "depth": 3}
SMALL = {"img_size": 64, **NARROW}

KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "ViT": ("vit_tiny_patch16_224", SMALL),
    "ViT, twelve layers": ("vit_tiny_patch16_224", {**SMALL, "depth": 12}),
    "ViT, higher than wide": ("vit_tiny_patch16_224", {**SMALL, "img_size": (80, 48)}),
    "ViT, wider than high": ("vit_tiny_patch16_224", {**SMALL, "img_size": (48, 112)}),
    "ViT, size free at run time": ("vit_tiny_patch16_224", {**SMALL, "dynamic_img_size": True}),
    "ViT without query, key and value bias": ("vit_base_patch16_224_miil", SMALL),
    "DeiT": ("deit_small_patch16_224", SMALL),
    "DINO, no classifier": ("vit_small_patch8_224.dino", {**SMALL, "img_size": 32}),
    "CLIP": ("vit_base_patch32_clip_224", {**SMALL, "img_size": 96}),
    "CLIP, QuickGELU": ("vit_base_patch32_clip_quickgelu_224", {**SMALL, "img_size": 96}),
    "DeiT III": ("deit3_small_patch16_224", SMALL),
    "FlexiViT": ("flexivit_small", {**SMALL, "img_size": (48, 80)}),
    "DINOv2": ("vit_small_patch14_dinov2", {**SMALL, "img_size": 56}),
    "DINOv2 with registers": (
        "vit_small_patch14_reg4_dinov2",
        {**SMALL, "img_size": (42, 70)},
    ),
    "registers with positions of their own": (
        "vit_tiny_patch16_224",
        {**SMALL, "reg_tokens": 2},
    ),
    "mean of the patches, norm before": ("vit_base_patch16_gap_224", SMALL),
    "mean of the patches, norm after": ("eva_large_patch14_196", {**SMALL, "img_size": 56}),
    "registers, no class token": ("vit_wee_patch16_reg1_gap_256", SMALL),
    "mean of the patches, tanh-GELU": (
        "vit_base_patch32_siglip_gap_256",
        {**SMALL, "img_size": (96, 160)},
    ),
    "I-JEPA": ("vit_huge_patch14_gap_224", {**SMALL, "img_size": 56}),
    "attention pooling": ("vit_base_patch16_siglip_224", {**SMALL, "img_size": (48, 80)}),
    "attention pooling, tanh-GELU": (
        "vit_base_patch32_siglip_256",
        {**SMALL, "img_size": (160, 96)},
    ),
    "attention pooling with registers": (
        "vit_so150m_patch16_reg4_map_256",
        {**SMALL, "img_size": 80},
    ),
    "attention pooling that sees the prefix": ("test_vit3", {**SMALL, "img_size": (80, 48)}),
    "input with a strip too narrow for a patch": (
        "vit_so400m_patch14_siglip_384",
        {**SMALL, "img_size": (69, 48)},
    ),
    "DeiT distilled": (
        "deit_small_distilled_patch16_224",
        {**SMALL, "img_size": (80, 48)},
    ),
    "SwiGLU, packed": ("vit_giant_patch14_reg4_dinov2", {**SMALL, "img_size": (42, 70)}),
    "AIMv2: RMSNorm, SwiGLU, norm of the patches, no biases": (
        "aimv2_large_patch14_224",
        {**SMALL, "img_size": (70, 42)},
    ),
    "RMSNorm, layer scale": ("test_vit4", {**SMALL, "img_size": (48, 80)}),
    "BEiT-3: sub-norms": ("beit3_base_patch16_224", {**SMALL, "img_size": (80, 48)}),
    "norm inside the MLP alone": ("vit_tiny_patch16_224", {**SMALL, "scale_mlp_norm": True}),
    "norm inside attention alone": ("vit_tiny_patch16_224", {**SMALL, "scale_attn_norm": True}),
    "norm after each branch": ("vit_base_patch16_rpn_224", {**SMALL, "img_size": (48, 80)}),
    "RADIO: no final norm, eight prefix tokens": (
        "vit_base_patch16_radio_v3",
        {**SMALL, "img_size": (48, 80)},
    ),
    "InternViT: no final norm": ("vit_intern300m_patch14_448", {**SMALL, "img_size": (42, 70)}),
    "mean that counts the prefix": (
        "vit_tiny_patch16_224",
        {**SMALL, "global_pool": "avg", "pool_include_prefix": True},
    ),
    "no positions at all": ("vit_tiny_patch16_224", {**SMALL, "pos_embed": "none"}),
    "norm of queries and keys": ("vit_tiny_patch16_224", {**SMALL, "qk_norm": True}),
    "DINOv3: rotary positions alone": (
        "vit_small_patch16_dinov3",
        {**SMALL, "img_size": (48, 80)},
    ),
    "DINOv3 with a bias for query and value": (
        "vit_small_patch16_dinov3_qkvb",
        {**SMALL, "img_size": (80, 48)},
    ),
    "DINOv3+: SwiGLU": ("vit_small_plus_patch16_dinov3", {**SMALL, "img_size": (48, 80)}),
    "rope-ViT, axial": ("vit_small_patch16_rope_224", {**SMALL, "img_size": (48, 80)}),
    "rope-ViT, axial and learned": (
        "vit_small_patch16_rope_ape_224",
        {**SMALL, "img_size": (80, 48)},
    ),
    "rope-ViT, mixed": ("vit_small_patch16_rope_mixed_224", {**SMALL, "img_size": (48, 80)}),
    "rope-ViT, mixed and learned": (
        "vit_small_patch16_rope_mixed_ape_224",
        {**SMALL, "img_size": (80, 48)},
    ),
    "rotary positions, a register, mean of the patches": (
        "vit_medium_patch16_rope_reg1_gap_256",
        {**SMALL, "img_size": (48, 80)},
    ),
    "EVA: a bias for query and value": ("eva_giant_patch14_224", {**SMALL, "img_size": (42, 70)}),
    "EVA-02, packed SwiGLU": ("eva02_tiny_patch14_224", {**SMALL, "img_size": (42, 70)}),
    "EVA-02: query, key and value apart": (
        "eva02_base_patch14_448",
        {**SMALL, "img_size": (70, 42)},
    ),
    "EVA-02 CLIP: norms inside": (
        "eva02_base_patch16_clip_224",
        {**SMALL, "img_size": (48, 80)},
    ),
    "EVA-02 CLIP: norm after each branch": (
        "eva02_enormous_patch14_clip_224",
        {**SMALL, "depth": 2, "img_size": (42, 70)},
    ),
    "Perception Encoder: a pooling attention with heads of its own": (
        "vit_pe_core_tiny_patch16_384",
        {**SMALL, "img_size": (48, 80)},
    ),
    "Perception Encoder: a pooling MLP of its own, no class token": (
        "vit_pe_core_gigantic_patch14_448",
        {**SMALL, "img_size": (42, 70)},
    ),
    "Perception Encoder for places: no final norm": (
        "vit_pe_spatial_tiny_patch16_512",
        {**SMALL, "img_size": (48, 80)},
    ),
    "Sapiens2: norm of queries and keys, two heads share a key": (
        "vit_large_patch16_sapiens2",
        {**SMALL, "num_heads": 4, "num_kv_heads": (4, 2, 4), "img_size": (80, 48)},
    ),
    "LingBot": ("vit_small_patch16_lingbot", {**SMALL, "img_size": (48, 80)}),
    "MLP of an odd width": ("vit_tiny_patch16_224", {**SMALL, "mlp_ratio": 2.5757}),
}


def timm_model(kind: str) -> nn.Module:
    name, changes = KINDS[kind]
    return randomise(timm.create_model(name, **changes))


@pytest.mark.parametrize("dtype", TOLERANCE, ids=["float32", "float64"])
@pytest.mark.parametrize("kind", KINDS)
def test_logits_and_every_attention_map_equal_timm(kind: str, dtype: torch.dtype):
    assert max(worst_errors(timm_model(kind), dtype)) <= TOLERANCE[dtype]


TURNED = ["DINOv3: rotary positions alone", "rope-ViT, axial", "rope-ViT, mixed"]
TURNED_AND_LEARNED = [  # timm resizes learned positions in float32, whatever they are
    "rope-ViT, axial and learned",
    "rope-ViT, mixed and learned",
    "EVA-02: query, key and value apart",
    "Perception Encoder: a pooling attention with heads of its own",
]


@pytest.mark.parametrize(
    ("kind", "dtype"),
    [(kind, torch.float32) for kind in TURNED + TURNED_AND_LEARNED]
    + [(kind, torch.float64) for kind in TURNED],
)
def test_another_input_size_equals_timm(kind: str, dtype: torch.dtype):
    """Turns are made for the grid in hand; learned positions are resized as timm does it."""
    theirs = timm_model(kind)
    patch = theirs.patch_embed.patch_size[0]
    ours = from_timm(theirs).at_grid(4, 7).to(dtype)
    theirs.set_input_size(img_size=(4 * patch, 7 * patch))
    theirs, pixels = theirs.to(dtype), picture(ours.config.image, dtype)
    seen, record = unfused(theirs, pixels), trace(ours, pixels)
    limit = {"rtol": 0, "atol": TOLERANCE[dtype]}
    torch.testing.assert_close(record.logits, seen.logits, **limit)
    for layer, expected in enumerate(seen.maps):
        torch.testing.assert_close(record.attention(layer), expected, **limit)


def test_a_tokens_rows_equal_timm():
    theirs = timm_model("DINOv2 with registers")
    pixels = picture(theirs.patch_embed.img_size)
    last = 4 + 15
    rows = torch.stack([layer[:, last] for layer in unfused(theirs, pixels).maps])
    record = trace(from_timm(theirs), pixels)
    torch.testing.assert_close(record.attention_from(last), rows, rtol=0, atol=5e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_the_random_models_would_show_a_fault(kind: str):
    """Attention is uneven and logits are of order one, so that the tolerances mean something."""
    theirs = timm_model(kind)
    logits, maps, pooling = unfused(theirs, picture(theirs.patch_embed.img_size))
    assert 0.2 < logits.std() < 5
    tokens = maps[0].shape[-1]
    assert all(layer.max() > 3 / tokens for layer in maps)
    assert pooling is None or pooling.max() > 3 / tokens


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns_first": False},
        {"temperature": 9_000.0},
        {"offset": 0.9},
        {"reference": (16, 24)},
        {"kind": "centred"},
    ],
    ids=str,
)
def test_a_wrong_turn_is_seen(wrong: dict[str, Any]):
    theirs = timm_model("Perception Encoder: a pooling attention with heads of its own")
    ours = from_timm(theirs)
    assert ours.config.rope is not None
    other = ViT(replace(ours.config, rope=replace(ours.config.rope, **wrong))).eval()
    other.load_state_dict(ours.state_dict(), strict=True)
    pixels = picture(theirs.patch_embed.img_size)
    found, expected = trace(other, pixels), trace(ours, pixels)
    assert (found.attention(0) - expected.attention(0)).abs().max() > TOLERANCE[torch.float32]


@pytest.mark.parametrize(
    ("fact", "wrong"),
    [
        ("eps", 1e-5),
        ("heads", 4),
        ("activation", "quick_gelu"),
        ("pool", "avg"),
        ("activation", "gelu_tanh"),
    ],
)
def test_a_wrong_fact_that_loads_strictly_is_seen(fact: str, wrong: Any):
    theirs = timm_model("ViT")
    ours = from_timm(theirs)
    other = ViT(replace(ours.config, **{fact: wrong})).eval()
    other.load_state_dict(ours.state_dict(), strict=True)
    pixels = picture(theirs.patch_embed.img_size)
    difference = (trace(other, pixels).logits - trace(ours, pixels).logits).abs().max()
    assert difference > TOLERANCE[torch.float32]
