# pyright: standard
"""Rotary positions of a timm model: which of them this ViT turns queries and keys alike by."""

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
    """The rotary positions of a model of which `objections` has none."""
    found: Any = getattr(model, "rope", None)
    if found is None:
        return None
    return Rope(
        kind=KINDS[type(found)],  # type: ignore[arg-type]
        temperature=float(found.temperature),
        reference=getattr(found, "ref_feat_shape", None),
        offset=float(getattr(found, "grid_offset", 0)),
        columns_first=found.grid_indexing == "xy",
    )


def measures_plainly(model: Any) -> bool:
    """Whether coordinates count patches, or run from edge to edge of each axis, and none is old."""
    found: Any = getattr(model, "rope", None)
    if type(found) not in KINDS:
        return True
    grid = tuple(model.patch_embed.grid_size)
    ways = {
        RotaryEmbeddingCat: ("grid_type", "index"),
        RotaryEmbeddingDinoV3: ("normalize_coords", "separate"),
    }
    fact, usual = ways.get(type(found), ("", None))
    return (
        getattr(found, fact, None) == usual
        and getattr(found, "min_period", None) is getattr(found, "max_period", None) is None
        and tuple(found.feat_shape or grid) == grid
    )


def turns_patches(model: Any) -> bool:
    """Whether every block turns the patches alone, whole heads, in the pairs they are made for."""
    found: Any = getattr(model, "rope", None)
    if found is None:
        return True
    mixed = type(found) is RotaryEmbeddingMixed
    halves = getattr(found, "rotate_half", False)
    return all(
        block.attn.num_prefix_tokens == model.num_prefix_tokens
        and block.attn.rotate_half == halves
        and found.dim == (model.embed_dim if mixed else block.attn.head_dim)
        for block in model.blocks
    )
