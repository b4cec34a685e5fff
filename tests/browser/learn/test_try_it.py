""" "Try it" of the cards: it goes to a screen, does what it says, and leads back."""

import pytest
from playwright.sync_api import expect

from tests.support.screens.learn import CARDS_ON_PAGE, FILLED, card, filled, open_learn
from tests.support.visit import part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

TRIES = """() => [...document.querySelectorAll('[data-try]')].map(node => node.dataset.try)"""


def test_try_it_goes_there_does_it_lights_it_and_leads_back(visit):
    one = open_learn(visit())
    lit, back = one.page.locator(".av-lit"), one.page.get_by_role("button", name="Back to the card")
    for name in CARDS_ON_PAGE:
        card(one, name)
        for index in one.page.evaluate(TRIES):
            button = one.page.locator(f"[data-try='{index}']")
            where = button.locator(".av-try-where")
            if not where.count():
                continue
            tab = where.inner_text().strip(" →")
            button.click()
            chosen = one.page.get_by_role("tab", name=tab, exact=True)
            expect(chosen).to_have_attribute("aria-selected", "true")
            expect(lit).to_be_visible()
            back.click()
            expect(lit).to_have_count(0)
            filled(one, name)


def test_a_screen_chosen_from_the_bar_of_a_phone_ends_the_way_back(visit):
    one = visit(viewport={"width": 390, "height": 844})
    one.page.get_by_role("tab", name="Learn", exact=True).click()
    one.page.wait_for_function(FILLED, arg=one.token)
    one.page.locator("[data-try='0']").click()
    back = one.page.get_by_role("button", name="Back to the card")
    expect(back).to_be_visible()
    one.page.get_by_role("tab", name="Model card", exact=True).click()
    expect(back).to_be_hidden()


def test_try_it_asks_explore_from_the_cards_own_token_and_head(visit):
    one = open_learn(visit())
    one.page.locator("[data-set=card][data-to='6']").click()
    chosen = filled(one, "dot_product")
    one.page.locator("[data-try='1']").click()
    one.painted()
    row, col = divmod(chosen.token - 1, 12)
    expect(part(one, "title")).to_have_text(f"L{chosen.layer + 1} H{chosen.head + 1}")
    expect(part(one, "where")).to_have_text(f"from patch ({row}, {col}), pinned")
