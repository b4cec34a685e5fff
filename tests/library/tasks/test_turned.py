"""A picture against itself upside down, by brute force."""

import math

import pytest
import torch
import torch.nn.functional as F

from vit.grid import Grid
from vit.tasks.matches import mutual_matches
from vit.tasks.turned import Turned, turned_matches

GRID = Grid(4, 6, 8)


def places(count: int, seed: int) -> torch.Tensor:
    """Directions of which no two are alike."""
    generator = torch.Generator().manual_seed(seed)
    return F.normalize(torch.randn(count, 64, generator=generator), dim=1)


def test_patches_that_go_with_the_picture_are_right_and_those_that_stay_are_placed():
    table = places(24, 1)
    gone = turned_matches(table, table.flip(0), GRID)
    assert (gone.pairs, gone.right) == (24, 1.0)
    stay = turned_matches(table, table, GRID)
    assert (stay.pairs, stay.placed) == (24, 1.0)
    # The two middle patches of rows 1 and 2 lie within 1.5 patches of their turned places.
    both = sum(
        (3 - 2 * row) ** 2 + (5 - 2 * col) ** 2 <= 1.5**2 for row in range(4) for col in range(6)
    )
    assert both == 4
    assert gone.placed == stay.right == pytest.approx(both / 24)


def test_shares_of_half_a_picture_that_stays():
    table, turned = places(24, 2), places(24, 2).flip(0)
    turned[12:] = table[12:]
    found = turned_matches(table, turned, GRID)
    pairs = [(p, q) for p in range(24) for q in range(24) if torch.equal(table[p], turned[q])]
    mutual = {}
    for p, q in pairs:
        mutual.setdefault(p, []).append(q)

    def near(p: int, q: int) -> bool:
        return math.hypot(p // 6 - q // 6, p % 6 - q % 6) <= 1.5

    matches = mutual_matches(table, turned, 6)
    chosen = list(zip(matches.first.tolist(), matches.second.tolist(), strict=True))
    assert all(q in mutual[p] for p, q in chosen)
    assert found.pairs == len(chosen)
    assert found.right == pytest.approx(sum(near(23 - p, q) for p, q in chosen) / len(chosen))
    assert found.placed == pytest.approx(sum(near(p, q) for p, q in chosen) / len(chosen))


def test_without_pairs_the_shares_are_0():
    nothing = torch.full((24, 4), torch.nan)
    assert turned_matches(nothing, nothing, GRID) == Turned(0, 0.0, 0.0)
