# pyright: standard
"""Lines between groups of patches on a figure, as draw/outlines.js draws them on the page."""

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

LINES = (("#000000bf", 2.4), ("#ffffff", 1.0))  # a dark rim, then a light line; in points


def outline(axes: Axes, groups: npt.NDArray[np.integer]) -> None:
    """Draw a line between neighbouring patches of different groups [rows,cols]."""
    for colour, width in LINES:
        axes.add_collection(LineCollection(edges(groups), colors=colour, linewidths=width))


def edges(groups: npt.NDArray[np.integer]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Sides of patches between two groups [rows,cols]: their ends (right, down), in patches."""
    upright = [
        ((col + 1, row), (col + 1, row + 1)) for row, col in np.argwhere(np.diff(groups)).tolist()
    ]
    level = [
        ((col, row + 1), (col + 1, row + 1))
        for row, col in np.argwhere(np.diff(groups, axis=0)).tolist()
    ]
    return upright + level
