"""A server that does not answer: the page says so where something was to come, and goes on."""

import pytest
from playwright.sync_api import expect

from tests.support.screens.explore import point
from tests.support.screens.learn import open_section
from tests.support.visit import part

pytestmark = pytest.mark.browser

SILENT = "The server does not answer: check that the program still runs"


def lose(one, *addresses):
    """No request to these addresses gets a reply; what the browser logs of that is no fault."""
    one.reusable = False
    for address in addresses:
        one.page.route(address, lambda route: route.abort())


def forgive(one):
    lost = [text for text in one.errors if "ERR_FAILED" in text or "Failed to fetch" in text]
    one.errors[:] = [text for text in one.errors if text not in lost]
    assert lost


def test_a_map_that_cannot_come_is_said_and_the_next_one_is_shown(visit):
    one = visit()
    lose(one, "**/from/*")
    point(one, 0.4, 0.4, click=True)
    expect(part(one, "error")).to_contain_text(SILENT)
    expect(part(one, "where")).to_contain_text("from patch (4, 4)")  # from what is here
    one.page.unroute_all()
    before = one.token
    one.page.locator(".av-thumb").nth(2).click()
    one.ready(after=before)
    expect(part(one, "error")).to_be_hidden()
    forgive(one)


def test_a_screen_that_cannot_come_says_so_in_its_place(visit):
    one = visit()
    lose(one, "**/files/heads-*.js")
    one.page.get_by_role("tab", name="Heads").click()
    line = one.page.get_by_role("alert").filter(has_text="could not be loaded: check that")
    expect(line).to_be_visible()
    one.page.get_by_role("tab", name="Explore").click()
    one.page.keyboard.press("k")
    expect(part(one, "title")).to_have_text("L5 mean")
    forgive(one)


def test_a_training_that_is_cut_off_says_so(visit):
    one = open_section(visit(), "build")
    lose(one, "**/train?*")
    part(one, "train-go").click()
    expect(part(one, "train-told")).to_contain_text(SILENT)
    expect(part(one, "train-go")).to_be_enabled()
    forgive(one)
