"""Batches and the rate of learning are functions of the step."""

import numpy as np
import pytest

from vit.training.batches import (
    MIXTURE,
    REFINING,
    _stock,
    draw_batch,
    pixels,
)
from vit.training.recipe import PATCH_SIZES, Recipe

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def stages():
    """Batches of the beginning, of the end of the learning and of the refinement."""
    recipe = Recipe(steps=1000, batch=200)
    return [draw_batch(recipe, step) for step in (0, recipe.learning_steps - 1, 990)]


def test_the_mixture_holds_negatives_from_the_start_and_pairs_later(stages):
    negatives = [(batch.classes[:, 0] < 0).mean() for batch in stages]
    pairs = [(batch.classes[:, 1] >= 0).mean() for batch in stages]
    for shares, none, two in zip((MIXTURE, MIXTURE, REFINING), negatives, pairs, strict=True):
        assert sum(shares.values()) == pytest.approx(1)
        assert none == pytest.approx(shares["empty"] + shares["photo-like"], abs=0.09)
        assert two == pytest.approx(shares["two"] if two else 0, abs=0.09)
    assert pairs[0] == 0 < pairs[1]


def test_objects_are_larger_at_the_start(stages):
    early, late, _ = (
        (batch.masks == 1).mean(axis=(1, 2))[batch.classes[:, 0] >= 0].mean() for batch in stages
    )
    assert early > 1.5 * late


def test_things_come_with_the_refinement_only(monkeypatch):
    def painted(_, side):
        return np.full((side, side, 3), (255, 0, 255), np.uint8)

    monkeypatch.setattr("vit.training.batches.THINGS", dict.fromkeys("abcdefghijklmnop", painted))
    monkeypatch.setattr("vit.scenes.backdrops.photo_like", lambda rng, kind, side: kind(rng, side))
    recipe = Recipe(steps=1000, batch=50)
    shown = []
    for step in (recipe.learning_steps - 1, recipe.learning_steps):
        _stock.cache_clear()
        images = draw_batch(recipe, step).images.reshape(-1, 96 * 96, 3)
        shown.append((images == (255, 0, 255)).all(axis=(1, 2)).any())
    _stock.cache_clear()
    assert shown == [False, True]


def test_the_rate_warms_up_and_falls_to_zero_twice():
    recipe = Recipe(steps=3300)
    rates = [recipe.rate(step) for step in range(3300)]
    learning, refining = rates[: recipe.learning_steps], rates[recipe.learning_steps :]
    assert len(learning) == 1300
    for part, highest, warm in ((learning, 1.0, 0.04), (refining, 0.7, 0.02)):
        peak = highest * recipe.learning_rate
        assert max(part) == pytest.approx(peak, rel=0.01)
        assert part.index(max(part)) == pytest.approx(warm * len(part), abs=3)
        assert part[0] < 0.06 * peak
        assert part[-1] < 1e-4 * peak
        assert part[len(part) // 2] == pytest.approx(peak / 2)


def test_patch_sizes_go_from_coarse_to_fine_and_then_all_at_once():
    recipe = Recipe(steps=6600)
    sizes = [recipe.patch(step) for step in range(6600)]
    assert recipe.learning_steps == 2600
    assert set(sizes[:1170]) == {24, 16, 12}
    assert set(sizes[1170:1950]) == {24, 16, 12, 8}
    assert set(sizes[1950:2600]) == set(PATCH_SIZES)
    assert set(sizes[2600:2800]) == set(PATCH_SIZES)


def test_a_recipe_without_steps_is_refused():
    with pytest.raises(ValueError, match="steps 0 must be at least 1"):
        Recipe(steps=0)


def test_pixels_are_normalised_channels_first():
    images = np.full((1, 96, 96, 3), 255, np.uint8)
    images[..., 2] = 0
    values = pixels(images)
    assert values.shape == (1, 3, 96, 96)
    assert float(values[0, 0, 0, 0]) == pytest.approx((1 - 0.45) / 0.245)
    assert float(values[0, 2, 0, 0]) == pytest.approx(-0.45 / 0.245)
