"""Rollout against its definition in whole matrices, a hand-computed case, and its laws."""

import itertools

import pytest
import torch

from tests.support.tiny import tiny_model, tiny_pixels, trace_of_maps
from vit.maps import flow, left_out, streaming
from vit.trace import trace


@pytest.fixture(scope="module")
def record():
    model = tiny_model()
    return trace(model, tiny_pixels(model))


def matrix_rollout(record, fusion, residual, discard, start, source):
    """The definition, with whole N x N matrices and explicit loops over rows."""
    tokens = record.config.tokens
    product = torch.eye(tokens, dtype=torch.float64)
    for layer in range(start, record.config.depth):
        attention = record.attention(layer)
        fused = {"mean": attention.mean(0), "max": attention.max(0)[0], "min": attention.min(0)[0]}
        mixed = torch.empty(tokens, tokens, dtype=torch.float64)
        for row in range(tokens):
            kept = fused[fusion][row].clone()
            ordered = sorted(kept.tolist())
            kept[kept < ordered[int(discard * tokens)]] = 0
            identity = torch.eye(tokens, dtype=torch.float64)[row]
            mixed[row] = (1 - residual) * kept + residual * identity
            total = mixed[row].sum()
            mixed[row] = mixed[row] / total if total > 0 else identity
        product = mixed @ product
    return product[source]


@pytest.mark.parametrize(
    ("fusion", "residual", "discard", "start"),
    list(itertools.product(("mean", "max", "min"), (0.0, 0.3, 0.5, 1.0), (0.0, 0.4, 0.9), (0, 2))),
)
def test_vectors_equal_matrices_for_every_knob(record, fusion, residual, discard, start):
    for source in (0, 2, 17):
        expected = matrix_rollout(record, fusion, residual, discard, start, source)
        found = flow.rollout_tokens(record, fusion, residual, discard, start, source)
        torch.testing.assert_close(found, expected, rtol=0, atol=1e-12)


def test_three_tokens_by_hand():
    """Layer 1 sends everything one token on, layer 2 mixes: (A2 + I)/2 (A1 + I)/2, first row."""
    tiny = 1e-300
    first = torch.tensor([[tiny, 1, tiny], [tiny, tiny, 1], [1, tiny, tiny]], dtype=torch.float64)
    second = torch.tensor(
        [[0.5, 0.25, 0.25], [0.2, 0.6, 0.2], [0.1, 0.1, 0.8]], dtype=torch.float64
    )
    record = trace_of_maps(torch.stack([first, second]))
    # s (A2 + I)/2 = [.75, .125, .125]; then half stays and half moves one token on:
    expected = torch.tensor([0.375 + 0.0625, 0.0625 + 0.375, 0.0625 + 0.0625], dtype=torch.float64)
    torch.testing.assert_close(flow.rollout_tokens(record), expected)
    torch.testing.assert_close(flow.rollout(record), expected[1:].view(1, 2))


def test_one_layer_is_half_attention_half_identity(record):
    last = record.config.depth - 1
    expected = record.attention(last).mean(0)[5] / 2
    expected[5] += 0.5
    torch.testing.assert_close(flow.rollout_tokens(record, start=last, source=5), expected)


def test_the_map_and_the_prefix_share_sum_to_one(record):
    tokens = flow.rollout_tokens(record, fusion="max", discard=0.5)
    prefix = record.grid.prefix
    assert flow.rollout(record, fusion="max", discard=0.5).shape == (4, 6)
    torch.testing.assert_close(tokens.sum().item(), 1.0)
    patches = flow.rollout(record, fusion="max", discard=0.5).flatten()
    torch.testing.assert_close(patches, tokens[prefix:])


def test_residual_one_gives_back_the_start(record):
    start = torch.zeros(27, dtype=torch.float64)
    start[7] = 1
    torch.testing.assert_close(flow.rollout_tokens(record, residual=1.0, source=7), start)


def test_stages_are_the_rollouts_of_shorter_models(record):
    stages = flow.rollout_stages(record, start=1, source=3)
    identity = torch.zeros(27, dtype=torch.float64)
    identity[3] = 1
    torch.testing.assert_close(stages[0], identity)
    for end in (1, 2):
        product = identity
        for layer in range(end, 0, -1):
            product = product @ (record.attention(layer).mean(0) + torch.eye(27)) / 2
        torch.testing.assert_close(stages[end], product, rtol=0, atol=1e-12)


def test_a_weighted_source_is_the_mean_of_its_tokens(record):
    weights = torch.zeros(27, dtype=torch.float64)
    weights[[4, 9]] = 0.5
    apart = [flow.rollout_tokens(record, source=token) for token in (4, 9)]
    together = flow.rollout_tokens(record, source=weights)
    torch.testing.assert_close(together, (apart[0] + apart[1]) / 2)


def test_small_pieces_give_the_same_as_one(record, monkeypatch):
    whole = flow.rollout_stages(record, fusion="max", discard=0.3)
    monkeypatch.setattr(streaming, "ENTRIES", {"cpu": 200})
    torch.testing.assert_close(flow.rollout_stages(record, fusion="max", discard=0.3), whole)


def test_discard_keeps_ties_and_zeroes_the_rest():
    row = torch.tensor([[0.1, 0.1, 0.2, 0.6]])
    torch.testing.assert_close(flow.discard_smallest(row, 0.25), row)
    torch.testing.assert_close(
        flow.discard_smallest(row, 0.5), torch.tensor([[0.0, 0.0, 0.2, 0.6]])
    )


def test_the_top_share_of_the_mass_is_held_by_the_fewest_patches():
    heat = torch.tensor([[0.1, 0.4], [0.2, 0.3]], dtype=torch.float64)
    assert flow.holds_mass(heat, 0.4).tolist() == [[False, True], [False, False]]
    assert flow.holds_mass(heat, 0.6).tolist() == [[False, True], [False, True]]
    assert flow.holds_mass(heat, 0.71).tolist() == [[False, True], [True, True]]
    assert flow.holds_mass(heat, 1.0).all()
    assert not flow.holds_mass(heat, 0.0).any()
    with pytest.raises(ValueError, match="share 2 is outside"):
        flow.holds_mass(heat, 2)


def test_the_default_source_is_the_layout_s_own():
    for changes, first in (
        ({}, 1.0),
        ({"pool": "avg"}, 0.0),
        ({"pool": "avg", "class_token": False}, 0.0),
        ({"pool": "avg", "pool_prefix": True}, 1 / 27),
        ({"distilled": True}, 0.5),
        ({"pool": "attention"}, 0.0),
    ):
        model = tiny_model(**changes)
        record = trace(model, tiny_pixels(model))
        start = flow.start_vector(record)
        assert start[0].item() == first
        torch.testing.assert_close(start.sum().item(), 1.0)
        torch.testing.assert_close(flow.rollout_tokens(record).sum().item(), 1.0)


def test_a_distilled_model_starts_from_both_tokens_it_reads():
    model = tiny_model(distilled=True)
    start = flow.start_vector(trace(model, tiny_pixels(model)))
    assert start.tolist() == [0.5, 0.5, *[0.0] * 26]


def test_attention_pooling_starts_from_its_mean_over_heads():
    model = tiny_model(pool="attention", pool_prefix=True)
    record = trace(model, tiny_pixels(model))
    assert flow.start_vector(record).equal(record.pooling.mean(0))


def test_class_attention_is_the_class_tokens_rows(record):
    maps = flow.class_attention(record)
    assert maps.shape == (3, 3, 4, 6)
    torch.testing.assert_close(maps[1, 2].flatten(), record.attention(1)[2, 0, 3:])
    model = tiny_model(pool="avg", class_token=False)
    with pytest.raises(ValueError, match="no class token"):
        flow.class_attention(trace(model, tiny_pixels(model)))


def test_fused_attention_is_the_fused_map(record):
    torch.testing.assert_close(
        left_out.fused_attention(record, 1, "max"), record.attention(1).amax(0)
    )


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"residual": 1.5}, "residual 1.5 is outside"),
        ({"discard": 1.0}, "discard 1.0 is outside"),
        ({"start": 3}, "start 3 is not a layer: layers are 0 to 2"),
        ({"fusion": "sum"}, "fusion 'sum' is unknown"),
        ({"source": torch.ones(3)}, "source has shape"),
    ],
)
def test_knobs_out_of_range_are_named(record, knobs, message):
    with pytest.raises(ValueError, match=message):
        flow.rollout(record, **knobs)


def test_a_source_that_does_not_exist_is_named(record):
    with pytest.raises(IndexError, match="token 99 does not exist"):
        flow.rollout(record, source=99)
