"""A long pass ahead of its column: its progress, its end, and the memory that it takes."""

import json

import pytest

import vit
from app.engine.jobs import Cancelled
from app.engine.passes import Pass
from app.engine.visits import EVERYONE
from app.screens.compare import columns
from app.settings import Selection
from tests.support.client import Page, noise
from vit.pictures.images import InputError


@pytest.fixture
def single(monkeypatch):
    """A page of a model that was trained at 8 px alone, on an input of 32 x 48 px."""
    return Page(monkeypatch)


def lines(reply):
    return [json.loads(line) for line in reply.text.splitlines()]


def test_a_long_pass_reports_its_blocks_and_waits_for_its_column(single, monkeypatch):
    *steps, last = lines(single.get("forward", patch=4))
    assert [(step["done"], step["total"]) for step in steps] == [(i, 3) for i in (0, 0, 1, 2)]
    assert last["result"]["tokens"] == 8 * 12 + 3
    monkeypatch.setattr(vit, "trace", None)  # the column's pass is in the cache
    assert single.get("column", patch=4).json()["viewer"]["tokens"] == 8 * 12 + 3
    assert single.get("forward", patch=60).status_code == 422


def test_a_long_pass_stops_at_a_block_when_nobody_waits_any_more(single):
    key = single.engine.key(Selection(single.picture.digest, "embedded", 4))
    passed = []

    def step(done, total):
        passed.append(done)
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        columns.forward(single.engine, key, step)
    assert passed == [0, 0, 1]
    assert columns.forward(single.engine, key, lambda *_: None)["tokens"] == 99


def test_nobody_makes_a_pass_with_the_token_of_all_visitors(single):
    single.token = single.engine.grant(single.recorded.key, EVERYONE)
    assert single.get("forward", patch=4).status_code == 404


def test_a_long_pass_pushes_no_view_of_another_visitor_out(single, monkeypatch):
    """Before a view that was not used for longest go passes that nobody looks at any more."""
    engine = single.engine
    other = engine.key(Selection(engine.hold(noise(1)).digest, "embedded"))
    engine.grant(other, "another page")
    small = engine.record(other, visit="another page").trace.nbytes
    for seed in range(2, 8):
        engine.record(engine.key(Selection(engine.hold(noise(seed)).digest, "embedded")))
    engine.budget.limit = engine.budget.nbytes - 3 * small  # more than inputs and pictures take
    long = engine.key(Selection(single.picture.digest, "embedded", 4))
    columns.forward(engine, long, lambda *_: None, "a page")
    assert engine.record(long).trace.nbytes > 3 * small
    assert engine.budget.nbytes <= engine.budget.limit
    monkeypatch.setattr(vit, "trace", None)
    assert engine.record(other).trace.config.tokens == 27


def test_the_slider_s_pass_reports_its_blocks_and_can_be_stopped(single):
    engine, digest = single.engine, single.picture.digest
    work = Pass(engine, Selection(digest, "embedded", 5), "a page", "Patch size 5 px")
    work.cancel()
    work.start()
    assert work.done(60)
    assert work.stopped
    again = Pass(engine, Selection(digest, "embedded", 5), "a page", "Patch size 5 px")
    again.start()
    assert again.done(60)
    assert not again.stopped
    assert (again.fraction, again.text) == (2 / 3, "Patch size 5 px: block 3 of 3")
    refused = Pass(engine, Selection(digest, "embedded", 60), "a page", "60 px")
    refused.start()
    assert refused.done(60)
    assert isinstance(refused.error, InputError)
