"""Angles and similarities of rotary positions, independent of the picture."""

import torch
from torch import Tensor

from vit.config import Rope
from vit.model import ViT
from vit.rope import rope_table, rope_turns


def rope_angles(model: ViT, layer: int = 0) -> Tensor:
    """[2,H or 1,P,K/2] angle in radians of each channel pair by a patch's row [0] and column [1].

    A pair is rotated by the sum of the two; one entry stands for all heads if they are equal.
    ValueError for a model without rotary positions, IndexError for a layer that does not exist.
    """
    rope = _checked(model, layer)
    with torch.no_grad():
        turns = rope_turns(model.config, rope, model.turned_by())
        return turns[:, layer % turns.shape[1]]  # one table serves all layers


def rope_directions(model: ViT, layer: int = 0) -> Tensor:
    """[H or 1,P,K] unit vector for each patch: a vector of equal channel pairs, rotated.

    The product of two rows is the similarity of two patches by rotation alone: the factor that the
    positions put on the score of a query and key with equal pairs; 1 for a patch with itself.
    Raises as `rope_angles`.
    """
    rope = _checked(model, layer)
    with torch.no_grad():
        table = rope_table(model.config, rope, model.turned_by())
        turns = table[layer % len(table), :, model.config.prefix :]
        return torch.view_as_real(turns).flatten(-2) * turns.shape[-1] ** -0.5


def rope_similarity(model: ViT, layer: int = 0) -> Tensor:
    """[H or 1,rows,cols,rows,cols] similarity, -1..1, of two patches by rotation alone.

    The mean over a head's channel pairs of the cosine of the difference of their angles (Su et al.
    2021, arXiv 2104.09864, section 3.3). It depends only on the offset of the two patches. Raises
    as `rope_angles`.
    """
    directions, grid = rope_directions(model, layer), model.config.grid
    similarity = directions @ directions.transpose(-2, -1)
    return similarity.view(-1, grid.rows, grid.cols, grid.rows, grid.cols)


def _checked(model: ViT, layer: int) -> Rope:
    config = model.config
    if config.rope is None:
        raise ValueError("this model has no rotary positions: use position_similarity")
    if not 0 <= layer < config.depth:
        raise IndexError(f"layer {layer} does not exist: layers are 0 to {config.depth - 1}")
    return config.rope
