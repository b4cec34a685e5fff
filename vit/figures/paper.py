# pyright: standard
"""Figures 6 and 7 of the ViT paper for any checkpoint, rendered as in the paper.

Dosovitskiy et al. 2020, arXiv 2010.11929. Pure functions of arrays; app/screens/positions/paper.py
collects their data.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from vit.figures.figures import (
    GAP,
    INK,
    LEADING,
    MARGIN,
    QUIET,
    SMALL,
    Floats,
    Kind,
    wrapped,
    written,
)
from vit.figures.look import Colormap
from vit.figures.render import RGB
from vit.figures.scale import linear_scale, robust_top

COLUMNS = 7  # of the filters, as in the paper
LARGEST_SHEET = 1600  # values along a side of the sheet of position tiles, at most
PAPER_MAP: Colormap = "viridis"  # the colours of the paper's figure 7
# Inches.
PANEL, HEAD, AXIS, BAR_AXIS = 2.5, 0.22, 0.42, 0.66


@dataclass(frozen=True, eq=False)
class PaperFacts:
    """Content of figure 7.

    `filters` [n,p,p,3] in 0..1; `similarity` [rows,cols,rows,cols], or a sentence on why there is
    none; `distances` [L,H] and `uniform` in px of the model input; `named` the model's name.
    """

    filters: Floats
    similarity: Floats | str
    distances: Floats
    uniform: float
    named: str


def masked(photo: RGB, heat: Floats) -> RGB:
    """The picture [h,w,3] times its mask: a heat [rows,cols] over its robust top, bilinear.

    The paper divides by the maximum; one patch that holds most of a rollout would leave the rest of
    the picture black. Patches above the top are shown as they are.
    """
    positions = linear_scale(robust_top(heat)).positions(heat)
    mask = Image.fromarray(positions.astype(np.float32))
    whole = mask.resize((photo.shape[1], photo.shape[0]), Image.Resampling.BILINEAR)
    return np.rint(photo * np.asarray(whole)[..., None].clip(0, 1)).astype(np.uint8)


def sheet(filters: Floats) -> Floats:
    """Sheet [height,width,3] of filters [n,p,p,3], seven in a row, on white with gaps."""
    count, side = filters.shape[:2]
    gap = max(1, side // 8)
    rows = -(-count // COLUMNS)
    across = min(count, COLUMNS)
    joined = np.ones((rows * (side + gap) - gap, across * (side + gap) - gap, 3))
    for index, one in enumerate(filters):
        top, left = (place * (side + gap) for place in divmod(index, COLUMNS))
        joined[top : top + side, left : left + side] = one
    return joined


def tiles(similarity: Floats) -> tuple[Floats, int]:
    """Sheet of the tiles of every k-th position, nan between them, and k; k is 1 up to 39 x 39."""
    rows, cols = similarity.shape[:2]
    every = 1
    while max(rows * (rows + 1), cols * (cols + 1)) / every > LARGEST_SHEET:
        every += 1
    sampled = similarity[::every, ::every]
    down, across = sampled.shape[:2]
    joined = np.full((down * (rows + 1) - 1, across * (cols + 1) - 1), np.nan)
    for row, col in np.ndindex(down, across):
        top, left = row * (rows + 1), col * (cols + 1)
        joined[top : top + rows, left : left + cols] = sampled[row, col]
    return joined, every


def figure6(photo: RGB, heat: Floats, caption: str, kind: Kind) -> bytes:
    """Bytes of a file with the picture and the picture times its attention, side by side."""

    def draw() -> Figure:
        height, width = (PANEL * side / max(photo.shape[:2]) for side in photo.shape[:2])
        page = Page([(width, height, 0.0)] * 2, caption)
        for title, image in (("Input", photo), ("Attention", masked(photo, heat))):
            axes = page.panel(title)
            axes.imshow(image, interpolation="nearest", aspect="auto")
            axes.set_axis_off()
        return page.drawn

    return written(draw, kind, caption)


def figure7(facts: PaperFacts, caption: str, kind: Kind) -> bytes:
    """Bytes of a file with filters, position similarity and attention distances, side by side."""

    def draw() -> Figure:
        joined = sheet(facts.filters)
        wide = PANEL * joined.shape[1] / joined.shape[0]
        page = Page([(wide, PANEL, 0.0), (PANEL, PANEL, AXIS), (PANEL, PANEL, BAR_AXIS)], caption)
        axes = page.panel("RGB embedding filters")
        axes.imshow(joined, interpolation="nearest", aspect="auto")
        axes.set_axis_off()
        _similarity(page, facts.similarity)
        _distances(page.panel(facts.named), facts)
        return page.drawn

    return written(draw, kind, caption)


class Page:
    """Panels side by side with a caption below, all in inches."""

    def __init__(self, sizes: list[tuple[float, float, float]], caption: str) -> None:
        """Create an empty figure; each size is a width, a height, and a left margin for an axis."""
        self._sizes = iter(sizes)
        self._across = MARGIN
        axis = AXIS * any(room for *_, room in sizes)
        width = MARGIN + sum(wide + room + 2 * GAP for wide, _, room in sizes)
        lines = list(wrapped(caption, SMALL, width - 2 * MARGIN))
        text = GAP + len(lines) * SMALL * LEADING / 72
        tallest = max(tall for _, tall, _ in sizes)
        self.size = width, MARGIN + HEAD + tallest + axis + text + MARGIN
        self.drawn = Figure(figsize=self.size)
        below = MARGIN + text
        for row, line in enumerate(lines):
            down = below - GAP - row * SMALL * LEADING / 72
            place = MARGIN / width, down / self.size[1]
            self.drawn.text(*place, line, size=SMALL, color=QUIET, va="top")

    def panel(self, title: str) -> Axes:
        """The axes of the next panel, with its title above."""
        width, height, room = next(self._sizes)
        self._across += room
        whole, tall = self.size
        below = tall - MARGIN - HEAD - height
        axes = self.drawn.add_axes(
            (self._across / whole, below / tall, width / whole, height / tall)
        )
        axes.set_title(title, size=SMALL + 1, color=INK, pad=4)
        axes.tick_params(width=0.5, length=2.5, color=QUIET, labelsize=SMALL - 1)
        axes.spines[:].set_linewidth(0.5)
        self._across += width + 2 * GAP
        return axes


def _similarity(page: Page, similarity: Floats | str) -> None:
    """Draw the tiles: tile (r, c) is the cosine, -1..1, of position (r, c) with all others."""
    axes = page.panel("Position embedding similarity")
    if isinstance(similarity, str):
        axes.set_axis_off()
        for row, line in enumerate(wrapped(similarity, SMALL, PANEL)):
            axes.text(0, 0.9 - 0.06 * row, line, size=SMALL, color=QUIET)
        return
    joined, every = tiles(similarity)
    image = axes.imshow(
        joined, vmin=-1, vmax=1, cmap=PAPER_MAP, interpolation="nearest", aspect="auto"
    )
    rows, cols = similarity.shape[:2]
    for axis, count, name in ((axes.yaxis, rows, "row"), (axes.xaxis, cols, "column")):
        named = list(_named(count, every))
        axis.set_ticks([at for at, _ in named], [text for _, text in named])
        axis.set_label_text(f"input patch {name}", size=SMALL, color=QUIET)
    axes.spines[:].set_visible(False)
    bar = axes.inset_axes((1.02, 0, 0.03, 1))
    page.drawn.colorbar(image, cax=bar, ticks=[-1, 0, 1])
    bar.tick_params(labelsize=SMALL - 2, width=0.5, length=2, pad=1)
    bar.set_ylabel("cosine", size=SMALL - 1, color=QUIET, labelpad=1)
    bar.spines[:].set_visible(False)


def _named(count: int, every: int) -> Iterator[tuple[float, str]]:
    """Yield the centre of a tile and its number from 1, for about seven tiles."""
    sampled = range(0, count, every)
    step = max(1, -(-len(sampled) // 7))
    for place, index in list(enumerate(sampled))[::step]:
        yield place * (count + 1) + (count - 1) / 2, str(index + 1)


def _distances(axes: Axes, facts: PaperFacts) -> None:
    """Draw the mean attention distance against depth, a dot for each head."""
    layers, heads = facts.distances.shape
    colours = np.arange(heads)
    for layer, row in enumerate(facts.distances, start=1):
        axes.scatter([layer] * heads, row, 7, colours, cmap=PAPER_MAP, linewidths=0)
    axes.axhline(facts.uniform, color=QUIET, linewidth=0.6, linestyle=(0, (4, 3)))
    axes.set_xlim(0.3, layers + 0.7)
    axes.set_ylim(0, None)
    axes.set_xticks(range(1, layers + 1, max(1, -(-layers // 12))))
    axes.set_xlabel("network depth (layer)", size=SMALL, color=QUIET)
    axes.set_ylabel("mean attention distance (px)", size=SMALL, color=QUIET, labelpad=2)
