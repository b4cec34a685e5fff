"""Backgrounds of scenes: textures in two colours and, less often, photo-like pictures."""

from collections.abc import Sequence
from typing import Protocol, TypeVar, cast

import cv2
import numpy as np
import numpy.typing as npt

from vit.scenes.photolike import TRAINING_KINDS, Generator, PhotoLike, photo_like
from vit.scenes.textures import REFERENCE, TEXTURES, Image, normalised, two_colours, two_hues

SIDE = 96
"""Side of the checkpoint's input in pixels, the reference for thicknesses and blurs."""

_PHOTO_LIKE_SHARE = 0.15
_WINDOW = (0.27, 0.89)
_KINDS = tuple(TRAINING_KINDS.values())

Item = TypeVar("Item")


class Backgrounds(Protocol):
    """A source of backgrounds."""

    def background(self, rng: Generator, size: int) -> Image:
        """Return a picture [size, size, 3] that may be painted over."""
        ...


class FreshBackdrop:
    """Backgrounds drawn anew for each scene: textures and a share of photo-like pictures."""

    def __init__(self, photo_like_share: float = 0.0) -> None:
        """Set the share of photo-like pictures, 0..1."""
        self.photo_like_share = photo_like_share

    def background(self, rng: Generator, size: int) -> Image:
        """Draw a piece of a texture in two colours, or a photo-like picture."""
        if rng.random() < self.photo_like_share:
            return photo_like(rng, choose(rng, _KINDS), size)
        field = normalised(choose(rng, TEXTURES)(rng, _texture_side(size)))
        return two_colours(_cut(rng, field, rng.uniform(*_WINDOW), size), *two_hues(rng))


TEXTURED, PHOTO_LIKE = FreshBackdrop(), FreshBackdrop(1.0)
"""The background of an ordinary scene, and a harder one."""


class Stock:
    """A stock of textures and photo-like pictures from which backgrounds are cut.

    Drawing a texture takes longer than drawing a scene, so one stock serves many scenes.
    """

    def __init__(
        self,
        rng: Generator,
        size: int,
        textures: int,
        pictures: int,
        kinds: Sequence[PhotoLike] = _KINDS,
    ) -> None:
        """Draw the stock for scenes of `size` pixels, with pictures of the given kinds."""
        side = _texture_side(size)
        self.fields = [normalised(choose(rng, TEXTURES)(rng, side)) for _ in range(textures)]
        self.pictures = [photo_like(rng, choose(rng, kinds), 2 * size) for _ in range(pictures)]

    def background(self, rng: Generator, size: int) -> Image:
        """Cut a piece of a texture in two colours or, less often, of a photo-like picture."""
        if rng.random() < _PHOTO_LIKE_SHARE:
            return self.picture(rng, size)
        window = rng.uniform(*_WINDOW)
        return two_colours(_cut(rng, choose(rng, self.fields), window, size), *two_hues(rng))

    def picture(self, rng: Generator, size: int) -> Image:
        """Cut a piece of a photo-like picture, mirrored half the time, its channels shuffled."""
        image = _cut(rng, choose(rng, self.pictures), rng.uniform(0.5, 1), size)
        channels, direction = rng.permutation(3), -1 if rng.random() < 0.5 else 1
        return np.ascontiguousarray(image[:, ::direction, channels])


def choose(rng: Generator, items: Sequence[Item]) -> Item:
    """Return a random item."""
    return items[int(rng.integers(len(items)))]


def _texture_side(size: int) -> int:
    return round(REFERENCE * size / SIDE)


def _cut(rng: Generator, source: npt.NDArray[np.uint8], share: float, size: int) -> Image:
    """Cut a random square with this share of the side and resize it to `size`."""
    window = round(len(source) * share)
    top, left = (rng.random(2) * (len(source) - window)).astype(int)
    piece = source[top : top + window, left : left + window]
    return cast(Image, cv2.resize(piece, (size, size), interpolation=cv2.INTER_LINEAR))
