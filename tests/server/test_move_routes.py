"""Sweeps without a class: heads off and patches out in turn, and how far the features move."""

import io
import json

import numpy as np
import pytest
import torch

import vit
from app.engine import likeness
from tests.support.client import Page, close


@pytest.fixture(params=[{}, {"outputs": "none", "classes": 0}], ids=["classes", "no classes"])
def page(request, monkeypatch) -> Page:
    return Page(monkeypatch, **request.param)


def lines(reply):
    assert reply.status_code == 200, reply.text
    return [json.loads(line) for line in reply.text.splitlines()]


@pytest.mark.parametrize("fill", ["zero", "mean"])
def test_heads_go_in_turn_and_every_patch_says_how_far_it_moved(page, fill):
    *steps, last = lines(page.get("moves/heads", fill=fill))
    record = vit.trace(page.recorded.model, page.pixels(), edits=vit.Edits(fill=fill))
    expected = vit.head_changes(page.recorded.model, record)
    assert [step["done"] for step in steps] == list(range(1, 10))
    assert [drop for step in steps for drop in step["drops"]] == last["result"]["moves"]
    close(torch.tensor(last["result"]["moves"]), expected.pooled.flatten(), atol=1e-7)
    maps = page.numbers("moves/heads/maps", "<f4", (3, 3, 24), fill=fill)
    close(maps, expected.patches, atol=1e-7)


@pytest.mark.parametrize("most", [600, 10])
def test_patches_go_in_squares_where_single_ones_take_long(page, monkeypatch, most):
    monkeypatch.setattr(likeness, "MOST_PASSES", most)
    monkeypatch.setattr(likeness, "FEWER_PASSES", most)
    block = likeness.sweep_block(page.trace.grid)
    assert block == (1 if most == 600 else 2)
    moves = lines(page.get("moves/patches"))[-1]["result"]["moves"]
    expected = vit.patch_changes(page.recorded.model, page.trace, block=block)
    passes = len(moves)
    assert passes == 24 // block**2
    close(torch.tensor(moves), expected.pooled[::block, ::block].flatten(), atol=1e-7)
    maps = page.numbers("moves/patches/maps", "<f4", (passes, 24))
    close(maps, expected.patches[::block, ::block].flatten(0, 1), atol=1e-7, equal_nan=True)
    assert maps.isnan().sum() == 24


def test_what_was_measured_is_kept(page, monkeypatch):
    before = lines(page.get("moves/heads"))[-1]
    monkeypatch.delattr(vit, "head_changes")
    assert lines(page.get("moves/heads")) == [before]
    assert page.get("moves/heads/maps").status_code == 200


def test_another_sweep_is_one_sentence(page):
    for path in ("moves/layers", "moves/layers/maps"):
        reply = page.get(path)
        assert (reply.status_code, reply.text) == (
            422,
            "'layers' is no sweep: use heads, patches.",
        )


def test_a_sweep_that_was_measured_is_saved_with_the_view(page):
    link = "heads=interventions&worth=heads&fill=mean&off=0.1"
    before = np.load(io.BytesIO(page.get("saved/heads.npz", link=link).content))
    assert "heads_pooled_change" not in before
    moves = lines(page.get("moves/heads", fill="mean"))[-1]["result"]["moves"]
    saved = np.load(io.BytesIO(page.get("saved/heads.npz", link=link).content))
    assert saved["heads_pooled_change"].flatten().tolist() == pytest.approx(moves)
    assert saved["heads_patch_changes"].shape == (3, 3, 24)
