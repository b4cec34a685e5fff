"""Columns of Compare beside one another: directions, matches, attention received, own pictures."""

import numpy as np
import pytest
import torch

import vit
from app.engine.visits import DIGITS
from app.settings import Selection
from app.wire.contract import BASE
from tests.support.client import Page, close, noise
from vit.pictures.images import picture_of


@pytest.fixture
def page(monkeypatch):
    return Page(monkeypatch, trained_patches=(4, 8, 16), classes=6)


def opened(page: Page, seed: int = 3, visit: str = "a page") -> str:
    """Another picture that a visit opens: the first digits of its digest."""
    picture = page.engine.hold(noise(seed))
    page.engine.visits.own(visit, picture.digest)
    return picture.digest[:DIGITS]


def beside(page: Page, name: str = "c2", **choice) -> tuple[str, vit.Trace]:
    """The token and the trace of a column."""
    token = page.get("column", column=name, **choice).json()["viewer"]["token"]
    return token, page.engine.record(page.engine.granted(token)).trace


@pytest.mark.parametrize(("facet", "head"), [("token", None), ("value", None), ("key", 1)])
def test_directions_are_those_of_the_library(page, facet, head):
    fields = {"facet": facet} | ({} if head is None else {"head": head})
    expected = vit.facet_directions(page.recorded.model, page.trace, 2, facet, head)
    found = page.numbers("directions/2", "<f2", expected.shape, **fields)
    close(found.float(), expected, atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize(("facet", "other_layer"), [("value", 2), ("token", 1)])
def test_pairs_are_the_mutual_matches_of_both_views(page, facet, other_layer):
    token, trace = beside(page, own=opened(page))
    model = page.recorded.model
    ours = vit.facet_directions(model, page.trace, 2, facet)
    theirs = vit.facet_directions(model, trace, other_layer, facet)
    expected = vit.mutual_matches(theirs, ours, page.trace.grid.cols)
    pairs = page.get("matches/2", other=token, facet=facet, other_layer=other_layer).json()
    assert pairs["first"] == expected.first.tolist()
    assert pairs["second"] == expected.second.tolist()
    assert len(pairs["first"])
    close(torch.tensor(pairs["cosine"]), expected.cosine)
    close(torch.tensor(pairs["margin"]), expected.margin)


def test_views_of_two_visits_are_never_matched(page):
    key = page.engine.granted(page.token)
    stranger = page.engine.grant(key, "another page")
    for other in (stranger, "nobody", ""):
        assert page.get("matches/2", other=other).status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"facet": "value", "other_layer": 1}, "A value of two layers or heads has no common"),
        ({"head": 9}, "head: 9 is not there, choose one from 0 to 2."),
        ({"facet": "magic"}, "facet: 'magic' is none of token, key, query, value."),
        ({"other_layer": 9}, "other_layer: 9 is not there"),
    ],
)
def test_what_has_no_similarity_is_one_sentence(page, fields, sentence):
    reply = page.get("matches/2", other=page.token, **fields)
    assert reply.status_code == 422
    assert reply.text.startswith(sentence)


def test_attention_received_is_the_mean_over_all_queries(page):
    expected = page.trace.attention(1).mean(dim=1)
    close(page.numbers("received/1", "<f4", expected.shape), expected)
    assert page.get("received/3").status_code == 422


def test_every_facet_is_measured_on_the_picture_upside_down(page):
    found = page.get("turned/2").json()
    assert [one["facet"] for one in found] == ["token", "key", "query", "value"]
    model, pixels = page.recorded.model, page.pixels()
    turned = vit.trace(model, torch.flip(pixels, (-2, -1)))
    for one in found:
        ours, theirs = (
            vit.facet_directions(model, trace, 2, one["facet"]) for trace in (page.trace, turned)
        )
        expected = vit.turned_matches(ours, theirs, page.trace.grid)
        assert one["pairs"] == expected.pairs
        assert one["right"] == pytest.approx(expected.right)
        assert one["placed"] == pytest.approx(expected.placed)
    assert [one["facet"] for one in page.get("turned/0").json()] == ["token"]


def test_a_column_shows_a_picture_of_its_own_visit_alone(page):
    digits = opened(page)
    column = page.get("column", column="c2", own=digits).json()
    assert column["viewer"]["digest"][:DIGITS] == digits
    assert column["viewer"]["picture_name"] == "noise 3"
    strange = opened(page, 4, "another page")
    reply = page.get("column", column="c2", own=strange)
    assert reply.status_code == 422
    assert reply.text.startswith("This picture is not held here")


def test_the_pictures_of_a_visit_are_listed_for_it_alone(page):
    digits = [opened(page, seed) for seed in (3, 5)]
    opened(page, 4, "another page")
    listed = page.get("pictures").json()
    assert listed == [
        {"digits": digits[1], "label": "noise 5"},
        {"digits": digits[0], "label": "noise 3"},
    ]
    common = page.engine.grant(page.engine.granted(page.token), "everyone")
    assert page.client.get(f"{BASE}/{common}/pictures").json() == []


def test_the_matches_of_a_picture_with_itself_are_its_own_patches(page):
    rgb = np.random.default_rng(9).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    picture = page.engine.hold(picture_of(rgb, "square"))
    page.engine.visits.own("a page", picture.digest)
    key = page.engine.key(Selection(picture.digest, "embedded"))
    token = page.engine.grant(key, "a page", "own")
    pairs = page.client.get(f"{BASE}/{token}/matches/2", params={"other": token}).json()
    assert sorted(pairs["first"]) == list(range(page.engine.record(key).trace.grid.patches))
    assert pairs["first"] == pairs["second"]
