"""The pictures of the strip: scenes drawn here, photographs that installed packages carry."""

import functools
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.images import Picture, decode, picture_of
from vit.scenes import SceneKind, draw_scene

SCENE_SIDE = 480
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
PHOTOGRAPHS = (
    ("gradio", "media_assets/images/cheetah1.jpg", "a cheetah"),
    ("matplotlib", "mpl-data/sample_data/grace_hopper.jpg", "Grace Hopper"),
    ("gradio", "media_assets/images/tower.jpg", "a tower"),
)


@dataclass(frozen=True)
class Example:
    """One picture of the strip; it is drawn or read when somebody first asks for it."""

    label: str
    kind: Literal["scene", "empty", "photo"]
    make: Callable[[], Picture]


@functools.cache
def examples() -> tuple[Example, ...]:
    """All examples, scenes first; photographs of packages that are not installed are left out."""
    scenes = [_scene(kind, seed) for kind, seed in SCENES]
    found = [(_package(package) / path, label) for package, path, label in PHOTOGRAPHS]
    return (*scenes, *(_photograph(path, label) for path, label in found if path.is_file()))


@functools.cache
def example_picture(index: int) -> Picture:
    """The picture of an example."""
    return examples()[index].make()


def _scene(kind: SceneKind, seed: int) -> Example:
    scene = functools.cache(functools.partial(draw_scene, seed, kind, SCENE_SIDE))
    label = " and ".join(scene().names) or "nothing drawn"
    kind_shown = "empty" if kind == "empty" else "scene"
    return Example(label, kind_shown, lambda: picture_of(scene().rgb, label))


def _photograph(path: Path, label: str) -> Example:
    return Example(label, "photo", lambda: decode(path, name=label))


def _package(name: str) -> Path:
    """Folder of an installed package, found without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else Path()
