# pyright: standard
"""The parts of a sheet that show numbers: lines or dots over axes, and bars with their names."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from matplotlib.ticker import MaxNLocator

from vit.figures.figures import GAP, INK, QUIET, SMALL
from vit.figures.parts import AXIS, Place

Numbers = npt.NDArray[np.number]
Style = Literal["-", "--", ":", "dots"]

LONGEST = 24  # characters of the name of a bar
ABOVE = 0.06  # room above the highest line, in heights of the plot
ROW = 0.17  # inches of a bar with its name
COLOURS = ("#3a6ea5", "#c2653a", "#5a8a3c", "#8a5aa0", "#a08a3c", "#3c9a96", "#b04a6a", "#6b6b6b")


@dataclass(frozen=True, eq=False)
class Line:
    """A line through points (x, y), or dots; `name` is empty for one without an entry."""

    name: str
    x: Numbers
    y: Numbers
    style: Style = "-"
    colour: str = COLOURS[0]
    width: float = 1.2


def dots(values: Numbers) -> Line:
    """A dot for each head of values [L,H], at its layer, which is counted from 1."""
    layers, heads = values.shape
    return Line("", np.repeat(np.arange(1, layers + 1), heads), values.flatten(), "dots")


def even_line(value: float, name: str, ends: tuple[float, float]) -> Line:
    """A dotted line at one value."""
    return Line(name, np.array(ends), np.full(2, value), ":", QUIET, 1.0)


@dataclass(frozen=True, eq=False)
class LinesPart:
    """Lines over two axes, their names below; `low` and `top` are the ends of the upright axis."""

    title: str
    note: str
    lines: tuple[Line, ...]
    across: str
    up: str
    low: float | None = 0.0
    top: float | None = None

    @property
    def _named(self) -> int:
        return sum(bool(line.name) for line in self.lines)

    def _tall(self, width: float) -> float:
        return (width - AXIS) * 0.62

    def _high(self) -> float | None:
        """The upper end: a little above the lines; matplotlib's own without a lower end."""
        if self.top is not None or self.low is None:
            return self.top
        most = max((float(np.nanmax(line.y)) for line in self.lines), default=1.0)
        return most + ABOVE * (most - self.low) if most > self.low else None

    def height(self, width: float) -> float:
        """That of the plot, its axis, and the names."""
        return self._tall(width) + AXIS + ROW * self._named

    def draw(self, place: Place, width: float) -> None:
        """The plot, its axes and its names."""
        axes = place(AXIS, 0, width - AXIS - GAP, self._tall(width))
        for line in self.lines:
            look = {"color": line.colour, "label": line.name or None}
            if line.style == "dots":
                axes.scatter(line.x, line.y, 6, linewidths=0, **look)
            else:
                axes.plot(line.x, line.y, linestyle=line.style, linewidth=line.width, **look)
        axes.set_ylim(self.low, self._high())
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12, steps=[1, 2, 5, 10]))
        axes.tick_params(width=0.5, length=2.5, color=QUIET, labelsize=SMALL - 1)
        axes.spines[:].set_linewidth(0.5)
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_xlabel(self.across, size=SMALL, color=QUIET, labelpad=2)
        axes.set_ylabel(self.up, size=SMALL, color=QUIET, labelpad=2)
        if self._named:
            below = place(AXIS, self._tall(width) + AXIS, width - AXIS, ROW * self._named)
            below.set_axis_off()
            handles, labels = axes.get_legend_handles_labels()
            below.legend(
                handles, labels, loc="upper left", fontsize=SMALL - 1, frameon=False,
                borderpad=0, borderaxespad=0, labelspacing=0.35, handlelength=1.8,
            )  # fmt: skip


def shortened(name: str) -> str:
    """A name as long as there is room for, its end left out."""
    return (
        name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"
    )


@dataclass(frozen=True, eq=False)
class BarsPart:
    """Horizontal bars, one above the other: the name and the value of each as text."""

    title: str
    note: str
    names: tuple[str, ...]
    values: tuple[float, ...]
    texts: tuple[str, ...]

    def height(self, width: float) -> float:
        """A row for each bar."""
        del width
        return ROW * max(1, len(self.names))

    def draw(self, place: Place, width: float) -> None:
        """Names at the left, bars at the right, values behind them."""
        axes, count = place(0, 0, width - GAP, self.height(width)), len(self.names)
        axes.set_axis_off()
        most = max((abs(value) for value in self.values), default=0.0) or 1.0
        rows = zip(self.names, self.values, self.texts, strict=True)
        for row, (name, value, text) in enumerate(rows):
            colour = COLOURS[0] if value >= 0 else COLOURS[1]
            axes.barh(row, 0.2 * abs(value) / most, 0.55, 0.42, color=colour)
            axes.text(0, row, shortened(name), size=SMALL, color=INK, va="center")
            axes.text(0.64, row, text, size=SMALL, color=QUIET, va="center")
        axes.set(xlim=(0, 1), ylim=(max(count, 1) - 0.5, -0.5))
