# pyright: standard
"""One map as a figure for print: picture, colour bar in real units, title and caption.

Matplotlib's objects are used directly, because pyplot would keep every figure in memory.
"""

import functools
import io
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Polygon, Rectangle
from matplotlib.textpath import TextToPath

from vit.figures.look import Look
from vit.figures.outline import outline
from vit.figures.render import RGB, cover, luminance, overlay, seen, striped, tint
from vit.figures.scale import Channels, Colouring, Groups, Heads, Scale
from vit.grid import View

Kind = Literal["png", "svg", "pdf"]
Floats = npt.NDArray[np.floating]

SIGNED = "redblue"
# Our name -> matplotlib's.
MAPS = {
    "inferno": "inferno",
    "viridis": "viridis",
    "magma": "magma",
    "grey": "gray",
    SIGNED: "RdBu_r",
}

# Inches.
LONGER_SIDE, LEAST_SIDE = 4.0, 0.2
MARGIN, GAP, BAR, LABELS = 0.1, 0.12, 0.13, 0.66
LEAST_WIDTH = 3.2
ARROW = 0.08  # height of the arrow on a colour bar
# Points.
TITLE, SMALL, LEADING = 9.0, 7.0, 1.4
PIXELS = 1200  # longer side of the picture in the file
DPI = 300
HEADS = 0.73  # of the opacity, under heads in colours, as on the page
INK, QUIET, QUERY = "#191b1e", "#5f646a", "#43dcf2"

# Text stays text in SVG and PDF; without a fixed salt every SVG file would differ.
STYLE: dict[Any, Any] = {
    "font.family": ["DejaVu Sans", "sans-serif"],
    "svg.fonttype": "none",
    "svg.hashsalt": "vit",
    "pdf.fonttype": 42,
    "text.parse_math": False,
}
DATELESS = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
CAPTION_FIELD = {"png": "Description", "svg": "Description", "pdf": "Subject"}
_one_at_a_time = threading.Lock()  # matplotlib's style is global to the process


@functools.cache
def lut(name: str) -> RGB:
    """The 256 colours of a colour map, uint8 [256,3]; `redblue` is for signed values."""
    colours = mpl.colormaps[MAPS[name]](np.arange(256), bytes=True)[:, :3]
    colours.flags.writeable = False
    return colours


@dataclass(frozen=True, eq=False)
class Panel:
    """Content of a figure.

    `heat` [rows,cols] in the unit of `scale`, [rows,cols,3] if that is `Channels`; `rgb` the
    picture, uint8 [H0,W0,3]; `view` its part that the model input shows; `query` the (row, col) of
    the query patch, None for a query token that is not a patch; `title` names the map, `caption`
    its settings. Patches of different `groups` [rows,cols] have a line between them; those that are
    `dimmed` [rows,cols] are dark instead of coloured.
    """

    heat: Floats
    rgb: RGB
    view: View
    scale: Colouring
    query: tuple[int, int] | None
    title: str
    caption: str
    groups: npt.NDArray[np.intp] | None = None
    dimmed: npt.NDArray[np.bool_] | None = None


def figure(panel: Panel, look: Look, kind: Kind) -> bytes:
    """Bytes of the panel as a PNG (300 dpi), SVG or PDF file, rendered as on the page.

    Equal panels and looks give equal bytes; text in SVG and PDF stays text.
    """
    caption = " ".join(filter(None, [panel.caption, beyond_words(panel)]))
    description = f"{panel.title}. {caption}"
    return written(lambda: _layout(panel, look, caption), kind, description)


def beyond_words(panel: Panel) -> str:
    """`\N{BULLET} 2 patches above 64\N{MULTIPLICATION SIGN}.`, which the dots mark; else empty."""
    beyond = len(_beyond(panel))
    if not beyond or not isinstance(panel.scale, Scale):
        return ""
    patches = "1 patch" if beyond == 1 else f"{beyond} patches"
    return f"\N{BULLET} {patches} above {panel.scale.text(panel.scale.high)}."


def written(draw: Callable[[], Figure], kind: Kind, description: str) -> bytes:
    """Bytes of a figure's file, in the common style, with a description in its metadata."""
    metadata = {**DATELESS[kind], CAPTION_FIELD[kind]: description}
    with _one_at_a_time, mpl.rc_context(STYLE):
        file = io.BytesIO()
        draw().savefig(file, format=kind, dpi=DPI, metadata=metadata)
    return file.getvalue()


def _layout(panel: Panel, look: Look, caption: str) -> Figure:
    """The figure: picture and colour bar side by side, title and caption below; in inches."""
    inch = LONGER_SIDE / max(panel.view.shape)
    height, width = (max(LEAST_SIDE, side * inch) for side in panel.view.shape)
    whole = max(LEAST_WIDTH, MARGIN + width + GAP + BAR + LABELS)
    lines = [
        *((line, TITLE, INK) for line in wrapped(panel.title, TITLE, whole - 2 * MARGIN)),
        *((line, SMALL, QUIET) for line in wrapped(caption, SMALL, whole - 2 * MARGIN)),
    ]
    text = GAP + sum(size * LEADING for _, size, _ in lines) / 72
    tall = MARGIN + height + text + MARGIN
    drawn = Figure(figsize=(whole, tall))
    top, below = (tall - MARGIN) / tall, (tall - MARGIN - height) / tall
    stage = drawn.add_axes((MARGIN / whole, below, width / whole, top - below))
    paint_picture(stage, panel, look)
    left = (MARGIN + width + GAP) / whole
    bar = drawn.add_axes((left, below, BAR / whole, top - below))
    paint_bar(bar, panel.scale, look, above=bool(beyond_words(panel)))
    down = tall - MARGIN - height - GAP
    for line, size, colour in lines:
        drawn.text(MARGIN / whole, down / tall, line, size=size, color=colour, va="top")
        down -= size * LEADING / 72
    return drawn


def paint_picture(axes: Axes, panel: Panel, look: Look, pixels: int = PIXELS) -> None:
    """Draw the picture under its heat, the grid, the query, and a dot on values above the scale.

    Its longer side has so many `pixels`.
    """
    rows, cols = panel.heat.shape[:2]
    axes.imshow(_painted(panel, look, pixels), extent=(0, cols, rows, 0), interpolation="nearest")
    axes.set(aspect="auto", xlim=(0, cols), ylim=(rows, 0))
    axes.set_axis_off()
    if look.grid:
        line = {"colors": "white", "alpha": 0.13, "linewidth": 0.5}
        axes.vlines(range(1, cols), 0, rows, **line)
        axes.hlines(range(1, rows), 0, cols, **line)
    if panel.groups is not None:
        outline(axes, panel.groups)
    beyond = _beyond(panel)
    if len(beyond) and look.opacity:
        high, right = beyond.T
        axes.scatter(right + 0.82, high + 0.18, 4, "#111111", edgecolors="white", linewidths=0.4)
    if panel.query is not None:
        row, col = panel.query
        for colour, width in (("#000000bf", 2.6), (QUERY, 1.4)):
            box = Rectangle((col, row), 1, 1, fill=False, edgecolor=colour, linewidth=width)
            box.set_clip_on(False)
            axes.add_patch(box)


def _painted(panel: Panel, look: Look, pixels: int) -> RGB:
    """Pixels of the picture: in colour without an overlay, else as luminance under the heat."""
    photo = seen(panel.rgb, panel.view, pixels)
    if not look.opacity:
        return photo
    scale, opacity = panel.scale, look.opacity / 100
    if isinstance(scale, Heads):
        covering = striped(panel.heat, scale.colours, HEADS * opacity)
    elif isinstance(scale, Groups):
        covering = tint(scale.colours[panel.heat.astype(np.intp)], opacity)
    elif isinstance(scale, Channels):
        covering = tint(panel.heat, opacity, panel.dimmed)
    else:
        positions = scale.positions(panel.heat)
        covering = cover(positions, ramp(scale, look), opacity, signed=scale.signed)
    return overlay(luminance(photo), covering, smooth=look.smooth)


def _beyond(panel: Panel) -> npt.NDArray[np.intp]:
    """(row, col) [n,2] of every patch above the high end of the scale; none for colours."""
    if not isinstance(panel.scale, Scale):
        return np.empty((0, 2), np.intp)
    return np.argwhere(panel.scale.beyond(panel.heat))


def ramp(scale: Colouring, look: Look) -> RGB:
    """Colours of the bar from its low end to its high end, uint8 [n,3]."""
    if not isinstance(scale, Scale):
        levels = scale.ramp * 256
        return np.minimum(255, levels).astype(np.uint8)
    return lut(SIGNED if scale.signed else look.colormap)


def paint_bar(axes: Axes, scale: Colouring, look: Look, *, above: bool = False) -> None:
    """Draw the colour bar with its ticks in real units; an arrow where values lie above it."""
    colours = ramp(scale, look)
    axes.imshow(colours[:, None], extent=(0, 1, 0, 1), origin="lower", aspect="auto")
    if above:
        peak = 1 + ARROW * axes.figure.dpi / axes.get_window_extent().height
        arrow = Polygon([(0, 1), (1, 1), (0.5, peak)], facecolor=colours[-1] / 255, linewidth=0)
        arrow.set_clip_on(False)
        axes.add_patch(arrow)
    places, texts = zip(*scale.ticks(), strict=True)
    axes.set_xticks([])
    axes.yaxis.tick_right()
    axes.yaxis.set_label_position("right")
    axes.set_yticks(places, texts, size=SMALL, color=INK)
    axes.tick_params(width=0.5, length=2.5, color=QUIET)
    axes.set_ylabel(scale.label, size=SMALL, color=QUIET)
    axes.spines[:].set_visible(False)


def wrapped(text: str, size: float, width: float) -> Iterator[str]:
    """Yield the lines of `text` in a font of `size` points, at most `width` inches wide.

    A line ends at a space, or behind a field of a link.
    """
    font = FontProperties(family="DejaVu Sans", size=size)
    measure = TextToPath().get_text_width_height_descent
    for paragraph in text.splitlines():
        line = ""
        for word in re.findall(r"\s*(?:[^\s&]+&?|&)", paragraph):  # a link has no spaces
            longer = f"{line}{word}".strip()
            if line and measure(longer, font, ismath=False)[0] > width * 72:
                yield line
                longer = word.strip()
            line = longer
        if line:
            yield line
