"""Correspondences between the patches of two pictures: each other's nearest neighbours."""

from dataclasses import dataclass, field

import torch
from torch import Tensor

NOWHERE = -2.0  # below every cosine
DEPTH = 2 / 3  # of the layers


@dataclass(frozen=True, eq=False)
class Matches:
    """Pairs of patches that are each other's nearest, those of the largest margin first.

    `first` [M] and `second` [M] are patches of the two pictures, `cosine` [M] their similarity.
    `margin` [M] is the cosine less that of the best rival outside the 3 x 3 patches around the
    second: it tells right pairs from wrong ones better than the cosine does.
    """

    first: Tensor = field(repr=False)
    second: Tensor = field(repr=False)
    cosine: Tensor = field(repr=False)
    margin: Tensor = field(repr=False)


def match_layer(layers: int) -> int:
    """After how many of so many layers patches are matched by default: by values, two thirds.

    `make bench ARGS="--only matching"` measures it on a picture against itself turned.
    """
    return max(1, round(DEPTH * layers))


def mutual_matches(
    first: Tensor, second: Tensor, cols: int, kept: tuple[Tensor, Tensor] | None = None
) -> Matches:
    """Mutual nearest neighbours of directions first [P,F] and second [Q,F] (`facet_directions`).

    `cols` is the number of columns of the second picture's grid. `kept` are masks [P] and [Q], such
    as the foregrounds: other patches are matched with none. ValueError for two widths.
    """
    if first.shape[1] != second.shape[1]:
        raise ValueError(
            f"directions of width {first.shape[1]} and {second.shape[1]} have no similarity: take "
            "two of one facet and one model"
        )
    cosines = first @ second.T
    if kept is not None:
        cosines = cosines.masked_fill(~(kept[0][:, None] & kept[1]), NOWHERE)
    there, back = cosines.argmax(dim=1), cosines.argmax(dim=0)
    mine = (back[there] == torch.arange(len(first), device=first.device)).nonzero().flatten()
    mine = mine[cosines[mine, there[mine]] > NOWHERE]
    yours = there[mine]
    cosine = cosines[mine, yours]
    places = torch.arange(len(second), device=first.device)
    down = (places // cols - (yours // cols)[:, None]).abs()
    right = (places % cols - (yours % cols)[:, None]).abs()
    rival = cosines[mine].masked_fill((down <= 1) & (right <= 1), NOWHERE).amax(dim=1)
    order = (cosine - rival).argsort(descending=True, stable=True)
    return Matches(mine[order], yours[order], cosine[order], (cosine - rival)[order])
