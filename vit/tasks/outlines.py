"""From a line drawn on a picture to the patches that lie inside, on any grid."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from vit.grid import Grid

FINE = 6  # lines of samples in each patch, and samples of a line
HALF = 0.5 - 1e-6  # share inside from which a patch belongs to a region


def circled(points: Sequence[tuple[float, float]], grid: Grid) -> Tensor:
    """Share [rows,cols] of each patch inside a closed line through points (right, down), 0..1.

    The points are in shares of the crop, so that one line fits every patch size. A part that is
    circled twice is outside again (the even-odd rule). Every patch has 6 lines of 6 samples.
    """
    cover, fine = torch.zeros(grid.rows, grid.cols, dtype=torch.float64), grid.cols * FINE
    for line in range(grid.rows * FINE):
        cuts = _crossings(points, (line + 0.5) / (grid.rows * FINE))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            first = max(0, math.ceil(start * fine - 0.5))
            for x in range(first, min(fine, math.ceil(end * fine - 0.5))):
                cover[line // FINE, x // FINE] += 1 / FINE**2
    return cover


def region_tokens(points: Sequence[tuple[float, float]], grid: Grid) -> Tensor:
    """Tokens [m] of the patches that lie at least half inside a closed line, in rising order.

    Points as for `circled`. A line too small for that stands for the one patch at the mean of its
    points. ValueError without a point.
    """
    if not points:
        raise ValueError("a region needs a line of one point or more")
    patches = (circled(points, grid).flatten() >= HALF).nonzero().flatten()
    if len(patches):
        return grid.prefix + patches
    right, down = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    row = min(max(math.floor(down * grid.rows), 0), grid.rows - 1)
    col = min(max(math.floor(right * grid.cols), 0), grid.cols - 1)
    return torch.tensor([grid.token(row, col)])


def _crossings(points: Sequence[tuple[float, float]], y: float) -> list[float]:
    """Where the closed line crosses a height, from left to right."""
    pairs = zip([points[-1], *points[:-1]], points, strict=True)
    return sorted(
        x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)
        for (x0, y0), (x1, y1) in pairs
        if (y0 <= y) != (y1 <= y)
    )
