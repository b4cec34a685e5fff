"""Five more kinds of photo-like pictures, never used in training.

On these the model card measures whether the answer "none of these" generalises.
"""

from typing import cast

import cv2
import numpy as np

from vit.scenes.photolike import (
    Generator,
    PhotoLike,
    noise_line,
    random_colour,
    textured,
)
from vit.scenes.textures import (
    REFERENCE,
    Image,
    clouds,
    coordinates,
    fill,
    hsv,
    normalised,
    smooth_noise,
    two_colours,
    two_hues,
)


def ripples(rng: Generator, side: int) -> Image:
    """Return waves from several sources that cross each other."""
    rows, cols = coordinates(side)
    waves = np.zeros((side, side), np.float32)
    for y, x, pitch in rng.random((4, 3)):
        distance = np.hypot(rows - y * REFERENCE, cols - x * REFERENCE)
        waves += np.sin(distance * np.float32(0.1 + 0.4 * pitch))
    return two_colours(normalised(waves), *two_hues(rng))


def marble(rng: Generator, side: int) -> Image:
    """Return veins of stone: stripes distorted by noise, in three colours."""
    rows, cols = coordinates(side)
    bend = rng.uniform(20, 70)
    veins = np.sin((rows + cols + bend * clouds(rng, side)) * np.float32(rng.uniform(0.03, 0.12)))
    image = two_colours(normalised(np.abs(veins)), *two_hues(rng)).astype(np.float32)
    tint = smooth_noise(rng, side, 4)[..., None] * np.float32(0.6)
    return (image * (1 - tint) + np.array(random_colour(rng), np.float32) * tint).astype(np.uint8)


def mosaic(rng: Generator, side: int) -> Image:
    """Return small square tiles that follow a coarse pattern, with joints."""
    tiles = int(rng.integers(9, 26))
    coarse = cv2.resize(textured(rng, side), (tiles, tiles), interpolation=cv2.INTER_AREA)
    jitter = rng.normal(size=(tiles, tiles, 1)) * 18
    coloured = np.clip(coarse + jitter, 0, 255).astype(np.uint8)
    image = cast(Image, cv2.resize(coloured, (side, side), interpolation=cv2.INTER_NEAREST))
    rows, cols = coordinates(side)
    pitch = REFERENCE / tiles
    image[(rows % pitch < pitch * 0.12) | (cols % pitch < pitch * 0.12)] = random_colour(rng)
    return image


def scribbles(rng: Generator, side: int) -> Image:
    """Return long smooth pen strokes."""
    image = textured(rng, side)
    for _ in range(int(rng.integers(2, 8))):
        path = np.stack([noise_line(rng, side, 9), noise_line(rng, side, 9)], axis=1) * side
        width = max(1, round(side * rng.uniform(0.008, 0.03)))
        points = np.round(path).astype(np.int32)
        style = {"thickness": width, "lineType": cv2.LINE_AA}
        cv2.polylines(image, [points], isClosed=False, color=random_colour(rng), **style)
    return image


def skyline(rng: Generator, side: int) -> Image:
    """Return a street of blocks with rows of windows under an open sky."""
    rows = coordinates(side)[0] / REFERENCE
    sky = two_colours((rows * 255).astype(np.uint8), hsv(0.6, *rng.random(2)), hsv(*rng.random(3)))
    left = 0.0
    while left < 1:
        width, top, pitch = rng.uniform(0.1, 0.35), rng.uniform(0.1, 0.7), rng.uniform(0.03, 0.07)
        wall, light = random_colour(rng), random_colour(rng)
        fill(sky, _box(left, top, left + width, 1.1) * side, wall)
        for y in np.arange(top + pitch / 2, 1, pitch):
            for x in np.arange(left + pitch / 2, left + width - pitch / 2, pitch):
                fill(sky, _box(x, y, x + pitch * 0.55, y + pitch * 0.6) * side, light)
        left += width
    return sky


def _box(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)


UNSEEN_KINDS: dict[str, PhotoLike] = {
    "ripples": ripples,
    "marble": marble,
    "mosaic": mosaic,
    "scribbles": scribbles,
    "skyline": skyline,
}
