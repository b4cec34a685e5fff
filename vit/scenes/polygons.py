"""Polygons in unit coordinates: x to the right, y down, a drawing fills about -1..1.

A drawing is a list of `Part`s, painted in order. A part has a colour slot instead of a colour, so
that one drawing works with every palette.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]  # [corners, 2], columns x and y


class Slot(IntEnum):
    """The five colours of a palette."""

    MAIN = 0
    SECOND = 1
    DARK = 2
    LIGHT = 3
    ACCENT = 4


class Part(NamedTuple):
    """One filled polygon of a drawing."""

    slot: Slot
    points: Points


def polygon(slot: Slot, *coordinates: float) -> Part:
    """Return a polygon from x0, y0, x1, y1, ..."""
    return Part(slot, np.array(coordinates, np.float64).reshape(-1, 2))


def rectangle(slot: Slot, left: float, top: float, right: float, bottom: float) -> Part:
    """Return an upright rectangle."""
    return polygon(slot, left, top, right, top, right, bottom, left, bottom)


def ellipse_points(x: float, y: float, radius_x: float, radius_y: float, turn: float) -> Points:
    """Return 20 corners [20,2] of an ellipse rotated by `turn` degrees."""
    return arc_points(x, y, radius_x, radius_y, 0, 360, turn)


def arc_points(
    x: float,
    y: float,
    radius_x: float,
    radius_y: float,
    start: float,
    end: float,
    turn: float = 0,
) -> Points:
    """Return 20 points [20,2] of an elliptic arc from `start` to `end` degrees, then rotated."""
    angle = np.radians(np.linspace(start, end, 20))
    along, across = radius_x * np.cos(angle), radius_y * np.sin(angle)
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    return np.stack([x + along * cos - across * sin, y + along * sin + across * cos], axis=1)


def disc(slot: Slot, x: float, y: float, radius: float) -> Part:
    """Return a filled circle."""
    return Part(slot, ellipse_points(x, y, radius, radius, 0))


def ellipse(
    slot: Slot, x: float, y: float, radius_x: float, radius_y: float, turn: float = 0
) -> Part:
    """Return a filled ellipse rotated by `turn` degrees."""
    return Part(slot, ellipse_points(x, y, radius_x, radius_y, turn))


def dome(slot: Slot, x: float, y: float, radius_x: float, radius_y: float) -> Part:
    """Return the upper half of an ellipse."""
    return Part(slot, arc_points(x, y, radius_x, radius_y, 180, 360))


def bar(slot: Slot, x0: float, y0: float, x1: float, y1: float, width: float) -> Part:
    """Return a straight stroke of the given width."""
    start, end = np.array([x0, y0], np.float64), np.array([x1, y1], np.float64)
    direction = (end - start) / max(float(np.hypot(*(end - start))), 1e-9)
    side = np.array([-direction[1], direction[0]]) * width / 2
    return Part(slot, np.stack([start + side, end + side, end - side, start - side]))


def ring(
    slot: Slot,
    x: float,
    y: float,
    radius: float,
    width: float,
    start: float = 0,
    end: float = 360,
) -> Part:
    """Return a ring, or the piece of it from `start` to `end` degrees."""
    outer = arc_points(x, y, radius + width / 2, radius + width / 2, start, end)
    inner = arc_points(x, y, radius - width / 2, radius - width / 2, start, end)
    return Part(slot, np.concatenate([outer, inner[::-1]]))


def star_shape(slot: Slot, points: int, outer: float, inner: float) -> Part:
    """Return a star with one point upwards."""
    angle = np.radians(-90 + np.arange(2 * points) * 180 / points)
    radius = np.where(np.arange(2 * points) % 2 == 0, outer, inner)
    return Part(slot, np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1))


def heart_shape(slot: Slot) -> Part:
    """Return a heart."""
    t = np.linspace(0, 2 * np.pi, 40)
    x = 16 * np.sin(t) ** 3 / 17
    y = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)) / 15
    return Part(slot, np.stack([x, y], axis=1))


def crescent_shape(slot: Slot) -> Part:
    """Return a waxing moon: a large arc, and a flatter one back."""
    outer = arc_points(0, 0, 0.95, 0.95, 60, 300)
    inner = arc_points(0.45, 0, 0.88, 0.92, 293, 67)
    return Part(slot, np.concatenate([outer, inner]))
