"""Procedural pictures of twenty drawn objects, with pixel masks.

A scene is an object (or two, or none) on a textured background, with clutter behind and small
pieces in front, at any place, scale and rotation of up to 28 degrees. All positions are fractions
of the picture, so one seed gives the same scene at any size. Masks and labels are bit-equal on
every machine; pictures may differ by one grey level.
"""

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from vit.scenes.backdrops import SIDE, TEXTURED, Backgrounds, choose
from vit.scenes.drawings import CLASS_NAMES, VARIANTS
from vit.scenes.photolike import Generator, PhotoLike, photo_like
from vit.scenes.polygons import Points, Slot, ellipse_points
from vit.scenes.textures import (
    Colour,
    Image,
    blur,
    fill,
    fill_mask,
    hsv,
    outline,
)

Mask = npt.NDArray[np.uint8]
SceneKind = Literal["one", "two", "tiny", "cluttered", "empty"]
KINDS: tuple[SceneKind, ...] = get_args(SceneKind)

SMALLEST, LARGEST = 0.145, 0.33
"""Range of an object's radius, as a fraction of the picture's side."""

_GRAIN = 7.0
_MAX_TURN = math.radians(28)


@dataclass(frozen=True, eq=False)
class Scene:
    """One picture: rgb [S,S,3]; mask [S,S], 0 background, 1 and 2 the objects; their names."""

    rgb: Image
    mask: Mask
    names: tuple[str, ...]

    @property
    def classes(self) -> tuple[int, ...]:
        """The objects' class indices, in the order of the mask's labels."""
        return tuple(CLASS_NAMES.index(name) for name in self.names)


@dataclass(frozen=True)
class Layout:
    """Contents of a scene: number of objects, range of their radius, ranges of the clutter."""

    objects: int
    smallest: float = SMALLEST
    largest: float = LARGEST
    behind: tuple[int, int] = (1, 7)
    in_front: tuple[int, int] = (0, 3)


LAYOUTS: dict[SceneKind, Layout] = {
    "one": Layout(1),
    "two": Layout(2, largest=LARGEST - 0.08),
    "tiny": Layout(1, smallest=0.11, largest=SMALLEST),
    "cluttered": Layout(1, behind=(12, 25), in_front=(3, 8)),
    "empty": Layout(0, in_front=(0, 6)),
}


def draw_scene(
    seed: int,
    kind: SceneKind = "one",
    size: int = SIDE,
    backgrounds: Backgrounds = TEXTURED,
) -> Scene:
    """Draw one scene of a kind, `size` pixels wide and high, on a textured background.

    Raises ValueError for a kind that is not one of `KINDS` and for a size below 32.
    """
    if kind not in LAYOUTS:
        raise ValueError(f"scene kind {kind!r} is unknown: use one of {', '.join(KINDS)}")
    if size < 32:
        raise ValueError(f"scene size {size} is too small to draw in: use 32 pixels or more")
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    return compose(rng, LAYOUTS[kind], backgrounds, size)


def draw_photo_like(seed: int, kind: PhotoLike, size: int = SIDE) -> Image:
    """Draw one photo-like picture [size, size, 3] that shows none of the classes."""
    return photo_like(np.random.default_rng(seed), kind, size)


def compose(rng: Generator, layout: Layout, backgrounds: Backgrounds, size: int = SIDE) -> Scene:
    """Draw a scene of a layout on a background, `size` pixels wide and high."""
    image = backgrounds.background(rng, size)
    mask = np.zeros((size, size), np.uint8)
    _clutter(rng, image, None, int(rng.integers(*layout.behind)), 9 / SIDE)
    chosen = rng.choice(len(CLASS_NAMES), 2, replace=False)[: layout.objects]
    names = [CLASS_NAMES[int(index)] for index in chosen]
    radii, centres = _places(rng, layout)
    for label, (name, centre, radius) in enumerate(zip(names, centres, radii, strict=True), 1):
        _draw_object(rng, image, mask, name, label, centre * size, radius * size)
    _clutter(rng, image, mask, int(rng.integers(*layout.in_front)), 4 / SIDE)
    return Scene(_film(rng, image), mask, tuple(names))


def _places(rng: Generator, layout: Layout) -> tuple[Points, Points]:
    """Return radii [objects] and centres [objects,2], far enough apart, in fractions of a side."""
    while True:
        radii = rng.uniform(layout.smallest, layout.largest, layout.objects)
        margin = 0.8 * radii[:, None]
        centres = margin + rng.random((layout.objects, 2)) * (1 - 2 * margin)
        if layout.objects < 2 or np.hypot(*(centres[0] - centres[1])) > 0.95 * radii.sum():
            return radii, centres


def _palette(rng: Generator, background: npt.NDArray[np.uint8]) -> list[list[float]]:
    """Return the five colours of an object; its main colour differs from the background.

    The number of random draws does not depend on the picture, so that masks are equal on every
    machine.
    """
    candidates = [hsv(*row) for row in rng.uniform((0, 0.35, 0.35), 1, (6, 3))]
    apart = [float(np.abs(colour - background).sum()) for colour in candidates]
    main = next((c for c, gap in zip(candidates, apart, strict=True) if gap > 130), candidates[-1])
    plain, shade = rng.random() < 0.12, float(rng.choice((30, 235)))
    second = hsv(rng.random(), *rng.uniform(0.3, 1, 2))
    dark = np.full(3, rng.uniform(5, 60))
    light = rng.uniform(200, 255) * (1 - 0.12 * rng.random(3))
    accent = hsv(*rng.uniform((0, 0.5, 0.6), 1))
    colours: list[Colour] = [np.full(3, shade) if plain else main, second, dark, light, accent]
    return [colour.tolist() for colour in colours]


def _draw_object(
    rng: Generator,
    image: Image,
    mask: Mask,
    name: str,
    label: int,
    centre: Points,
    radius: float,
) -> None:
    size = len(image)
    parts = choose(rng, VARIANTS[name])
    turn = float(rng.uniform(-_MAX_TURN, _MAX_TURN))
    stretch_x, stretch_y = rng.uniform(0.85, 1.1, 2)
    mirror = rng.choice((-1, 1))
    cos, sin = math.cos(turn), math.sin(turn)
    scale = radius * np.array([mirror * stretch_x, stretch_y])
    rotation = np.array([[cos, sin], [-sin, cos]])
    shapes = [(points * scale) @ rotation + centre for _, points in parts]
    col, row = np.clip(centre, 0, size - 1).astype(int)
    palette = _palette(rng, image[row, col])
    outlined, edge = rng.random() < 0.4, Slot.DARK if rng.random() < 0.7 else Slot.LIGHT
    if outlined:
        for shape in shapes:
            outline(image, shape, palette[edge], max(1, round(2 * size / SIDE)))
    for (slot, _), shape in zip(parts, shapes, strict=True):
        fill(image, shape, palette[slot])
        fill_mask(mask, shape, label)


def _clutter(rng: Generator, image: Image, mask: Mask | None, count: int, largest: float) -> None:
    """Paint small random pieces; with a mask, they are removed from the objects below them."""
    size = len(image)
    for _ in range(count):
        shape = _piece(rng, rng.uniform(3 / SIDE, largest)) + rng.random(2)
        fill(image, shape * size, hsv(*rng.random(3)).tolist())
        if mask is not None:
            fill_mask(mask, shape * size, 0)


def _piece(rng: Generator, radius: float) -> Points:
    """Return an ellipse, a random polygon, a stroke or a box around the origin."""
    kind, stretch = int(rng.integers(4)), rng.uniform(0.3, 1)
    if kind == 0:
        return ellipse_points(0, 0, radius, radius * stretch, rng.random() * 180)
    if kind == 1:
        return radius * rng.uniform(-1, 1, (int(rng.integers(3, 6)), 2))
    box = np.array([[0, 0], [1, 0], [1, stretch], [0, stretch]]) * radius
    if kind == 2:
        along, width = rng.normal(size=2) * 2 * radius, rng.uniform(1, 3) / SIDE
        side = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-9) * width / 2
        return np.stack([side, along + side, along - side, -side])
    return box


def _film(rng: Generator, image: Image) -> Image:
    """Return the picture slightly blurred, with grain, or unchanged."""
    choice, softness, seed = rng.random(), rng.uniform(0.4, 0.9), int(rng.integers(2**31))
    if choice < 0.3:
        return blur(image, softness * len(image) / SIDE)
    if choice < 0.5:
        return image
    grain = np.random.default_rng(seed).standard_normal(image.shape, np.float32) * _GRAIN
    return np.clip(image + grain, 0, 255).astype(np.uint8)
