"""Rotary positions: how far queries and keys turn at each patch, and the turning itself.

Two neighbouring channels of a head are a complex number; to turn them by an angle is a product
with `e^(i angle)` (Su et al. 2021, arXiv 2104.09864). Only patches turn; prefix tokens lie nowhere.
`F` is the number of pairs, K/2.
"""

import math

import torch
from torch import Tensor, nn

from vit.config import Rope, ViTConfig


class RopeFrequencies(nn.Module):
    """The learned frequencies of "mixed" rotary positions, [2,L,H,F] in radians per patch."""

    def __init__(self, config: ViTConfig) -> None:
        """Start at zero, where nothing turns."""
        super().__init__()
        pairs = config.head_width // 2
        self.freqs = nn.Parameter(torch.zeros(2, config.depth, config.heads, pairs))


def rope_turns(config: ViTConfig, rope: Rope, like: Tensor) -> Tensor:
    """[2,L or 1,H or 1,P,F] angle, in radians, that each patch's row and column turn each pair by.

    The two are added up. `like` gives device and precision; of "mixed" positions it holds the
    learned frequencies [2,L,H,F], without which layers and heads are alike.
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
    """Complex [L or 1,H or 1,N,F], what each token's pairs are multiplied with; 1 for a prefix.

    In the precision of `like`, float32 at least; see `rope_turns`.
    """
    angles = rope_turns(config, rope, like).sum(dim=0)
    angles = nn.functional.pad(angles, (0, 0, config.prefix, 0))
    precise = torch.promote_types(like.dtype, torch.float32)
    return torch.complex(angles.cos().to(precise), angles.sin().to(precise))


def rotate(x: Tensor, table: Tensor) -> Tensor:
    """Queries or keys [B,H,N,K], turned by a table [...,H or 1,N,F]; computed in its precision."""
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

    In float32 like the tables that the weights were trained with, however precise the model is;
    "centred" ones are exact beyond that, as timm's are.
    """
    count = config.head_width // 4
    period = rope.temperature ** (torch.arange(count, dtype=torch.float32) / count)
    if rope.kind == "axial":
        return coordinate * (1 / period)
    precise = torch.promote_types(dtype, torch.float32)
    return 2 * math.pi * coordinate.to(precise) / period.to(precise)
