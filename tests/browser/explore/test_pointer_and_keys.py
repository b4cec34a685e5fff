"""The Explore screen under the pointer and the keys: query, layer, head and picture follow."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.support.screens.explore import (
    exact,
    point,
    upload,
)
from tests.support.visit import part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def test_upload_prediction_hover_pin_and_layer(visit, photo):
    one = visit(new=True)
    upload(one, photo())
    expect(part(one, "bars").locator("li")).to_have_count(5)
    expect(part(one, "facts")).to_contain_text(
        "6 layers × 6 heads, hidden 96, MLP ×4, patch 8 → 144 patches + 1"
    )
    expect(part(one, "seen")).to_have_text("53 × 53 of 60 × 80 px seen")  # 7/8 in the middle
    status = part(one, "status")
    expect(status).to_contain_text("L6 mean   from class token to")
    expect(part(one, "reading")).to_contain_text("Layer 6, mean of 6 heads: the class token gives")
    one.forget()
    for step in range(24):
        point(one, 0.1 + 0.03 * step, 0.1 + 0.03 * step)
    expect(status).to_contain_text("from (9, 9) to")
    expect(status).to_contain_text("~")
    expect(part(one, "matrix-where")).to_have_text("attention from patch (9, 9)")
    assert one.data_requests() == []
    point(one, 0.3, 0.3, click=True)
    expect(part(one, "where")).to_have_text("from patch (3, 3), pinned")
    expect(status).to_have_text(exact("from (3, 3) to"))  # the server's float32 has come
    point(one, 0.72, 0.55)
    expect(status).to_contain_text("from (3, 3) to (6, 8): ")
    one.page.keyboard.press("k")
    expect(part(one, "title")).to_have_text("L5 mean")


def test_every_head_of_the_matrix_follows_the_pointer(visit):
    one = visit()
    matrix = part(one, "matrix")
    before = matrix.screenshot()
    point(one, 0.8, 0.2)
    expect(part(one, "status")).to_contain_text("from (2, 9)")
    one.painted()  # a slow frame leaves other rows than the chosen one's for the next
    after = matrix.screenshot()
    changed = np.asarray(picture(before)) != np.asarray(picture(after))
    rows = np.array_split(changed[18:], 6)
    assert all(band.any() for row in rows for band in np.array_split(row, 7, axis=1))


def test_a_click_on_the_matrix_chooses_a_head_and_a_pointer_lifts_one(visit):
    one = visit()
    box = part(one, "matrix").bounding_box()
    at = box["x"] + 0.12 * box["width"], box["y"] + 0.5 * box["height"]
    one.page.mouse.move(*at)
    expect(part(one, "title")).to_have_text(re.compile(r"L[34] H1"))
    one.page.mouse.move(5, 5)
    expect(part(one, "title")).to_have_text("L6 mean")
    one.page.mouse.click(*at)
    point(one, 0.5, 0.5)
    expect(part(one, "where")).to_have_text("from patch (6, 6)")
    expect(part(one, "title")).to_have_text(re.compile(r"L[34] H1"))


def test_keys_move_query_layer_head_and_film(visit):
    one = visit()
    press = one.page.keyboard.press
    press("ArrowRight")  # from the class token to the middle patch
    expect(part(one, "where")).to_have_text("from patch (6, 6), pinned")
    press("ArrowUp")
    expect(part(one, "where")).to_have_text("from patch (5, 6), pinned")
    press("f")
    expect(part(one, "where")).to_have_text("to patch (5, 6), pinned")
    press("PageUp")
    press(",")
    expect(part(one, "title")).to_have_text("L5 H6")
    press("]")
    expect(part(one, "title")).to_have_text("Rollout to L6")
    press("[")
    expect(part(one, "title")).to_have_text("Rollout to L5")
    press("Escape")
    expect(part(one, "where")).to_contain_text("from the class token")
    press("g")
    expect(part(one, "grid")).to_have_attribute("aria-pressed", "false")
    press("?")
    expect(part(one, "keys")).to_be_visible()
    press("Escape")
    expect(part(one, "keys")).to_be_hidden()


def test_keys_can_be_switched_off_and_leave_fields_alone(visit):
    one = visit()
    field = one.page.locator("#av-model input")
    field.focus()
    one.page.keyboard.press("g")
    expect(field).to_have_value(re.compile("g$"))
    one.painted()
    expect(part(one, "grid")).to_have_attribute("aria-pressed", "true")
    one.page.keyboard.press("Escape")
    part(one, "help").click()
    part(one, "keys-on").uncheck()
    one.page.keyboard.press("Escape")
    expect(part(one, "keys")).to_be_hidden()
    part(one, "stage").click()
    expect(part(one, "where")).to_have_text("from patch (6, 6), pinned")
    one.page.keyboard.press("g")
    point(one, 0.1, 0.1)
    expect(part(one, "status")).to_contain_text("from (6, 6) to (1, 1)")
    expect(part(one, "grid")).to_have_attribute("aria-pressed", "true")


def test_space_held_shows_the_colour_picture(visit):
    one = visit()
    expect_colour(one, True)  # inferno over luminance
    choose(one, "colormap", "grey")
    expect_colour(one, False)
    one.page.keyboard.down(" ")
    expect_colour(one, True)
    one.page.keyboard.up(" ")
    expect_colour(one, False)
    part(one, "opacity").fill("0")
    expect_colour(one, True)


def test_another_patch_size_keeps_the_pinned_place(visit):
    one = visit()
    point(one, 0.3, 0.72, click=True)
    expect(part(one, "where")).to_have_text("from patch (8, 3), pinned")
    before = one.token
    one.page.locator("#av-patch").get_by_text("24", exact=True).click()
    one.ready(after=before)
    expect(part(one, "where")).to_have_text("from patch (2, 1), pinned")
    expect(part(one, "facts")).to_contain_text("patch 24 → 16 patches + 1")


def picture(png: bytes):
    return Image.open(io.BytesIO(png)).convert("RGB")


def choose(one, name, value):
    part(one, name).select_option(value)


def expect_colour(one, wanted: bool):
    """Whether the picture under the map, or the map itself, is other than grey."""

    def colourful() -> bool:
        pixels = np.asarray(picture(part(one, "stage").screenshot())).astype(int)
        inner = pixels[20:-20, 20:-20]
        return bool((inner.max(axis=2) - inner.min(axis=2)).mean() > 4)

    one.until(colourful, wanted)
