"""Figures of heads: closed forms for uniform attention, hand-made heads, and the dense formulas."""

import math
from dataclasses import replace

import pytest
import torch

from tests.support.explicit import patch_distances
from tests.support.tiny import tiny_model, tiny_pixels, trace_of_maps
from vit.anatomy import head_statistics as module
from vit.anatomy.head_statistics import (
    OUTLIER,
    attention_distance,
    head_statistics,
    layer_outliers,
    norm_outliers,
    token_norms,
    uniform_distance,
)
from vit.grid import Grid
from vit.trace import trace

MODELS = {
    "class token and registers": {},
    "mean-pooled": {"pool": "avg", "class_token": False, "registers": 0},
    "mean-pooled with registers": {"pool": "avg", "registers": 3},
    "one row": {"image": (8, 48)},
    "attention-pooled": {"pool": "attention", "class_token": False, "registers": 0},
}


@pytest.mark.parametrize(("side", "expected"), [(7, 115.5), (14, 116.5), (28, 116.7)])
def test_uniform_attention_at_224_px(side, expected):
    grid = Grid(side, side, 224 // side)
    assert round(uniform_distance(grid), 1) == expected
    assert uniform_distance(grid) == pytest.approx(patch_distances(grid).mean().item(), rel=1e-6)


def test_uniform_distance_of_a_grid_that_is_not_square():
    grid = Grid(rows=2, cols=5, patch=3)
    assert uniform_distance(grid) == pytest.approx(patch_distances(grid).mean().item(), rel=1e-6)


@pytest.mark.parametrize(("side", "expected"), [(7, 115.5), (14, 116.5), (28, 116.7)])
def test_a_uniform_head_has_the_uniform_distance(side, expected):
    tokens = 1 + side**2
    maps = torch.full((1, tokens, tokens), 1 / tokens, dtype=torch.float64)
    found = head_statistics(trace_of_maps(maps, rows=side))
    px = 224 // side  # such a trace has patches of 1 px
    assert round(found.distance.item() * px, 1) == expected
    assert found.distance.item() == pytest.approx(found.uniform)
    assert found.entropy.item() == pytest.approx(1)
    assert found.dropped.item() == found.prefix.item() == pytest.approx(1 / tokens)
    assert found.row.item() == found.column.item() == pytest.approx(1 / side)
    assert found.sink.item() == pytest.approx(1 / tokens)
    assert found.outlier.item() == 0


def test_attention_to_the_prefix_does_not_count():
    attention = torch.tensor([[[0.8, 0.1, 0.1], [0.5, 0.25, 0.25], [0.6, 0.1, 0.3]]])
    found = head_statistics(trace_of_maps(attention.double()))
    # patch to patch, renormalised: .5 and .25 of the mass go one patch (1 px) away
    assert found.distance.item() == pytest.approx((0.5 + 0.25) / 2, abs=1e-6)
    assert found.dropped.item() == pytest.approx((0.5 + 0.6) / 2)
    assert found.prefix.item() == pytest.approx((0.8 + 0.5 + 0.6) / 3)


def dense(record):
    """Every figure [H] of a layer by its formula, a query at a time."""
    grid, outliers = record.grid, layer_outliers(token_norms(record), record.grid)
    cells = torch.tensor([grid.cell(token) for token in range(grid.prefix, grid.tokens)])
    down, right = (cells[:, None] - cells).abs().double().unbind(-1)
    asked = {
        "row": down == 0,
        "column": right == 0,
        "near": torch.maximum(down, right) <= 1,
        "distance": patch_distances(grid),
    }
    for layer in range(record.config.depth):
        attention = record.attention(layer)
        inside = attention[:, grid.prefix :, grid.prefix :]
        share = inside / inside.sum(-1, keepdim=True)
        yield {
            **{name: (share * each).sum(-1).mean(-1) for name, each in asked.items()},
            "dropped": attention[:, grid.prefix :, : grid.prefix].sum(-1).mean(-1),
            "prefix": attention[:, :, : grid.prefix].sum(-1).mean(-1),
            "sink": attention.mean(1)[:, grid.prefix :].amax(-1),
            "outlier": attention[:, :, outliers[layer]].sum(-1).mean(-1),
            "entropy": torch.special.entr(attention).sum(-1).mean(-1) / math.log(grid.tokens),
        }


@pytest.mark.parametrize("changes", MODELS.values(), ids=MODELS.keys())
@pytest.mark.parametrize("entries", [1, 200, 2**18])
def test_pieces_equal_the_dense_formulas(changes, entries, monkeypatch):
    monkeypatch.setitem(module.ENTRIES, "cpu", entries)
    model = tiny_model(**changes, heads=6)
    record = trace(model, tiny_pixels(model))
    residual = record.residual.clone()
    residual[:2, -2] *= 10  # an outlier of the second layer; that of the embedding does not count
    record = replace(record, residual=residual)
    statistics = head_statistics(record)
    found = statistics.figures()
    assert found["distance"].dtype == torch.float64
    assert (found["outlier"][1] > 0).all()
    assert not found["outlier"][0].any()
    for layer, figures in enumerate(dense(record)):
        assert figures.keys() == found.keys()
        for name, expected in figures.items():
            torch.testing.assert_close(found[name][layer], expected, rtol=0, atol=1e-9)
        received = record.attention(layer).mean(dim=1)
        torch.testing.assert_close(statistics.received[layer], received, rtol=0, atol=1e-9)
    assert torch.equal(attention_distance(record), found["distance"])


def test_a_trace_in_half_precision_is_measured_in_float32():
    model = tiny_model()
    exact = head_statistics(trace(model, tiny_pixels(model)))
    rough = head_statistics(trace(model.bfloat16(), tiny_pixels(model)))
    assert rough.distance.dtype == torch.float32
    torch.testing.assert_close(rough.entropy.double(), exact.entropy, rtol=0, atol=0.05)


def test_a_query_that_gives_patches_nothing_is_no_fault():
    record = trace_of_maps(torch.full((1, 3, 3), 1 / 3, dtype=torch.float64))
    query = record.query.clone()
    query[..., 1:] = -1e6
    found = head_statistics(replace(record, query=query))
    assert found.prefix.item() == found.dropped.item() == 1
    assert found.distance.item() == found.entropy.item() == 0


def test_no_map_is_ever_held(monkeypatch):
    model = tiny_model(image=(64, 64))
    record, largest = trace(model, tiny_pixels(model)), []
    monkeypatch.setitem(module.ENTRIES, "cpu", 1000)
    exp = torch.exp
    monkeypatch.setattr(torch, "exp", lambda x, out: largest.append(x.numel()) or exp(x, out=out))
    head_statistics(record)
    assert max(largest) <= 1000 < record.config.tokens**2


def test_token_norms_are_lengths_of_the_residual_stream():
    model = tiny_model()
    record = trace(model, tiny_pixels(model))
    torch.testing.assert_close(token_norms(record), record.residual.norm(dim=-1))


def test_an_outlier_is_far_longer_than_the_median_patch():
    grid = Grid(1, 4, 8, prefix=1)
    norms = torch.tensor([[99.0, 1, 1, 1, OUTLIER * 1.01], [99.0, 2, 2, 2, OUTLIER * 2]])
    expected = torch.tensor([[False, False, False, False, True], [False] * 5])
    assert torch.equal(norm_outliers(norms, grid), expected)


def test_a_long_patch_of_the_embedding_is_no_outlier():
    grid = Grid(1, 4, 8, prefix=1)
    norms = torch.tensor([[1.0, 1, 1, 1, 9], [1.0, 1, 1, 9, 1]])
    assert layer_outliers(norms, grid).nonzero().tolist() == [[1, 3]]
