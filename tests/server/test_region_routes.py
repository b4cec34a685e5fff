"""Regions in the place of a query: rows, rollout and saved maps equal those of their tokens."""

import io
import json
from urllib.parse import parse_qsl

import numpy as np
import pytest
import torch
from PIL import Image

import vit
from app.share.facts import read_facts
from app.wire.regions import read_region, region_text, regions_text, tokens_of
from app.wire.view_state import ViewState
from tests.support.client import Page, close

BLOCK = {"kind": "block", "top": 0.25, "bottom": 0.75, "left": 0.0, "right": 0.5}
LINE = {"kind": "lasso", "points": [(0.5, 0.0), (1.0, 0.0), (1.0, 0.6), (0.4, 0.7)]}
BOTH = regions_text([BLOCK, LINE])


@pytest.fixture
def page(monkeypatch):
    return Page(monkeypatch)


@pytest.fixture(params=[BLOCK, LINE], ids=["block", "lasso"])
def region(request):
    return request.param


def test_a_region_is_read_as_it_is_written(page, region):
    again = read_region(region_text(region))
    assert region_text(again) == region_text(region)
    assert tokens_of(again, page.trace.grid).equal(tokens_of(region, page.trace.grid))
    assert len(tokens_of(region, page.trace.grid)) > 3


def test_rows_and_columns_of_a_region(page, region):
    text, tokens = region_text(region), tokens_of(region, page.trace.grid)
    maps = torch.stack([page.trace.attention(layer) for layer in range(3)])
    rows = page.numbers("from/default", "<f4", (3, 3, 27), region=text)
    close(rows, maps[:, :, tokens].mean(dim=2))
    columns = page.numbers("to/default", "<f4", (3, 3, 27), region=text)
    close(columns, maps[..., tokens].sum(dim=-1))


def test_attention_received_is_the_mean_of_all_rows(page):
    maps = torch.stack([page.trace.attention(layer) for layer in range(3)])
    received = page.numbers("received", "<f4", (3, 3, 27))
    close(received, maps.mean(dim=2))
    close(received.sum(dim=-1), torch.ones(3, 3))


def test_a_rollout_from_a_region_is_the_mean_of_its_tokens(page, region):
    tokens = tokens_of(region, page.trace.grid)
    found = page.numbers("rollout/default", "<f4", (3, 27), region=region_text(region), start=1)
    parts = [vit.rollout_stages(page.trace, start=1, source=int(token)) for token in tokens]
    close(found, torch.stack(parts).mean(dim=0))


@pytest.mark.parametrize("text", ["", "magic", "block:AAAA", "lasso:", "lasso:AAA"])
def test_a_broken_region_is_named_in_one_sentence(page, text):
    reply = page.get("from/default", region=text)
    assert reply.status_code == 422
    assert "region: " in reply.text


STATES = [
    {"layer": "1", "head": "2"},
    {"layer": "1", "head": "mean", "direction": "to", "scale": "uniform"},
    {"layer": "0", "direction": "to", "scale": "shared"},
    {"layer": "2", "head": "0", "direction": "received"},
    {"method": "rollout", "end": "2", "start": "1"},
    {"method": "features", "feature": "similarity", "depth": "2"},
]


@pytest.mark.parametrize("chosen", ["0", "1"])
@pytest.mark.parametrize("state", STATES, ids=str)
def test_the_lines_of_python_compute_the_map_of_a_region(
    page, monkeypatch, tmp_path, state, chosen
):
    fields = {**state, "regions": BOTH, "chosen_region": chosen}
    saved = np.load(io.BytesIO(page.get("array.npz", **fields).content))
    settings = json.loads(str(saved["settings"]))
    Image.fromarray(page.picture.rgb).save(tmp_path / "noise.png")
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(page.get("python", **fields).text, names)
    np.testing.assert_allclose(names["heat"].numpy(), saved["heat"], rtol=0, atol=1e-6)
    facts = read_facts(dict(parse_qsl(settings["link"])))
    assert regions_text(facts["regions"]) == BOTH
    assert facts["chosen_region"] == int(chosen)
    many = len(tokens_of((BLOCK, LINE)[int(chosen)], page.trace.grid))
    received = state.get("direction") == "received"
    assert (f"a region of {many} patches" in settings["title"]) != received
    assert page.get("figure.png", **fields).content[:4] == b"\x89PNG"


def test_a_region_that_is_not_there_leaves_the_query(page):
    state = {"layer": "1", "head": "2", "query": "5", "regions": BOTH, "chosen_region": "3"}
    saved = np.load(io.BytesIO(page.get("array.npz", **state).content))
    expected = page.trace.attention_from(5)[1, 2, page.trace.grid.prefix :]
    np.testing.assert_allclose(saved["heat"].flatten(), expected, rtol=1e-6)
    assert ViewState.parse(state).region is None
