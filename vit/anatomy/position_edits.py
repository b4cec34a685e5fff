"""Changed position embeddings for `Edits`: set to zero, shuffled or shifted."""

from typing import Literal

import torch
from torch import Tensor

from vit.model import ViT

Change = Literal["zero", "shuffle", "shift"]


def changed_positions(model: ViT, change: Change, seed: int = 0) -> Tensor:
    """[P,D] the patches' position embeddings, changed, for `Edits.positions`.

    `zero` sets all to zero; `shuffle` permutes them among the patches by the seed; `shift` gives
    each patch that of its right-hand neighbour, and the last of a row that of the first.
    ValueError for another change.
    """
    with torch.no_grad():
        positions, grid = model.patch_positions(), model.config.grid
        if change == "zero":
            return torch.zeros_like(positions)
        if change == "shuffle":
            return positions[shuffled_patches(grid.patches, seed).to(positions.device)]
        if change == "shift":
            return positions.view(grid.rows, grid.cols, -1).roll(-1, dims=1).flatten(0, 1)
    raise ValueError(f"change {change!r} is unknown: use 'zero', 'shuffle' or 'shift'")


def shuffled_patches(patches: int, seed: int) -> Tensor:
    """[P] a permutation of the patches, the same for the same seed."""
    return torch.randperm(patches, generator=torch.Generator().manual_seed(seed))
