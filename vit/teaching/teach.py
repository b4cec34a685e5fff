"""A classifier of one's own classes from a handful of pictures: `vit.teach`."""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vit.framing import AS_MODEL, Framing
from vit.model import ViT
from vit.preprocess import prepare
from vit.progress import Step, ignore_progress
from vit.teaching.heads import pooled_by_depth, shorter, with_head
from vit.teaching.lesson import Lesson, learn, prototypes

Rgb = npt.NDArray[np.uint8]

FEWEST, MOST = 2, 20  # classes
EACH = 2  # pictures of a class, at least
ALIKE = 0.02  # nat of held-out loss that do not speak for fewer blocks
FEW = 2  # pictures of a class up to which prototypes are taken

Way = Literal["auto", "linear", "prototypes"]


@dataclass(frozen=True, eq=False)
class Taught:
    """A taught model, the lesson behind its head, and the blocks that it keeps.

    `losses` is the held-out loss in nat of every depth that was tried; where every class is of one
    photograph alone, that of views left out, which only serves to choose the depth. `way` is how
    the head was made.
    """

    model: ViT
    lesson: Lesson = field(repr=False)
    depth: int
    losses: dict[int, float]
    way: Way


def teach(
    model: ViT,
    pictures: Sequence[Rgb],
    labels: Sequence[str],
    step: Step = ignore_progress,
    way: Way = "auto",
) -> ViT:
    """A model that names classes of one's own, from pictures uint8 [H0,W0,3] and their labels.

    Shares every parameter but those of its head; `labels.names` are the classes in the order in
    which they first occur, its outputs softmax. It may have fewer blocks than `model`: see
    `teach_features`, which also says what `way` means. `step` receives (done, total) pictures and
    may raise to cancel. ValueError, one sentence, for what cannot be taught.
    """
    check(pictures, labels)
    features = list[dict[int, Tensor]]()
    for done, rgb in enumerate(pictures, start=1):
        features.append(features_of(model, rgb))
        step(done, len(pictures))
    return teach_features(model, features, labels, [_digest(rgb) for rgb in pictures], way).model


def teach_features(
    model: ViT,
    features: Sequence[dict[int, Tensor]],
    labels: Sequence[str],
    groups: Sequence[str],
    way: Way = "auto",
) -> Taught:
    """The taught model of features by depth (`features_of`), read at the depth of least loss.

    The last block of a self-supervised model may no longer serve the token that a classifier reads;
    a ViT of fewer blocks is a plain ViT. Of losses that differ by no more than ALIKE the deepest
    wins. `groups` says which pictures are views of one photograph, by digest. `way` is "linear"
    (logistic regression), "prototypes" (class means), or "auto": prototypes where a class has no
    more than FEW pictures.
    """
    if way == "auto":
        few = min(Counter(labels).values()) <= FEW
        way = "prototypes" if few else "linear"
    depths = sorted(features[0])
    stacked = {depth: torch.cat([one[depth] for one in features]) for depth in depths}
    lessons = {depth: _lesson(way, stacked[depth], labels, groups) for depth in depths}
    losses = {depth: lesson.loss for depth, lesson in lessons.items()}
    if not any(map(math.isfinite, losses.values())):
        losses = {depth: _lesson(way, stacked[depth], labels).loss for depth in depths}
    depth = max(depth for depth, loss in losses.items() if loss <= min(losses.values()) + ALIKE)
    lesson = lessons[depth]
    read = shorter(model, depth) if depth < model.config.depth else model
    with torch.inference_mode(mode=False), torch.no_grad():
        named = with_head(read, lesson.names, lesson.weight, lesson.bias)
    return Taught(named, lesson, depth, losses, way)


def _lesson(
    way: Way, features: Tensor, labels: Sequence[str], groups: Sequence[str] | None = None
) -> Lesson:
    return (prototypes if way == "prototypes" else learn)(features, labels, groups)


def features_of(model: ViT, rgb: Rgb, framing: Framing = AS_MODEL) -> dict[int, Tensor]:
    """What heads of different depths read of a picture uint8 [H0,W0,3]: depth -> [1,D]."""
    pixels = prepare(model, rgb, framing).pixels
    return pooled_by_depth(model, pixels.unsqueeze(0), depths_of(model))


def depths_of(model: ViT) -> tuple[int, ...]:
    """The depths that a lesson tries: the last third of the blocks, at most five of them."""
    depth = model.config.depth
    first = max(1, round(2 * depth / 3))
    count = min(5, depth - first + 1)
    if count == 1:
        return (depth,)
    return tuple(sorted({first + round(i * (depth - first) / (count - 1)) for i in range(count)}))


def check(pictures: Sequence[Rgb], labels: Sequence[str]) -> None:
    """Raise ValueError, one sentence, for pictures and labels that cannot be taught."""
    if len(pictures) != len(labels):
        raise ValueError(f"{len(pictures)} pictures have {len(labels)} labels: give each its own")
    check_counts(Counter(labels))
    _check_once(pictures, labels)


def check_counts(counts: Mapping[str, int]) -> None:
    """Raise ValueError, one sentence, for numbers of pictures by class that cannot be taught."""
    if not FEWEST <= len(counts) <= MOST:
        named = "1 class is" if len(counts) == 1 else f"{len(counts)} classes are"
        raise ValueError(f"{named} not possible: name {FEWEST} to {MOST}")
    for name, count in counts.items():
        if count < EACH:
            raise ValueError(
                f"class {name!r} has {count} picture{'' if count == 1 else 's'}: "
                f"give it {EACH} or more"
            )


def _check_once(pictures: Sequence[Rgb], labels: Sequence[str]) -> None:
    """Raise ValueError where one picture has two labels."""
    known = dict[str, str]()
    for rgb, label in zip(pictures, labels, strict=True):
        first = known.setdefault(_digest(rgb), label)
        if first != label:
            raise ValueError(
                f"the same picture is in {first!r} and in {label!r}: take it out of one of them"
            )


def _digest(rgb: Rgb) -> str:
    return hashlib.sha256(np.ascontiguousarray(rgb).tobytes()).hexdigest()
