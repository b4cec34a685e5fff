"""A changed pass: what the page reads of it, beside the pass it was changed from."""

import pytest
import torch

import vit
from app.router import BASE
from tests.support.client import Page
from vit.edits import HIDDEN, Edits


def expected(page, edits):
    return vit.trace(page.recorded.model, page.pixels(), edits=edits)


def test_no_change_gives_the_same_answer(page):
    reply = page.get("changed").json()
    assert reply["alike"] == pytest.approx(1)
    assert len(reply["bars"]) == 5
    for bar in reply["bars"]:
        assert bar["before"] == bar["after"]
    assert reply["viewer"]["token"] == page.token


def test_heads_that_are_off_change_the_bars_and_the_maps(page):
    gate = torch.ones(3, 3)
    gate[0, 1] = gate[2, 2] = 0
    edited = expected(page, Edits(head_gate=gate))
    reply = page.get("changed", off="0.1-2.2").json()
    before, after = page.trace.probabilities(), edited.probabilities()
    for bar in reply["bars"]:
        assert bar["before"] == pytest.approx(before[bar["index"]].item(), abs=1e-6)
        assert bar["after"] == pytest.approx(after[bar["index"]].item(), abs=1e-6)
    assert [bar["before"] for bar in reply["bars"]] == sorted(before.tolist(), reverse=True)
    page.token = reply["viewer"]["token"]
    rows = page.numbers("from/0", "<f4", (3, 3, 27))
    torch.testing.assert_close(rows, edited.attention_from(0), rtol=0, atol=1e-6)


def test_the_page_derives_a_biased_pass_from_the_query_and_key_it_is_sent(page):
    bias = torch.zeros(27)
    bias[3 + 5] = HIDDEN
    edited = expected(page, Edits(score_bias=bias))
    viewer = page.get("changed", hidden="5").json()["viewer"]
    page.token, width = viewer["token"], viewer["head_width"]
    query, key = page.numbers("qk/1", "<f2", (2, 3, 27, width)).double()
    derived = (query @ key.transpose(-2, -1) / width**0.5).softmax(-1)
    assert derived[..., 3 + 5].max() == 0
    torch.testing.assert_close(derived, edited.attention(1).double(), rtol=0, atol=5e-3)


def test_blanked_pixels_reach_the_model(page):
    pixels = page.pixels().clone()
    pixels[:, 8:16, 16:24] = 0
    reply = page.get("changed", blanked="8").json()  # row 1, column 2 of 4 x 6
    after = vit.trace(page.recorded.model, pixels).probabilities()
    for bar in reply["bars"]:
        assert bar["after"] == pytest.approx(after[bar["index"]].item(), abs=1e-6)


def test_what_cannot_be_changed_is_told_in_one_sentence(page):
    reply = page.get("changed", off="7.0")
    assert reply.status_code == 422
    assert reply.text.startswith("Layer 8, head 1 does not exist")
    assert page.client.get(f"{BASE}/none/changed").status_code == 404


def test_a_model_without_classes_says_how_alike_its_features_are(monkeypatch):
    page = Page(monkeypatch, outputs="none", classes=0)
    reply = page.get("changed", positions="zero").json()
    assert reply["bars"] == []
    table = torch.zeros_like(page.recorded.model.patch_positions())
    pair = page.trace.logits, expected(page, Edits(positions=table)).logits
    assert reply["alike"] == pytest.approx(torch.cosine_similarity(*pair, dim=0).item(), abs=1e-6)
    assert reply["alike"] < 1 - 1e-5


def test_the_same_change_has_one_token_in_every_lane(page):
    changed = page.get("changed", lane="heads", off="0.1").json()["viewer"]["token"]
    assert changed != page.token
    assert page.get("changed", lane="lab", off="0.1").json()["viewer"]["token"] == changed


def test_changes_without_end_expire_neither_the_page_s_view_nor_another_s(page):
    other = page.engine.grant(page.recorded.key, "another page")
    first = page.get("changed", lane="heads", seed=1, positions="shuffle").json()
    for seed in range(2, 40):
        page.get("changed", lane="heads", seed=seed, positions="shuffle")
    assert page.get("methods").status_code == 200
    assert page.engine.granted(other) == page.recorded.key
    assert page.engine.granted(first["viewer"]["token"]) is None
    assert len(page.engine.visits) <= 4
