# pyright: standard
"""The parts of a sheet that show maps: over a picture, as cells; and a picture alone.

A part has a `title` above it and a `note` below it, `height(width)` in inches, and `draw(place)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from matplotlib.axes import Axes

from vit.figures.figures import (
    BAR,
    GAP,
    INK,
    LABELS,
    QUIET,
    SIGNED,
    SMALL,
    Floats,
    Panel,
    beyond_words,
    lut,
    paint_bar,
    paint_picture,
)
from vit.figures.look import Colormap, Look
from vit.figures.render import RGB
from vit.figures.scale import Scale

Place = Callable[[float, float, float, float], Axes]  # axes at left, top, width, height in inches

PIXELS = 480  # longer side of a part's picture in the file
TALLEST = 1.5  # heights of a picture, in its widths, at most
AXIS = 0.4  # inches beside and below an area with numbers


class Part(Protocol):
    """What a sheet consists of."""

    @property
    def title(self) -> str:
        """The line above."""
        ...

    @property
    def note(self) -> str:
        """The lines below; may be empty."""
        ...

    def height(self, width: float) -> float:
        """Inches that the part takes at a width in inches."""
        ...

    def draw(self, place: Place, width: float) -> None:
        """Draw into axes that `place` makes."""
        ...


@dataclass(frozen=True, eq=False)
class MapPart:
    """A map over its picture with a colour bar; the panel's title and caption are its texts.

    The longer side of the picture has so many `pixels` in the file.
    """

    panel: Panel
    look: Look
    pixels: int = PIXELS

    @property
    def title(self) -> str:
        """That of the panel."""
        return self.panel.title

    @property
    def note(self) -> str:
        """The panel's caption, and how many patches lie above the scale."""
        return " ".join(filter(None, [self.panel.caption, beyond_words(self.panel)]))

    def _wide(self, width: float) -> float:
        rows, cols = self.panel.view.shape
        return min(width - GAP - BAR - LABELS, TALLEST * width * cols / rows)

    def height(self, width: float) -> float:
        """That of the picture."""
        rows, cols = self.panel.view.shape
        return self._wide(width) * rows / cols

    def draw(self, place: Place, width: float) -> None:
        """Picture and colour bar side by side."""
        wide, tall = self._wide(width), self.height(width)
        paint_picture(place(0, 0, wide, tall), self.panel, self.look, self.pixels)
        above = bool(beyond_words(self.panel))
        paint_bar(place(wide + GAP, 0, BAR, tall), self.panel.scale, self.look, above=above)


@dataclass(frozen=True, eq=False)
class CellsPart:
    """Values [rows,cols] as coloured cells, nan left white, with a colour bar.

    `names` are the letters before the numbers of rows and columns, None for no numbers; `aspect`
    is the height of a cell in its widths, `mark` a (row, col) with a frame, `bar` whether there is
    a colour bar.
    """

    title: str
    note: str
    values: Floats
    scale: Scale
    colormap: Colormap = "inferno"
    names: tuple[str, str] | None = None
    aspect: float = 1.0
    mark: tuple[int, int] | None = None
    bar: bool = True

    @property
    def _beside(self) -> float:
        return AXIS if self.names else 0.0

    def _sizes(self, width: float) -> tuple[float, float]:
        rows, cols = self.values.shape
        wide = width - self._beside - (GAP + BAR + LABELS if self.bar else GAP)
        tall = wide * rows * self.aspect / cols
        most = TALLEST * width
        return (wide, tall) if tall <= most else (wide * most / tall, most)

    def height(self, width: float) -> float:
        """That of the cells and of the numbers below."""
        return self._sizes(width)[1] + self._beside / 2

    def draw(self, place: Place, width: float) -> None:
        """Cells and colour bar side by side."""
        wide, tall = self._sizes(width)
        axes, (rows, cols) = place(self._beside, 0, wide, tall), self.values.shape
        colours = lut(SIGNED if self.scale.signed else self.colormap)
        positions = np.nan_to_num(self.scale.positions(self.values))
        pixels = colours[np.minimum(255, (positions * 256).astype(np.intp))].copy()
        pixels[np.isnan(self.values)] = 255
        axes.imshow(pixels, extent=(0, cols, rows, 0), interpolation="nearest", aspect="auto")
        axes.spines[:].set_visible(False)
        axes.set_xticks([])
        axes.set_yticks([])
        if self.names:
            for axis, name, count in zip(
                (axes.yaxis, axes.xaxis), self.names, (rows, cols), strict=True
            ):
                every = range(0, count, max(1, -(-count // 12)))
                axis.set_ticks([i + 0.5 for i in every], [f"{name}{i + 1}" for i in every])
            axes.tick_params(length=0, labelsize=SMALL - 1, labelcolor=QUIET, pad=2)
        if self.mark is not None:
            row, col = self.mark
            axes.plot(
                [col, col + 1, col + 1, col, col], [row, row, row + 1, row + 1, row],
                color=INK, linewidth=1.2, clip_on=False,
            )  # fmt: skip
        if self.bar:
            beside = place(self._beside + wide + GAP, 0, BAR, tall)
            paint_bar(beside, self.scale, Look(self.colormap))


@dataclass(frozen=True, eq=False)
class PicturePart:
    """A picture [h,w,3] uint8, without a map."""

    title: str
    note: str
    rgb: RGB

    def _wide(self, width: float) -> float:
        rows, cols = self.rgb.shape[:2]
        return min(width - GAP, TALLEST * width * cols / rows)

    def height(self, width: float) -> float:
        """That of the picture."""
        rows, cols = self.rgb.shape[:2]
        return self._wide(width) * rows / cols

    def draw(self, place: Place, width: float) -> None:
        """The picture alone."""
        axes = place(0, 0, self._wide(width), self.height(width))
        axes.imshow(self.rgb, interpolation="nearest", aspect="auto")
        axes.set_axis_off()
