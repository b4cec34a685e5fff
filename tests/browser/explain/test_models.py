"""The Explain screen with other models, grids, pictures and sizes of the window."""

import math
import re

import pytest
from playwright.sync_api import expect

import vit
from tests.support.checkpoints import BARE, LARGE, MEAN, WIDE
from tests.support.screens.explain import (
    PRINTED,
    QUICK,
    answered,
    bars,
    card,
    chosen,
    class_maps,
    expect_number,
    number,
    open_explain,
    section,
    shown,
)
from tests.support.screens.explore import choose_model
from tests.support.visit import part, point_at, slide

pytestmark = pytest.mark.browser


def test_a_model_without_classes_says_so_and_keeps_the_laboratory(visit):
    one = visit()
    choose_model(one, BARE)
    open_explain(one)
    expect(part(one, "why-told")).to_contain_text("These weights name no classes")
    expect(one.page.get_by_role("button", name="Maps of a class")).to_be_disabled()
    point_at(one, part(one, "lab-stage"), 0.1, 0.1)
    expect(part(one, "why-status")).to_contain_text("from (0, 0) to")


def test_a_large_grid_is_followed_by_the_server_on_a_click(visit, site):
    one = visit()
    choose_model(one, LARGE)
    open_explain(one)
    section(one, "Rollout laboratory")
    expect(part(one, "lab-large")).to_be_visible()
    expect(part(one, "lab-residual")).to_be_disabled()
    point_at(one, part(one, "lab-stage"), 0.5, 0.5, click=True)
    expect(part(one, "why-status")).to_contain_text("from (14, 16) to")
    expect(part(one, "lab-where")).to_have_text("from patch (14, 16), pinned")
    flow = vit.rollout_tokens(site.trace(one.token), source=3 + 14 * 32 + 16)
    peak = flow[3:].topk(2).values[1]  # the most stays with the patch itself
    one.until(lambda: weight(one), pytest.approx(peak.item(), rel=1e-4))


def test_a_large_grid_shows_the_knobs_that_the_server_computes_with(visit):
    one = open_explain(visit())
    section(one, "Rollout laboratory")
    section(one, "max")
    slide(part(one, "lab-residual"), 0.2)
    expect(part(one, "lab-staying")).to_have_text("0.20")
    one.page.get_by_role("tab", name="Explore").click()
    choose_model(one, LARGE)
    open_explain(one)
    expect(part(one, "lab-large")).to_be_visible()
    expect(part(one, "lab-staying")).to_have_text("0.50")
    expect(part(one, "lab-residual")).to_have_value("0.5")
    expect(part(one, "lab-fused")).to_contain_text("mean of")


def weight(one):
    """The server's own number at the peak of the laboratory's map; nan while there is none."""
    told = re.search(r"from \(\d+, \d+\) to .* \(peak\): ([0-9.e-]+) =", status(one))
    return number(told[1]) if told else math.nan


def status(one):
    return part(one, "why-status").inner_text()


def test_clicks_that_follow_each_other_leave_nothing_waiting(visit):
    one = visit()
    choose_model(one, LARGE)
    open_explain(one)
    section(one, "Rollout laboratory")
    part(one, "lab-stage").evaluate(CLICK_TWICE)
    expect(part(one, "lab-where")).to_have_text("from patch (14, 17), pinned")
    one.painted()
    expect(one.page.locator("[data-shown]")).not_to_have_class(re.compile("is-busy"))


CLICK_TWICE = """canvas => {
  const {left, top, width, height} = canvas.getBoundingClientRect();
  for (const across of [.5, .54]) {
    canvas.dispatchEvent(new PointerEvent('click', {pointerType: 'mouse', bubbles: true,
      clientX: left + across * width, clientY: top + .5 * height}));
  }
}"""


@pytest.mark.parametrize("key", [WIDE, MEAN])
def test_any_grid_and_token_layout(visit, site, key):
    one = visit()
    choose_model(one, key)
    open_explain(one)
    target = chosen(one)
    answered(one, target)
    for name, tokens in class_maps(site, one, target, QUICK).items():
        prefix = site.recorded(one.token).trace.config.prefix
        top = card(one, name).locator(".av-plate-ticks span").last
        expect(top).to_contain_text("% of total" if tokens.any() else "")
        if tokens.any():
            peak = (tokens / tokens.abs().sum())[prefix:].max().item()
            expect_number(one, top, peak, rel=PRINTED, abs=1e-4)


def test_another_picture_is_explained_too(visit):
    one = open_explain(visit())
    before = one.token
    part(one, "why-strip").get_by_role("button").nth(2).click()
    one.ready(after=before)
    shown(one)
    answered(one, chosen(one))
    expect(card(one, "rollout").locator(".av-plate-ticks")).to_contain_text("% of total")


def test_an_expired_view_comes_back(visit, site):
    one = open_explain(visit())
    answered(one, chosen(one))
    before = one.token
    site.engine.visits.release(before)
    bars(one).nth(2).click()
    one.ready(after=before)
    shown(one)
    answered(one, chosen(one))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_nothing_is_wider_than_the_window(visit, scheme, size):
    view = {"viewport": {"width": size[0], "height": size[1]}, "color_scheme": scheme}
    one = open_explain(visit(**view))
    answered(one, chosen(one))
    for name in ("Rollout laboratory", "Does attention matter?", "Maps of a class"):
        section(one, name)
        one.page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
