"""Statistics and head finder in Chromium: every figure and share against the library's own."""

import re
import threading

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

import vit
from app.engine.scene_objects import objects
from app.screens.heads import statistics
from app.wire.progress import Cancelled
from tests.browser.test_explore import choose_model
from tests.conftest import BARE, LARGE, MEAN, PATIENCE, WIDE
from vit.anatomy.head_statistics import norm_outliers

pytestmark = pytest.mark.browser

FIGURES = ["distance", "dropped", "entropy", "prefix", "sink", "row", "column", "near"]
BOARD = (30, 16)  # px: where the cells begin
PLOT = {"left": 38, "right": 14, "top": 8, "bottom": 32}  # px around the plot's area
PRINTED = 6e-3  # what three figures of a number leave out
HALF = 2e-3  # of a share, what float16 of query and key may change


def part(one, name):
    return one.page.locator(f"[data-av={name}]")


def open_heads(one, section="Statistics"):
    one.page.get_by_role("tab", name="Heads").click()
    one.page.wait_for_function(
        """token => [...document.querySelectorAll('[data-shown]')].some(
            screen => screen.querySelector('.av-heads-view') && screen.dataset.shown === token
                && screen.dataset.painted !== undefined)""",
        arg=one.token,
    )
    if section != "Statistics":
        button = part(one, "heads-sections").get_by_role("button", name=section, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        one.painted()
    return one


def cell(one, trace, layer, head, name="stat-board"):
    """Point at a head's cell."""
    box, (left, top) = part(one, name).bounding_box(), BOARD
    across = (box["width"] - left) // trace.config.heads
    down = (box["height"] - top) / trace.config.depth
    one.page.mouse.move(
        box["x"] + left + (head + 0.4) * across, box["y"] + top + (layer + 0.4) * down
    )


def first_tile(one, name="stat-ranking"):
    box = part(one, name).bounding_box()
    one.page.mouse.move(box["x"] + 8, box["y"] + 8)


def number(text):
    """The first number in a text, as a share where it is given in percent."""
    found = re.search(r"(\d*\.?\d+)( %)?", text)
    value = float(found[1]) if found else float("nan")
    return value / 100 if found and found[2] else value


def expect_head(one, layer, head):
    expect(part(one, "heads-status")).to_contain_text(f"L{layer + 1} H{head + 1} ")


def strongest(values, *, largest=True):
    index = int(values.argmax() if largest else values.argmin())
    return divmod(index, values.shape[1])


def shown(one):
    return [number(text) for text in part(one, "stat-figures").locator("dd").all_inner_texts()]


def expect_figures(one, found, layer, head):
    wanted = [float(found.figures()[name][layer, head]) for name in FIGURES]
    # three figures, of px and percent one decimal
    one.until(lambda: shown(one), pytest.approx(wanted, rel=PRINTED, abs=6e-4))


# ---- statistics


def test_figures_are_those_of_the_library_for_any_head(visit, site):
    one = open_heads(visit())
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
    one = open_heads(visit())
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
    found = norm_outliers(vit.token_norms(trace), trace.grid).any()
    expect(part(one, "stat-norms-key")).to_contain_text(
        "over 3 times the median" if found else "no patch is over 3 times the median"
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
            const {renormalised} = await import('/gradio_api/vit/static/heads/statistics/view.js');
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


# ---- head finder


def covered(points, rows, cols, fine=40):
    """Share of each patch inside a closed line of points [x, y], by the even-odd rule."""
    down, across = np.mgrid[: rows * fine, : cols * fine]
    x, y = (across + 0.5) / (cols * fine), (down + 0.5) / (rows * fine)
    inside = np.zeros_like(x, dtype=bool)
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
        with np.errstate(divide="ignore", invalid="ignore"):
            at = x0 + (y - y0) / (y1 - y0) * (x1 - x0)
        inside ^= ((y0 <= y) != (y1 <= y)) & (x < at)
    return inside.reshape(rows, fine, cols, fine).mean(axis=(1, 3)).reshape(-1)


SHAPES = {
    "a triangle": [[0.1, 0.2], [0.9, 0.3], [0.4, 0.95]],
    "crossing itself": [[0.1, 0.1], [0.9, 0.9], [0.9, 0.1], [0.1, 0.9]],
    "beyond the picture": [[-0.2, 0.4], [1.3, 0.4], [1.3, 1.2], [-0.2, 1.2]],
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_a_line_covers_the_share_of_each_patch_inside(modules, shape):
    found = modules.evaluate(
        """async points => {
            const {circled} = await import('/gradio_api/vit/static/heads/finder/lasso.js');
            return [...circled(points, {rows: 5, cols: 7})];
        }""",
        shape,
    )
    np.testing.assert_allclose(found, covered(shape, 5, 7), atol=0.06)


def test_mass_inside_a_block(modules):
    found = modules.evaluate(
        """async () => {
            const path = '/gradio_api/vit/static/heads/finder/lasso.js';
            const {block, massInside} = await import(path);
            const cover = block({top: 1, bottom: 2, left: 0, right: 1}, {rows: 3, cols: 2});
            const values = [.4, .1, .1, .1, .05, .15, .1];
            return [[...cover], massInside(values, 1, cover, false),
              massInside(values, 1, cover, true)];
        }"""
    )
    assert found[0] == [0, 0, 1, 1, 1, 1]
    assert found[1:] == pytest.approx([0.4, 0.4 / 0.6])


def shares(trace, cover, query=0):
    """[L,H] share of the attention from a token that lies inside."""
    rows = trace.attention_from(query)[..., trace.grid.prefix :]
    return (rows * torch.as_tensor(cover, dtype=rows.dtype)).sum(-1)


def expect_share(one, trace, expected, layer, head):
    cell(one, trace, layer, head, "find-board")
    expect_head(one, layer, head)
    status = part(one, "heads-status")
    text = lambda: number(status.inner_text().split(": ")[1])  # noqa: E731
    wanted = float(expected[layer, head])
    one.until(text, pytest.approx(wanted, rel=PRINTED, abs=HALF))


def test_the_object_of_a_drawn_scene_is_ready(visit, site):
    one = open_heads(visit(), "Head finder")
    trace, key = site.trace(one.token), site.engine.granted(one.token)
    drawn = objects(site.engine, site.engine.record(key))
    button = part(one, "find-objects").get_by_role("button", name=f"the {drawn['names'][0]}")
    expect(button).to_have_attribute("aria-pressed", "true")
    expected = shares(trace, drawn["coverage"][0])
    for layer, head in ((0, 1), (5, 0), (2, 4)):
        expect_share(one, trace, expected, layer, head)
    first_tile(one, "find-ranking")
    expect_head(one, *strongest(expected))
    expect(part(one, "heads-status")).to_contain_text("; 1 of 36")
    part(one, "find-only").click()
    first = trace.attention_from(0)[..., trace.grid.prefix :].sum(-1)
    expect_share(one, trace, expected / first, 1, 2)


def drag(one, points):
    """Drag over the stage through these fractions of it; the path in the same fractions."""
    box, path = part(one, "find-stage").bounding_box(), []
    for at, (x, y) in enumerate(points):
        place = round(box["x"] + x * box["width"]), round(box["y"] + y * box["height"])
        one.page.mouse.move(*place)
        path.append([(place[0] - box["x"]) / box["width"], (place[1] - box["y"]) / box["height"]])
        if at == 0:
            one.page.mouse.down()
    one.page.mouse.up()
    return path


def test_a_line_colours_and_sorts_without_a_request(visit, site):
    one = open_heads(visit(), "Head finder")
    trace = site.trace(one.token)
    one.forget()
    path = drag(one, [(0.2, 0.1), (0.85, 0.2), (0.7, 0.6), (0.3, 0.7)])
    expect(part(one, "find-verdict")).to_contain_text("your line")
    expected = shares(trace, covered(path, trace.grid.rows, trace.grid.cols))
    for layer, head in ((0, 0), (3, 3), (5, 5)):
        expect_share(one, trace, expected, layer, head)
    assert one.data_requests() == []
    one.page.keyboard.press("Escape")
    expect(part(one, "find-verdict")).to_contain_text("Circle something")
    expect(part(one, "find-clear")).to_be_disabled()


def test_a_block_of_patches_by_keyboard_alone(visit, site):
    one = open_heads(visit(), "Head finder")
    trace = site.trace(one.token)
    for name, value in (("top", 2), ("bottom", 5), ("left", 9), ("right", 7)):
        part(one, f"find-{name}").fill(str(value))
    expect(part(one, "find-verdict")).to_contain_text("rows 2 to 5, columns 7 to 9")
    cover = torch.zeros(trace.grid.rows, trace.grid.cols)
    cover[2:6, 7:10] = 1
    expect_share(one, trace, shares(trace, cover.flatten()), 4, 1)


def test_a_click_asks_from_a_patch_and_arrows_move_on(visit, site):
    one = open_heads(visit(), "Head finder")
    trace, key = site.trace(one.token), site.engine.granted(one.token)
    cover = objects(site.engine, site.engine.record(key))["coverage"][0]
    drag(one, [(4.5 / 12, 7.5 / 12)])
    expect(part(one, "find-from")).to_have_text("from patch (7, 4)")
    expect_share(one, trace, shares(trace, cover, trace.grid.token(7, 4)), 3, 2)
    one.page.keyboard.press("ArrowRight")
    expect(part(one, "find-from")).to_have_text("from patch (7, 5)")
    expect_share(one, trace, shares(trace, cover, trace.grid.token(7, 5)), 3, 2)
    part(one, "find-chips").get_by_role("button", name="Class token").click()
    expect_share(one, trace, shares(trace, cover), 3, 2)


def test_statistics_keeps_its_maps_while_the_finder_asks_from_a_patch(visit):
    one = open_heads(visit())
    one.page.mouse.move(0, 0)
    one.painted()
    before = part(one, "stat-picture").screenshot()
    section = part(one, "heads-sections").get_by_role("button")
    section.filter(has_text="Head finder").click()
    expect(part(one, "find-from")).to_have_text("from the class token")
    drag(one, [(4.5 / 12, 7.5 / 12)])
    expect(part(one, "find-from")).to_have_text("from patch (7, 4)")
    one.painted()
    section.filter(has_text="Statistics").click()
    one.page.mouse.move(0, 0)
    one.painted()
    assert part(one, "stat-picture").screenshot() == before


def test_the_focus_stays_on_a_picture_of_the_strip_that_a_key_chose(visit):
    one = open_heads(visit())
    before = one.token
    thumb = part(one, "heads-strip").locator("[data-index='1']")
    thumb.focus()
    one.page.keyboard.press("Enter")
    one.ready(after=before)
    expect(thumb).to_have_attribute("aria-pressed", "true")
    expect(thumb).to_be_focused()


@pytest.mark.parametrize("key", [MEAN, LARGE])
def test_a_model_without_a_class_token_or_too_large_to_fetch(visit, site, key):
    one = visit()
    choose_model(one, key)
    open_heads(one, "Head finder")
    trace = site.trace(one.token)
    for name, value in (("top", 0), ("bottom", 1), ("left", 0), ("right", 2)):
        part(one, f"find-{name}").fill(str(value))
    cover = torch.zeros(trace.grid.rows, trace.grid.cols)
    cover[:2, :3] = 1
    prefix = trace.grid.prefix
    rows = torch.stack([vit.start_vector(trace) @ trace.attention(layer) for layer in range(3)])
    expected = (rows[..., prefix:] * cover.flatten()).sum(-1)
    expect_share(one, trace, expected, 1, 1)
    drag(one, [(0.01, 0.01)])
    expect(part(one, "find-from")).to_have_text("from patch (0, 0)")
    expect_share(one, trace, shares(trace, cover.flatten(), prefix), 2, 0)
