"""Models of every layout on the Explore screen, and how a checkpoint comes."""

import pytest
from playwright.sync_api import expect

from tests.support.checkpoints import ABSENT, DEEP, MEAN, MODELS, OFFERED, WIDE
from tests.support.screens.explore import choose_model, exact, point, title, upload
from tests.support.visit import part

pytestmark = pytest.mark.browser


def test_registers_are_chips_and_the_grid_need_not_be_square(visit):
    one = visit()
    choose_model(one, WIDE)
    chips = part(one, "chips").get_by_role("button")
    expect(chips).to_have_text(["Class", "R1", "R2", "Patch"])
    chips.nth(2).click()
    expect(part(one, "where")).to_contain_text("from the register 2")
    expect(part(one, "prefix")).to_contain_text("class token and 2 registers keep")
    box = part(one, "stage").bounding_box()  # of the frame that `choose_model` waits for
    assert box["width"] / box["height"] == pytest.approx(6 / 4, abs=0.01)
    one.page.keyboard.press("Escape")
    point(one, 0.98, 0.98)
    expect(part(one, "status")).to_contain_text("from (3, 5)")


def test_without_a_class_token_the_mean_of_patches_asks(visit):
    one = visit()
    choose_model(one, MEAN)
    expect(part(one, "where")).to_contain_text("from the mean of the patches")
    expect(part(one, "prefix")).to_contain_text("2 registers keep")
    chips = part(one, "chips").get_by_role("button")
    expect(chips).to_have_text(["Mean", "R1", "R2", "Patch"])
    choose_model(one, DEEP)
    expect(chips).to_have_text(["Mean of the patches", "Patch"])
    expect(part(one, "prefix")).to_have_text("")
    expect(part(one, "status")).to_have_text(exact("from mean of the patches to"))


def test_more_than_sixteen_layers_are_shown_eight_at_a_time(visit):
    one = visit()
    choose_model(one, DEEP)
    tall = part(one, "matrix").bounding_box()["height"]
    for _ in range(12):
        one.page.keyboard.press("k")
    expect(part(one, "title")).to_have_text("L8 mean")
    one.painted()
    assert part(one, "matrix").bounding_box()["height"] == tall
    box = part(one, "matrix").bounding_box()
    one.page.mouse.click(box["x"] + 12, box["y"] + box["height"] - 4)  # the strip of all layers
    expect(part(one, "title")).to_have_text("L20 mean")


def test_the_offered_checkpoint_comes_with_progress_and_can_be_cancelled(visit, site, photo):
    site.engine.store._models.drop(OFFERED)  # another test may have fetched it
    one = visit()
    upload(one, photo())
    site.hub.open.clear()
    before = one.token
    part(one, "offer").click()
    expect(part(one, "progress-text")).to_have_text("Fetching ViT-B/16: 87 of 346 MB")
    part(one, "cancel").click()
    expect(part(one, "error")).to_contain_text("cancelled")
    assert one.token == before
    expect(one.page.locator("#av-model input")).to_have_value(title("embedded"))
    part(one, "offer").click()
    expect(part(one, "progress-text")).to_be_visible()
    site.hub.open.set()
    one.ready(after=before)
    expect(one.page.locator("#av-model input")).to_have_value(title(OFFERED))
    expect(part(one, "progress")).to_be_hidden()


def test_a_checkpoint_that_cannot_come_leaves_the_current_one(visit, site):
    site.engine.store._models.drop(ABSENT)  # another test may have brought it
    one = visit()
    before = one.token
    one.page.locator("#av-model input").click()
    one.page.get_by_role("option", name=title(ABSENT), exact=True).click()
    expect(part(one, "error")).to_contain_text("there is no network")
    expect(one.page.locator("#av-model input")).to_have_value(title("embedded"))
    assert one.token == before


def test_a_reference_can_be_typed_but_not_a_path_of_the_server(visit, monkeypatch):
    monkeypatch.setitem(MODELS, "hf-hub:somebody/flowers", MODELS[WIDE])
    one = visit()
    before, box = one.token, one.page.locator("#av-model input")
    box.fill("local-dir:/etc")
    box.press("Enter")
    expect(part(one, "error")).to_contain_text("A page opens no files of the machine")
    expect(box).to_have_value(title("embedded"))
    assert one.token == before
    box.fill("hf-hub:somebody/flowers")
    box.press("Enter")
    one.ready(after=before)
    expect(box).to_have_value("hf-hub:somebody/flowers")
    expect(part(one, "error")).to_be_hidden()
    expect(part(one, "facts")).to_contain_text("3 layers × 3 heads")
