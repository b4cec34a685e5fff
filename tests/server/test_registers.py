"""Outliers as the page gets them, and the pass with a test-time register."""

import io

import numpy as np
import pytest
import torch

import vit
from app.wire.limits import MOST_NEURONS
from tests.support.client import Page
from tests.support.planted import planted
from tests.support.tiny import tiny_model


@pytest.fixture
def ill(monkeypatch):
    """A page whose picture has outliers, written by one neuron of the second layer."""
    model = tiny_model(image=(64, 96))
    for neuron in range(model.config.hidden):
        page = Page(monkeypatch, planted(model, 1, neuron, 400.0))
        outliers = vit.outlier_tokens(page.trace)
        if outliers.since == 2 and len(outliers.tokens) < 24:
            page.neuron = neuron
            return page
    raise AssertionError("no neuron of this model is sparse")


def test_a_pass_without_outliers_says_how_long_the_longest_is(page):
    facts = page.get("outliers").json()
    expected = vit.outlier_tokens(page.trace)
    assert (facts["ratio"], facts["longest"]) == (pytest.approx(expected.ratio), expected.longest)
    assert facts["ratio"] < facts["outlier"] == 3
    assert (facts["tokens"], facts["neurons"], facts["count"]) == ([], [], 0)
    assert (facts["since"], facts["refusal"], facts["register"]) == (None, None, [])


def test_neurons_come_by_their_score_and_the_first_ones_are_proposed(ill):
    facts = ill.get("outliers").json()
    expected = vit.outlier_tokens(ill.trace)
    assert facts["tokens"] == list(expected.tokens)
    assert (facts["most"], facts["since"]) == (expected.most, 2)
    assert facts["neurons"][0][:2] == [1, ill.neuron]
    scores = [score for *_, score in facts["neurons"]]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == MOST_NEURONS
    proposed = scores[: facts["count"]]
    assert min(proposed) >= scores[0] / 10 > scores[facts["count"]]


def test_the_pass_with_a_register_is_the_librarys_and_has_no_outlier(ill):
    reply = ill.get("changed", lane="registers", register=f"1.{ill.neuron}").json()
    derived = vit.with_register(ill.recorded.model, [(1, ill.neuron)])
    expected = vit.trace(derived, ill.pixels())
    viewer = reply["viewer"]
    assert viewer["tokens"] == ill.trace.grid.tokens + 1
    assert viewer["prefix_names"][-1] == "test-time register"
    pair = ill.trace.logits, expected.logits
    assert reply["alike"] == pytest.approx(torch.cosine_similarity(*pair, dim=0).item(), abs=1e-5)
    ill.token = viewer["token"]
    after = ill.get("outliers").json()
    assert after["tokens"] == []
    assert after["ratio"] == pytest.approx(vit.outlier_tokens(expected).ratio, rel=1e-4)
    lengths = vit.token_norms(expected)
    medians = lengths[:, 4:].median(dim=1).values
    assert after["register"] == pytest.approx((lengths[:, 3] / medians).tolist(), rel=1e-4)
    assert max(after["register"]) > 3
    tokens = viewer["tokens"]
    rows = ill.numbers("from/0", "<f4", (3, 3, tokens))
    torch.testing.assert_close(rows, expected.attention_from(0), rtol=0, atol=1e-5)
    norms = ill.numbers("features/norms", "<f4", (4, 96))
    torch.testing.assert_close(norms, vit.token_norms(expected)[:, 4:], rtol=1e-4, atol=1e-4)


def test_what_cannot_have_a_register_says_why(monkeypatch):
    page = Page(monkeypatch, pool="avg", pool_prefix=True)
    refusal = page.get("outliers").json()["refusal"]
    assert refusal.startswith("This model reads the mean of all tokens, prefix tokens included")
    reply = page.get("changed", register="0.1")
    assert (reply.status_code, reply.text) == (422, refusal)


def test_what_is_saved_has_the_maps_before_and_after(ill):
    link = "screen=heads&registers=1&layer=1&head=2"
    kept = dict(np.load(io.BytesIO(ill.get("saved/heads.npz", link=link).content)))
    derived = vit.with_register(ill.recorded.model, [(1, ill.neuron)])
    expected = vit.trace(derived, ill.pixels())
    assert kept["register_neurons"][0, :2].tolist() == [1, ill.neuron]
    attended = expected.attention_from(0)[1, 2, 4:].view(8, 12)
    np.testing.assert_allclose(kept["register_map"], attended, rtol=1e-4, atol=1e-6)
    layer = vit.outlier_tokens(ill.trace).longest
    for name, trace in (("before", ill.trace), ("after", expected)):
        lengths = vit.feature_norms(trace)[layer]
        expected_ratios = lengths / lengths.median()
        np.testing.assert_allclose(kept[f"register_lengths_{name}"], expected_ratios, rtol=1e-4)
    assert ill.get("saved/heads.png", link=link).status_code == 200
    assert "register_neurons" not in np.load(
        io.BytesIO(ill.get("saved/heads.npz", link="screen=heads").content)
    )
