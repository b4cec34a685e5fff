"""Statistics of every head in Chromium: each figure is the library's own."""

import re
import threading

import pytest
from playwright.sync_api import expect

import vit
from app.engine.jobs import Cancelled
from app.screens.heads import statistics
from tests.support.checkpoints import (
    BARE,
    LARGE,
    MEAN,
    WIDE,
)
from tests.support.screens.explore import choose_model
from tests.support.screens.heads import (
    BOARD,
    PRINTED,
    cell,
    expect_head,
    first_tile,
    number,
    open_heads,
    strongest,
)
from tests.support.visit import PATIENCE, part
from vit.anatomy.head_statistics import layer_outliers

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

FIGURES = ["distance", "dropped", "entropy", "prefix", "sink", "outlier", "row", "column", "near"]


PLOT = {"left": 38, "right": 14, "top": 8, "bottom": 32}  # px around the plot's area


def shown(one):
    return [number(text) for text in part(one, "stat-figures").locator("dd").all_inner_texts()]


def expect_figures(one, found, layer, head):
    wanted = [float(found.figures()[name][layer, head]) for name in FIGURES]
    # three figures, of px and percent one decimal
    one.until(lambda: shown(one), pytest.approx(wanted, rel=PRINTED, abs=6e-4))


def test_figures_are_those_of_the_library_for_any_head(visit, site):
    one = open_heads(visit(new=True))
    trace = site.trace(one.token)
    found = vit.head_statistics(trace)
    tags = vit.head_tags(found)
    one.forget()
    for layer, head in ((0, 0), (3, 4), (5, 5)):
        cell(one, trace, layer, head)
        expect_head(one, layer, head)
        expect_figures(one, found, layer, head)
        expect(part(one, "stat-head")).to_contain_text(tags[layer][head])
    assert one.data_requests() == []


@pytest.mark.parametrize("key", [WIDE, MEAN, BARE, LARGE])
def test_every_kind_of_model_has_its_figures(visit, site, key):
    one = visit()
    choose_model(one, key)
    open_heads(one)
    trace = site.trace(one.token)
    found = vit.head_statistics(trace)
    cell(one, trace, 1, 2)
    expect_head(one, 1, 2)
    expect_figures(one, found, 1, 2)
    told = f"{found.uniform:.1f}" if found.uniform < 100 else f"{found.uniform:.0f}"
    expect(part(one, "stat-key")).to_contain_text(f"uniform attention, {told} px")


def test_a_dot_a_cell_and_a_thumbnail_light_each_other(visit, site):
    one = open_heads(visit())
    trace = site.trace(one.token)
    values = vit.head_statistics(trace).distance
    kept = {name: part(one, name).screenshot() for name in ("stat-plot", "stat-board")}
    first_tile(one)  # the smallest distance
    layer, head = strongest(values, largest=False)
    expect_head(one, layer, head)
    one.painted()
    for name, before in kept.items():
        assert part(one, name).screenshot() != before
    tiles = part(one, "stat-ranking").screenshot()
    point_at_dot(one, trace, vit.head_statistics(trace), 2, 3)
    expect_head(one, 2, 3)
    one.painted()
    assert part(one, "stat-ranking").screenshot() != tiles


def point_at_dot(one, trace, found, layer, head):
    box, config = part(one, "stat-plot").bounding_box(), trace.config
    width = box["width"] - PLOT["left"] - PLOT["right"]
    height = box["height"] - PLOT["top"] - PLOT["bottom"]
    high = max(found.distance.max().item(), found.uniform) * 1.04
    across = (layer + 0.5 + (head / (config.heads - 1) - 0.5) * 0.62) / config.depth
    down = 1 - found.distance[layer, head].item() / high
    one.page.mouse.move(
        box["x"] + PLOT["left"] + across * width, box["y"] + PLOT["top"] + down * height
    )


@pytest.mark.parametrize(("button", "name"), [("Entropy", "entropy"), ("Nearby", "near")])
def test_maps_are_sorted_by_any_figure_both_ways(visit, site, button, name):
    one = open_heads(visit())
    values = vit.head_statistics(site.trace(one.token)).figures()[name]
    one.page.get_by_role("button", name=button, exact=True).click()
    for order, largest in (("largest first", True), ("smallest first", False)):
        one.page.get_by_role("button", name=order).click()
        one.page.mouse.move(0, 0)
        first_tile(one)
        expect_head(one, *strongest(values, largest=largest))
        expect(part(one, "heads-status")).to_contain_text("; 1 of 36")


def test_a_click_keeps_a_head_and_keys_move_on(visit, site):
    one = open_heads(visit())
    trace = site.trace(one.token)
    cell(one, trace, 2, 1)
    one.page.mouse.down()
    one.page.mouse.up()
    one.page.mouse.move(0, 0)
    expect_head(one, 2, 1)
    one.page.keyboard.press("j")
    one.page.keyboard.press(".")
    expect_head(one, 3, 2)


def test_kinds_are_counted_and_one_can_be_singled_out(visit, site):
    one = open_heads(visit())
    rows = vit.head_tags(vit.head_statistics(site.trace(one.token)))
    tags = [tag for row in rows for tag in row]
    for button in part(one, "stat-tags").locator("button").all():
        tag = button.get_attribute("data-tag")
        expect(button.locator(".av-tag-count")).to_have_text(str(tags.count(tag)))
        assert button.is_disabled() == (tag not in tags)
    mixed, before = part(one, "stat-tags").locator("[data-tag=mixed]"), part(one, "stat-board")
    kept = before.screenshot()
    mixed.click()
    expect(mixed).to_have_attribute("aria-pressed", "true")
    one.painted()
    assert before.screenshot() != kept
    one.page.keyboard.press("Escape")
    expect(mixed).to_have_attribute("aria-pressed", "false")


def test_mean_and_spread_over_all_pictures(visit, site):
    one = open_heads(visit())
    key = site.engine.granted(one.token)
    expected = statistics.spread(site.engine, site.engine.record(key), lambda *_: None)
    part(one, "stat-errand").get_by_role("button", name="Mean and spread").click()
    count = expected["pictures"]
    both = one.page.get_by_role("button", name=f"Mean of {count} pictures")
    expect(both).to_have_attribute("aria-pressed", "true")
    cell(one, site.trace(one.token), 1, 3)
    for place, name in enumerate(FIGURES):
        text = part(one, "stat-figures").locator("dd").nth(place).inner_text
        wanted = [expected[part][name][1][3] for part in ("figures", "spread")]
        one.until(
            lambda text=text: [number(side) for side in text().split("±")],
            pytest.approx(wanted, rel=PRINTED, abs=6e-2 if name == "distance" else 6e-4),
        )
    one.page.get_by_role("button", name="This picture").click()
    cell(one, site.trace(one.token), 1, 3)
    expect_figures(one, vit.head_statistics(site.trace(one.token)), 1, 3)


def test_measuring_pictures_shows_progress_and_stops_when_cancelled(visit, monkeypatch):
    one = open_heads(visit(new=True))
    stopped, never = threading.Event(), threading.Event()

    def slow(_engine, _recorded, step):
        try:
            for done in range(10_000):
                step(done % 11, 11)
                never.wait(0.05)
        except Cancelled:
            stopped.set()
            raise

    monkeypatch.setattr(statistics, "spread", slow)
    errand = part(one, "stat-errand")
    errand.get_by_role("button", name="Mean and spread").click()
    expect(errand).to_contain_text(re.compile(r"Measuring pictures: \d+ of 11"))
    errand.get_by_role("button", name="Cancel").click()
    assert stopped.wait(PATIENCE / 1000)
    expect(errand.get_by_role("button")).to_have_text("Mean and spread over all pictures")


def test_token_lengths_name_their_outliers(visit, site):
    one = open_heads(visit())
    trace = site.trace(one.token)
    found = layer_outliers(vit.token_norms(trace), trace.grid).any()
    expect(part(one, "register-facts")).to_contain_text(
        "outliers after" if found else "an outlier over 3 times"
    )
    box = part(one, "stat-norms").bounding_box()
    one.page.mouse.move(box["x"] + box["width"] - 30, box["y"] + 20)
    expect(part(one, "stat-head")).to_have_text(f"Token lengths after layer {trace.config.depth}")
    one.page.mouse.move(0, 0)
    expect(part(one, "stat-head")).to_contain_text("L6 H1")


def test_a_finger_leaves_the_lengths_by_a_tap_on_a_head(visit):
    one = open_heads(visit(has_touch=True))
    box = part(one, "stat-norms").bounding_box()
    one.page.touchscreen.tap(box["x"] + box["width"] - 30, box["y"] + 20)
    expect(part(one, "stat-head")).to_contain_text("Token lengths")
    box = part(one, "stat-board").bounding_box()
    one.page.touchscreen.tap(box["x"] + BOARD[0] + 5, box["y"] + BOARD[1] + 5)
    expect(part(one, "stat-head")).to_contain_text("L1 H1")


def test_maps_without_sinks(visit, modules):
    kept = modules.evaluate(
        """async () => {
            const {renormalised} = await attentionViewer.load('heads/statistics/sinks');
            const values = Float32Array.of(.3, .2, .1, .25, .15);
            return [[...renormalised(values, 1, [3])], [...values]];
        }"""
    )
    assert kept[0] == pytest.approx([0, 0.2 / 0.45, 0.1 / 0.45, 0, 0.15 / 0.45])
    assert kept[1] == pytest.approx([0.3, 0.2, 0.1, 0.25, 0.15])
    one = open_heads(visit())
    tiles, button = part(one, "stat-ranking"), part(one, "stat-without")
    before = tiles.screenshot()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    one.painted()
    assert tiles.screenshot() != before
    button.click()
    one.painted()
    assert tiles.screenshot() == before


def test_the_focus_stays_on_a_picture_of_the_strip_that_a_key_chose(visit):
    one = open_heads(visit())
    before = one.token
    thumb = part(one, "heads-strip").locator("[data-index='1']")
    thumb.focus()
    one.page.keyboard.press("Enter")
    one.ready(after=before)
    expect(thumb).to_have_attribute("aria-pressed", "true")
    expect(thumb).to_be_focused()
