"""Photo-like pictures of other things: bodies with limbs, boxes, bars, beams, signs.

They are harder to distinguish from the drawn classes than textures, because they have parts and
outlines too. The refinement of the training uses them.
"""

import numpy as np

from vit.scenes.photolike import (
    Generator,
    PhotoLike,
    bokeh,
    fractal,
    landscape,
    random_colour,
    shaded,
    textured,
)
from vit.scenes.polygons import Points, Slot, arc_points, bar, ellipse_points, ring, star_shape
from vit.scenes.textures import Image, blur, fill


def creatures(rng: Generator, side: int) -> Image:
    """Return an animal of no real species: a body, a head, legs and a tail of one texture."""
    backgrounds = (fractal, bokeh, landscape, textured)
    image = blur(backgrounds[int(rng.integers(4))](rng, side), side * 0.01)
    size, centre = rng.uniform(0.2, 0.45) * side, rng.uniform(0.3, 0.7, 2) * side
    mirror = rng.choice((-1, 1))
    body = ellipse_points(0, 0, 0.7, rng.uniform(0.25, 0.45), rng.uniform(-20, 20))
    height = rng.uniform(-0.5, 0)
    wide, high = rng.uniform(0.18, 0.35, 2)
    head = ellipse_points(-0.75, height, wide, high, 0)
    tail = bar(Slot.MAIN, 0.6, -0.1, rng.uniform(0.8, 1.2), rng.uniform(-0.6, 0.3), 0.09).points
    legs = [
        bar(Slot.MAIN, x, 0.2, x + rng.uniform(-0.25, 0.25), rng.uniform(0.6, 0.95), 0.13).points
        for x in (-0.5, -0.3, 0.3, 0.5)
    ]
    for part in (*legs, tail, body, head):
        image = shaded(rng, image, part * (mirror, 1) * size + centre)
    return image


def shelves(rng: Generator, side: int) -> Image:
    """Return rows of upright boxes of different colours, like books on shelves."""
    image = textured(rng, side)
    height = rng.uniform(0.15, 0.4)
    for bottom in np.arange(height, 1.2, height * 1.15):
        left = rng.uniform(-0.1, 0.1)
        while left < 1:
            width, top = rng.uniform(0.02, 0.15), bottom - height * rng.uniform(0.5, 1)
            _box(image, left, top, left + width, bottom, random_colour(rng))
            if rng.random() < 0.5:
                middle = (top + bottom) / 2
                _box(image, left, middle, left + width, middle + 0.03, random_colour(rng))
            left += width + (rng.uniform(0, 0.1) if rng.random() < 0.2 else 0)
    return image


def bars(rng: Generator, side: int) -> Image:
    """Return bars and arcs across the picture, like railings, branches or cables."""
    image = textured(rng, side)
    for _ in range(int(rng.integers(3, 25))):
        x0, y0, x1, y1 = rng.uniform(-0.2, 1.2, 4)
        if rng.random() < 0.5:
            piece = bar(Slot.MAIN, x0, y0, x1, y1, rng.uniform(0.008, 0.06)).points
        else:
            radius, start = rng.uniform(0.1, 0.7), rng.uniform(0, 360)
            end, width = start + rng.uniform(40, 300), rng.uniform(0.01, 0.05)
            piece = ring(Slot.MAIN, x0, y0, radius, width, start, end).points
        fill(image, piece * side, random_colour(rng))
    return image


def lattice(rng: Generator, side: int) -> Image:
    """Return a tapering frame of crossed beams, like a mast or a bridge, in front of a sky."""
    image = blur(landscape(rng, side), side * 0.02) if rng.random() < 0.5 else bokeh(rng, side)
    colour, width = random_colour(rng), rng.uniform(0.01, 0.03)
    foot, top = rng.uniform(0.15, 0.45), rng.uniform(0.0, 0.15)
    levels = np.linspace(1, -1, int(rng.integers(4, 10)))
    half = np.interp(levels, (-1, 1), (top, foot))
    turn = rng.uniform(-np.pi, np.pi) if rng.random() < 0.3 else rng.uniform(-0.2, 0.2)
    cos, sin = np.cos(turn), np.sin(turn)
    frame = np.array([[cos, sin], [-sin, cos]]) * rng.uniform(0.5, 1.0)
    middle = rng.uniform(0.35, 0.65, 2)
    for lower, upper, w0, w1 in zip(levels[:-1], levels[1:], half[:-1], half[1:], strict=True):
        beams = ((-w0, lower, w1, upper), (w0, lower, -w1, upper), (-w0, lower, w0, lower))
        edges = ((-w0, lower, -w1, upper), (w0, lower, w1, upper))
        for beam in (*beams, *edges):
            fill(image, (bar(Slot.MAIN, *beam, width).points @ frame + middle) * side, colour)
    return image


def signs(rng: Generator, side: int) -> Image:
    """Return nested flat geometric signs: discs, rings, stars, arrows and polygons."""
    image = textured(rng, side)
    for _ in range(int(rng.integers(1, 4))):
        size, centre = rng.uniform(0.1, 0.35) * side, rng.uniform(0.2, 0.8, 2) * side
        for scale in (1, rng.uniform(0.5, 0.8), rng.uniform(0.2, 0.45)):
            fill(image, _sign(rng) * scale * size + centre, random_colour(rng))
    return image


def _sign(rng: Generator) -> Points:
    kind, turn = int(rng.integers(5)), rng.uniform(0, 360)
    if kind == 0:
        return ellipse_points(0, 0, 1, rng.uniform(0.5, 1), turn)
    if kind == 1:
        corners = int(rng.integers(3, 9))
        return arc_points(0, 0, 1, 1, turn, turn + 360 * (1 - 1 / corners))[:: 20 // corners]
    if kind == 2:
        return ring(Slot.MAIN, 0, 0, 0.8, rng.uniform(0.1, 0.4)).points
    if kind == 3:
        return star_shape(
            Slot.MAIN, int(rng.choice((3, 4, 8, 12))), 1, rng.uniform(0.3, 0.85)
        ).points
    arrow = ((-1, -0.2), (0.2, -0.2), (0.2, -0.6), (1, 0), (0.2, 0.6), (0.2, 0.2), (-1, 0.2))
    return np.array(arrow, np.float64)[:, :: rng.choice((-1, 1))]


def _box(
    image: Image, left: float, top: float, right: float, bottom: float, colour: list[float]
) -> None:
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
    fill(image, corners * len(image), colour)


THINGS: dict[str, PhotoLike] = {
    "creatures": creatures,
    "shelves": shelves,
    "bars": bars,
    "lattice": lattice,
    "signs": signs,
}
