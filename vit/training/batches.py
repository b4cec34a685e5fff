"""Training pictures: every batch is a function of the recipe and the step alone.

So a run can stop and resume at any step, and another process can draw the pictures.
"""

import functools
import multiprocessing
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vit.scenes.backdrops import Stock
from vit.scenes.photolike import TRAINING_KINDS
from vit.scenes.scene import LAYOUTS, SIDE, Layout, Mask, Scene, SceneKind, compose
from vit.scenes.things import THINGS
from vit.training.recipe import MEAN, STD, Recipe

PictureKind = SceneKind | Literal["photo-like"]

MIXTURE: dict[PictureKind, float] = {
    "one": 0.50,
    "two": 0.26,
    "tiny": 0.03,
    "cluttered": 0.05,
    "empty": 0.06,
    "photo-like": 0.10,
}
"""Share of each kind of picture after the curriculum."""

REFINING: dict[PictureKind, float] = {
    "one": 0.40,
    "two": 0.33,
    "tiny": 0.03,
    "cluttered": 0.04,
    "empty": 0.05,
    "photo-like": 0.15,
}
"""The same in the refinement: more pictures with two objects, and of no class."""

_HARDER: tuple[PictureKind, ...] = ("two", "tiny", "cluttered")
_STOCK_STEPS, _TEXTURES, _PICTURES = 100, 128, 128
_DRAWN_LARGE = 0.25
_AHEAD = 6


@dataclass(frozen=True, eq=False)
class Batch:
    """Pictures [B,S,S,3], masks [B,S,S], and the classes of mask labels 1 and 2 [B,2].

    A class of -1 means that there is no such object.
    """

    images: npt.NDArray[np.uint8]
    masks: Mask
    classes: npt.NDArray[np.int64]


def draw_batch(recipe: Recipe, step: int) -> Batch:
    """Draw the batch of a step."""
    rng = np.random.default_rng([recipe.seed, step, 0])
    refines, easiness = recipe.refines(step), recipe.easiness(step)
    stock = _stock(recipe.seed, step // _STOCK_STEPS, things=refines)
    mixture = REFINING if refines else MIXTURE
    shares = np.array([_share(mixture, kind, easiness) for kind in mixture])
    chosen = rng.choice(len(mixture), recipe.batch, p=shares / shares.sum())
    kinds = list(mixture)
    return collect([_draw(rng, kinds[int(index)], easiness, stock) for index in chosen])


def collect(scenes: list[Scene]) -> Batch:
    """Stack scenes of one size."""
    classes = np.full((len(scenes), 2), -1, np.int64)
    for row, scene in zip(classes, scenes, strict=True):
        row[: len(scene.classes)] = scene.classes
    images = np.stack([scene.rgb for scene in scenes])
    return Batch(images, np.stack([scene.mask for scene in scenes]), classes)


def pixels(images: npt.NDArray[np.uint8]) -> Tensor:
    """Return the model input [B,3,S,S] of pictures [B,S,S,3], normalised for the checkpoint."""
    channels = torch.as_tensor(images).permute(0, 3, 1, 2).float() / 255
    mean, std = torch.tensor(MEAN), torch.tensor(STD)
    return (channels - mean[:, None, None]) / std[:, None, None]


def batches(recipe: Recipe, start: int) -> Iterator[Batch]:
    """Yield the batches of all steps from `start` on, drawn in advance by another process."""
    context = multiprocessing.get_context("spawn")
    steps = iter(range(start, recipe.steps))
    waiting: deque[Future[Batch]] = deque()
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as drawing:
        for _ in range(recipe.steps - start):
            while len(waiting) < _AHEAD and (step := next(steps, None)) is not None:
                waiting.append(drawing.submit(draw_batch, recipe, step))
            yield waiting.popleft().result()


@functools.lru_cache(maxsize=1)
def _stock(seed: int, index: int, *, things: bool) -> Stock:
    rng = np.random.default_rng([seed, index, 2])
    kinds = {**TRAINING_KINDS, **THINGS} if things else TRAINING_KINDS
    return Stock(rng, SIDE, _TEXTURES, _PICTURES, tuple(kinds.values()))


def _share(mixture: dict[PictureKind, float], kind: PictureKind, easiness: float) -> float:
    if kind == "one":
        return mixture[kind] + easiness * sum(mixture[harder] for harder in _HARDER)
    return mixture[kind] * (1 - easiness if kind in _HARDER else 1)


def _draw(rng: np.random.Generator, kind: PictureKind, easiness: float, stock: Stock) -> Scene:
    if kind == "photo-like":
        return Scene(stock.picture(rng, SIDE), np.zeros((SIDE, SIDE), np.uint8), ())
    layout = _enlarged(LAYOUTS[kind], easiness)
    if rng.random() < _DRAWN_LARGE:
        return _halved(compose(rng, layout, stock, 2 * SIDE))
    return compose(rng, layout, stock, SIDE)


def _enlarged(layout: Layout, easiness: float) -> Layout:
    smallest = layout.smallest + 0.15 * easiness
    largest = max(smallest, layout.largest + 0.09 * easiness)
    return replace(layout, smallest=smallest, largest=largest)


def _halved(scene: Scene) -> Scene:
    """Return a scene at half its size, the picture by area, as the app resizes larger pictures."""
    tiles = scene.rgb.reshape(SIDE, 2, SIDE, 2, 3)
    means: npt.NDArray[np.float64] = tiles.mean(axis=(1, 3))
    rgb = np.round(means).astype(np.uint8)
    return Scene(rgb, np.ascontiguousarray(scene.mask[::2, ::2]), scene.names)
