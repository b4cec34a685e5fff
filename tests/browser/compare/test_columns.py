"""The columns of the Compare screen: one point, one picture and their models."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.checkpoints import (
    WIDE,
)
from tests.support.screens.compare import Bench, cell

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def test_columns_are_added_changed_and_removed(bench):
    expect(bench.part(0, "fixed")).to_have_text("8 px")
    expect(bench.part(0, "live")).to_be_visible()
    for index, patch in enumerate(("24", "16"), 1):
        expect(bench.part(index, "patch")).to_have_value(patch)
    expect(bench.part(1, "trained")).to_have_text("trained size")
    bench.add("patch size")
    expect(bench.part(3, "patch")).to_have_value("6")
    expect(bench.page.locator("[data-av=add]")).to_be_hidden()
    bench.part(3, "patch").select_option("12")
    expect(bench.part(3, "cells")).to_have_text("8 × 8 patches")
    for columns in (3, 2):
        bench.part(1, "remove").click()
        bench.settle(columns)
    expect(bench.part(1, "patch")).to_have_value("12")
    expect(bench.part(1, "remove")).to_be_hidden()
    bench.add("head", 3)
    expect(bench.part(2, "head")).to_have_value("0")


def test_one_point_selects_its_patch_in_every_column_without_a_request(new_bench):
    new_bench.add("patch size")
    new_bench.one.forget()
    for step in range(20):
        across, down = (2 * step + 1.5) / 48, (46.5 - 2 * step) / 48  # on no patch's edge
        new_bench.point(step % 4, across, down)
        new_bench.expect_patches(*(cell(across, down, rows) for rows in (12, 4, 6, 16)))
    expect(new_bench.part(1, "from")).to_have_text(re.compile(r"from \(\d, \d\)"))
    asked = new_bench.one.data_requests()
    assert [url for url in asked if not url.endswith("/times")] == []  # those wait for no pointer


def test_a_click_pins_keys_walk_and_escape_lets_go(bench, site):
    crop = site.trace(bench.tokens()[0]).view.crop
    at = "({0:.0f}, {0:.0f}) px"
    bench.point(0, 0.3, 0.3, click=True)
    status = bench.page.locator("[data-av=line]")
    pinned = at.format(crop.left + 0.3 * crop.width)
    expect(status).to_contain_text(f"from the patch under {pinned} of the picture, pinned")
    bench.point(0, 0.8, 0.8)
    expect(status).to_contain_text("pinned, read at " + at.format(crop.left + 0.8 * crop.width))
    expect(bench.part(0, "from")).to_have_text("from (3, 3)")
    expect(bench.part(0, "peak")).to_contain_text("here ")
    bench.leave()
    bench.page.keyboard.press("ArrowRight")
    bench.expect_patches("(3, 4)", "(1, 1)", "(1, 2)")
    bench.page.keyboard.press("Escape")
    expect(bench.part(0, "from")).to_have_text("from the class token")
    bench.part(1, "eye").focus()
    bench.page.keyboard.press("ArrowDown")  # the middle patch of the column that has the focus
    bench.expect_patches("(7, 7)", "(2, 2)", "(3, 3)")


def test_models_that_crop_differently_select_what_lies_under_the_point(visit, site, photo):
    one = visit()
    before = one.token
    one.page.locator("#av-own input[type=file]").set_input_files(photo(size=(90, 160)))
    one.ready(after=before)
    bench = Bench(one)
    bench.set(1, "checkpoint", WIDE)
    expect(bench.part(1, "cells")).to_have_text("4 × 6 patches")
    bench.settle(3)
    live, wide = (site.trace(token) for token in bench.tokens()[:2])
    for across, down in ((0.1, 0.2), (0.5, 0.5), (0.9, 0.85)):
        bench.point(0, across, down)
        crop = live.view.crop
        x, y = crop.left + across * crop.width, crop.top + down * crop.height
        seen = wide.view.crop
        right, low = (x - seen.left) / seen.width, (y - seen.top) / seen.height
        assert 0 < right < 1
        assert 0 < low < 1
        bench.expect_patches(cell(across, down, 12), cell(right, low, 4, 6))


def test_a_picture_one_pixel_wide_can_be_compared(visit, photo):
    one = visit()
    before = one.token
    one.page.locator("#av-own input[type=file]").set_input_files(photo(size=(60, 1)))
    one.ready(after=before)
    bench = Bench(one)
    bench.point(0, 0.99, 0.01)
    bench.expect_patches("(0, 11)", "(0, 3)", "(0, 5)")


def test_the_columns_follow_the_picture_of_explore(bench):
    before = bench.one.token
    bench.page.locator("[data-av=pictures] .av-thumb").nth(2).click()
    bench.one.ready(after=before)
    chosen = bench.page.locator("[data-av=pictures] .av-thumb[aria-pressed=true]")
    expect(chosen).to_have_attribute("data-index", "2")
    label = chosen.get_attribute("title")
    for index in range(3):
        expect(bench.part(index, "setup")).to_contain_text(f"{label} · ")
    bench.set(2, "example", "0")
    expect(bench.part(2, "apart")).to_contain_text("Another picture")
    expect(bench.part(1, "overlap")).to_have_text(re.compile(r"\d\.\d\d"))


def test_another_checkpoint_in_explore_opens_its_own_columns(bench):
    bench.page.get_by_role("tab", name="Explore").click()
    before = bench.one.token
    bench.page.locator("#av-model input").click()
    bench.page.get_by_role("option", name="DINOv2 ViT-S/14", exact=True).click()
    bench.one.ready(after=before)
    bench.page.get_by_role("tab", name="Compare").click()
    bench.settle(3)
    expect(bench.part(0, "setup")).to_contain_text("DINOv2 ViT-S/14")
    expect(bench.part(0, "from")).to_have_text("from the mean of the patches")
    expect(bench.part(0, "bars")).to_have_count(1)


def test_at_390_px_nothing_is_cut_off_and_a_touch_pins(visit):
    bench = Bench(visit(viewport={"width": 390, "height": 844}, has_touch=True))
    bench.page.wait_for_function("document.documentElement.scrollWidth === innerWidth")
    for index in range(3):
        for name in ("eye", "setup", "layer", "head", "bars", "peak"):
            box = bench.part(index, name).bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390
    box = bench.part(0, "eye").bounding_box()
    bench.page.touchscreen.tap(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    bench.expect_patches("(3, 3)", "(1, 1)", "(1, 1)")
    expect(bench.page.locator("[data-av=line]")).to_contain_text("pinned")
