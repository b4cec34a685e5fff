"""Maps of a class in Chromium: every card shows the library's own numbers."""

import re

import pytest
from playwright.sync_api import expect

import vit
from app.screens.explain import maps
from tests.support.screens.explain import (
    PRINTED,
    QUICK,
    answered,
    ask,
    bars,
    card,
    chosen,
    class_maps,
    expect_number,
    open_explain,
    picture,
)
from tests.support.visit import part, point_at
from vit.figures.scale import robust_top
from vit.maps.faithfulness import rank_correlation
from vit.maps.methods import METHODS

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def pictures(one):
    """What the cards of the quick methods show."""
    return [picture(one, name).screenshot() for name in QUICK]


def test_a_click_on_a_class_changes_every_card_to_its_maps(visit, site):
    one = open_explain(visit())
    first = chosen(one)
    answered(one, first)
    before = pictures(one)
    target = ask(one, 3)
    assert target != first
    expect(part(one, "why-title")).to_have_text(f"Maps of class {target}")
    point_at(one, picture(one, "relevance"), 0.55, 0.3, click=True)
    token = 1 + 3 * 12 + 6
    for name, tokens in class_maps(site, one, target, QUICK).items():
        here = card(one, name).locator(".av-plate-here")
        if not tokens.any():
            expect(card(one, name)).to_contain_text("all zero")
            continue
        expect(here).to_contain_text("%")
        shares = tokens / tokens.abs().sum()
        expect_number(one, here, shares[token], rel=PRINTED)
        mass = card(one, name).locator(".av-plate-facts span").first
        expect_number(one, mass, shares[0], rel=PRINTED, abs=1e-4)
        top = card(one, name).locator(".av-plate-ticks span").last
        expect_number(one, top, robust_top(shares[1:].numpy()), rel=PRINTED)
    one.page.mouse.move(5, 5)
    one.page.keyboard.press("Escape")
    expect(card(one, "relevance").locator(".av-plate-here")).to_have_text("")  # no cursor is drawn
    one.painted()
    after = pictures(one)
    changed = [name for name, a, b in zip(QUICK, before, after, strict=True) if a != b]
    assert set(changed) <= {name for name in QUICK if METHODS[name].class_specific}
    assert {"gradient_rollout", "relevance", "legrad"} <= set(changed)


def test_every_card_follows_one_cursor_without_a_request(visit):
    one = open_explain(visit(new=True))
    answered(one, chosen(one))
    point_at(one, picture(one, "rollout"), 0.5, 0.5)
    expect(part(one, "why-status")).to_contain_text("(6, 6)")
    one.forget()
    heres, seen = one.page.locator(".av-maps .av-plate-here"), set()
    for step in range(10):
        point_at(one, picture(one, "rollout"), 0.05 + 0.1 * step, 0.3)
        expect(part(one, "why-status")).to_contain_text(f"(3, {int(12 * (0.05 + 0.1 * step))})")
        seen.add(tuple(heres.evaluate_all(QUICK_TEXTS, QUICK)))  # of the frame with this status
    assert len(seen) == 10
    assert all(all(texts) for texts in seen)
    assert one.data_requests() == []


QUICK_TEXTS = """(all, names) => all
  .filter(one => names.includes(one.closest('[data-method]').dataset.method))
  .map(one => one.textContent)"""


def test_a_class_is_found_by_its_name(visit):
    one = open_explain(visit())
    field = part(one, "why-target")
    field.fill("class 17")
    options = part(one, "why-target-list").get_by_role("option")
    expect(options).to_have_text(["class 17"])
    field.press("Enter")
    answered(one, 17)
    expect(part(one, "why-title")).to_have_text("Maps of class 17")
    one.until(lambda: chosen(one), 17)
    field.fill("zebra")
    expect(part(one, "why-target-list")).to_have_text("No class has this name.")
    field.press("Escape")
    expect(part(one, "why-target-list")).to_be_hidden()
    one.painted()
    expect(part(one, "why-title")).to_have_text("Maps of class 17")


def test_one_class_against_another_is_the_difference_of_their_maps(visit, site):
    one = open_explain(visit())
    target = ask(one, 0)
    other = int(bars(one).nth(1).get_attribute("data-index") or "")
    part(one, "why-against").fill(f"class {other}")
    part(one, "why-against").press("Enter")
    answered(one, target, other)
    expect(part(one, "why-title")).to_have_text(f"class {target} against class {other}")
    expect(card(one, "attention")).to_contain_text("the same for every class")
    point_at(one, picture(one, "relevance"), 0.3, 0.72, click=True)
    pair = [class_maps(site, one, index, ["relevance"])["relevance"] for index in (target, other)]
    first, second = (tokens / tokens.sum() for tokens in pair)
    here = card(one, "relevance").locator(".av-plate-here")
    expect_number(one, here, (first - second)[1 + 8 * 12 + 3], rel=PRINTED, abs=1e-4)
    part(one, "why-clear").click()
    expect(part(one, "why-title")).to_have_text(f"Maps of class {target}")


def test_a_comparison_that_another_screen_ends_does_not_come_back(visit):
    one = open_explain(visit())
    target = ask(one, 0)
    other = int(bars(one).nth(1).get_attribute("data-index") or "")
    part(one, "why-against").fill(f"class {other}")
    part(one, "why-against").press("Enter")
    answered(one, target, other)
    one.page.get_by_role("tab", name="Explore").click()
    part(one, "bars").locator(f"[data-index='{other}']").click()
    one.page.get_by_role("tab", name="Explain").click()
    answered(one, other)
    third = ask(one, 2)
    expect(part(one, "why-title")).to_have_text(f"Maps of class {third}")


def test_shuffled_weights_stand_beside_with_their_rank_correlation(visit, site):
    one = open_explain(visit())
    target = ask(one, 0)
    part(one, "why-shuffle").click()
    own = class_maps(site, one, target, QUICK)
    shuffled = class_maps(site, one, target, QUICK, maps.randomised_maps)
    for name in QUICK:
        hit = card(one, name).locator(".av-plate-hit")
        expect(hit).to_contain_text(re.compile("shuffled: ."))
        if shuffled[name].sum():
            rho = rank_correlation(own[name][1:], shuffled[name][1:])
            expect_number(one, hit, rho, abs=0.006)


def test_the_peak_hits_or_misses_the_drawn_object(visit, site):
    one = open_explain(visit())
    token = one.token
    objects = one.page.request.get(f"{site.url}gradio_api/vit/{token}/objects").json()
    labels = vit.Labels((*objects["names"], *(f"class {i}" for i in range(1, 20))), "test")
    model = site.recorded(one.token).model
    before, model.labels = model.labels, labels
    try:
        one = open_explain(visit())
        part(one, "why-target").fill(objects["names"][0])
        part(one, "why-target").press("Enter")
        answered(one, 0)
        for name, tokens in class_maps(site, one, 0, QUICK).items():
            if not tokens.any():
                continue
            coverage, heat = objects["coverage"][0], tokens[1:]
            at = int(heat.argmax())
            weight = float((heat * heat.new_tensor(coverage)).sum() / heat.sum())
            hit = objects["centres"][at] == 1 or coverage[at] >= 0.5
            away = "beside" if weight > 0.5 else "missed"
            verdict = "hit" if hit else "at edge" if coverage[at] else away
            found = card(one, name).locator(".av-plate-hit")
            expect(found).to_contain_text(f" % on {objects['names'][0]}, peak {verdict}")
            expect_number(one, found, weight, rel=PRINTED, abs=1e-3)
    finally:
        model.labels = before


def test_shares_can_be_read_as_multiples_of_uniform(visit):
    one = open_explain(visit())
    answered(one, chosen(one))
    one.page.locator(".av-explain").get_by_role("button", name="× uniform").click()
    expect(card(one, "legrad")).to_contain_text("64× uniform")


def test_each_source_is_told_on_hover_and_focus(visit):
    one = open_explain(visit())
    answered(one, chosen(one))
    card(one, "legrad").hover()
    expect(part(one, "why-source")).to_contain_text("Bousselham et al. 2024")
    card(one, "token_grad_cam").get_by_role("button").first.focus()
    expect(part(one, "why-source")).to_contain_text("Selvaraju et al. 2017")
