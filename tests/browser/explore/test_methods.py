"""The kinds of map of the Explore screen: their scales, the film, and maps of a class."""

import re

import pytest
from playwright.sync_api import expect

import vit
from tests.support.checkpoints import BARE
from tests.support.screens.explore import choose_model, expect_value, point, stop_the_clock
from tests.support.visit import part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def test_methods_scales_and_the_legend(visit):
    one = visit()
    part(one, "ticks").get_by_text("64× uniform").wait_for()
    one.page.get_by_role("button", name="Per map").click()
    expect(part(one, "ticks")).to_contain_text("of the weight")
    expect(part(one, "root")).to_be_enabled()
    one.page.get_by_role("button", name="Position similarity").click()
    expect(part(one, "ticks")).to_contain_text("1 cosine")
    point(one, 0.05, 0.05)
    expect(part(one, "status")).to_contain_text("(0, 0) and (")
    one.page.get_by_role("button", name="Rollout", exact=True).click()
    point(one, 0.5, 0.5)
    expect(part(one, "status")).to_contain_text("Rollout to L6   from (6, 6) to")


def test_the_film_plays_to_the_last_layer(visit):
    one = visit(new=True)
    stop_the_clock(one)
    part(one, "play").click()
    for layer in range(1, 7):
        one.page.clock.run_for(20)  # a frame
        expect(part(one, "title")).to_have_text(f"Rollout to L{layer}")
        expect(part(one, "play")).to_have_attribute("aria-pressed", "true")
        one.page.clock.run_for(400)
    expect(part(one, "play")).to_have_attribute("aria-pressed", "false")
    expect(part(one, "title")).to_have_text("Rollout to L6")


def test_what_lies_beyond_the_scale_is_counted(visit):
    one = visit()
    expect(part(one, "beyond")).to_have_text("")
    one.page.get_by_role("button", name="Per map").click()
    for _ in range(6):  # rollout keeps half of every token in each layer: most in the first
        one.page.keyboard.press("[")
    point(one, 0.5, 0.5)
    expect(part(one, "title")).to_have_text("Rollout to L1")
    expect(part(one, "beyond")).to_have_text(re.compile(r"• the query and 1 patch above 0\.\d+"))


def test_a_click_on_a_prediction_shows_where_that_class_is(visit, site):
    one = visit(new=True)
    row = part(one, "bars").get_by_role("button").nth(2)
    target = int(row.get_attribute("data-index") or "")
    row.click()
    expect(part(one, "title")).to_have_text(f"Relevance for class {target}")
    expect(row).to_have_attribute("aria-pressed", "true")
    key = site.engine.granted(one.token)
    tokens = vit.METHODS["relevance"].tokens(
        site.engine.record(key).model, site.engine.gradient(key, target)
    )
    shares = tokens / tokens.sum()
    expect_value(one, "(peak)", shares[1:].max().item())
    one.forget()
    point(one, 0.3, 0.3)
    expect(part(one, "matrix-where")).to_have_text("attention from patch (3, 3)")
    expect_value(one, "(3, 3)", shares[1 + 3 * 12 + 3].item())
    assert one.data_requests() == []
    one.page.get_by_role("button", name="Attention", exact=True).click()
    expect(row).to_have_attribute("aria-pressed", "false")
    part(one, "class").click()
    expect(part(one, "title")).to_have_text(f"Relevance for class {target}")
    one.page.get_by_role("tab", name="Explain").click()
    expect(one.page.locator("[data-av=why-title]")).to_have_text(f"Maps of class {target}")


def test_without_classes_there_is_no_class_to_show(visit):
    one = visit()
    choose_model(one, BARE)
    expect(part(one, "class")).to_be_disabled()
