"""Similarity of the position embeddings of patches, as in the ViT paper's figure 7."""

import torch
from torch import Tensor

from vit.anatomy.principal_components import principal_components
from vit.model import ViT
from vit.resample import sinusoidal_positions


def position_directions(model: ViT) -> Tensor:
    """[P,D] the patches' position embeddings for the grid in use, each scaled to length 1.

    The product of two rows is the cosine similarity of the two positions.
    """
    return torch.nn.functional.normalize(_positions(model), dim=-1)


def position_similarity(model: ViT) -> Tensor:
    """[rows,cols,rows,cols] cosine similarity, -1..1, of each patch's position with all others.

    Dosovitskiy et al. 2020, arXiv 2010.11929, figure 7 (centre).
    """
    directions, grid = position_directions(model), model.config.grid
    return (directions @ directions.T).view(grid.rows, grid.cols, grid.rows, grid.cols)


def position_norms(model: ViT) -> Tensor:
    """[rows,cols] norm of each patch's position embedding."""
    grid = model.config.grid
    return _positions(model).square().sum(dim=-1).sqrt().view(grid.rows, grid.cols)


def prefix_positions(model: ViT) -> Tensor:
    """[prefix,D] position embeddings of class token, distillation token and registers.

    Zero for a model with positions for patches only.
    """
    config = model.config
    with torch.no_grad():
        if config.positions == "learned" and config.prefix_positions:
            return _precise(model.pos_embed[0, : config.prefix])
        return torch.zeros_like(_precise(model.prefix_tokens()[0]))


def prefix_similarity(model: ViT) -> Tensor:
    """[prefix,rows,cols] cosine of each prefix token's position embedding with every patch's.

    0 for a token without a position embedding.
    """
    grid = model.config.grid
    directions = torch.nn.functional.normalize(prefix_positions(model), dim=-1)
    return (directions @ position_directions(model).T).view(-1, grid.rows, grid.cols)


def offset_similarity(similarity: Tensor) -> Tensor:
    """[rows,cols] mean cosine of all pairs of positions by their distance in rows and in columns.

    From a similarity [rows,cols,rows,cols]. Entry (k, 0) is the profile along the rows (positions k
    rows apart in one column), entry (0, k) that along the columns; (0, 0) is 1.
    """
    rows, cols = similarity.shape[:2]
    means = similarity.new_empty(rows, cols)
    for down in range(rows):
        for across in range(cols):
            below = similarity[: rows - down, :, down:].diagonal(dim1=0, dim2=2)
            right = below[: cols - across, across:].diagonal(dim1=0, dim2=1)
            left = below[across:, : cols - across].diagonal(dim1=0, dim2=1)
            means[down, across] = (right.mean() + left.mean()) / 2
    return means


def position_components(model: ViT, count: int) -> tuple[Tensor, Tensor]:
    """Maps [n,rows,cols] of the positions' principal components, and their shares [n] of variance.

    A map is the coordinate of each patch's position embedding along the component, from the mean.
    """
    positions, grid = _positions(model), model.config.grid
    axes, shares = principal_components(positions, count)
    places = axes @ (positions - positions.mean(dim=0)).T
    return places.view(-1, grid.rows, grid.cols), shares


def sinusoidal_similarity(count: int, width: int) -> Tensor:
    """[count] similarity of sinusoidal positions of this width along one axis, 1 at distance 0.

    Entry k is s(k), the mean of cos(w k) over the frequencies w of `sinusoidal_positions`. Two
    positions (i, j) patches apart have the cosine (s(i) + s(j)) / 2, on any grid.
    """
    table = sinusoidal_positions(count, 1, width).double()
    down = table[:, table.shape[1] // 2 :]
    return down @ down[0] / (table.shape[1] // 4)


def _positions(model: ViT) -> Tensor:
    """[P,D] the patches' position embeddings, in at least float32."""
    with torch.no_grad():
        return _precise(model.patch_positions())


def _precise(tensor: Tensor) -> Tensor:
    return tensor.to(torch.promote_types(tensor.dtype, torch.float32))
