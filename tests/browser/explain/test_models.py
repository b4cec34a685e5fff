"""The Explain screen with other models, grids, pictures and sizes of the window."""

import math
import re

import pytest
from playwright.sync_api import expect

import vit
from app.engine.likeness import Likeness
from app.screens.explain import maps
from app.screens.explain.laboratory_saving import Knobs, stages
from app.wire.question import Question
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
    likeness_answered,
    number,
    open_explain,
    picture,
    section,
    shown,
)
from tests.support.screens.explore import choose_model
from tests.support.visit import part, point_at, slide
from vit.figures.scale import robust_top

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

MIDDLE = 3 + 14 * 32 + 16  # the token in the middle of the large grid


def test_a_model_without_classes_explains_a_similarity_and_keeps_the_laboratory(visit, site):
    """It opens with the class token and the middle patch; a click on a map is the next query."""
    one = visit()
    choose_model(one, BARE)
    open_explain(one)
    expect(part(one, "why-told")).to_contain_text("These weights name no classes")
    expect(part(one, "why-kinds")).to_be_hidden()
    recorded = site.recorded(one.token)
    likeness_answered(one, "class~token:18")  # the middle one of 4 x 6 behind three others
    expect(part(one, "why-cosine")).to_contain_text(re.compile(r"cosine .?0\.\d{5}$"))
    point_at(one, picture(one, "relevance"), 0.1, 0.1, click=True)
    likeness_answered(one, "class~token:3")
    question = Question(Likeness("class", (3,)), ("relevance",))
    heat = maps.maps(site.engine, recorded, question)[0]
    share = heat[3] / heat.abs().sum()
    expect_number(one, card(one, "relevance").locator(".av-plate-here"), share, rel=PRINTED)
    section(one, "Rollout laboratory")
    point_at(one, part(one, "lab-stage"), 0.1, 0.1)
    expect(part(one, "why-status")).to_contain_text("from (0, 0) to")


def test_a_large_grid_is_followed_by_the_server_on_a_click(visit, site):
    one = visit()
    choose_model(one, LARGE)
    open_explain(one)
    section(one, "Rollout laboratory")
    expect(part(one, "lab-large")).to_be_visible()
    point_at(one, part(one, "lab-stage"), 0.5, 0.5, click=True)
    expect(part(one, "why-status")).to_contain_text("from (14, 16) to")
    expect(part(one, "lab-where")).to_have_text("from patch (14, 16), pinned")
    flow = vit.rollout_tokens(site.trace(one.token), source=MIDDLE)
    one.until(lambda: weight(one), approximately(flow))


def test_the_knobs_turn_the_servers_rollout_of_a_large_grid(visit, site):
    one = visit(new=True)
    choose_model(one, LARGE)
    open_explain(one)
    section(one, "Rollout laboratory")
    point_at(one, part(one, "lab-stage"), 0.5, 0.5, click=True)
    section(one, "max")
    release(part(one, "lab-residual"), 0.2)
    release(part(one, "lab-discard"), 0.5)
    release(part(one, "lab-start"), 2)
    expect(part(one, "lab-staying")).to_have_text("0.20")
    trace = site.trace(one.token)
    flow = vit.rollout_tokens(trace, "max", 0.2, 0.5, 1, MIDDLE)
    one.until(lambda: weight(one), approximately(flow))
    section(one, "one head")
    part(one, "lab-head").select_option("1")
    knobs = Knobs(0.2, 0.5, "mean", 1, 1, 0)
    one.until(lambda: weight(one), approximately(stages(trace, knobs, MIDDLE)[-1]))
    one.forget()
    release(part(one, "lab-end"), 2)  # a row of what is here
    expect(part(one, "lab-title")).to_have_text("Rollout to L2")
    one.until(lambda: weight(one), approximately(stages(trace, knobs, MIDDLE)[1]))
    assert not one.data_requests()


def test_a_knob_acts_on_release_with_the_last_map_standing(visit):
    one = visit(new=True)
    choose_model(one, LARGE)
    open_explain(one)
    section(one, "Rollout laboratory")
    point_at(one, part(one, "lab-stage"), 0.5, 0.5, click=True)
    one.until(lambda: weight(one) > 0, True)
    before = weight(one)
    one.forget()
    slide(part(one, "lab-residual"), 0.3)
    slide(part(one, "lab-residual"), 0.25)
    expect(part(one, "lab-where")).to_contain_text("before the change")
    assert weight(one) == before
    assert not one.data_requests()
    part(one, "lab-residual").dispatch_event("change")
    expect(part(one, "lab-where")).not_to_contain_text("before the change")
    one.until(lambda: weight(one) != before, True)
    assert len(one.data_requests()) == 1


def release(knob, value):
    slide(knob, value)
    knob.dispatch_event("change")


def approximately(flow):
    """The peak beside the most, which stays with the patch itself."""
    return pytest.approx(flow[3:].topk(2).values[1].item(), rel=1e-4)


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
            end = robust_top((tokens / tokens.abs().sum())[prefix:].numpy())
            expect_number(one, top, end, rel=PRINTED, abs=1e-4)


def test_another_picture_is_explained_too(visit):
    one = open_explain(visit())
    before = one.token
    part(one, "why-strip").get_by_role("button").nth(2).click()
    one.ready(after=before)
    shown(one)
    answered(one, chosen(one))
    expect(card(one, "rollout").locator(".av-plate-ticks")).to_contain_text("% of total")


def test_an_expired_view_comes_back(visit, site):
    one = open_explain(visit(new=True))
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
    for name in ("Rollout laboratory", "Does attention matter?", "Maps"):
        section(one, name)
        one.page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
