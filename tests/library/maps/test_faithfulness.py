"""Faithfulness measures against passes made the long way, and cases whose answer is known."""

import pytest
import torch

from tests.support.tiny import tiny_model, tiny_pixels
from vit.maps import faithfulness
from vit.maps.faithfulness import (
    LEVELS,
    ORDERS,
    average_precision,
    perturbation_curves,
    points_at,
    rank_correlation,
)
from vit.trace import trace

TARGET = 1


@pytest.fixture(scope="module")
def case():
    model = tiny_model()
    return model, trace(model, tiny_pixels(model))


def heats(count):
    return torch.rand(count, 4, 6, generator=torch.Generator().manual_seed(3), dtype=torch.float64)


@pytest.mark.parametrize("level", [0, 4, 8])
def test_curves_are_passes_with_those_tokens(case, level):
    model, record = case
    maps = heats(3)
    curves = perturbation_curves(model, record, TARGET, maps)
    count = round(LEVELS[level] * 24)
    ranked = sorted(range(24), key=lambda patch: -maps[1].flatten()[patch].item())
    for chosen, curve in ((ranked[count:], curves.deletion), (ranked[:count], curves.insertion)):
        kept = [0, 1, 2, *sorted(3 + patch for patch in chosen)]
        logits = model.classify(model.encode(record.residual[0].clone()[kept][None]))[0]
        torch.testing.assert_close(curve[1, level], logits.softmax(0)[TARGET])


def test_the_score_is_insertion_less_deletion(case):
    curves = perturbation_curves(*case, TARGET, heats(2))
    expected = curves.insertion.mean(1) - curves.deletion.mean(1)
    torch.testing.assert_close(curves.score, expected)
    assert curves.deletion.shape == (2, 9)


def test_a_reversed_map_swaps_what_is_kept(case):
    """Keeping the best tenth is the same pass as deleting the first nine tenths of the reverse."""
    maps = heats(1)
    forth = perturbation_curves(*case, TARGET, maps)
    back = perturbation_curves(*case, TARGET, -maps)
    torch.testing.assert_close(forth.insertion[0, 4], back.deletion[0, 4])


def test_rank_correlation_by_hand():
    up = torch.tensor([1.0, 2.0, 3.0, 4.0])
    assert rank_correlation(up, up**3) == pytest.approx(1)
    assert rank_correlation(up, -up) == pytest.approx(-1)
    assert rank_correlation(up, torch.ones(4)) == 0
    # ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4
    tied = torch.tensor([1.0, 2.0, 2.0, 4.0])
    assert rank_correlation(up, tied) == pytest.approx(4.5 / (5 * 4.5) ** 0.5)


def test_average_precision_by_hand():
    share = torch.tensor([[1.0, 0.0], [0.6, 0.2]])
    best = torch.tensor([[4.0, 1.0], [3.0, 2.0]])
    assert average_precision(best, share) == pytest.approx(1)
    # ranks of the two object patches: 2 and 4
    assert average_precision(torch.tensor([[3.0, 4.0], [1.0, 2.0]]), share) == pytest.approx(0.5)
    thin = torch.tensor([[0.3, 0.0], [0.1, 0.0]])  # no patch is half covered: the largest counts
    assert average_precision(best, thin) == pytest.approx(1)


def test_pointing_looks_at_the_centre_of_the_hottest_patch():
    mask = torch.zeros(32, 48, dtype=torch.bool)
    mask[12, 28] = True  # the centre of patch (1, 3)
    heat = torch.zeros(4, 6)
    heat[1, 3] = 1
    assert points_at(heat, mask)
    heat[2, 3] = 2
    assert not points_at(heat, mask)


def test_a_map_of_zeros_has_no_curves_and_no_score(case):
    maps = heats(3)
    maps[1] = 0
    curves = perturbation_curves(*case, TARGET, maps)
    for figures in (curves.deletion, curves.insertion, curves.score, curves.spread):
        assert figures[1].isnan().all()
        assert figures[[0, 2]].isfinite().all()


def test_a_map_without_ties_has_one_order_and_no_spread(case, monkeypatch):
    rows = []
    passes = faithfulness.score_of
    monkeypatch.setattr(
        faithfulness, "score_of", lambda *args: rows.append(len(args[1])) or passes(*args)
    )
    assert perturbation_curves(*case, TARGET, heats(3)).spread.tolist() == [0, 0, 0]
    assert rows == [3] * 18


def test_tied_patches_are_averaged_over_orders_and_the_spread_is_theirs(case):
    """One hot patch among equal ones, against passes made order by order."""
    model, record = case
    heat = torch.zeros(1, 4, 6, dtype=torch.float64)
    heat[0, 1, 3] = 1
    curves = perturbation_curves(model, record, TARGET, heat)
    found = []
    for seed in range(ORDERS):
        shuffle = torch.randperm(24, generator=torch.Generator().manual_seed(seed)).tolist()
        ranked = [9, *(patch for patch in shuffle if patch != 9)]
        untied = torch.zeros(24, dtype=torch.float64)
        untied[ranked] = torch.arange(24, 0, -1, dtype=torch.float64)
        found.append(perturbation_curves(model, record, TARGET, untied.view(1, 4, 6)))
    scores = torch.stack([one.score for one in found])
    torch.testing.assert_close(curves.score, scores.mean(0))
    torch.testing.assert_close(curves.spread, scores.std(0))
    assert curves.spread > 0
    deletion = torch.stack([one.deletion for one in found]).mean(0)
    torch.testing.assert_close(curves.deletion, deletion)
