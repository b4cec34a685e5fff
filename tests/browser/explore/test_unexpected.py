"""A fault of the program on the page: nothing goes on without an end, and all stands as shown."""

from functools import partial

import pytest
from playwright.sync_api import Route, expect

import vit
from app.screens.explore import view
from app.screens.heads import statistics
from tests.support.checkpoints import OFFERED
from tests.support.screens.explore import point, title
from tests.support.unexpected import BOOM, boom, coded
from tests.support.visit import part

pytestmark = pytest.mark.browser

CODE = "whose log says why under code"


class Choices:
    """The controls of the Explore screen, each of which goes back when its choice failed."""

    def __init__(self, one, caplog):
        self.one, self.caplog = one, caplog
        self.error, self.model = part(one, "error"), one.page.locator("#av-model input")
        self.thumbs, self.patches = one.page.locator(".av-thumb"), one.page.locator("#av-patch")
        self.patch = self.patches.locator("input:checked").get_attribute("value")
        self.last = ""

    def ended(self):
        """Another sentence with its code, and no sign of work that goes on."""
        expect(self.error).to_contain_text(CODE)
        expect(self.error).not_to_have_text(self.last)
        self.last = self.error.inner_text()
        assert coded(self.last, self.caplog) == BOOM
        expect(part(self.one, "progress")).to_be_hidden()
        expect(self.model).to_have_value(title("embedded"))
        expect(self.thumbs.nth(0)).to_have_attribute("aria-pressed", "true")
        expect(self.patches.locator("input:checked")).to_have_value(self.patch)
        expect(self.one.page.locator(".is-busy")).to_have_count(0)


def test_a_fault_in_any_choice_leaves_the_page_as_it_was(visit, site, monkeypatch, caplog):
    one = visit(new=True)
    choices = Choices(one, caplog)
    with monkeypatch.context() as fault:
        fault.setattr(view, "explore", boom)
        choices.thumbs.nth(2).click()
        choices.ended()
        choices.patches.locator("label").first.click()
        choices.ended()
        site.engine.store._models.drop(OFFERED)  # another test may have fetched it
        site.hub.open.clear()
        choices.model.fill(title(OFFERED))
        one.page.keyboard.press("Enter")
        expect(part(one, "cancel")).to_be_visible()
        site.hub.open.set()
        expect(part(one, "cancel")).to_be_hidden()
        choices.ended()
    before = one.token
    choices.thumbs.nth(2).click()  # the app goes on
    one.ready(after=before)
    expect(choices.error).to_be_hidden()


def test_an_event_that_the_server_does_not_take_leaves_the_page_as_it_was(visit):
    """Gradio's queue is full, or a door refuses the event: no handler hears of it."""
    one = visit(new=True)
    one.reusable = False
    thumbs, error = one.page.locator(".av-thumb"), part(one, "error")
    full = {"status": 503, "json": {"detail": "Queue is full."}}
    refused = {"status": 413, "content_type": "text/plain", "body": "Too much was sent at once."}
    for reply, sentence in ((full, "Too many requests wait"), (refused, "Too much was sent")):
        one.page.route("**/queue/join*", partial(Route.fulfill, **reply))
        thumbs.nth(2).click()
        expect(error).to_contain_text(sentence)
        expect(thumbs.nth(0)).to_have_attribute("aria-pressed", "true")
        expect(one.page.locator(".is-busy")).to_have_count(0)
        one.page.unroute_all()
    before = one.token
    thumbs.nth(2).click()
    one.ready(after=before)
    expect(error).to_be_hidden()
    one.errors.clear()  # what Gradio's own client logs of the two


def test_a_fault_in_a_route_is_said_where_its_reply_was_to_come(visit, monkeypatch, caplog):
    one = visit(new=True)
    with monkeypatch.context() as fault:
        fault.setattr(vit.Trace, "attention_from", boom)
        point(one, 0.4, 0.4, click=True)
        expect(part(one, "error")).to_contain_text(CODE)
        assert coded(part(one, "error").inner_text(), caplog) == BOOM
        fault.setattr(statistics, "spread", boom)
        one.page.get_by_role("tab", name="Heads").click()
        errand = part(one, "stat-errand")
        errand.get_by_role("button", name="Mean and spread").click()
        line = one.page.get_by_text(CODE).locator("visible=true").last
        expect(line).to_be_visible()
        assert coded(line.inner_text(), caplog) == BOOM
        expect(errand.get_by_role("button", name="Mean and spread")).to_be_enabled()
        expect(errand.get_by_role("button", name="Cancel")).to_be_hidden()
    logged = [text for text in one.errors if "status of 500" in text]
    one.errors[:] = [text for text in one.errors if text not in logged]
    assert logged
