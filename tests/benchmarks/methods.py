"""Every method of `vit.METHODS` on drawn scenes whose objects are known.

Writes the table of how well each map finds the object, what the model answers without what the map
points at, and whether the map of a class points at that class: `make bench-methods`.
"""

import argparse
import os
import platform
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from tests.benchmarks.measures import (
    MASK,
    baseline_maps,
    localisation,
    method_maps,
    object_share,
)
from tests.benchmarks.methods_page import Figures, Setting, markdown
from vit.loading.checkpoints import ASSETS, DEFAULT
from vit.loading.weights import load
from vit.maps.faithfulness import perturbation_curves, points_at
from vit.model import ViT
from vit.training.batches import Batch, pixels
from vit.training.evaluate import FIRST_SEED, fixed_scenes

SCENES, PATCH = 240, 8
SLOW_SHARE = 4
PROGRESS = 20


@dataclass(frozen=True, eq=False)
class Measured:
    """Figures of all scenes with one object, and of all with two; the mean whole probability."""

    one: Figures
    two: Figures
    probability: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the embedded checkpoint, print the tables and write them."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.methods", description=__doc__)
    parser.add_argument("--scenes", type=int, default=SCENES, help="with one object; half with two")
    parser.add_argument("--patch", type=int, default=PATCH, help="patch size in pixels")
    parser.add_argument("--seed", type=int, default=0, help="of random maps and of the bootstrap")
    parser.add_argument("--threads", type=int, default=1, help="of the processor")
    parser.add_argument("--output", type=Path, default=ASSETS / "reports" / "methods.md")
    chosen = parser.parse_args(arguments)
    if chosen.scenes < 2:
        parser.error(f"--scenes {chosen.scenes} is too few: two or more can be resampled")
    torch.set_num_threads(chosen.threads)
    model = load(DEFAULT, device="cpu").at_patch_size(chosen.patch)
    before = os.getloadavg()[0]
    measured = measure(model, chosen.scenes, chosen.seed)
    busy = f"load {before:.1f} before and {os.getloadavg()[0]:.1f} after"
    setting = Setting(
        scenes=chosen.scenes,
        patch=chosen.patch,
        first_seed=FIRST_SEED,
        seed=chosen.seed,
        machine=f"{platform.machine()}, {chosen.threads} thread, torch {torch.__version__}, {busy}",
        probability=measured.probability,
    )
    text = markdown(measured.one, measured.two, setting)
    chosen.output.write_text(text, encoding="utf-8")
    print(text)


def measure(model: ViT, count: int, seed: int) -> Measured:
    """Measure `count` scenes with one object and half as many with two.

    The methods with a forward for each patch get a quarter of the scenes, the first ones.
    """
    one, probability = one_object(model, fixed_scenes("one", count), seed)
    return Measured(one, two_objects(model, fixed_scenes("two", count // 2), seed), probability)


def one_object(model: ViT, scenes: Batch, seed: int) -> tuple[Figures, float]:
    """Localisation, faithfulness and time of every map, and the mean probability of the class."""
    figures: Figures = defaultdict(lambda: defaultdict(list))
    whole = 0.0
    for index, image in enumerate(pixels(scenes.images)):
        target, mask = int(scenes.classes[index, 0]), torch.as_tensor(scenes.masks[index] == 1)
        slow = _slow(index, len(scenes.images))
        made = method_maps(model, image, target, slow=slow)
        recorded, maps = made.recorded, made.maps
        grid = (recorded.trace.grid.rows, recorded.trace.grid.cols)
        maps |= baseline_maps(scenes.images[index], grid, (seed, index))
        maps[MASK] = object_share(mask, grid)
        heats = torch.stack([heat.float() for heat in maps.values()])
        curves = perturbation_curves(model, recorded.trace, target, heats)
        areas = zip(maps, curves.deletion, curves.insertion, curves.score, strict=True)
        for name, deletion, insertion, score in areas:
            found = localisation(maps[name], mask)
            if not score.isnan():  # a map of zeros has none
                found |= {"deletion": _area(deletion), "insertion": _area(insertion)}
                found |= {"score": float(score)}
            _append(figures[name], found)
        for name, ms in made.times.items():
            _append(figures[name], {"ms": ms, "forwards": ms / made.forward})
        whole += float(recorded.trace.probabilities()[target])
        _progress("one object", index, len(scenes.images))
    return figures, whole / len(scenes.images)


def two_objects(model: ViT, scenes: Batch, seed: int) -> Figures:
    """How often the map of a class peaks on its own object and on the other one.

    Each figure is the mean of a scene's two classes, so that scenes are what is resampled.
    """
    figures: Figures = defaultdict(lambda: defaultdict(list))
    for index, image in enumerate(pixels(scenes.images)):
        masks = [torch.as_tensor(scenes.masks[index] == label) for label in (1, 2)]
        both: Figures = defaultdict(lambda: defaultdict(list))
        slow = _slow(index, len(scenes.images))
        for own, other, target in zip(masks, masks[::-1], scenes.classes[index], strict=True):
            made = method_maps(model, image, int(target), slow=slow)
            grid = (made.recorded.trace.grid.rows, made.recorded.trace.grid.cols)
            maps = made.maps | baseline_maps(scenes.images[index], grid, (seed, index))
            for name, heat in maps.items():
                peaks = {"own": float(points_at(heat, own)), "other": float(points_at(heat, other))}
                _append(both[name], peaks)
        for name, found in both.items():
            _append(figures[name], {what: sum(pair) / 2 for what, pair in found.items()})
        _progress("two objects", index, len(scenes.images))
    return figures


def _slow(index: int, count: int) -> bool:
    """Whether the slow methods run on this scene."""
    return index * SLOW_SHARE < count


def _append(lists: dict[str, list[float]], found: dict[str, float]) -> None:
    for what, figure in found.items():
        lists[what].append(figure)


def _area(curve: Tensor) -> float:
    """Area under a curve over 10..90 %: its mean."""
    return float(curve.mean())


def _progress(what: str, index: int, count: int) -> None:
    if (index + 1) % PROGRESS == 0 or index + 1 == count:
        print(f"{what}: {index + 1} of {count} scenes", flush=True)


if __name__ == "__main__":
    main()
