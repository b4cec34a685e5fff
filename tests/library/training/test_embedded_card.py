"""The card: its figures by hand on made-up answers, and the shipped checkpoint's floors."""

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
import torch
from safetensors import safe_open

from vit.loading import weights
from vit.loading.checkpoints import CHECKPOINTS
from vit.scenes.drawings import CLASS_NAMES
from vit.training.aims import Aim, aims
from vit.training.batches import Batch
from vit.training.evaluate import FIRST_SEED, fixed_scenes, none_of_these, probabilities
from vit.training.export import scenes_digest
from vit.training.look import (
    edge_density,
    own_and_other,
    pointing_game,
    position_neighbourhood,
)
from vit.training.measure import (
    at_patch_size,
    by_object_size,
    calibration,
    confusion,
    mistakes,
    rejection,
    two_objects,
)
from vit.training.recipe import PATCH_SIZES, Recipe
from vit.training.report import markdown

FLOORS = {24: 0.70, 16: 0.89, 12: 0.93, 8: 0.95, 6: 0.90}  # the aims less .02


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def made_up(truths, areas=None):
    """Scenes of these classes whose objects cover so many pixels."""
    masks = np.zeros((len(truths), 10, 10), np.uint8)
    for mask, area in zip(masks, areas or [10] * len(truths), strict=True):
        mask.reshape(-1)[:area] = 1
    classes = np.array([[truth, -1] for truth in truths])
    return Batch(np.zeros((len(truths), 10, 10, 3), np.uint8), masks, classes)


def answers(*rows):
    """Probabilities [B,20] from one (class, probability) a picture."""
    table = torch.full((len(rows), 20), 0.01)
    for row, (index, probability) in zip(table, rows, strict=True):
        row[index] = probability
    return table


def test_accuracy_by_size_goes_from_the_smallest_quarter_up():
    scenes = made_up([0] * 8, areas=[80, 70, 60, 50, 40, 30, 20, 10])
    right_when_large = answers(*[(0, 0.9)] * 4, *[(1, 0.9)] * 4)
    quarters = by_object_size(right_when_large, scenes)
    assert [quarter["accuracy"] for quarter in quarters] == [0, 0, 1, 1]
    assert [quarter["largest_area"] for quarter in quarters] == [0.2, 0.4, 0.6, 0.8]
    figures = at_patch_size(right_when_large, scenes)
    assert (figures["accuracy"], figures["smallest_quarter"]) == (0.5, 0)


def test_none_of_these_is_no_class_that_reaches_a_half():
    assert none_of_these(answers((0, 0.49), (0, 0.5), (3, 0.2), (4, 1))) == 0.5


def test_calibration_by_hand():
    figures = calibration(answers((0, 0.92), (0, 0.98), (2, 0.65)), made_up([0, 1, 2]))
    assert figures["bins"] == [
        {"probability": 0.65, "right": 1.0, "n": 1},
        {"probability": 0.95, "right": 0.5, "n": 2},
    ]
    assert figures["expected_error"] == pytest.approx((0.35 + 2 * 0.45) / 3, abs=1e-4)


def test_confusion_counts_rows_of_the_drawn_class():
    table = np.array(confusion(answers((3, 0.9), (5, 0.8), (5, 0.3)), made_up([3, 3, 5])))
    assert table.shape == (20, 21)
    assert table[3, 3] == table[3, 5] == table[5, 20] == 1
    assert table.sum() == 3


def test_mistakes_name_the_seed_that_draws_them_again():
    found = mistakes(answers((3, 0.9), (5, 0.3), (7, 0.8)), made_up([3, 3, 5]))
    assert [mistake["seed"] - FIRST_SEED for mistake in found] == [2, 1]
    assert [mistake["answer"] for mistake in found] == [CLASS_NAMES[7], "none of these"]
    assert [mistake["drawn"] for mistake in found] == [CLASS_NAMES[5], CLASS_NAMES[3]]


def test_edges_are_densest_where_the_picture_changes():
    image = np.full((32, 48, 3), 90, np.uint8)
    image[8:16, 24:32:2] = 250
    density = edge_density(image, 8)
    assert density.shape == (4, 6)
    assert divmod(int(density.argmax()), 6) == (1, 3)


FOLDER = CHECKPOINTS["embedded"].folder


@pytest.fixture(scope="module")
def shipped():
    return weights.load("embedded", device="cpu")


@pytest.fixture(scope="module")
def figures():
    return json.loads((FOLDER / "card.json").read_text())


def test_the_shipped_file_is_small_and_tells_where_it_comes_from():
    path = FOLDER / "weights.safetensors"
    assert path.stat().st_size < 8 * 2**20
    with safe_open(path, framework="pt") as file:
        stored = file.metadata()
        kinds = {file.get_tensor(name).dtype for name in file.keys()}  # noqa: SIM118
    assert kinds == {torch.float16}
    recipe = Recipe(**json.loads(stored["recipe"]))
    assert json.loads(stored["steps"]) == recipe.steps
    assert json.loads(stored["labels"]) == list(CLASS_NAMES)
    assert json.loads(stored["scenes_sha256"]) == scenes_digest(recipe)


def test_the_card_is_what_the_figures_say(figures):
    log = [json.loads(line) for line in (FOLDER / "log.jsonl").read_text().splitlines()]
    assert markdown(figures | {"training": log}) == (FOLDER / "card.md").read_text()


def test_the_first_mistake_of_the_card_is_made_again(shipped, figures):
    worst = figures["mistakes"][0]
    again = fixed_scenes("one", 1, worst["seed"])
    answer = probabilities(shipped, again.images)[0]
    assert CLASS_NAMES[again.classes[0, 0]] == worst["drawn"]
    assert float(answer.max()) == pytest.approx(worst["probability"], abs=0.02)


MISSED = {"rollout points at the object"}
"""What the shipped file does not reach yet; the set must shrink with a better one."""


def test_the_aims_it_misses_are_the_known_ones(figures):
    assert {aim.what for aim in aims(figures) if not aim.met} == MISSED


def test_an_aim_is_met_on_its_own_side():
    assert Aim("more", 0.5, 0.5).met
    assert not Aim("more", 0.5, 0.4).met
    assert Aim("less", 0.5, 0.4, at_most=True).met
    assert not Aim("less", 0.5, 0.6, at_most=True).met


def of_patch_size(model, scenes, patch):
    return at_patch_size(probabilities(model.at_patch_size(patch), scenes.images), scenes)


@pytest.fixture(scope="module")
def measured(shipped):
    """Measurements of the shipped file, two at a time: what was measured -> its figures to be."""
    scenes = fixed_scenes("one", 400)
    work = {patch: partial(of_patch_size, shipped, scenes, patch) for patch in PATCH_SIZES} | {
        "rejection": partial(rejection, shipped, 400),
        "pairs": partial(two_objects, shipped, 400),
        "pointing": partial(pointing_game, shipped, 400),
        "own and other": partial(own_and_other, shipped, 40),
    }
    # Each thread has a number of its own, and one core each is quicker than two for one.
    with ThreadPoolExecutor(2, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        yield {name: pool.submit(each) for name, each in work.items()}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("patch", PATCH_SIZES)
def test_accuracy_on_one_object_scenes(shipped, measured, patch):
    figures = measured[patch].result()
    assert figures["accuracy"] >= FLOORS[patch]
    if patch == shipped.config.patch:
        assert figures["none_of_these"] <= 0.07


def test_coarse_patches_lose_small_objects(figures):
    coarse, fine = (figures["patch_sizes"][patch] for patch in ("24", "8"))
    assert coarse["smallest_quarter"] < fine["smallest_quarter"] - 0.2


def test_nothing_is_seen_where_nothing_is_drawn(measured):
    found = measured["rejection"].result()
    assert found["empty"] >= 0.93
    assert found["unseen_kinds"] >= 0.93


def test_both_of_two_objects_are_seen(measured):
    assert measured["pairs"].result()["both"] >= 0.78


def test_rollout_points_at_the_object(measured):
    game = measured["pointing"].result()
    assert game["rollout"] >= 0.85
    assert game["rollout"] >= game["edges"] + 0.18


def test_the_map_of_a_class_peaks_on_its_own_object(measured):
    shares = measured["own and other"].result()
    best = max(shares.values(), key=lambda shares: shares["own"])
    assert best["own"] >= 0.83
    assert best["other"] <= 0.07


def test_neighbouring_positions_are_alike(shipped):
    positions = position_neighbourhood(shipped)
    assert positions["neighbours"] > positions["far"] + 0.3
    assert positions["correlation_with_distance"] < -0.5
