# pyright: standard
"""Rotary positions of a timm model: their configuration, and whether this ViT supports them."""

from typing import Any

from timm.layers.pos_embed_sincos import (
    RotaryEmbeddingCat,
    RotaryEmbeddingDinoV3,
    RotaryEmbeddingMixed,
)
from torch import nn

from vit.config import Rope

KINDS: dict[type[nn.Module], str] = {
    RotaryEmbeddingCat: "axial",
    RotaryEmbeddingDinoV3: "centred",
    RotaryEmbeddingMixed: "mixed",
}


def rope_of(model: Any) -> Rope | None:
    """The rotary positions of a supported model, None without them."""
    rope: Any = getattr(model, "rope", None)
    if rope is None:
        return None
    return Rope(
        kind=KINDS[type(rope)],  # type: ignore[arg-type]
        temperature=float(rope.temperature),
        reference=getattr(rope, "ref_feat_shape", None),
        offset=float(getattr(rope, "grid_offset", 0)),
        columns_first=rope.grid_indexing == "xy",
    )


def measures_plainly(model: Any) -> bool:
    """Whether coordinates count patches or span each axis, and fit the model's own grid."""
    rope: Any = getattr(model, "rope", None)
    if type(rope) not in KINDS:
        return True
    grid = tuple(model.patch_embed.grid_size)
    ways = {
        RotaryEmbeddingCat: ("grid_type", "index"),
        RotaryEmbeddingDinoV3: ("normalize_coords", "separate"),
    }
    fact, usual = ways.get(type(rope), ("", None))
    return (
        getattr(rope, fact, None) == usual
        and getattr(rope, "min_period", None) is getattr(rope, "max_period", None) is None
        and tuple(rope.feat_shape or grid) == grid
    )


def turns_patches(model: Any) -> bool:
    """Whether every block rotates only the patches, by whole heads, in the pairs of its table."""
    rope: Any = getattr(model, "rope", None)
    if rope is None:
        return True
    mixed = type(rope) is RotaryEmbeddingMixed
    halves = getattr(rope, "rotate_half", False)
    return all(
        block.attn.num_prefix_tokens == model.num_prefix_tokens
        and block.attn.rotate_half == halves
        and rope.dim == (model.embed_dim if mixed else block.attn.head_dim)
        for block in model.blocks
    )
