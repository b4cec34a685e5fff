"""What is chosen on the Explain screen is part of the page's one state."""

import pytest
from playwright.sync_api import expect

from tests.support.screens.explain import (
    answered,
    ask,
    bars,
    card,
    chosen,
    open_explain,
    picture,
    section,
    shown,
)
from tests.support.visit import part, point_at, slide

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

LET_GO = "node => node.dispatchEvent(new Event('change', {bubbles: true}))"


def undo(one):
    one.page.get_by_role("button", name="Undo", exact=True).click()


def tab(one, name):
    one.page.get_by_role("tab", name=name, exact=True).click()


def pressed(one, name):
    """The method of the pressed card."""
    return expect(card(one, name).get_by_role("button").first).to_have_attribute(
        "aria-pressed", "true"
    )


def test_a_class_and_a_patch_are_every_screen_s(visit):
    one = open_explain(visit())
    first = chosen(one)
    card(one, "legrad").get_by_role("button").first.click()
    target = ask(one, 2)
    pressed(one, "legrad")
    point_at(one, picture(one, "legrad"), 0.55, 0.3, click=True)
    tab(one, "Explore")
    expect(part(one, "status")).to_contain_text(f"class {target}")
    part(one, "bars").get_by_role("button").first.click()
    one.page.keyboard.press("ArrowRight")
    tab(one, "Explain")
    answered(one, first)
    expect(part(one, "why-status")).to_contain_text("(3, 7)")
    undo(one)
    expect(part(one, "why-status")).to_contain_text("(3, 6)")
    undo(one)
    answered(one, target)


def test_a_class_that_is_chosen_is_not_compared_with_itself(visit):
    one = open_explain(visit())
    target = ask(one, 0)
    other = int(bars(one).nth(1).get_attribute("data-index") or "")
    part(one, "why-against").fill(f"class {other}")
    part(one, "why-against").press("Enter")
    answered(one, target, other)
    ask(one, 1)
    expect(part(one, "why-title")).to_have_text(f"Maps of class {other}")
    undo(one)
    answered(one, target, other)
    undo(one)
    answered(one, target)


def test_the_knobs_are_undone_one_pull_at_a_time(visit):
    one = open_explain(visit())
    section(one, "Rollout laboratory")
    residual = part(one, "lab-residual")
    for value in (0.2, 0.7, 0.9):
        slide(residual, value)
    residual.evaluate(LET_GO)
    slide(part(one, "lab-end"), 4)
    slide(part(one, "lab-start"), 5)
    expect(part(one, "lab-chain")).to_have_text("m = s · M₅")
    tab(one, "Explore")
    one.page.get_by_role("button", name="Rollout", exact=True).first.click()
    expect(part(one, "status")).to_contain_text("L5")
    tab(one, "Explain")
    for _ in range(2):
        undo(one)
    expect(part(one, "lab-chain")).to_have_text("m = s · M₄ · M₃ · M₂ · M₁")
    expect(residual).to_have_value("0.9")
    undo(one)
    expect(part(one, "lab-end-out")).to_have_text("L6")
    undo(one)
    expect(residual).to_have_value("0.5")


def test_a_link_opens_the_section_with_its_choices(visit, site):
    one = visit()
    knobs = "explain=laboratory&fusion=head&head=3&residual=0.25&discard=0.5&start=1&end=4"
    one.page.goto(f"{site.url}?screen=explain&{knobs}&query=41")
    expect(part(one, "lab-chain")).to_have_text("m = s · M₅ · M₄ · M₃ · M₂")
    expect(part(one, "lab-fused")).to_have_text("head 4")
    expect(part(one, "lab-staying")).to_have_text("0.25")
    expect(part(one, "lab-where")).to_have_text("from patch (3, 4), pinned")
    look = "explained=legrad&target=3&against=4&contrast=uniform"
    one.page.goto(f"{site.url}?screen=explain&{look}")
    one.page.wait_for_function("document.querySelector('[data-answered=\"3/4\"]')")
    expect(part(one, "why-title")).to_have_text("class 3 against class 4")
    pressed(one, "legrad")


def test_a_screen_out_of_sight_asks_for_nothing(visit):
    one = open_explain(visit(new=True))
    answered(one, chosen(one))
    tab(one, "Explore")
    one.forget()
    part(one, "bars").get_by_role("button").nth(1).click()
    one.painted()
    maps = [url for url in one.data_requests() if "methods=attention" in url]
    assert maps == []
    tab(one, "Explain")
    shown(one)
    target = chosen(one)
    answered(one, target)
