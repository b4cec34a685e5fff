"""What rotary positions alone say of two patches, whatever the picture shows."""

import torch
from torch import Tensor

from vit.config import Rope
from vit.model import ViT
from vit.rope import rope_table, rope_turns


def rope_angles(model: ViT, layer: int = 0) -> Tensor:
    """[2,H or 1,P,K/2] radians that each patch's row [0] and column [1] turn each pair by.

    A pair of a head's channels turns by the sum of the two; one entry stands for all heads where
    they are alike. ValueError for a model without rotary positions, IndexError for a layer that
    does not exist.
    """
    rope = _checked(model, layer)
    with torch.no_grad():
        turns = rope_turns(model.config, rope, model.turned_by())
        return turns[:, layer % turns.shape[1]]  # one table is for all layers


def rope_directions(model: ViT, layer: int = 0) -> Tensor:
    """[H or 1,P,K] a vector of length 1 for each patch: an all-equal one, turned for its place.

    The product of two rows is the similarity that the rotation alone gives two patches: of the
    score of a query and key that are alike in all pairs, the share that is left when they lie at
    those patches. 1 where both are one. Raises as `rope_angles`.
    """
    rope = _checked(model, layer)
    with torch.no_grad():
        table = rope_table(model.config, rope, model.turned_by())
        turns = table[layer % len(table), :, model.config.prefix :]
        return torch.view_as_real(turns).flatten(-2) * turns.shape[-1] ** -0.5


def rope_similarity(model: ViT, layer: int = 0) -> Tensor:
    """[H or 1,rows,cols,rows,cols] similarity, -1..1, that the rotation alone gives two patches.

    The mean over a head's pairs of the cosine of the angle between their turns (Su et al. 2021,
    arXiv 2104.09864, section 3.3). It depends on the offset of the two patches alone. Raises as
    `rope_angles`.
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
