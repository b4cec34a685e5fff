"""Rotary positions and pooling attention of another kind are refused."""

from typing import Any

import pytest
import torch
from timm.layers import RotaryEmbedding
from torch import nn

from tests.support.skeletons import bare, config
from vit.loading.timm_config import (
    UnsupportedArchitecture,
    describe,
)


def _more_latents(model: Any) -> None:
    model.attn_pool.latent_len = 2


def _mean_of_latents(model: Any) -> None:
    model.attn_pool.pool = "avg"


def _pooled_positions(model: Any) -> None:
    model.attn_pool.pos_embed = nn.Parameter(torch.zeros(196, 768))


def _wider_pool(model: Any) -> None:
    model.attn_pool.mlp.fc1 = nn.Linear(768, 768)


def _pool_heads(model: Any) -> None:
    model.attn_pool.num_heads = 6


def _nearest_edge(model: Any) -> None:
    model.rope.normalize_coords = "min"


def _periods(model: Any) -> None:
    model.rope.min_period, model.rope.max_period = 1.0, 50.0


def _old_grid(model: Any) -> None:
    model.rope.feat_shape = [7, 7]


def _turned_prefix(model: Any) -> None:
    model.blocks[1].attn.num_prefix_tokens = 0


def _other_pairs(model: Any) -> None:
    model.blocks[1].attn.rotate_half = False


def _half_heads(model: Any) -> None:
    model.rope.dim = 32


def _other_kind(model: Any) -> None:
    model.rope = RotaryEmbedding(64)


def _gated(model: Any) -> None:
    model.blocks[0].attn.gate = nn.Linear(384, 384)


@pytest.mark.parametrize(
    ("tamper", "reason"),
    [
        (_nearest_edge, "are not measured in patches or from edge to edge"),
        (_periods, "are not measured in patches or from edge to edge"),
        (_old_grid, "are not measured in patches or from edge to edge"),
        (_turned_prefix, "its attention does not turn the patches alone"),
        (_other_pairs, "its attention does not turn the patches alone"),
        (_half_heads, "its attention does not turn the patches alone"),
        (_other_kind, "its rotary positions are of another kind"),
        (_gated, "it gates the output of attention"),
    ],
)
def test_rotary_positions_of_another_kind_are_refused(tamper: Any, reason: str):
    model = bare("vit_small_patch16_dinov3")
    describe(model)
    tamper(model)
    with pytest.raises(UnsupportedArchitecture, match=reason):
        describe(model)


def test_rotary_positions_in_pixels_are_refused():
    model = bare("vit_small_patch16_rope_224")
    model.rope.grid_type = "pixel"
    with pytest.raises(UnsupportedArchitecture, match="are not measured in patches"):
        describe(model)


def test_a_model_for_language_positions_is_refused():
    with pytest.raises(UnsupportedArchitecture, match="its rotary positions are of another kind"):
        config("vit_medium_patch16_rope_reg1_gap_256", rope_type="mrope")


@pytest.mark.parametrize(
    "tamper", [_more_latents, _mean_of_latents, _pooled_positions, _wider_pool, _pool_heads]
)
def test_another_pooling_attention_is_refused(tamper: Any):
    model = bare("vit_base_patch16_siglip_224")
    describe(model)
    tamper(model)
    with pytest.raises(UnsupportedArchitecture, match="its pooling attention has another"):
        describe(model)


def test_a_distilled_model_that_norms_after_the_pooling_is_refused():
    with pytest.raises(UnsupportedArchitecture, match="its two heads do not read a norm before"):
        config("deit_tiny_distilled_patch16_224", fc_norm=True)
