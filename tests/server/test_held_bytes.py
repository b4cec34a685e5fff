"""Bytes that a value keeps: all that hangs on it, each piece once."""

import sys
from dataclasses import dataclass

import numpy as np
import pytest
import torch

import vit
from app.engine.budget import Budget
from app.engine.cache import Cache
from app.engine.gallery import drawn_scene
from app.engine.held_bytes import held_bytes
from app.engine.recorded import Kept, Recorded, TraceKey
from tests.support.client import noise
from tests.support.tiny import tiny_model, tiny_pixels
from vit.edits import Edits

SMALL = 10_000  # bytes of objects around the numbers


@dataclass
class Pair:
    one: object
    other: object


def near(value, expected):
    """All of the numbers, and little more."""
    assert expected <= held_bytes(value) <= expected + SMALL


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (torch.zeros(1000), 4000),
        (torch.zeros(1000, dtype=torch.bfloat16), 2000),
        (torch.zeros(100, 1000)[3], 400_000),  # a view keeps all of the tensor
        (np.zeros((50, 70, 3), np.uint8), 10_500),
        (np.zeros((50, 70, 3), np.uint8)[:2, ::2], 10_500),
        (np.frombuffer(bytes(5000), np.uint8), 5000),
        (bytes(5000), 5000),
        ([torch.zeros(1000), {"a": torch.zeros(500)}, (np.zeros(10),)], 6080),
        (Pair(torch.zeros(1000), [Pair(torch.zeros(10), None)]), 4040),
    ],
)
def test_all_the_numbers_count(value, expected):
    near(value, expected)


def test_what_two_parts_share_counts_once():
    tensor, array = torch.zeros(10_000), np.zeros(10_000)
    near(Pair([tensor, tensor[:5]], tensor.view(100, 100)), 40_000)
    near(Pair(array, [array[::2], array]), 80_000)


def test_numbers_in_lists_count():
    numbers = [float(n) + 0.5 for n in range(10_000)]
    assert held_bytes(numbers) == sys.getsizeof(numbers) + 10_000 * sys.getsizeof(0.5)


def test_a_function_and_what_it_refers_to_is_no_part():
    tensor = torch.zeros(100_000)
    near(Pair(lambda: tensor, held_bytes), 0)


def test_a_value_that_holds_itself_ends():
    ring = [torch.zeros(1000)]
    ring.append(ring)
    near(ring, 4000)


def test_a_drawn_scene_counts_its_picture_and_its_mask():
    scene = drawn_scene("two", 5)
    near(scene, scene.picture.rgb.nbytes + scene.mask.nbytes)
    assert scene.picture.rgb.nbytes == 3 * scene.mask.nbytes


def test_a_picture_counts_its_pixels():
    near(noise(1), 40 * 60 * 3)


def test_a_record_counts_its_trace_and_the_edits_of_the_pass_but_no_model():
    model = tiny_model()
    positions = torch.zeros(model.config.grid.patches, model.config.width, dtype=torch.float64)
    edits = Edits(positions=positions)
    trace = vit.trace(model, tiny_pixels(model), edits=edits)
    key = TraceKey("a", "b", 32, 48, 8)
    kept = Kept(key, Cache(Budget(2**20)))
    kept.get_or_make("colours", lambda: torch.zeros(100_000))
    near(Recorded(key, lambda: model, trace, 1.0, kept), trace.nbytes + positions.nbytes)


def test_a_gradient_counts_its_own_trace():
    model = tiny_model()
    gradient = vit.trace_gradient(model, tiny_pixels(model), 1)
    near(gradient, gradient.nbytes)


def test_a_cache_counts_so_unless_it_has_a_size_of_its_own():
    budget = Budget(2**20)
    cache = Cache(budget)
    cache.put("scene", drawn_scene("one", 3, 96))
    assert budget.nbytes >= 4 * 96 * 96
