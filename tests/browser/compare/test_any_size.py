"""Patch sizes of a model that was trained at one alone: any of a range, long ones on release."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.checkpoints import LARGE
from tests.support.screens.compare import Bench
from tests.support.screens.explore import choose_model
from tests.support.visit import slide
from vit.maps.fidelity import feature_cosine, map_correlation

pytestmark = pytest.mark.browser

LET_GO = "node => node.dispatchEvent(new Event('change', {bubbles: true}))"
LIVE = 1  # the place of the live column, after the finer one


@pytest.fixture
def single(visit):
    """Compare with a model of 8 px alone, on 224 x 256 px: 899 tokens."""
    one = visit()
    choose_model(one, LARGE)
    return Bench(one)


def another_picture(bench, index):
    """A picture of this test alone, of which no pass is held yet."""
    before = bench.one.token
    bench.page.locator("[data-av=pictures] .av-thumb").nth(index).click()
    bench.one.ready(after=before)
    bench.settle(3)


def asked(bench, word):
    return [url for url in bench.one.data_requests() if word in url]


def test_the_trained_size_opens_in_the_middle_and_the_distance_from_it_is_said(single, site):
    expect(single.part(LIVE, "live")).to_be_visible()
    expect(single.part(LIVE, "trained")).to_have_text("trained size")
    for index, patch, sees, cells in ((0, 6, "222 × 258", "37 × 43"), (2, 11, "220 × 253", "20")):
        expect(single.part(index, "patch")).to_have_value(str(patch))
        expect(single.part(index, "sees")).to_have_text(f"sees {sees} px")
        expect(single.part(index, "cells")).to_contain_text(cells)
        own, other = (site.recorded(single.tokens()[at]) for at in (LIVE, index))
        cosine = feature_cosine(own.model, other.trace, own.trace)
        maps = map_correlation(other.trace, own.trace)
        places = 2 if cosine < 0.99 else 3
        expect(single.part(index, "fidelity")).to_have_text(
            f"cosine {cosine:.{places}f}, maps {maps:.2f} against 8 px"
        )


def test_a_new_column_is_near_the_trained_size_and_another_input_a_common_one(single):
    single.add("patch size")
    expect(single.part(3, "patch")).to_have_value("9")
    single.part(3, "remove").click()
    single.settle(3)
    single.add("input size")
    expect(single.part(3, "height")).to_have_value("220")  # 20 patches of 11 px: near 224


def test_a_long_pass_waits_until_the_slider_is_let_go_and_can_be_given_up(single, brake):
    slider, live = single.page.locator("#av-size"), single.column(LIVE)
    note, long = single.page.locator("[data-av=size-note]"), single.part(LIVE, "long")
    single.one.reusable = False
    another_picture(single, 2)
    single.one.forget()
    slide(slider, 1)
    expect(note).to_have_text(
        re.compile("^225 × 255 px, 2298 tokens, about .*, where it is let go")
    )
    assert asked(single, "column?") + asked(single, "forward") == []
    slider.evaluate(LET_GO)
    expect(single.part(LIVE, "long-text")).to_contain_text("block 2 of 3")
    assert brake.waits.is_set()
    expect(single.column(0)).to_have_attribute("data-ready", re.compile("."))
    single.part(LIVE, "stop").click()
    expect(long).to_be_hidden()
    expect(single.part(LIVE, "fixed")).to_have_text("8 px")
    expect(single.part(LIVE, "tokens")).to_have_text("899")
    single.one.until(lambda: brake.left, ["stopped"])
    assert slider.input_value() == "4"

    before = single.one.token
    slide(slider, 1)
    slider.evaluate(LET_GO)
    expect(single.part(LIVE, "long-text")).to_contain_text("block 2 of 3")
    brake.open.set()
    expect(single.part(LIVE, "tokens")).to_have_text("2298")
    single.one.ready(after=before)
    expect(live).not_to_have_attribute("data-waiting", "")
    expect(single.page).to_have_url(re.compile("patch=5"))
    expect(single.part(LIVE, "fidelity")).to_contain_text("against 8 px")
    expect(single.part(LIVE, "forward")).to_contain_text("once")


def test_a_column_of_its_own_goes_back_when_its_long_pass_is_given_up(single, brake):
    single.one.reusable = False
    another_picture(single, 3)
    single.part(2, "patch").select_option("5")
    expect(single.part(2, "long-text")).to_contain_text("block 2 of 3")
    single.part(2, "stop").click()
    expect(single.part(2, "patch")).to_have_value("11")
    expect(single.part(2, "tokens")).to_have_text("463")
    single.one.until(lambda: brake.left, ["stopped"])


def test_a_reply_that_a_column_shows_is_never_dropped(modules):
    """Large ones are dropped with the oldest; a dropped one has its requests given up."""
    code = """async () => {
      const {Visits} = await attentionViewer.load('compare/visits');
      const closed = [];
      const large = name => ({
        bytes: 200e6, name, trace: {record: {close: () => closed.push(name)}},
      });
      const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(large);
      let shown = [a, b];
      const visits = new Visits('', () => shown);
      for (const one of [a, b, c, d]) visits.keep(one.name, one);
      shown = [];
      visits.keep('d', d);
      return [closed, [...visits.results.keys()]];
    }"""
    assert modules.evaluate(code) == [["c", "a", "b"], ["d"]]


def test_more_tokens_than_a_pass_bears_are_refused_with_their_number(single):
    single.one.reusable = False
    single.set(2, "height", "990")
    expect(single.part(2, "refusal")).to_be_hidden()
    single.set(2, "width", "990")
    expect(single.part(2, "refusal")).to_have_text(
        "Patch size 11 px gives 8103 tokens, and 6000 are the most that can be computed: choose "
        "13 px or more."
    )
