# pyright: standard
"""Several parts side by side as one figure for print: a title, the parts, a caption."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import ConnectionPatch

from vit.figures.figures import GAP, INK, LEADING, MARGIN, QUIET, SMALL, TITLE, Kind, written
from vit.figures.figures import wrapped as lines_of
from vit.figures.parts import Part

WIDTH = 2.9  # inches of a part
BETWEEN = 0.2  # inches between parts


@dataclass(frozen=True)
class Link:
    """A line from a place in the picture of part `first` to one in the picture of part `second`.

    Parts are counted from 0; places are (right, down) in shares of the picture; `colour` is sRGB,
    0..1.
    """

    first: int
    second: int
    start: tuple[float, float]
    end: tuple[float, float]
    colour: tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Sheet:
    """Parts in rows of at most so many `columns`; `caption` states their settings.

    `links` are lines between the pictures of parts.
    """

    title: str
    caption: str
    parts: tuple[Part, ...]
    columns: int
    links: Sequence[Link] = ()


@dataclass(frozen=True)
class _Cell:
    """A part with its lines of text and its height, all in inches."""

    part: Part
    head: tuple[str, ...]
    note: tuple[str, ...]
    body: float

    @property
    def height(self) -> float:
        texts = _tall(len(self.head), SMALL + 1) + _tall(len(self.note), SMALL)
        return texts + self.body + (GAP / 2 if self.note else 0.0)


def figure(sheet: Sheet, kind: Kind) -> bytes:
    """Bytes of the sheet as a PNG (300 dpi), SVG or PDF file.

    Equal sheets give equal bytes; text in SVG and PDF stays text. The titles of the parts and the
    caption are in the file's description.
    """
    titles = "; ".join(part.title for part in sheet.parts if part.title)
    description = f"{sheet.title}: {titles}. {sheet.caption}"
    return written(lambda: _drawn(sheet), kind, description)


def _drawn(sheet: Sheet) -> Figure:
    """The figure, laid out from the top."""
    columns = max(1, min(sheet.columns, len(sheet.parts)))
    width = 2 * MARGIN + columns * WIDTH + (columns - 1) * BETWEEN
    title = tuple(lines_of(sheet.title, TITLE, width - 2 * MARGIN))
    caption = tuple(lines_of(sheet.caption, SMALL, width - 2 * MARGIN))
    rows = list(_rows(sheet, columns))
    heights = [max(cell.height for cell in row) for row in rows]
    above = MARGIN + _tall(len(title), TITLE) + GAP
    tall = above + sum(heights) + BETWEEN * len(rows) + _tall(len(caption), SMALL) + MARGIN
    drawn = Figure(figsize=(width, tall))
    page = _Page(drawn, width, tall)
    page.text(MARGIN, MARGIN, title, TITLE, INK)
    top = above
    for row, height in zip(rows, heights, strict=True):
        for column, cell in enumerate(row):
            page.cell(cell, MARGIN + column * (WIDTH + BETWEEN), top)
        top += height + BETWEEN
    page.text(MARGIN, top, caption, SMALL, QUIET)
    for link in sheet.links:
        page.link(link)
    return drawn


def _rows(sheet: Sheet, columns: int) -> Iterator[list[_Cell]]:
    """Yield the rows of parts."""
    cells = [
        _Cell(
            part,
            tuple(lines_of(part.title, SMALL + 1, WIDTH)),
            tuple(lines_of(part.note, SMALL, WIDTH)),
            part.height(WIDTH),
        )
        for part in sheet.parts
    ]
    for first in range(0, len(cells), columns):
        yield cells[first : first + columns]


def _tall(count: int, size: float) -> float:
    """Inches of so many lines of text."""
    return count * size * LEADING / 72


class _Page:
    """A figure whose places are given in inches from its upper left corner."""

    def __init__(self, drawn: Figure, width: float, tall: float) -> None:
        self._drawn, self._width, self._tall = drawn, width, tall
        self._pictures: list[Axes] = []  # the first axes of each part

    def cell(self, cell: _Cell, left: float, top: float) -> None:
        """Draw a part: its title, itself, its note."""
        self.text(left, top, cell.head, SMALL + 1, INK)
        body = top + _tall(len(cell.head), SMALL + 1)

        def place(right: float, down: float, width: float, height: float) -> Axes:
            return self.axes(left + right, body + down, width, height)

        before = len(self._drawn.axes)
        cell.part.draw(place, WIDTH)
        self._pictures.append(self._drawn.axes[before])
        self.text(left, body + cell.body + GAP / 2, cell.note, SMALL, QUIET)

    def link(self, link: Link) -> None:
        """Draw a line between two pictures, over both."""
        one, other = self._pictures[link.first], self._pictures[link.second]
        (right, down), (across, below) = link.start, link.end
        for colour, width in (("#000000a6", 1.8), (link.colour, 0.9)):
            line = ConnectionPatch(
                (right, 1 - down), (across, 1 - below), "axes fraction", "axes fraction",
                axesA=one, axesB=other, color=colour, linewidth=width, capstyle="round",
            )  # fmt: skip
            self._drawn.add_artist(line)

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at a place."""
        whole, tall = self._width, self._tall
        below = (tall - top - height) / tall
        return self._drawn.add_axes((left / whole, below, width / whole, height / tall))

    def text(
        self, left: float, top: float, lines: tuple[str, ...], size: float, colour: str
    ) -> None:
        """Lines of text, one below the other."""
        for row, line in enumerate(lines):
            down = top + row * size * LEADING / 72
            place = left / self._width, 1 - down / self._tall
            self._drawn.text(*place, line, size=size, color=colour, va="top")
