"""Rotary positions: the angle of queries and keys at each patch, and the rotation.

Two neighbouring channels of a head form a complex number; a rotation by an angle multiplies it by
`e^(i angle)` (Su et al. 2021, arXiv 2104.09864). Only patches are rotated, because prefix tokens
have no position. `F` is the number of channel pairs, K/2.
"""

import math

import torch
from torch import Tensor, nn

from vit.config import Rope, ViTConfig


class RopeFrequencies(nn.Module):
    """The learned frequencies of "mixed" rotary positions, [2,L,H,F] in radians per patch."""

    def __init__(self, config: ViTConfig) -> None:
        """Start at zero: no rotation."""
        super().__init__()
        pairs = config.head_width // 2
        self.freqs = nn.Parameter(torch.zeros(2, config.depth, config.heads, pairs))


def rope_turns(config: ViTConfig, rope: Rope, like: Tensor) -> Tensor:
    """[2,L or 1,H or 1,P,F] angle, in radians, of each channel pair by a patch's row and column.

    A pair is rotated by the sum of the two. `like` gives device and precision; for "mixed"
    positions it holds the learned frequencies [2,L,H,F]. In the other kinds all layers and heads
    have the same angles.
    """
    down, across = _coordinates(config, rope)
    if rope.kind == "mixed":
        learned = like.float().flip(0) if rope.columns_first else like.float()
        by_row, by_col = learned.unsqueeze(-2)  # [L,H,1,F]
        return torch.stack([down.to(like.device) * by_row, across.to(like.device) * by_col])
    turns = [_bands(config, rope, axis, like.dtype) for axis in (down, across)]  # [P,F/2] each
    still = torch.zeros_like(turns[0])
    if rope.columns_first:
        both = [torch.cat([still, turns[0]], dim=-1), torch.cat([turns[1], still], dim=-1)]
    else:
        both = [torch.cat([turns[0], still], dim=-1), torch.cat([still, turns[1]], dim=-1)]
    return torch.stack(both)[:, None, None].to(like.device)


def rope_table(config: ViTConfig, rope: Rope, like: Tensor) -> Tensor:
    """Complex [L or 1,H or 1,N,F] factor of each token's channel pairs; 1 for prefix tokens.

    In the precision of `like`, at least float32; see `rope_turns`.
    """
    angles = rope_turns(config, rope, like).sum(dim=0)
    angles = nn.functional.pad(angles, (0, 0, config.prefix, 0))
    precise = torch.promote_types(like.dtype, torch.float32)
    return torch.complex(angles.cos().to(precise), angles.sin().to(precise))


def rotate(x: Tensor, table: Tensor) -> Tensor:
    """Queries or keys [B,H,N,K] rotated by a table [...,H or 1,N,F], computed in its precision."""
    exact = x.to(table.real.dtype)
    turned = torch.view_as_complex(exact.view(*exact.shape[:-1], -1, 2)) * table
    return torch.view_as_real(turned).flatten(-2).to(x.dtype)


def _coordinates(config: ViTConfig, rope: Rope) -> tuple[Tensor, Tensor]:
    """Row and column [P,1] of each patch in the units of this kind, float32."""
    sizes = (config.grid.rows, config.grid.cols)
    axes = [torch.arange(size, dtype=torch.float32) for size in sizes]
    if rope.kind == "centred":
        axes = [2 * ((a + 0.5 + rope.offset) / n) - 1 for a, n in zip(axes, sizes, strict=True)]
    elif rope.kind == "axial":
        axes = [a + rope.offset for a in axes]
        if rope.reference:
            scaled = zip(axes, sizes, rope.reference, strict=True)
            axes = [a / size * reference for a, size, reference in scaled]
    down, across = torch.meshgrid(*axes, indexing="ij")
    return down.reshape(-1, 1), across.reshape(-1, 1)


def _bands(config: ViTConfig, rope: Rope, coordinate: Tensor, dtype: torch.dtype) -> Tensor:
    """[P,F/2] angles of one axis.

    In float32, as in training, whatever the model's dtype is; those of "centred" positions in the
    model's dtype if that is more precise, as in timm.
    """
    count = config.head_width // 4
    period = rope.temperature ** (torch.arange(count, dtype=torch.float32) / count)
    if rope.kind == "axial":
        return coordinate * (1 / period)
    precise = torch.promote_types(dtype, torch.float32)
    return 2 * math.pi * coordinate.to(precise) / period.to(precise)
