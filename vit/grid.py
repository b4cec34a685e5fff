"""Coordinates: from a token to its patch, to the model input and to the picture.

Coordinates are given as x to the right and y down, in pixels, with the origin at the top left
corner of the picture; sizes as height before width, grids as rows before cols.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """An axis-parallel rectangle in pixels of a stated picture; it may reach outside of it."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Grid:
    """Layout of the patch tokens on the model input; `prefix` tokens come before them.

    Token `prefix + row * cols + col` is the patch in that row and column.
    """

    rows: int
    cols: int
    patch: int
    prefix: int = 0

    @property
    def patches(self) -> int:
        """Number of patch tokens, P."""
        return self.rows * self.cols

    @property
    def tokens(self) -> int:
        """Number of all tokens, N = prefix + P."""
        return self.prefix + self.patches

    def token(self, row: int, col: int) -> int:
        """Token of the patch at (row, col); IndexError outside the grid."""
        if not (0 <= row < self.rows and 0 <= col < self.cols):
            raise IndexError(f"patch ({row}, {col}) is outside the {self.rows} x {self.cols} grid")
        return self.prefix + row * self.cols + col

    def cell(self, token: int) -> tuple[int, int]:
        """(row, col) of a patch token; IndexError for a prefix token or one past the end."""
        if not self.prefix <= token < self.tokens:
            raise IndexError(
                f"token {token} is not a patch: patches are {self.prefix} to {self.tokens - 1}"
            )
        return divmod(token - self.prefix, self.cols)

    def box(self, token: int) -> Box:
        """Rectangle of a patch token in pixels of the model input; IndexError as for `cell`."""
        row, col = self.cell(token)
        return Box(col * self.patch, row * self.patch, self.patch, self.patch)

    def at(self, x: float, y: float) -> int | None:
        """Token of the patch that holds the point (x, y) of the model input, None outside."""
        row, col = int(y // self.patch), int(x // self.patch)
        inside = 0 <= row < self.rows and 0 <= col < self.cols
        return self.token(row, col) if inside else None


@dataclass(frozen=True)
class View:
    """The part of a picture that the model input shows.

    `source` is the picture's (height, width), `crop` the rectangle of the picture that fills the
    input (reaching outside where the input is padded), `input` the input's (height, width). The
    two axes may have slightly different scales, because resized edges are whole pixels.
    """

    source: tuple[int, int]
    crop: Box
    input: tuple[int, int]

    @classmethod
    def whole(cls, height: int, width: int) -> "View":
        """The view of a picture that is itself the model input."""
        return cls((height, width), Box(0, 0, width, height), (height, width))

    def within(self, grid: Grid) -> "View":
        """The part of this view that a grid's patches cover, from the top left."""
        height, width = grid.rows * grid.patch, grid.cols * grid.patch
        if (height, width) == self.input:
            return self
        return View(self.source, self.to_source(Box(0, 0, width, height)), (height, width))

    @property
    def shape(self) -> tuple[float, float]:
        """(height, width) in pixels of the picture at which the input appears undistorted.

        A side shorter than a sixteenth of the other is enlarged to that, so that it is visible.
        """
        height, width = self.crop.height, self.crop.width
        return max(height, width / 16), max(width, height / 16)

    def to_source(self, box: Box) -> Box:
        """A rectangle of the model input, in pixels of the picture."""
        height, width = self.input
        right, down = self.crop.width / width, self.crop.height / height
        return Box(
            self.crop.left + box.left * right,
            self.crop.top + box.top * down,
            box.width * right,
            box.height * down,
        )

    def to_input(self, x: float, y: float) -> tuple[float, float]:
        """A point (x, y) of the picture, as (x, y) in pixels of the model input."""
        height, width = self.input
        return (
            (x - self.crop.left) * width / self.crop.width,
            (y - self.crop.top) * height / self.crop.height,
        )
