"""What a screen says of itself: `data-painted` stands while all that was asked for is drawn."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PRESS = "button => { button.click(); return button.closest('[data-painted]') === null; }"


def test_a_change_takes_the_mark_away_until_it_is_drawn(visit):
    one = visit()
    for screen, name in (("Explore", "Rollout"), ("Explain", "× uniform"), ("Compare", "Smooth")):
        tab = one.page.get_by_role("tab", name=screen)
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        button = one.page.get_by_role("button", name=name, exact=True)
        expect(button).to_have_attribute("aria-pressed", "false")
        one.painted()
        assert button.evaluate(PRESS)
        one.painted()
        expect(button).to_have_attribute("aria-pressed", "true")


def test_a_screen_that_waits_for_an_answer_is_not_painted(visit):
    one, held = visit(), []
    one.page.get_by_role("tab", name="Compare").click()
    expect(one.page.locator(".av-col[data-ready]")).to_have_count(3)
    one.page.route("**/maps?*", lambda route: held.append(route))
    one.page.get_by_role("button", name="Relevance", exact=True).click()
    expect(one.page.locator(".av-col[data-waiting]")).to_have_count(3)  # the next frame is drawn
    one.until(lambda: len(held), 3)
    expect(one.page.locator("[data-painted] .av-columns")).to_have_count(0)
    for route in held:
        route.continue_()
    one.painted()
    expect(one.page.locator("[data-av=line]")).to_contain_text("Relevance   for class")
