"""What is chosen on the Compare screen is part of the page's one state."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.checkpoints import WIDE
from tests.support.screens.compare import Bench
from tests.support.visit import part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

LET_GO = "node => node.dispatchEvent(new Event('change', {bubbles: true}))"


def columns_asked(bench):
    return [url for url in bench.one.data_requests() if "/column?" in url]


def undo(bench, columns):
    bench.page.get_by_role("button", name="Undo", exact=True).click()
    bench.settle(columns)


def explore(bench):
    bench.page.get_by_role("tab", name="Explore").click()


def patches(bench, columns):
    """The patch size that each column shows."""
    told = [bench.part(index, "cells").inner_text() for index in range(columns)]
    return [96 // int(text.split(" ")[0]) for text in told]


def test_columns_come_back_in_their_order_without_a_request(new_bench):
    new_bench.add("patch size")
    new_bench.part(1, "remove").click()
    new_bench.settle(3)
    new_bench.part(1, "head").select_option("2")
    assert patches(new_bench, 3) == [8, 16, 6]
    new_bench.one.forget()
    undo(new_bench, 3)
    expect(new_bench.part(1, "head")).to_have_value("")
    undo(new_bench, 4)
    assert patches(new_bench, 4) == [8, 24, 16, 6]
    undo(new_bench, 3)
    assert patches(new_bench, 3) == [8, 24, 16]
    assert columns_asked(new_bench) == []


def test_the_size_at_which_the_slider_is_let_go_is_the_page_s(bench):
    before = bench.one.token
    slider = bench.page.locator("#av-size")
    bench.slide(3)
    bench.settle(3)
    bench.slide(4)
    bench.settle(3)
    assert bench.one.token == before
    slider.evaluate(LET_GO)
    after = bench.one.ready(after=before)
    bench.settle(3)
    assert patches(bench, 3) == [16, 24, 16]
    expect(bench.page.locator("#av-patch [value='16']")).to_be_checked()
    bench.page.get_by_role("button", name="Undo", exact=True).click()
    bench.one.ready(after=after)
    bench.settle(3)
    assert patches(bench, 3) == [8, 24, 16]
    assert slider.input_value() == "2"


def test_layer_and_head_are_those_of_every_screen_but_for_a_column_s_own(bench):
    line = bench.page.locator("[data-av=line]")
    bench.part(1, "head").select_option("mean")
    bench.part(0, "head").select_option("2")
    bench.part(2, "layer").select_option("3")
    bench.settle(3)
    for index, layer, head in ((0, "5", "2"), (1, "", "6"), (2, "3", "")):
        expect(bench.part(index, "layer")).to_have_value(layer)
        expect(bench.part(index, "head")).to_have_value(head)
    expect(bench.part(2, "head").locator("option").first).to_have_text("H3 · live")
    bench.page.keyboard.press("k")
    expect(bench.part(0, "layer")).to_have_value("4")
    expect(bench.part(2, "layer")).to_have_value("2")
    explore(bench)
    expect(part(bench.one, "status")).to_contain_text("L5 H3")
    bench.page.keyboard.press("k")
    bench.page.keyboard.press(".")
    bench.page.get_by_role("tab", name="Compare").click()
    bench.settle(3)
    expect(bench.part(0, "layer")).to_have_value("3")
    expect(line).to_contain_text("a head for each column")
    undo(bench, 3)
    undo(bench, 3)
    expect(bench.part(0, "head")).to_have_value("2")
    undo(bench, 3)
    expect(bench.part(0, "layer")).to_have_value("5")
    expect(bench.part(2, "layer")).to_have_value("3")


def test_the_cursor_is_the_page_s_query(bench):
    bench.point(0, 0.3, 0.6, click=True)
    bench.leave()
    bench.expect_patches("(7, 3)", "(2, 1)", "(3, 1)")
    explore(bench)
    expect(part(bench.one, "status")).to_contain_text("(7, 3)")
    bench.page.keyboard.press("ArrowRight")
    bench.page.get_by_role("tab", name="Compare").click()
    bench.expect_patches("(7, 4)", "(2, 1)", "(3, 2)")
    undo(bench, 3)
    bench.expect_patches("(7, 3)", "(2, 1)", "(3, 1)")
    undo(bench, 3)
    expect(bench.part(0, "from")).to_have_text("from the class token")


def test_a_class_and_a_kind_of_map_are_every_screen_s(bench):
    chosen = bench.part(1, "bars").get_by_role("button").nth(1)
    name = chosen.get_attribute("data-name")
    chosen.click()
    bench.settle(3)
    explore(bench)
    expect(part(bench.one, "status")).to_contain_text(name)
    bench.page.get_by_role("button", name="Rollout", exact=True).first.click()
    bench.page.get_by_role("tab", name="Compare").click()
    bench.settle(3)
    expect(bench.page.locator("[data-av=line]")).to_contain_text("Rollout, ")


def test_a_class_of_another_checkpoint_stays_with_its_columns(new_bench):
    new_bench.set(2, "checkpoint", WIDE)
    new_bench.settle(3)
    new_bench.part(2, "bars").get_by_role("button").nth(1).click()
    new_bench.settle(3)
    other = new_bench.part(2, "bars").get_by_role("button").nth(1)
    expect(other).to_have_attribute("aria-pressed", "true")
    expect(new_bench.part(0, "bars").get_by_role("button").first).to_have_attribute(
        "aria-pressed", "true"
    )


def test_a_hidden_screen_asks_for_nothing(new_bench):
    explore(new_bench)
    before = new_bench.one.token
    new_bench.one.forget()
    part(new_bench.one, "strip").get_by_role("button").nth(2).click()
    new_bench.one.ready(after=before)
    assert columns_asked(new_bench) == []
    new_bench.page.get_by_role("tab", name="Compare").click()
    new_bench.one.until(lambda: len(columns_asked(new_bench)), 3)
    new_bench.settle(3)


def test_a_link_opens_columns_as_given(visit, site):
    one = visit()
    columns = ";layer:2,patch:12;example:two-2,head:mean,patch:16"
    one.page.goto(f"{site.url}?screen=compare&kind=rollout&end=4&columns={columns}&place=0.3,0.6")
    bench = Bench(one)
    assert patches(bench, 3) == [8, 12, 16]
    expect(bench.part(0, "layer")).to_have_value("4")
    expect(bench.part(1, "layer")).to_have_value("2")
    expect(bench.part(2, "apart")).to_contain_text("Another picture")
    expect(one.page.locator("[data-av=line]")).to_contain_text("Rollout, ")
    bench.expect_patches("(7, 3)", "(4, 2)", "(3, 1)")
    written = re.search(r"columns=([^&]*)", one.page.url)
    assert written is not None
    assert written[1] == columns
