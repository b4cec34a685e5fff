"""The pictures of the strip: drawn scenes, and photographs that come with the project.

Those of the strip stay in memory for as long as the program runs, 20 MB together.
"""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from vit.pictures.images import InputError, Picture, decode, picture_of
from vit.scenes.scene import KINDS, SceneKind, draw_scene

SCENE_SIDE = 480
MEASURED_SIDE, MEASURED_PATCH = 96, 8  # px: how the model card measures single scenes
SEEDS = 10_000_000
SCENES: tuple[tuple[SceneKind, int], ...] = (
    ("one", 1),
    ("two", 2),
    ("one", 3),
    ("two", 4),
    ("tiny", 5),
    ("one", 6),
    ("cluttered", 7),
    ("empty", 8),
)
FOLDER = Path(__file__).resolve().parents[2] / "assets" / "photographs"  # CREDITS.md: their terms
PHOTOGRAPHS = (
    ("cat", "a cat"),
    ("astronaut", "an astronaut"),
    ("coffee", "a cup of coffee"),
    ("rocket", "a rocket"),
    ("pavilion", "a pavilion"),
    ("bricks", "a brick wall"),
)


@dataclass(frozen=True, eq=False)
class Drawn:
    """A scene drawn here: its picture, where its objects are, and how to draw it again.

    `mask` uint8 [H0, W0] is 0 on the background and 1, 2 on the objects called `names`.
    """

    picture: Picture
    mask: npt.NDArray[np.uint8]
    names: tuple[str, ...]
    kind: str
    seed: int


def drawn_scene(kind: str, seed: int, side: int = SCENE_SIDE) -> Drawn:
    """The scene of a kind and a seed, `side` pixels wide; InputError for what cannot be drawn."""
    if kind not in KINDS:
        raise InputError(f"Kind {kind!r} is unknown: use {', '.join(KINDS)}.")
    if not 0 <= seed < SEEDS:
        raise InputError(f"Seed {seed} is out of range: use a whole number from 0 to {SEEDS - 1}.")
    scene = draw_scene(seed, kind, side)
    label = " and ".join(scene.names) or "nothing drawn"
    return Drawn(picture_of(scene.rgb, label), scene.mask, scene.names, kind, seed)


@dataclass(frozen=True)
class Example:
    """One picture of the strip, drawn or read on first use.

    `name` is the same in every installation, whichever photographs it has.
    """

    name: str
    label: str
    kind: Literal["scene", "empty", "photo"]
    make: Callable[[], Picture]
    drawn: Drawn | None = None


@functools.cache
def examples() -> tuple[Example, ...]:
    """All examples, scenes first."""
    scenes = [_scene(kind, seed) for kind, seed in SCENES]
    photographs = [
        Example(name, label, "photo", partial(decode, FOLDER / f"{name}.jpg", name=label))
        for name, label in PHOTOGRAPHS
    ]
    return (*scenes, *photographs)


def example_index_of(text: str) -> int:
    """Index of the example with this name or number; ValueError where there is none."""
    names = [example.name for example in examples()]
    if text in names:
        return names.index(text)
    if re.fullmatch(r"[0-9]{1,3}", text) and int(text) < len(names):
        return int(text)
    raise ValueError(f"{text!r} is none of {', '.join(names)}")


@functools.cache
def example_picture(index: int) -> Picture:
    """The picture of an example."""
    return examples()[index].make()


def _scene(kind: SceneKind, seed: int) -> Example:
    drawn = drawn_scene(kind, seed)
    of_strip = "empty" if kind == "empty" else "scene"
    return Example(f"{kind}-{seed}", drawn.picture.name, of_strip, lambda: drawn.picture, drawn)
