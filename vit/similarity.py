"""How alike the position embeddings of two patches are, as in the ViT paper's figure 7."""

import torch
from torch import Tensor

from vit.model import ViT


def position_directions(model: ViT) -> Tensor:
    """[P,D] the patches' position embeddings for the grid in use, each scaled to length 1.

    The product of two rows is the cosine similarity of the two positions.
    """
    with torch.no_grad():
        positions = model.patch_positions()
        precise = torch.promote_types(positions.dtype, torch.float32)
        return torch.nn.functional.normalize(positions.to(precise), dim=-1)


def position_similarity(model: ViT) -> Tensor:
    """[rows,cols,rows,cols] cosine similarity, -1..1, of each patch's position with all others.

    Dosovitskiy et al. 2020, arXiv 2010.11929, figure 7 (centre).
    """
    directions, grid = position_directions(model), model.config.grid
    return (directions @ directions.T).view(grid.rows, grid.cols, grid.rows, grid.cols)
