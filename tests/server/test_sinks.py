"""Sinks on the server: what the page is told of them, and rollouts that leave them out."""

import io
import json

import numpy as np
import pytest
import torch
from PIL import Image

import vit
from tests.support.client import Page
from vit.anatomy import head_statistics as module

LINE = 0.12  # of the tiny model's heads: a few patches lie above it
KNOBS = {"start": "1", "leave_out": "1"}


@pytest.fixture
def page(monkeypatch):
    """A view of a small model whose sinks are found at a lower line."""
    monkeypatch.setattr(module, "sink_share", lambda tokens: LINE)
    page = Page(monkeypatch)
    sinks = vit.attention_sinks(page.trace)
    assert sinks[0].any()
    assert sinks[1:].any()
    return page


def test_the_page_gets_every_sink_with_its_share(page):
    reply, figures = page.get("sinks").json(), vit.head_statistics(page.trace)
    places = figures.sinks.nonzero().tolist()
    assert [one[:3] for one in reply["sinks"]] == places
    for layer, head, token, share in reply["sinks"]:
        received = page.trace.attention(layer)[head, :, token].mean().item()
        assert share == pytest.approx(received, rel=1e-5)
    for layer, share in enumerate(reply["left_out"]):
        of_layer = [one[3] for one in reply["sinks"] if one[0] == layer]
        assert share == pytest.approx(sum(of_layer) / 3, abs=1e-6)


def test_the_statistics_are_computed_once_for_a_record(page, monkeypatch):
    page.get("sinks")
    monkeypatch.setattr(vit, "head_statistics", None)
    for path in ("sinks", "heads", "rollout/5?leave_out=1", "fused/max/0?leave_out=1"):
        assert page.get(path).status_code == 200


def test_rollouts_start_later_and_leave_out_sinks(page):
    sinks = vit.attention_sinks(page.trace)
    for fields, knobs in (
        ({"start": "1"}, {"start": 1}),
        ({"leave_out": "1"}, {"without": sinks}),
        (KNOBS, {"start": 1, "without": sinks}),
    ):
        flow = page.numbers("rollout/7", "<f4", (3, 27), **fields)
        assert flow.equal(vit.rollout_stages(page.trace, source=7, **knobs))
    plain = vit.rollout_stages(page.trace, source=7)
    assert not page.numbers("rollout/7", "<f4", (3, 27), leave_out="1").equal(plain)
    for fusion in ("mean", "max"):
        fused = page.numbers(f"fused/{fusion}/0", "<f2", (27, 27), leave_out="1").float()
        expected = vit.fused_attention(page.trace, 0, fusion, sinks)
        torch.testing.assert_close(fused, expected, rtol=1e-3, atol=1e-3)
    one = page.numbers("fused/head1/0", "<f2", (27, 27), leave_out="1").float()
    expected = vit.head_attention(page.trace, 0, 1, sinks)
    torch.testing.assert_close(one, expected, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("fields", [{"start": "3"}, {"start": "x"}, {"leave_out": "yes"}], ids=str)
def test_a_wrong_knob_is_refused_in_one_sentence(page, fields):
    reply = page.get("rollout/7", **fields)
    assert reply.status_code == 422
    assert reply.text.startswith(next(iter(fields)))


def test_what_is_saved_says_what_was_left_out(page, monkeypatch, tmp_path):
    state = {"method": "rollout", "query": "9", **KNOBS}
    saved = np.load(io.BytesIO(page.get("array.npz", **state).content))
    settings = json.loads(str(saved["settings"]))
    assert settings["start"] == 1
    assert settings["leave_out"] is True
    assert {"start=1", "leave_out=1"} <= set(settings["link"].split("&"))
    assert "starting at layer 2" in settings["title"]
    share = vit.head_statistics(page.trace).sinks_share[1]
    assert f"{share:.1%} of layer 2's attention" in settings["title"]
    figure = page.get("figure.svg", **state).text
    assert "starting at layer 2" in figure

    Image.fromarray(page.picture.rgb).save(tmp_path / "noise.png")
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(page.get("python", **state).text, names)
    np.testing.assert_allclose(names["heat"].numpy(), saved["heat"], rtol=0, atol=1e-6)


@pytest.mark.parametrize("fusion", ["mean", "max", "head"])
def test_the_film_of_the_laboratory_leaves_them_out(page, fusion):
    fields = {"residual": 0.5, "discard": 0, "fusion": fusion, "head": 1, "start": 0}
    film = page.numbers("rollout/7/film", "<f4", (3, 27), **fields, leave_out=1)
    sinks = vit.attention_sinks(page.trace)
    flow = torch.eye(27)[7]
    for layer in (2, 1, 0):
        if fusion == "head":
            fused = vit.head_attention(page.trace, layer, 1, sinks)
        else:
            fused = vit.fused_attention(page.trace, layer, fusion, sinks)
        mixed = (fused + torch.eye(27)) / (fused.sum(dim=-1, keepdim=True) + 1)
        flow = flow @ mixed
    torch.testing.assert_close(film[2], flow, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("fusion", ["mean", "max", "head"])
def test_the_saved_laboratory_leaves_them_out(page, fusion):
    link = f"explain=laboratory&fusion={fusion}&head=1&start=1&leave_out=1&query=7&discard=0.1"
    kept = np.load(io.BytesIO(page.get("saved/explain.npz", link=link).content))
    sinks = vit.attention_sinks(page.trace)
    if fusion == "head":
        fused = [vit.head_attention(page.trace, layer, 1, sinks) for layer in range(3)]
    else:
        fused = [vit.fused_attention(page.trace, layer, fusion, sinks) for layer in range(3)]
    flow = torch.eye(27)[7]
    for layer in (2, 1):
        ordered = fused[layer].sort(dim=-1).values
        cut = fused[layer].masked_fill(fused[layer] < ordered[:, 2:3], 0)
        mixed = (cut + torch.eye(27)) / 2
        flow = flow @ (mixed / mixed.sum(dim=-1, keepdim=True))
    np.testing.assert_allclose(kept["rollout"][2].flatten(), flow[3:], rtol=1e-5, atol=1e-6)
    assert "Without the sinks of" in json.loads(str(kept["settings"]))["shows"]


def test_the_saved_map_of_a_head_names_its_sink_and_leaves_it_out(page):
    figures = vit.head_statistics(page.trace)
    layer, head, token = figures.sinks.nonzero()[0].tolist()
    link = f"heads=statistics&layer={layer}&head={head}"
    row, col = page.trace.grid.cell(token)
    assert f"patch ({row}, {col})" in page.get("saved/heads.svg", link=link).text
    kept = np.load(io.BytesIO(page.get("saved/heads.npz", link=f"{link}&without=1").content))
    assert kept["map"][row, col] == 0
    assert kept["map"].sum() == pytest.approx(1)


def test_without_sinks_nothing_is_left_out(monkeypatch):
    page = Page(monkeypatch)  # no patch of 27 tokens gets 20 times an even share
    assert page.get("sinks").json() == {"sinks": [], "left_out": [0, 0, 0]}
    state = {"method": "rollout", "leave_out": "1"}
    plain = vit.rollout_stages(page.trace)
    assert page.numbers("rollout/default", "<f4", (3, 27), leave_out="1").equal(plain)
    saved = np.load(io.BytesIO(page.get("array.npz", **state).content))
    assert "there is no sink to leave out" in json.loads(str(saved["settings"]))["title"]
