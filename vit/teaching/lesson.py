"""A lesson: features of labelled pictures in, a linear head out, judged on pictures left out.

Pictures are left out by photograph, never by view: a head that has seen another crop of the same
photograph names it whatever its label is.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.linalg import qr  # pyright: ignore[reportUnknownVariableType]

from vit.teaching.logistic import balanced, fit, held_out, zero_heads

SHRINKAGES = tuple(10.0 ** (power / 2) for power in range(4, -7, -1))  # 100 to 0.001
FAIR = 0.1  # the shrinkage where no picture can be judged
LEFT_OUT_ALONE = 80  # photographs up to which each is left out alone; ten folds above
FOLDS = 10
TEMPERATURE = 0.1  # of the prototypes' cosines
DEVIATIONS = 1.96  # of the normal distribution, for an interval of 95 %
LEAST = 1e-30


@dataclass(frozen=True, eq=False)
class Lesson:
    """What was learned: the logits of a pooled feature x [D] are `x @ weight.T + bias`.

    `names` [C]; `weight` [C,D], `bias` [C]; `shrinkage`, the one of least loss, NaN for prototypes;
    `loss`, the mean of -log p of pictures left out, in nat; `held_out` [n,C], the probabilities of
    every picture by a head that has not seen its photograph, NaN where its class would have had no
    picture left; `truth` [n] classes; `groups` [n] photographs. Features count as
    (x - centre) / scale, with `centre` [D]; those of the pictures are `taught` [n,D].
    """

    names: tuple[str, ...]
    weight: Tensor = field(repr=False)
    bias: Tensor = field(repr=False)
    shrinkage: float
    loss: float
    held_out: Tensor = field(repr=False)
    truth: Tensor = field(repr=False)
    groups: Tensor = field(repr=False)
    centre: Tensor = field(repr=False)
    scale: float
    taught: Tensor = field(repr=False)

    def judged(self) -> tuple[int, int]:
        """(right, judged) photographs: the views of one count once, by the mean of their logs.

        A photograph with views in two classes counts once in each.
        """
        pairs = self.groups * len(self.names) + self.truth
        right = judged = 0
        for pair in range(int(pairs.max()) + 1):
            mine = (pairs == pair) & self.held_out.isfinite().all(dim=1)
            if mine.any():
                judged += 1
                logs = self.held_out[mine].clamp_min(LEAST).log().mean(dim=0)
                right += int(logs.argmax() == self.truth[mine][0])
        return right, judged

    def confusion(self) -> Tensor:
        """[C,C] how many pictures of a class (row) were named as a class (column), left out."""
        known = self.held_out.isfinite().all(dim=1)
        pairs = len(self.names) * self.truth[known] + self.held_out[known].argmax(dim=1)
        return pairs.bincount(minlength=len(self.names) ** 2).view(len(self.names), -1)


def wilson(right: int, judged: int) -> tuple[float, float]:
    """Interval of 95 % of a share (Wilson 1927); (0, 1) where nothing was judged."""
    if not judged:
        return 0.0, 1.0
    share, extra = right / judged, DEVIATIONS**2 / judged
    middle = (share + extra / 2) / (1 + extra)
    half = DEVIATIONS * math.sqrt((share * (1 - share) + extra / 4) / judged) / (1 + extra)
    return max(0.0, middle - half), min(1.0, middle + half)


def tells(right: int, judged: int, classes: int) -> bool:
    """Whether so many photographs tell the head from guessing among so many classes."""
    return wilson(right, judged)[0] > 1 / classes


def learn(
    features: Tensor,
    labels: Sequence[str],
    groups: Sequence[Hashable] | None = None,
    shrinkages: Sequence[float] = SHRINKAGES,
) -> Lesson:
    """The head of least held-out loss of pictures' features [n,D], every class of equal weight.

    `groups` [n] says which pictures are views of one photograph; by default none are. The problem
    is solved in the span of the pictures, at most n dimensions. ValueError for fewer than two
    classes.
    """
    pupils = _Pupils(features, labels, groups)
    out = _left_out(pupils.groups)
    kept = torch.cat([~out, torch.ones_like(out[:1])])  # the last head has seen all
    weights = balanced(kept, pupils.truth, len(pupils.names))
    heads = zero_heads(len(kept), len(pupils.names), pupils.flat)
    best: Lesson | None = None
    for shrinkage in sorted(shrinkages, reverse=True):
        heads = fit(pupils.flat, pupils.truth, weights, shrinkage, heads)
        judged = held_out(pupils.flat, pupils.truth, out, heads)
        one = pupils.lesson(heads[0][-1], heads[1][-1], shrinkage, judged)
        if best is None or one.loss < best.loss:
            best = one
    if best is not None and math.isfinite(best.loss):
        return best
    start = zero_heads(len(kept), len(pupils.names), pupils.flat)
    heads = fit(pupils.flat, pupils.truth, weights, FAIR, start)
    judged = held_out(pupils.flat, pupils.truth, out, heads)
    return pupils.lesson(heads[0][-1], heads[1][-1], FAIR, judged)


def prototypes(
    features: Tensor, labels: Sequence[str], groups: Sequence[Hashable] | None = None
) -> Lesson:
    """The head whose winner is the class with the mean of largest cosine, from the centre of all.

    For very few pictures (nearest class mean: Snell et al. 2017, arXiv 1703.05175, here by cosine).
    logit_c = <unit(mean_c - centre), x - centre> / (scale TEMPERATURE): |x - centre| is common to
    all classes. ValueError for fewer than two classes.
    """
    pupils = _Pupils(features, labels, groups)
    count = len(pupils.names)
    judged = pupils.flat.new_full((len(pupils.truth), count), math.nan)
    for group in range(int(pupils.groups.max()) + 1):
        mine = pupils.groups == group
        if all((pupils.truth[~mine] == c).any() for c in range(count)):
            judged[mine] = _cosines(pupils.flat, pupils.truth, ~mine, count, mine)
    means = F.normalize(_means(pupils.flat, pupils.truth, count), dim=1)
    return pupils.lesson(means / TEMPERATURE, means.new_zeros(count), math.nan, judged)


def _cosines(flat: Tensor, truth: Tensor, kept: Tensor, count: int, mine: Tensor) -> Tensor:
    """[m,C] probabilities of pictures `mine` by the prototypes of those that are `kept`."""
    means = _means(flat[kept], truth[kept], count)
    centre = means.mean(dim=0)
    return ((flat[mine] - centre) @ F.normalize(means - centre, dim=1).T / TEMPERATURE).softmax(-1)


def _means(flat: Tensor, truth: Tensor, count: int) -> Tensor:
    return torch.stack([flat[truth == c].mean(dim=0) for c in range(count)])


class _Pupils:
    """Features in the span of the pictures, around the mean of the class means, of length 1."""

    def __init__(
        self, features: Tensor, labels: Sequence[str], groups: Sequence[Hashable] | None
    ) -> None:
        self.names = tuple(dict.fromkeys(labels))
        if len(self.names) < 2:
            raise ValueError(
                f"one class, {self.names[0]!r}, cannot be told from another: name a second one"
                if self.names
                else "no picture has a label: name two classes"
            )
        numbers = {name: index for index, name in enumerate(self.names)}
        self.truth = torch.tensor([numbers[label] for label in labels])
        keys: Sequence[Hashable] = range(len(labels)) if groups is None else groups
        places = {key: index for index, key in enumerate(dict.fromkeys(keys))}
        self.groups = torch.tensor([places[key] for key in keys])
        precise = features.double().cpu()
        self.centre = _means(precise, self.truth, len(self.names)).mean(dim=0)
        apart = precise - self.centre
        self.scale = float(apart.square().sum(dim=1).sqrt().mean().clamp_min(LEAST))
        self.apart = apart / self.scale
        self.basis = cast(Tensor, qr(self.apart.T)[0])  # [D,r]
        self.flat = self.apart @ self.basis  # [n,r], with the same products

    def lesson(self, matrix: Tensor, offset: Tensor, shrinkage: float, judged: Tensor) -> Lesson:
        """A head [C,r] and [C] of the span as one of the features, with what was judged."""
        weight = matrix @ self.basis.T / self.scale
        known = judged.isfinite().all(dim=1)
        right = judged[known, self.truth[known]].clamp_min(LEAST)
        return Lesson(
            names=self.names,
            weight=weight.float(),
            bias=(offset - weight @ self.centre).float(),
            shrinkage=shrinkage,
            loss=float(-right.log().mean()) if known.any() else math.inf,
            held_out=judged,
            truth=self.truth,
            groups=self.groups,
            centre=self.centre,
            scale=self.scale,
            taught=self.apart,
        )


def _left_out(groups: Tensor) -> Tensor:
    """[F,n] which pictures each head leaves out: one photograph, or a tenth of many."""
    count = int(groups.max()) + 1
    fold = torch.arange(count) if count <= LEFT_OUT_ALONE else torch.arange(count) % FOLDS
    return torch.stack([fold[groups] == one for one in range(int(fold.max()) + 1)])
