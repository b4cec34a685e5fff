"""None of these: whether a picture lies near enough to the taught ones to be any of their classes.

A head gives every picture a class, and a stranger often gets a probability near 1. What tells is
how near its feature lies to those of taught pictures, compared with pictures of no class.
"""

from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor

from vit.teaching.lesson import Lesson

LEAST = 4  # pictures on each side that a line needs
WRONG = 0.2  # share of either side that may lie on the wrong side of the line


@dataclass(frozen=True, eq=False)
class Strangers:
    """The line between the taught classes and strangers.

    `own` [m], ascending: the nearness of every taught picture to other photographs of its class;
    `other` [k], ascending: that of strangers to any class. A picture whose nearness is below `line`
    is none of these; None where the two sides cannot be told apart, or too few are known.
    """

    own: Tensor = field(repr=False)
    other: Tensor = field(repr=False)
    line: float | None


def nearness(lesson: Lesson, features: Tensor) -> Tensor:
    """[m,C] largest cosine, -1..1, of features [m,D] with a taught picture of each class.

    Cosines are of the vectors from the lesson's centre.
    """
    units = F.normalize((features.double().cpu() - lesson.centre) / lesson.scale, dim=1)
    cosines = units @ F.normalize(lesson.taught, dim=1).T
    classes = range(len(lesson.names))
    return torch.stack([cosines[:, lesson.truth == c].amax(dim=1) for c in classes], dim=1)


def strangers(lesson: Lesson, others: Tensor) -> Strangers:
    """The line of fewest errors between taught pictures and `others` [k,D], pictures of no class.

    Each side has equal weight; the line lies in the middle of the gap.
    """
    own = _own_nearness(lesson)
    other = nearness(lesson, others).amax(dim=1).sort().values
    if min(len(own), len(other)) < LEAST:
        return Strangers(own, other, None)
    levels = torch.cat([own, other]).sort().values
    lines = (levels[1:] + levels[:-1]) / 2
    rejected = (own < lines[:, None]).double().mean(dim=1)
    let_in = (other >= lines[:, None]).double().mean(dim=1)
    errors = rejected + let_in
    best = (errors == errors.min()).nonzero().flatten()
    at = int(best[len(best) // 2])
    is_fair = max(float(rejected[at]), float(let_in[at])) <= WRONG
    return Strangers(own, other, float(lines[at]) if is_fair else None)


def _own_nearness(lesson: Lesson) -> Tensor:
    """[m] largest cosine of each taught picture with another photograph of its class."""
    units = F.normalize(lesson.taught, dim=1)
    is_other = (lesson.truth[:, None] == lesson.truth) & (lesson.groups[:, None] != lesson.groups)
    cosines = (units @ units.T).masked_fill(~is_other, -torch.inf).amax(dim=1)
    return cosines[is_other.any(dim=1)].sort().values
