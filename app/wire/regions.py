"""Regions drawn on a picture, and heads pinned: how links and routes write them; their tokens.

A region is in shares of the crop, so that it stays where it is at another patch size. Its text is
`block:base64` with two corners or `lasso:base64` with the points of a closed line; regions have
`;` between.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from app.parameters import LARGEST_INDEX, Whole, naming, point_text, points_of
from app.wire.forms_link import Region
from app.wire.limits import MOST_PINS, MOST_REGIONS
from vit.grid import Grid
from vit.tasks.outlines import region_tokens

MOST_POINTS = 80


@dataclass(frozen=True)
class RegionsReader:
    """Up to four regions with `;` between."""

    form: ClassVar[object] = list[Region]

    def read(self, text: str) -> tuple[Region, ...]:
        """The regions in their order."""
        texts = text.split(";")
        if len(texts) > MOST_REGIONS:
            raise ValueError(f"{len(texts)} regions are more than {MOST_REGIONS}")
        return tuple(map(read_region, texts))


@dataclass(frozen=True)
class PinsReader:
    """Up to four heads `layer.head`, counted from 0, with `-` between."""

    form: ClassVar[object] = list[tuple[int, int]]

    def read(self, text: str) -> tuple[tuple[int, int], ...]:
        """The heads in their order."""
        pins: list[tuple[int, int]] = []
        for part in text.split("-"):
            layer, _, head = part.partition(".")
            index = Whole(0, LARGEST_INDEX)
            pins.append((index.read(layer), index.read(head)))
        if len(pins) > MOST_PINS or len(set(pins)) < len(pins):
            raise ValueError(f"{text!r} is not up to {MOST_PINS} different heads")
        return tuple(pins)


def pins_text(pins: Iterable[tuple[int, int]]) -> str:
    """Heads as a link writes them."""
    return "-".join(f"{layer}.{head}" for layer, head in pins)


def read_region(text: str) -> Region:
    """One region; ValueError with the text and the rule that it breaks."""
    kind, _, rest = text.partition(":")
    if kind == "lasso":
        return {"kind": "lasso", "points": points_of(rest, MOST_POINTS)}
    if kind != "block":
        raise ValueError(f"{text!r} is neither block: nor lasso: with its points")
    corners = points_of(rest, 2)
    if len(corners) != 2:
        raise ValueError(f"{text!r} is not the two corners of a block")
    (left, top), (right, bottom) = corners
    if left >= right or top >= bottom:
        raise ValueError(f"{text!r} has its corners the wrong way round")
    return {"kind": "block", "top": top, "bottom": bottom, "left": left, "right": right}


def region_text(region: Region) -> str:
    """A region as `read_region` reads it."""
    if region["kind"] == "lasso":
        return f"lasso:{point_text(region['points'])}"
    corners = [(region["left"], region["top"]), (region["right"], region["bottom"])]
    return f"block:{point_text(corners)}"


def regions_text(regions: Iterable[Region]) -> str:
    """Regions as a link writes them."""
    return ";".join(map(region_text, regions))


def outline(region: Region) -> Sequence[tuple[float, float]]:
    """The closed line (right, down) around a region, in shares of the crop."""
    if region["kind"] == "lasso":
        return region["points"]
    top, bottom, left, right = (region[edge] for edge in ("top", "bottom", "left", "right"))
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def tokens_of(region: Region, grid: Grid) -> Tensor:
    """Tokens [m] of a region on a grid: patches at least half inside; never none."""
    return region_tokens(outline(region), grid)


def tokens_from(text: str, grid: Grid) -> Tensor:
    """Tokens [m] of a route's parameter `region`; ValueError, one sentence that names it."""
    with naming("region"):
        return tokens_of(read_region(text), grid)
