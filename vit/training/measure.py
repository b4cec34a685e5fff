"""Measurements of a model's answers on fixed pictures, as plain figures.

Every function returns values that JSON can represent. Shares are in 0..1.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vit.model import ViT
from vit.preprocess import prepare
from vit.scenes.drawings import CLASS_NAMES
from vit.scenes.photographs import photographs
from vit.scenes.unseen import UNSEEN_KINDS
from vit.training.batches import Batch
from vit.training.evaluate import (
    CERTAIN_ENOUGH,
    FIRST_SEED,
    fixed_photo_like,
    fixed_scenes,
    hits,
    none_of_these,
    probabilities,
)

Figures = dict[str, Any]

_BINS = 10
_QUARTERS = 4


def by_object_size(answers: Tensor, scenes: Batch) -> list[Figures]:
    """Return the accuracy in each quarter of the objects by visible area, smallest first."""
    area = (scenes.masks == 1).mean(axis=(1, 2))
    order, right = np.argsort(area, kind="stable"), hits(answers, scenes)
    return [
        {"largest_area": _share(area[quarter].max()), "accuracy": _share(right[quarter].mean())}
        for quarter in np.array_split(order, _QUARTERS)
    ]


def at_patch_size(answers: Tensor, scenes: Batch) -> Figures:
    """Return the figures of one patch size on one-object scenes."""
    quarters = by_object_size(answers, scenes)
    return {
        "accuracy": _share(hits(answers, scenes).mean()),
        "smallest_quarter": quarters[0]["accuracy"],
        "none_of_these": _share(none_of_these(answers)),
        "by_object_size": quarters,
    }


def calibration(answers: Tensor, scenes: Batch) -> Figures:
    """Return the reliability of the highest probability, in ten bins, and its expected error.

    Expected calibration error as in Guo et al. 2017 (arXiv 1706.04599): the gap between mean
    probability and accuracy, averaged over the pictures.
    """
    confidence, right = answers.amax(dim=1).numpy(), hits(answers, scenes)
    index = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    bins: list[Figures] = []
    error = 0.0
    for number in range(_BINS):
        inside = index == number
        if inside.any():
            mean, share = float(confidence[inside].mean()), float(right[inside].mean())
            bins.append(
                {"probability": _share(mean), "right": _share(share), "n": int(inside.sum())}
            )
            error += abs(mean - share) * float(inside.mean())
    return {"bins": bins, "expected_error": _share(error)}


def confusion(answers: Tensor, scenes: Batch) -> list[list[int]]:
    """Return counts [C][C+1]: rows are drawn objects, columns answers, last "none of these"."""
    classes = len(CLASS_NAMES)
    counts = np.zeros((classes, classes + 1), int)
    for truth, answer in zip(scenes.classes[:, 0], _answered(answers), strict=True):
        counts[truth, answer] += 1
    return counts.tolist()


def mistakes(answers: Tensor, scenes: Batch) -> list[Figures]:
    """Return the wrong answers on one-object scenes, the most probable first.

    `draw_scene(seed, "one", size)` draws each scene again.
    """
    wrong: list[Figures] = [
        {
            "seed": FIRST_SEED + number,
            "drawn": CLASS_NAMES[truth],
            "answer": CLASS_NAMES[answer] if answer < len(CLASS_NAMES) else "none of these",
            "probability": _share(answers[number].max()),
        }
        for number, (truth, answer) in enumerate(
            zip(scenes.classes[:, 0], _answered(answers), strict=True)
        )
        if truth != answer
    ]
    return sorted(wrong, key=lambda mistake: -mistake["probability"])


def rejection(model: ViT, count: int) -> Figures:
    """Return how often "none of these" is the answer to pictures without any of the classes."""
    empty = probabilities(model, fixed_scenes("empty", count).images)
    each = count // len(UNSEEN_KINDS)
    unseen = {
        name: probabilities(model, fixed_photo_like(kind, each))
        for name, kind in UNSEEN_KINDS.items()
    }
    return {
        "empty": _share(none_of_these(empty)),
        "unseen_kinds": _share(none_of_these(torch.cat(list(unseen.values())))),
        "by_kind": {name: _share(none_of_these(answers)) for name, answers in unseen.items()},
    }


def two_objects(model: ViT, count: int) -> Figures:
    """Return how often both, and at least one, of two drawn classes are predicted."""
    scenes = fixed_scenes("two", count)
    answers = probabilities(model, scenes.images)
    seen = answers.gather(1, torch.as_tensor(scenes.classes)) >= CERTAIN_ENOUGH
    others = answers.scatter(1, torch.as_tensor(scenes.classes), 0)
    return {
        "both": _share(seen.all(dim=1).float().mean()),
        "at_least_one": _share(seen.any(dim=1).float().mean()),
        "a_third": _share((others >= CERTAIN_ENOUGH).any(dim=1).float().mean()),
    }


def on_photographs(model: ViT) -> list[Figures]:
    """Return the most probable class of every photograph in an installed package."""
    predictions: list[Figures] = []
    for name, image in photographs().items():
        prepared = prepare(model, image).pixels
        with torch.inference_mode():
            answers = torch.sigmoid(model(prepared[None]))[0]
        best = int(answers.argmax())
        predictions.append(
            {"photograph": name, "class": CLASS_NAMES[best], "probability": _share(answers[best])}
        )
    return predictions


def _answered(answers: Tensor) -> npt.NDArray[np.int64]:
    """Return the index [B] of the answer to each picture; the number of classes for "none"."""
    highest, best = answers.max(dim=1)
    return torch.where(highest >= CERTAIN_ENOUGH, best, answers.shape[1]).numpy()


def _share(value: Any) -> float:
    return round(float(value), 4)
