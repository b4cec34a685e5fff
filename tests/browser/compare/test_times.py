"""The time of a pass on Compare: a median with its range, or the single pass that there was."""

import re
from itertools import cycle

import pytest
from playwright.sync_api import expect

from app.engine.timing import BUDGET
from tests.support.screens.compare import Bench

pytestmark = pytest.mark.browser


@pytest.fixture
def passes(site, monkeypatch):
    """Passes of given times, whatever they take; the sizes of those that were made."""
    made = []

    def use(*milliseconds):
        times = cycle(milliseconds)

        def repeat(recorded):
            made.append(recorded.key.patch)
            return next(times)

        monkeypatch.setattr(site.engine, "repeat", repeat)
        site.engine._times.drop_where(lambda _: True)
        return made

    yield use
    site.engine._times.drop_where(lambda _: True)  # these are no times of a pass


def timed(one):
    return [url for url in one.requests if url.endswith("/times")]


def test_a_column_has_the_median_of_several_passes_and_their_range(visit, passes):
    made = passes(20.0, 11.0, 12.0, 13.0, 41.0, 12.0, 10.0, 14.0, 12.0, 11.0)
    one = visit()
    bench = Bench(one)
    for index in range(3):
        expect(bench.part(index, "forward")).to_have_text("12 ms")
        expect(bench.part(index, "range")).to_have_text("10–41 ms")
    expect(bench.page.locator("[data-av=told]")).to_contain_text("about the same time")
    sizes = {patch: made.count(patch) for patch in made}
    assert len(sizes) == 3
    assert set(sizes.values()) == {10}
    one.forget()
    bench.add("picture")  # the size of the last column, on another picture
    expect(bench.part(3, "forward")).to_have_text("12 ms")
    assert timed(one) == []
    assert len(made) == 30


def test_a_pass_that_is_slow_is_not_compared(visit, passes):
    passes(BUDGET)
    bench = Bench(visit())
    for index in range(3):
        expect(bench.part(index, "forward")).to_have_text(re.compile(r"^[\d.]+ m?s once$"))
        expect(bench.part(index, "range")).to_be_empty()
    reading = bench.page.locator("[data-av=told]")
    expect(reading).to_contain_text("the multiply-adds")
    expect(reading).not_to_contain_text("time")
