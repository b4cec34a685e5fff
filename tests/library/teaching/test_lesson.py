"""Lessons against independent optimisers, closed forms, and pictures that must not help."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy.optimize import minimize

from vit.teaching.lesson import SHRINKAGES, learn, prototypes, tells, wilson
from vit.teaching.logistic import OFFSET
from vit.teaching.strangers import nearness, strangers

WIDTH = 12


def blobs(count: int, apart: float, seed: int = 0) -> tuple[torch.Tensor, list[str]]:
    """Features of three classes around centres that lie so far apart."""
    draw = torch.Generator().manual_seed(seed)
    centres = torch.randn(3, WIDTH, generator=draw) * apart
    features = centres.repeat_interleave(count, 0) + torch.randn(3 * count, WIDTH, generator=draw)
    return 5 + features, [name for name in "abc" for _ in range(count)]


def separately(features: np.ndarray, truth: np.ndarray, shrinkage: float) -> np.ndarray:
    """Logits of all features by a head fitted with scipy, in the same units."""
    means = np.stack([features[truth == c].mean(0) for c in range(3)])
    return _fitted(features, truth, shrinkage, means.mean(0))


def _fitted(features, truth, shrinkage, centre, scale=None, kept=None):
    kept = np.ones(len(truth), bool) if kept is None else kept
    apart = features - centre
    scale = np.linalg.norm(apart, axis=1).mean() if scale is None else scale
    z = apart / scale
    share = np.zeros(len(truth))
    for c in range(3):
        mine = kept & (truth == c)
        share[mine] = 1 / max(1, mine.sum())
    share /= share.sum()

    def loss(flat: np.ndarray) -> float:
        weight, bias = flat[: 3 * WIDTH].reshape(3, WIDTH), flat[3 * WIDTH :]
        logits = z @ weight.T + bias
        logs = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
        own = -(share * logs[np.arange(len(truth)), truth]).sum()
        return own + shrinkage / 2 * (weight**2).sum() + OFFSET * (bias**2).sum()

    flat = minimize(loss, np.zeros(3 * WIDTH + 3), method="L-BFGS-B", options={"maxfun": 1e6}).x
    return z @ flat[: 3 * WIDTH].reshape(3, WIDTH).T + flat[3 * WIDTH :]


@pytest.mark.parametrize("shrinkage", [1.0, 0.03])
def test_the_head_is_that_of_another_optimiser(shrinkage):
    features, labels = blobs(4, 0.6)
    lesson = learn(features, labels, shrinkages=(shrinkage,))
    ours = features.double() @ lesson.weight.double().T + lesson.bias.double()
    theirs = separately(features.double().numpy(), lesson.truth.numpy(), shrinkage)
    assert np.abs(F.softmax(ours, -1) - F.softmax(torch.from_numpy(theirs), -1)).max() < 2e-3


def test_a_picture_is_judged_by_a_head_that_has_not_seen_its_photograph():
    features, labels = blobs(4, 0.6)
    groups = [index // 2 for index in range(12)]
    lesson = learn(features, labels, groups, shrinkages=(0.1,))
    out = np.array(groups) == 3
    theirs = _fitted(
        features.double().numpy(),
        lesson.truth.numpy(),
        0.1,
        lesson.centre.numpy(),
        lesson.scale,
        ~out,
    )
    expected = F.softmax(torch.from_numpy(theirs[out]), -1)
    assert (lesson.held_out[torch.from_numpy(out)] - expected).abs().max() < 2e-3


def test_views_of_one_photograph_do_not_vouch_for_each_other():
    """Six photographs with labels at random: by view all are right, by photograph they are not."""
    draw = torch.Generator().manual_seed(3)
    photographs = torch.randn(6, WIDTH, generator=draw)
    views = photographs.repeat_interleave(5, 0) + 0.02 * torch.randn(30, WIDTH, generator=draw)
    labels = ["a" if index // 5 % 2 else "b" for index in range(30)]
    by_view = learn(views, labels)
    by_photograph = learn(views, labels, [index // 5 for index in range(30)])
    assert by_view.judged() == (30, 30)
    right, judged = by_photograph.judged()
    assert judged == 6
    assert not tells(right, judged, 2)


def test_the_shrinkage_is_the_one_of_least_loss():
    features, labels = blobs(5, 0.3)
    chosen = learn(features, labels)
    losses = {one: learn(features, labels, shrinkages=(one,)).loss for one in SHRINKAGES}
    assert chosen.loss == pytest.approx(min(losses.values()), rel=1e-3)
    assert losses[chosen.shrinkage] == pytest.approx(chosen.loss, rel=1e-3)


def test_classes_that_lie_apart_are_told_apart():
    features, labels = blobs(4, 6)
    lesson = learn(features, labels)
    assert lesson.judged() == (12, 12)
    assert lesson.confusion().equal(4 * torch.eye(3, dtype=torch.long))
    assert (features @ lesson.weight.T + lesson.bias).argmax(dim=1).equal(lesson.truth)


def test_a_class_with_one_photograph_cannot_be_judged():
    features, labels = blobs(3, 6)
    groups = [0, 0, 0, *range(1, 7)]
    lesson = learn(features, labels, groups)
    assert lesson.held_out[:3].isnan().all()
    assert lesson.judged() == (6, 6)
    assert lesson.confusion()[0].sum() == 0
    nothing = learn(features[::3], labels[::3])
    assert nothing.judged() == (0, 0)
    assert math.isinf(nothing.loss)


def test_prototypes_choose_the_class_of_largest_cosine():
    features, labels = blobs(3, 1)
    lesson = prototypes(features, labels)
    means = torch.stack([features[lesson.truth == c].mean(0) for c in range(3)])
    centre = means.mean(0)
    others = torch.randn(50, WIDTH) * 2 + 5
    cosines = F.cosine_similarity((others - centre)[:, None], (means - centre)[None], dim=-1)
    logits = others @ lesson.weight.T + lesson.bias
    assert logits.argmax(1).equal(cosines.argmax(1))
    assert lesson.judged()[1] == 9


def test_the_interval_is_wilsons():
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(11, 12) == pytest.approx((0.6461, 0.9851), abs=1e-4)
    assert not tells(4, 6, 2)
    assert tells(11, 12, 4)


def test_one_class_is_refused():
    with pytest.raises(ValueError, match="one class, 'a', cannot be told from another"):
        learn(torch.randn(3, WIDTH), ["a"] * 3)


def test_a_stranger_lies_below_the_line():
    features, labels = blobs(4, 6)
    lesson = learn(features, labels)
    far = 5 + 6 * torch.randn(8, WIDTH, generator=torch.Generator().manual_seed(9))
    line = strangers(lesson, far).line
    assert line is not None
    assert (nearness(lesson, features).amax(1) >= line).all()
    assert (nearness(lesson, far).amax(1) < line).double().mean() >= 0.8


def test_without_a_difference_there_is_no_line():
    features, labels = blobs(4, 0)
    lesson = learn(features, labels)
    same = 5 + torch.randn(12, WIDTH, generator=torch.Generator().manual_seed(9))
    assert strangers(lesson, same).line is None
    assert strangers(lesson, same[:3]).line is None


def test_a_photograph_with_views_in_two_classes_counts_once_in_each():
    draw = torch.Generator().manual_seed(0)
    noise = 0.1 * torch.randn(8, 6, generator=draw)
    noise[:, 0] += torch.tensor([5.0, -5.0]).repeat(4)
    labels, groups = ["a", "b"] * 4, [0, 0, 1, 2, 3, 4, 5, 6]
    lesson = learn(noise, labels, groups)
    assert lesson.judged() == (8, 8)
