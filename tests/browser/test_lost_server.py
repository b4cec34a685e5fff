"""A server that does not answer: the page says so where something was to come, and goes on."""

import threading

import pytest
from playwright.sync_api import expect

import vit
from tests.support.pages import SIZE
from tests.support.program import Program
from tests.support.screens.explore import choose, point, upload
from tests.support.screens.learn import open_section
from tests.support.visit import PATIENCE, Visit, part

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


@pytest.fixture(scope="module")
def program():
    one = Program()
    yield one
    one.crash()


@pytest.fixture
def guest(chrome, program):
    """A page of the program, which outlives its server; nothing on it may fail."""
    context = chrome.new_context(reduced_motion="reduce", viewport=SIZE)
    context.set_default_timeout(PATIENCE)
    one = Visit(context.new_page(), reusable=False)
    faults = []
    one.page.on("pageerror", lambda error: faults.append(str(error)))
    one.page.goto(program.site.url)
    one.ready()
    yield one
    for words in ("list of choices", "Connection", "Errno", "Value:"):
        assert words not in one.page.locator("body").inner_text()
    assert faults == []
    context.close()


AWAY = "The server does not answer. This page goes on by itself as soon as it does."


def said(one):
    return part(one, "restored")


def choose_patch(one, size):
    before = one.token
    one.page.locator("#av-patch").get_by_text(str(size), exact=True).click()
    one.ready(after=before)
    assert one.page.locator("#av-patch input:checked").input_value() == str(size)


def look(one):
    """Waking up, the page looks after its server at once."""
    one.page.evaluate("dispatchEvent(new Event('focus'))")


def test_a_page_has_its_picture_and_its_choices_back_after_a_crash(guest, program, photo):
    one = guest
    upload(one, photo("my garden.png", (600, 800)))
    choose_patch(one, 12)
    point(one, 0.4, 0.4, click=True)
    one.until(lambda: "query=" in one.page.url, True)
    query = part(one, "where").inner_text()
    before, address = one.token, one.page.url
    assert len(program.files()) == 1
    program.crash()
    one.page.locator("#av-patch").get_by_text("16", exact=True).click()  # nobody takes it
    expect(said(one)).to_have_text(AWAY)
    program.start()
    one.ready(after=before)
    expect(said(one)).to_contain_text("your view is back")
    expect(one.page.locator("#av-pick [aria-pressed=true]")).to_have_attribute(
        "aria-label", "my garden.png (yours)"
    )
    expect(part(one, "where")).to_have_text(query)
    assert one.page.locator("#av-patch input:checked").input_value() == "12"
    one.until(lambda: one.page.url, address)
    assert len(program.files()) == 1
    choose_patch(one, 16)


def test_a_crash_in_the_middle_of_an_event_loses_no_picture(guest, program, photo, monkeypatch):
    """Gradio's script would load the page again, and the file would be gone with it."""
    one, began, go = guest, threading.Event(), threading.Event()
    upload(one, photo("my pond.png", (500, 700)))
    before, real = one.token, vit.trace
    one.page.evaluate("window.kept = true")

    def slow(*given, **named):
        began.set()
        go.wait()
        return real(*given, **named)

    monkeypatch.setattr(vit, "trace", slow)
    one.page.locator("#av-patch").get_by_text("24", exact=True).click()
    began.wait()
    program.crash()
    expect(said(one)).to_have_text(AWAY)
    monkeypatch.setattr(vit, "trace", real)
    go.set()
    program.start()
    one.ready(after=before)
    assert one.page.evaluate("window.kept")
    expect(one.page.locator("#av-pick [aria-pressed=true]")).to_have_attribute(
        "aria-label", "my pond.png (yours)"
    )
    assert one.page.locator("#av-patch input:checked").input_value() != "24"
    choose_patch(one, 24)


def test_a_page_whose_network_was_gone_goes_on_and_nothing_chosen_is_lost(guest):
    before = guest.token
    guest.page.context.set_offline(True)
    look(guest)
    expect(said(guest)).to_have_text(AWAY)
    part(guest, "strip").get_by_role("button").nth(2).click()
    guest.page.context.set_offline(False)
    guest.ready(after=before)
    expect(said(guest)).to_be_hidden()
    choose_patch(guest, 16)


def test_a_server_that_sleeps_is_waited_for(guest):
    before, held = guest.token, []
    guest.page.route(
        "**/gradio_api/**", lambda route: held.append(route)
    )  # as a stopped process: it takes all it gets
    part(guest, "strip").get_by_role("button").nth(3).click()
    look(guest)
    guest.until(lambda: sum("/join" in one.request.url for one in held), 1)
    guest.page.unroute("**/gradio_api/**")  # which lets all go on
    guest.ready(after=before)
    choose(guest, 1)


def test_a_page_whose_visit_ended_while_it_slept_says_so_and_goes_on(visit, site, photo):
    one = visit()
    before = upload(one, photo("mine.png"))
    grant = site.engine.visits.granted(before)
    site.engine.visits.leave(grant.visit)
    assert site.engine.visits.granted(before) is None
    look(one)
    one.ready(after=before)
    expect(said(one)).to_have_text("The server had let this view go: it is back.")
    expect(one.page.locator("#av-pick [aria-pressed=true]")).to_have_count(1)
    assert site.recorded(one.token).key.digest == grant.key.digest
    choose_patch(one, 16)
