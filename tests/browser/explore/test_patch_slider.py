"""The slider of patch sizes on Explore, for a model that was trained at one size alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.checkpoints import LARGE
from tests.support.screens.explore import choose_model
from tests.support.visit import part, slide

pytestmark = pytest.mark.browser

LET_GO = "node => node.dispatchEvent(new Event('change', {bubbles: true}))"


@pytest.fixture
def one(visit):
    one = visit()
    expect(one.page.locator("#av-patch-slider")).to_be_hidden()
    choose_model(one, LARGE)
    expect(one.page.locator("#av-patch-slider")).to_be_visible()
    expect(one.page.locator("#av-patch")).to_be_hidden()
    return one


def test_a_short_pass_follows_the_slider_and_its_input_is_said(one, site):
    before, slider = one.token, one.page.locator("#av-patch-slider")
    expect(part(one, "patch-note")).to_have_text("224 × 256 px, 899 tokens")
    slide(slider, 6)
    token = one.ready(after=before)
    assert site.trace(token).config.image == (220, 260)
    expect(part(one, "facts")).to_contain_text("patch 10 → 572 patches")
    expect(part(one, "details")).to_contain_text("sees 220 × 260 px")
    expect(part(one, "patch-now")).to_have_text("10, not trained")
    expect(slider).to_have_attribute("aria-valuetext", "10 pixels, not trained")
    expect(one.page).to_have_url(re.compile(r"\?model=[^&]*&patch=10$"))
    slide(slider, 4)
    token = one.ready(after=token)
    assert site.trace(token).config.image == (224, 256)


def test_a_long_pass_waits_for_the_release_shows_its_blocks_and_can_be_stopped(one, brake):
    one.reusable = False
    before = one.token
    part(one, "strip").get_by_role("button").nth(4).click()
    before, slider = one.ready(after=before), one.page.locator("#av-patch-slider")
    slide(slider, 1)
    expect(part(one, "patch-note")).to_have_text(
        re.compile("^225 × 255 px, 2298 tokens, about .*, where it is let go")
    )
    slider.evaluate(LET_GO)
    expect(part(one, "progress-text")).to_have_text("Patch size 5 px: block 2 of 3")
    part(one, "cancel").click()
    expect(part(one, "progress")).to_be_hidden()
    expect(slider).to_have_value("4")
    expect(part(one, "error")).to_be_hidden()
    assert brake.left == ["stopped"]
    assert one.token == before

    slide(slider, 1)
    slider.evaluate(LET_GO)
    expect(part(one, "progress-text")).to_have_text("Patch size 5 px: block 2 of 3")
    brake.open.set()
    one.ready(after=before)
    expect(part(one, "facts")).to_contain_text("patch 5 → 2295 patches")


def test_a_link_with_a_size_out_of_range_says_so_and_old_sizes_open(visit, site):
    one = visit()
    one.reusable = False
    one.page.goto(f"{site.url}?model={LARGE}&patch=60")
    expect(part(one, "error")).to_have_text(
        "patch: Patch size 60 px is out of range: choose 4 to 21 px."
    )
    one.page.goto(f"{site.url}?model={LARGE}&patch=32")  # it divides the input, as links say
    one.ready()
    expect(part(one, "facts")).to_contain_text("patch 32 → 56 patches")
