"""Figures per head: how far, in pixels, a head looks."""

import torch
from torch import Tensor

from vit.grid import Grid
from vit.trace import Trace


def patch_distances(grid: Grid) -> Tensor:
    """[P,P] distance between the centres of two patches, in pixels of the model input."""
    cells = torch.cartesian_prod(torch.arange(grid.rows), torch.arange(grid.cols))
    centres = cells.view(-1, 2).to(torch.float32) * grid.patch
    return torch.cdist(centres, centres, compute_mode="donot_use_mm_for_euclid_dist")


def attention_distance(trace: Trace) -> Tensor:
    """[L,H] mean attention distance in pixels of the model input (Raghu et al. 2021, 2108.08810).

    Over all patches, the distance to every patch weighted by attention, the patch itself counted;
    rows are renormalised over the patches, so attention to prefix tokens does not count.
    """
    prefix = trace.grid.prefix
    distances = patch_distances(trace.grid).to(trace.query.device)
    figures: list[Tensor] = []
    for layer in range(trace.config.depth):
        patches = trace.attention(layer)[:, prefix:, prefix:]
        share = patches / patches.sum(dim=-1, keepdim=True)
        figures.append((share * distances).sum(dim=-1).mean(dim=-1))
    return torch.stack(figures)


def uniform_distance(grid: Grid) -> float:
    """Mean attention distance in pixels of a head that attends to all patches alike."""
    return patch_distances(grid).mean().item()
