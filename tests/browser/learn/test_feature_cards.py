"""The cards on features: what follows the pointer, and where they lead."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.screens.learn import card, filled, open_learn
from tests.support.visit import part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def test_similarity_follows_the_pointer_without_a_request(visit):
    one = open_learn(visit(new=True))
    with one.page.expect_response(re.compile(r"/features/\d+$")):
        card(one, "features")
    one.painted()
    tile = one.page.locator("[data-part=alike] canvas")
    before, box = tile.screenshot(), tile.bounding_box()
    one.forget()
    one.page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 0.9 * box["height"])
    one.painted()
    pointed = tile.screenshot()
    assert pointed != before
    one.page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.1 * box["height"])
    one.painted()
    assert tile.screenshot() not in (before, pointed)
    assert one.data_requests() == []
    one.page.keyboard.press("k")
    filled(one, "features", "4/")  # the layer before: its colours and its directions
    one.painted()
    expect(part(one, "learn-fault")).to_be_hidden()


def test_the_card_on_sinks_leads_to_the_figures_of_its_head(visit):
    one = open_learn(visit())
    chosen = card(one, "sinks")
    one.page.keyboard.press("k")
    filled(one, "sinks", f"{chosen.layer - 1}/{chosen.head}/")
    one.page.get_by_role("button", name="Figures of this head").click()
    expect(part(one, "heads-status")).to_contain_text(f"L{chosen.layer} H{chosen.head + 1} ")


def test_the_card_on_a_class_leads_to_teach(visit):
    one = open_learn(visit())
    card(one, "teaching")
    one.page.get_by_role("button", name="Teach classes of your own").click()
    expect(one.page.get_by_role("tab", name="Teach")).to_have_attribute("aria-selected", "true")
    expect(one.page.locator(".av-teach.av-lit")).to_be_visible()
