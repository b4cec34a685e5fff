"""The address is the state: a link opens in another browser as it was sent, and no picture with it.

Pixels are compared within one run of Chromium, of the same canvases.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.link_states import STATES, press, tab
from tests.support.seen import FRAME, SEEN, SETTLED
from tests.support.site import Site
from tests.support.visit import PAINTED, PATIENCE, READY, Visit, part

pytestmark = pytest.mark.browser


def settle(page: Page) -> None:
    Visit(page).until(lambda: page.evaluate(SETTLED), True)


def seen(page: Page) -> dict[str, list[str]]:
    page.wait_for_function(PAINTED)
    settle(page)
    page.mouse.move(0, 0)
    page.evaluate(FRAME)
    page.wait_for_function(PAINTED)
    return page.evaluate(SEEN)


def test_a_measured_time_and_words_spoken_later_are_no_part_of_what_is_seen(visit):
    one = visit()
    for screen, cost, text, spoken in (
        ("Explore", "machine", "forward 1.2 s · cpu · float32 · redraw 12 ms", "spoken"),
        ("Compare", "cost", "3 columns redrawn in 1.2 s", "aloud"),
    ):
        tab(one.page, screen)
        before = one.page.evaluate(SEEN)["status"]
        assert len("".join(before)) > 20
        part(one, cost).evaluate("(node, text) => { node.textContent = text; }", text)
        part(one, spoken).evaluate("node => { node.textContent = 'Something else'; }")
        assert one.page.evaluate(SEEN)["status"] == before


@pytest.fixture(scope="module")
def elsewhere(chrome: Browser) -> Iterator[Page]:
    """A page of another browser, which knows nothing but the link."""
    page = chrome.new_context().new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    page.context.close()


@pytest.mark.parametrize("choose", STATES, ids=lambda choose: choose.__name__)
def test_a_link_shows_the_same_in_another_browser(visit, elsewhere: Page, choose):
    one, there = visit(), elsewhere
    choose(one.page)
    here = seen(one.page)
    assert len(one.page.url.partition("?")[2]) <= 400
    there.set_viewport_size(one.page.viewport_size)
    there.goto(one.page.url)
    there.wait_for_function(READY, arg="")
    opened = seen(there)
    assert there.url == one.page.url
    assert {name: opened[name] for name in ("status", "pressed", "values")} == {
        name: here[name] for name in ("status", "pressed", "values")
    }
    assert opened["pictures"] == here["pictures"]
    there.goto("about:blank")


def test_a_link_hands_nobody_the_picture_of_another(visit, photo, chrome: Browser, site: Site):
    one: Visit = visit()
    mine = photo()
    before = one.token
    one.page.set_input_files("#av-own input[type=file]", mine)
    one.ready(after=before)
    press(one.page, ".av-explore", "method", "rollout")
    settle(one.page)
    link = one.page.url
    assert "picture=own:" in link
    assert "method=rollout" in link
    there = chrome.new_context().new_page()
    there.set_default_timeout(PATIENCE)
    there.goto(link)
    there.wait_for_function(READY, arg="")
    restored = there.locator("[data-av=restored]")
    expect(restored).to_have_text("The sender's own picture is not in the link: open your copy.")
    pressed = there.locator(".av-explore [data-set=method][aria-pressed=true]")
    expect(pressed).to_have_attribute("data-to", "rollout")
    token = there.locator("[data-token]").get_attribute("data-token")
    assert site.recorded(token).key.digest != site.recorded(one.token).key.digest
    there.set_input_files("#av-own input[type=file]", mine)
    expect(restored).to_have_text("Same picture: the view is whole again.")
    there.context.close()
    one.page.reload()  # the tab that opened it has it again
    one.ready()
    expect(part(one, "restored")).to_be_hidden()
    assert one.page.url == link


def test_back_returns_and_undo_is_for_every_screen(visit):
    one = visit()
    press(one.page, ".av-explore", "method", "rollout")
    tab(one.page, "Heads")
    one.page.go_back()
    expect(one.page.get_by_role("tab", name="Explore")).to_have_attribute("aria-selected", "true")
    one.painted()
    tab(one.page, "Learn")
    one.page.keyboard.press("Control+z")
    tab(one.page, "Explore")
    pressed = one.page.locator(".av-explore [data-set=method][aria-pressed=true]")
    expect(pressed).to_have_attribute("data-to", "attention")
    one.page.keyboard.press("Control+Shift+Z")
    expect(pressed).to_have_attribute("data-to", "rollout")


def test_the_tab_of_a_link_opens_before_its_view_comes(visit):
    one = visit()
    one.reusable = False
    held = []
    one.page.route("**/gradio_api/run/predict*", lambda route: held.append(route))
    one.page.goto(one.page.url + "?screen=positions&positions=lab")
    chosen = one.page.get_by_role("tab", name="Positions", exact=True)
    expect(chosen).to_have_attribute("aria-selected", "true")
    one.until(lambda: len(held) > 0, True)
    expect(one.page.locator("[data-token]")).to_have_count(0)
    for route in held:
        route.continue_()
    one.page.unroute("**/gradio_api/run/predict*")
    one.ready()
    expect(chosen).to_have_attribute("aria-selected", "true")


def test_a_broken_link_shows_the_first_example_and_names_the_field(visit):
    one = visit()
    one.page.goto(one.page.url + "?layer=99&utm_source=somewhere")
    one.ready()
    expect(part(one, "error")).to_have_text("layer: 99 is not there, choose one from 0 to 5.")
    settle(one.page)
    assert "?" not in one.page.url
