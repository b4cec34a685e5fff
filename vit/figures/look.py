"""How a map is shown: what a person chooses and no figure changes."""

from dataclasses import dataclass
from typing import Literal

Colormap = Literal["inferno", "viridis", "magma", "grey"]


@dataclass(frozen=True)
class Look:
    """How a map lies over its picture: `opacity` in percent, 0 for the picture alone.

    `smooth` blends neighbouring patches, `grid` draws the lines between them; signed values have
    colours of their own, whatever the `colormap`.
    """

    colormap: Colormap = "inferno"
    opacity: int = 82
    smooth: bool = False
    grid: bool = False
