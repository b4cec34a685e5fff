"""A classifier of one's own classes from a handful of pictures: `vit.teach`."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vit.framing import AS_MODEL, Framing
from vit.model import ViT
from vit.preprocess import prepare
from vit.progress import Step, ignore_progress
from vit.teaching.heads import pooled_by_depth, shorter, with_head
from vit.teaching.lesson import Lesson, learn

Rgb = npt.NDArray[np.uint8]

FEWEST, MOST = 2, 20  # classes
EACH = 2  # pictures of a class, at least


@dataclass(frozen=True, eq=False)
class Taught:
    """A taught model, the lesson behind its head, and the blocks that it keeps.

    `losses` is the held-out loss in nat of every depth that was tried.
    """

    model: ViT
    lesson: Lesson = field(repr=False)
    depth: int
    losses: dict[int, float]


def teach(
    model: ViT, pictures: Sequence[Rgb], labels: Sequence[str], step: Step = ignore_progress
) -> ViT:
    """A model that names classes of one's own, from pictures uint8 [H0,W0,3] and their labels.

    Shares every parameter but those of its head; `labels.names` are the classes in the order in
    which they first occur, its outputs softmax. It may have fewer blocks than `model`: see
    `teach_features`. `step` receives (done, total) pictures and may raise to cancel. ValueError,
    one sentence, for what cannot be taught.
    """
    check(pictures, labels)
    features = list[dict[int, Tensor]]()
    for done, rgb in enumerate(pictures, start=1):
        features.append(features_of(model, rgb))
        step(done, len(pictures))
    return teach_features(model, features, labels, [_digest(rgb) for rgb in pictures]).model


def teach_features(
    model: ViT,
    features: Sequence[dict[int, Tensor]],
    labels: Sequence[str],
    groups: Sequence[str],
) -> Taught:
    """The taught model of features by depth (`features_of`), read at the depth of least loss.

    The last block of a self-supervised model may no longer serve the token that a classifier reads;
    a ViT of fewer blocks is a plain ViT. Of equal losses the deepest wins. `groups` says which
    pictures are views of one photograph, by digest.
    """
    depths = sorted(features[0])
    lessons = {
        depth: learn(torch.cat([one[depth] for one in features]), labels, groups)
        for depth in depths
    }
    losses = {depth: lesson.loss for depth, lesson in lessons.items()}
    depth = min(reversed(depths), key=losses.__getitem__)
    lesson = lessons[depth]
    read = shorter(model, depth) if depth < model.config.depth else model
    with torch.inference_mode(mode=False), torch.no_grad():
        named = with_head(read, lesson.names, lesson.weight, lesson.bias)
    return Taught(named, lesson, depth, losses)


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
    counts = Counter(labels)
    if not FEWEST <= len(counts) <= MOST:
        named = "1 class is" if len(counts) == 1 else f"{len(counts)} classes are"
        raise ValueError(f"{named} not possible: name {FEWEST} to {MOST}")
    for name, count in counts.items():
        if count < EACH:
            raise ValueError(f"class {name!r} has {count} picture: give it {EACH} or more")
    _check_once(pictures, labels)


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
