"""The head finder in Chromium: the share of every head inside a place is the library's."""

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

import vit
from app.wire.scene_objects import objects
from tests.support.checkpoints import LARGE, MEAN
from tests.support.screens.explore import choose_model
from tests.support.screens.heads import (
    PRINTED,
    cell,
    expect_head,
    first_tile,
    number,
    open_heads,
    strongest,
)
from tests.support.visit import part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

HALF = 2e-3  # of a share, what float16 of query and key may change


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
            const {circled} = await attentionViewer.load('record/lasso');
            return [...circled(points, {rows: 5, cols: 7})];
        }""",
        shape,
    )
    np.testing.assert_allclose(found, covered(shape, 5, 7), atol=0.06)


def test_mass_inside_a_block(modules):
    found = modules.evaluate(
        """async () => {
            const path = 'record/lasso';
            const {block, massInside} = await attentionViewer.load(path);
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
    one = open_heads(visit(new=True), "Head finder")
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


def test_a_field_is_one_step_of_undo_and_shows_what_comes_back(visit):
    one = open_heads(visit(), "Head finder")
    field = {edge: part(one, f"find-{edge}") for edge in ("top", "bottom", "left", "right")}
    for edge, value in (("top", 2), ("bottom", 5), ("left", 7), ("right", 9)):
        field[edge].fill(str(value))
    field["left"].fill("")
    field["left"].press_sequentially("11")
    field["left"].blur()
    expect(part(one, "find-verdict")).to_contain_text("columns 9 to 11")
    expect(field["left"]).to_have_value("9")
    one.page.keyboard.press("Control+z")
    expect(field["left"]).to_have_value("7")
    expect(field["right"]).to_have_value("9")
    one.page.keyboard.press("Control+z")
    expect(part(one, "find-objects").locator("[aria-pressed=true]")).to_have_count(1)
    for box in field.values():
        expect(box).to_have_value("")


def test_a_line_is_given_up_when_another_picture_comes(visit):
    one = open_heads(visit(), "Head finder")
    box, before = part(one, "find-stage").bounding_box(), one.token
    one.page.mouse.move(box["x"] + 30, box["y"] + 30)
    one.page.mouse.down()
    one.page.mouse.move(box["x"] + 90, box["y"] + 60, steps=3)
    part(one, "heads-strip").get_by_role("button").nth(2).dispatch_event("click")
    one.ready(after=before)
    one.painted()
    one.page.mouse.up()
    one.painted()
    expect(part(one, "find-verdict")).not_to_contain_text("your line")


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
