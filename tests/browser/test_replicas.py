"""A page whose program is lost goes on with another one, behind a proxy that keeps it in place."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from app.settings import Settings
from tests.support.checkpoints import Hub
from tests.support.proxy import COOKIE, StickyProxy
from tests.support.screens.explore import upload
from tests.support.site import serving
from tests.support.visit import Visit, part

pytestmark = pytest.mark.browser

LOOK = "() => window.dispatchEvent(new Event('focus'))"  # the page looks for its server at once
NAME = """async () => {
  const {pageState} = await attentionViewer.load('state/page');
  return pageState.facts.pass.meta.picture_name;
}"""


@pytest.fixture
def replicas():
    """The app twice, and a proxy before both."""
    settings, hub = Settings(device="cpu", threads=1), Hub()
    with (
        serving(settings, hub.load, hub) as first,
        serving(settings, hub.load, hub) as second,
        StickyProxy([urlsplit(one.url).port for one in (first, second)]) as proxy,
    ):
        yield proxy


def test_a_page_whose_program_is_lost_comes_back_on_the_other(chrome, replicas, photo):
    context = chrome.new_context()
    one = Visit(context.new_page())
    one.page.goto(replicas.url)
    one.ready()
    before = upload(one, photo("mine.png"))
    cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
    replicas.lose(int(cookies[COOKIE]))
    one.page.evaluate(LOOK)
    after = one.ready(after=before)
    expect(part(one, "restored")).to_contain_text("your view is back")
    assert one.page.evaluate(NAME) == "mine.png"
    one.page.locator("#av-patch label").first.click()  # and goes on
    one.ready(after=after)
    now = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
    assert {now[COOKIE], cookies[COOKIE]} == {"0", "1"}
    context.close()
