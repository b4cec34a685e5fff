"""Rollout with some tokens left out of some heads, against whole matrices, and its laws."""

import itertools

import pytest
import torch

import vit
from tests.support.tiny import tiny_model, tiny_pixels, trace_of_maps
from vit.maps import flow, streaming

FUSIONS = {"mean": torch.mean, "max": torch.amax, "min": torch.amin}


@pytest.fixture(scope="module")
def record():
    model = tiny_model()
    return vit.trace(model, tiny_pixels(model))


@pytest.fixture(scope="module")
def marked(record):
    """Two tokens of one head, one of another, none in the last layer."""
    config = record.config
    mask = torch.zeros(config.depth, config.heads, config.tokens, dtype=torch.bool)
    mask[0, 1, [4, 9]] = mask[1, 2, 20] = True
    return mask


def kept(record, layer, mask):
    """[H,N,N] attention, what goes to marked tokens on the diagonal instead: the definition."""
    attention = record.attention(layer).clone()
    for head, query, token in itertools.product(*map(range, attention.shape)):
        if mask[layer, head, token] and query != token:
            attention[head, query, query] += attention[head, query, token]
            attention[head, query, token] = 0
    return attention


def by_matrices(record, mask, fusion, residual, discard, start, source):
    product = torch.eye(record.config.tokens, dtype=torch.float64)
    for layer in range(start, record.config.depth):
        fused = FUSIONS[fusion](kept(record, layer, mask), dim=0)
        fused = flow.discard_smallest(fused, discard)
        mixed = (1 - residual) * fused + residual * torch.eye(len(fused), dtype=torch.float64)
        product = mixed / mixed.sum(-1, keepdim=True) @ product
    return product[source]


@pytest.mark.parametrize("entries", [2**18, 60], ids=["one piece", "many pieces"])
@pytest.mark.parametrize(
    ("fusion", "discard", "start"), list(itertools.product(FUSIONS, (0.0, 0.3), (0, 1)))
)
def test_vectors_equal_matrices(record, marked, fusion, discard, start, entries, monkeypatch):
    monkeypatch.setattr(streaming, "ENTRIES", {"cpu": entries})
    for source in (0, 9, 17):
        knobs = (fusion, 0.4, discard, start, source)
        found = vit.rollout_tokens(record, *knobs, marked)
        expected = by_matrices(record, marked, *knobs)
        torch.testing.assert_close(found, expected, rtol=0, atol=1e-12)
        torch.testing.assert_close(vit.rollout_stages(record, *knobs, marked)[-1], found)


def test_rows_still_sum_to_one(record, marked):
    for fusion in FUSIONS:
        fused = vit.fused_attention(record, 0, fusion, marked)
        expected = FUSIONS[fusion](kept(record, 0, marked), dim=0)
        torch.testing.assert_close(fused, expected, rtol=0, atol=1e-12)
    one = vit.head_attention(record, 0, 1, marked)
    torch.testing.assert_close(one, kept(record, 0, marked)[1], rtol=0, atol=1e-12)
    torch.testing.assert_close(one.sum(-1), torch.ones(len(one), dtype=torch.float64))
    torch.testing.assert_close(vit.head_attention(record, 2, 0), record.attention(2)[0])
    assert vit.rollout(record, without=marked).shape == (4, 6)
    torch.testing.assert_close(vit.rollout_tokens(record, without=marked).sum().item(), 1.0)


def test_nothing_left_out_is_plain_rollout(record, marked):
    none = torch.zeros_like(marked)
    assert vit.rollout_stages(record, without=none).equal(vit.rollout_stages(record))


def test_a_sink_s_share_stays_with_the_query_and_goes_to_no_other_patch():
    """One head gives token 5 most, token 9 the next most: the peak does not move to token 9."""
    tokens = 82
    maps = torch.full((1, tokens, tokens), 1e-3, dtype=torch.float64)
    maps[..., 5], maps[..., 9] = 5.0, 1.0
    record = trace_of_maps(maps / maps.sum(-1, keepdim=True), rows=9)
    sinks = vit.attention_sinks(record)
    assert sinks.nonzero().tolist() == [[0, 0, 5]]
    plain, without = (vit.rollout_tokens(record, source=30, without=w) for w in (None, sinks))
    assert without[5] == 0
    torch.testing.assert_close(without[30], plain[30] + plain[5])
    others = [token for token in range(tokens) if token not in (5, 30)]
    torch.testing.assert_close(without[others], plain[others])


def test_a_mask_that_fits_no_head_is_refused(record, marked):
    for wrong in (marked[0], marked[..., 1:], marked.float()):
        for derive in (vit.rollout_tokens, vit.rollout_stages):
            with pytest.raises(ValueError, match=r"take vit\.attention_sinks\(trace\)"):
                derive(record, without=wrong)
        with pytest.raises(ValueError, match=r"take vit\.attention_sinks\(trace\)"):
            vit.fused_attention(record, 0, without=wrong)
