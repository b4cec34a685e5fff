"""Display settings of a map, which change no value."""

from dataclasses import dataclass
from typing import Literal

Colormap = Literal["inferno", "viridis", "magma", "grey"]


@dataclass(frozen=True)
class Look:
    """Display of a map over its picture: `opacity` in percent, 0 for the picture alone.

    `smooth` interpolates between patches, `grid` draws lines between them; `colormap` does not
    apply to signed values, which have their own colours.
    """

    colormap: Colormap = "inferno"
    opacity: int = 82
    smooth: bool = False
    grid: bool = False
