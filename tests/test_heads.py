"""Mean attention distance: uniform attention has a closed form, attention to itself none at all."""

import pytest
import torch

from tests.tiny import tiny_model, tiny_pixels, trace_of_maps
from vit.grid import Grid
from vit.heads import attention_distance, patch_distances, uniform_distance
from vit.trace import trace


@pytest.mark.parametrize(("side", "expected"), [(7, 115.5), (14, 116.5), (28, 116.7)])
def test_uniform_attention_at_224_px(side, expected):
    assert round(uniform_distance(Grid(side, side, 224 // side)), 1) == expected


def test_distances_follow_rows_and_columns():
    distances = patch_distances(Grid(rows=2, cols=3, patch=10))
    assert distances[0, 2].item() == 20  # same row, two columns on
    assert distances[0, 3].item() == 10  # one row down
    torch.testing.assert_close(distances[2, 3].item(), (400 + 100) ** 0.5)


def test_attention_to_the_prefix_does_not_count():
    attention = torch.tensor([[[0.8, 0.1, 0.1], [0.5, 0.25, 0.25], [0.6, 0.1, 0.3]]])
    record = trace_of_maps(attention.double())
    # patch to patch, renormalised: .5 and .25 of the mass go one patch (1 px) away
    torch.testing.assert_close(
        attention_distance(record).item(), (0.5 + 0.25) / 2, rtol=0, atol=1e-6
    )


def test_equals_a_loop_over_patches():
    model = tiny_model()
    record = trace(model, tiny_pixels(model))
    attention, grid = record.attention(1)[2], record.grid
    total = 0.0
    for i in range(grid.prefix, grid.tokens):
        mass = attention[i, grid.prefix :].sum()
        for j in range(grid.prefix, grid.tokens):
            (a, b), (c, d) = grid.cell(i), grid.cell(j)
            total += float(attention[i, j] / mass) * 8 * ((a - c) ** 2 + (b - d) ** 2) ** 0.5
    found = attention_distance(record)[1, 2].item()
    assert found == pytest.approx(total / grid.patches, rel=1e-6)
