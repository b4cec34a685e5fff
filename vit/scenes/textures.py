"""Textures of the scenes' backgrounds, and the functions that paint polygons.

Every texture is a function of a random generator and a side in pixels. Lengths are fractions of
the picture (`REFERENCE` pixels are one picture side) and the number of random draws never depends
on the side, so the same seed gives the same scene at any size.
"""

import colorsys
from collections.abc import Callable, Sequence
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

cv2.setNumThreads(1)

Field = npt.NDArray[np.float32]  # [side, side]
Image = npt.NDArray[np.uint8]  # [side, side, 3]
Colour = npt.NDArray[np.float64]  # [3], red green blue, 0..255
Texture = Callable[[np.random.Generator, int], Field]

REFERENCE = 224
_SUBPIXEL_BITS = 4


def fixed_point(points: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    """Round pixel coordinates to the sixteenths in which polygons are drawn."""
    return np.round(points * (1 << _SUBPIXEL_BITS)).astype(np.int32)


def fill(image: Image, points: npt.NDArray[np.float64], colour: Sequence[float]) -> None:
    """Fill the polygon `points` [corners, 2], in pixels, with smooth edges."""
    cv2.fillPoly(image, [fixed_point(points)], colour, cv2.LINE_AA, _SUBPIXEL_BITS)


def fill_mask(mask: npt.NDArray[np.uint8], points: npt.NDArray[np.float64], label: int) -> None:
    """Fill the polygon in a label mask [side,side], in integers: equal on every machine."""
    cv2.fillPoly(mask, [fixed_point(points)], (label,), cv2.LINE_8, _SUBPIXEL_BITS)


def outline(
    image: Image, points: npt.NDArray[np.float64], colour: Sequence[float], width: int
) -> None:
    """Draw the closed outline of a polygon."""
    style = {"thickness": width, "lineType": cv2.LINE_AA, "shift": _SUBPIXEL_BITS}
    cv2.polylines(image, [fixed_point(points)], isClosed=True, color=colour, **style)


def blur(image: Image, sigma: float) -> Image:
    """Blur a picture with a Gaussian of `sigma` pixels."""
    return cast(Image, cv2.GaussianBlur(image, (0, 0), max(sigma, 0.1)))


def blur_field(field: Field, sigma: float) -> Field:
    """Blur a field with a Gaussian of `sigma` pixels."""
    return cast(Field, cv2.GaussianBlur(field, (0, 0), max(sigma, 0.1)))


def hsv(hue: float, saturation: float, value: float) -> Colour:
    """Return the colour [3] of a hue (taken modulo 1), a saturation and a value in 0..1."""
    return np.array(colorsys.hsv_to_rgb(hue % 1, saturation, value)) * 255


def smooth_noise(rng: np.random.Generator, side: int, cells: int) -> Field:
    """Return a smooth random field with about `cells` bumps along a side, 0..1."""
    grid = rng.random((cells, cells), dtype=np.float32)
    return cast(Field, cv2.resize(grid, (side, side), interpolation=cv2.INTER_CUBIC))


def coordinates(side: int) -> tuple[Field, Field]:
    """Return the row and the column of every pixel, each [side,side], in reference pixels."""
    line = (np.arange(side, dtype=np.float32) + 0.5) * (REFERENCE / side)
    rows, cols = np.meshgrid(line, line, indexing="ij")
    return rows, cols


def clouds(rng: np.random.Generator, side: int) -> Field:
    """Return a sum of smooth noise from coarse to fine."""
    octaves = ((3, 1.0), (6, 0.6), (13, 0.4), (30, 0.25), (70, 0.15))
    field = np.zeros((side, side), np.float32)
    for cells, weight in octaves:
        field += weight * smooth_noise(rng, side, cells)
    return field


def grain(rng: np.random.Generator, side: int) -> Field:
    """Return noise of one scale."""
    return smooth_noise(rng, side, int(rng.integers(25, 70)))


def stripes(rng: np.random.Generator, side: int) -> Field:
    """Return wavy stripes in any direction."""
    rows, cols = coordinates(side)
    angle = rng.random() * np.pi
    phase = cols * np.cos(angle) + rows * np.sin(angle) + 8 * smooth_noise(rng, side, 5)
    waves = np.sin(phase * rng.uniform(0.15, 0.7)) + 0.4 * smooth_noise(rng, side, 60)
    return waves.astype(np.float32)


def checks(rng: np.random.Generator, side: int) -> Field:
    """Return a chequered field."""
    rows, cols = coordinates(side)
    step = rng.uniform(6, 22)
    squares = (cols // step + rows // step) % 2
    return (squares + 0.3 * smooth_noise(rng, side, 40)).astype(np.float32)


def cells(rng: np.random.Generator, side: int) -> Field:
    """Return the distance to the nearest of sixty random points."""
    away = np.full((side, side), 255, np.uint8)
    for x, y in rng.random((60, 2)) * side:
        away[int(y), int(x)] = 0
    distance = cast(Field, cv2.distanceTransform(away, cv2.DIST_L2, cv2.DIST_MASK_PRECISE))
    return distance * np.float32(REFERENCE / side) + 3 * smooth_noise(rng, side, 40)


def pebbles(rng: np.random.Generator, side: int) -> Field:
    """Return overlapping discs of different greys."""
    field = np.zeros((side, side), np.float32)
    for x, y, radius, grey in rng.random((90, 4)):
        centre = (int(x * side), int(y * side))
        cv2.circle(field, centre, round((3 + 16 * radius) * side / REFERENCE), float(grey), -1)
    soft = blur_field(field, rng.uniform(0.5, 2) * side / REFERENCE)
    return cast(Field, soft + 0.2 * smooth_noise(rng, side, 50))


def gradient(rng: np.random.Generator, side: int) -> Field:
    """Return an uneven gradient from top to bottom."""
    rows, _ = coordinates(side)
    return cast(Field, rows / REFERENCE * 2 + 0.5 * smooth_noise(rng, side, 8))


def straws(rng: np.random.Generator, side: int) -> Field:
    """Return straight strokes that cross the picture."""
    field = np.zeros((side, side), np.float32)
    for x0, y0, x1, y1, grey, width in rng.random((70, 6)):
        start, end = (int(x0 * side), int(y0 * side)), (int(x1 * side), int(y1 * side))
        cv2.line(field, start, end, float(grey), max(1, round((1 + 4 * width) * side / REFERENCE)))
    soft = blur_field(field, rng.uniform(0.5, 1.5) * side / REFERENCE)
    return cast(Field, soft + 0.3 * smooth_noise(rng, side, 30))


TEXTURES: tuple[Texture, ...] = (
    clouds,
    grain,
    stripes,
    checks,
    cells,
    pebbles,
    gradient,
    straws,
)


def normalised(field: Field) -> npt.NDArray[np.uint8]:
    """Return a field scaled to the grey levels 0..255."""
    low, high = float(field.min()), float(field.max())
    return ((field - low) * (255 / max(high - low, 1e-6))).astype(np.uint8)


def two_colours(field: npt.NDArray[np.uint8], start: Colour, end: Colour) -> Image:
    """Return a field of grey levels coloured from `start` (0) to `end` (255)."""
    weight = np.linspace(0, 1, 256)[:, None]
    table = (start * (1 - weight) + end * weight).astype(np.uint8)
    return np.ascontiguousarray(table[field])


def two_hues(rng: np.random.Generator) -> tuple[Colour, Colour]:
    """Return two colours of similar hue."""
    hue, turn = rng.random(), rng.normal() * 0.15
    saturation, value = rng.random(2) * 0.8, rng.uniform(0.1, 1, 2)
    return hsv(hue, saturation[0], value[0]), hsv(hue + turn, saturation[1], value[1])
