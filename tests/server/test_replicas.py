"""Several programs behind a proxy that keeps visitors in their place: one is killed."""

from urllib.parse import urlsplit

import pytest

import vit
from app.settings import Settings
from tests.soak.server import Server
from tests.support.events import EventPage
from tests.support.proxy import COOKIE, StickyProxy
from tests.support.site import serving

WISH = {"picture": "scene:two:77", "patch": "12"}
NO_HUB = "http://127.0.0.1:1"
TABS = {"first": "0f" * 16, "second": "f0" * 16}


@pytest.fixture(scope="module")
def replicas(tmp_path_factory):
    """The program in a process of its own, which may be killed, the same in this, and a proxy."""
    doomed = Server(tmp_path_factory.mktemp("replica"), NO_HUB, "--device", "cpu", "--threads", "1")
    doomed.start()
    with (
        serving(Settings(device="cpu", threads=1), vit.load) as site,
        StickyProxy([doomed.port, urlsplit(site.url).port]) as proxy,
    ):
        yield doomed, proxy.url
    doomed.kill()


def seen(page: EventPage, name: str) -> str:
    """The token of a page that shows the scene of the wish."""
    wish = {"selection": WISH, "facts": {}, "tab": TABS[name]}
    answer = page.send(("av-view", "restore"), wish)
    assert answer["error"] is None
    assert page.shown["viewer"]["selection"] == WISH
    return page.shown["viewer"]["token"]


def status(page: EventPage, token: str) -> int:
    return page.client.get(f"gradio_api/vit/{token}/qk").status_code


def test_a_program_that_is_killed_leaves_its_pages_to_the_other(replicas):
    doomed, url = replicas
    pages = {name: EventPage(url, name) for name in TABS}  # in turn
    tokens = {name: seen(page, name) for name, page in pages.items()}
    places = {name: page.client.cookies[COOKIE] for name, page in pages.items()}
    assert places == {"first": "0", "second": "1"}
    for name, page in pages.items():
        other = tokens["second" if name == "first" else "first"]
        assert {status(page, tokens[name]) for _ in range(5)} == {200}  # each stays in its place
        assert status(page, other) == 404  # and its view is nobody else's
    digest = pages["first"].shown["viewer"]["digest"]

    doomed.kill()
    assert status(pages["first"], tokens["first"]) == 404  # which a page recovers from
    assert pages["first"].client.cookies[COOKIE] == places["second"]
    again = seen(pages["first"], "first")
    assert pages["first"].shown["viewer"]["digest"] == digest
    assert status(pages["first"], again) == 200
    assert status(pages["second"], tokens["second"]) == 200  # who never noticed
    for page in pages.values():
        assert page.client.get("readyz").status_code == 200
        page.client.close()
