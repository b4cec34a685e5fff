"""Lines drawn on a picture: the share of each patch inside, and the tokens of a region."""

import random

import numpy as np
import pytest
import torch

from vit.grid import Grid
from vit.tasks.outlines import circled, region_tokens

SQUARE = [(0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75)]


def test_a_circled_place_covers_its_area():
    grid = Grid(4, 6, 8)
    cover = circled(SQUARE, grid)
    assert float(cover.sum()) == pytest.approx(0.25 * 24, rel=1e-6)
    np.testing.assert_allclose(cover[1:3, 2:4], np.ones((2, 2)), atol=1e-6)
    np.testing.assert_allclose(cover[:, 1], [0, 0.5, 0.5, 0], atol=1e-6)
    twice = circled([*SQUARE, *SQUARE], grid)
    assert float(twice.sum()) == 0  # the even-odd rule


def test_a_block_of_patches_is_its_tokens_on_every_grid():
    draw = random.Random(0)
    for rows, cols, prefix in ((12, 12, 1), (37, 37, 1), (5, 9, 5), (16, 11, 0)):
        grid = Grid(rows, cols, 8, prefix)
        for _ in range(20):
            top, left = draw.randrange(rows), draw.randrange(cols)
            bottom, right = draw.randrange(top, rows), draw.randrange(left, cols)
            y0, y1, x0, x1 = top / rows, (bottom + 1) / rows, left / cols, (right + 1) / cols
            corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
            rounded = [(round(x * 4095) / 4095, round(y * 4095) / 4095) for x, y in corners]
            expected = [
                grid.token(row, col)
                for row in range(top, bottom + 1)
                for col in range(left, right + 1)
            ]
            assert region_tokens(rounded, grid).tolist() == expected


def test_a_region_stays_where_it_is_at_another_patch_size():
    fine, coarse = region_tokens(SQUARE, Grid(16, 16, 8)), region_tokens(SQUARE, Grid(8, 8, 16))
    places = {(int(t) // 16 // 2, int(t) % 16 // 2) for t in fine}
    assert places == {(int(t) // 8, int(t) % 8) for t in coarse}


def test_a_line_too_small_for_a_patch_stands_for_the_one_it_lies_in():
    grid = Grid(4, 6, 8, prefix=2)
    dot = [(0.5, 0.9), (0.51, 0.9), (0.51, 0.91)]
    assert region_tokens(dot, grid).tolist() == [grid.token(3, 3)]
    assert region_tokens([(1.0, 1.0)], grid).tolist() == [grid.token(3, 5)]
    assert region_tokens(dot, grid).dtype == torch.int64
    with pytest.raises(ValueError, match="one point or more"):
        region_tokens([], grid)
