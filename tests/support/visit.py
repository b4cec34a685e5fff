"""One person's page: waiting for what it shows, and what it asked the server for."""

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Request

PATIENCE = 60_000  # ms: what a busy machine may take; a quiet one never waits for it
POLL = 50  # ms between two looks at what is waited for
THUMBNAIL = "/gradio_api/vit/example/0"  # any small thing that the site serves
READY = """before => {
  const viewer = document.querySelector('[data-token]');
  if (!viewer) return false;
  const {token, ready, painted, lent} = viewer.dataset;
  const seen = viewer.getClientRects().length > 0;
  if (lent !== undefined || token === before || ready !== token) return false;
  return (!seen || painted !== undefined) && token;
}"""
PAINTED = """() => [...document.querySelectorAll(
  '.av-explore, .av-explain, .av-compare, .av-clip, .av-teach, .av-positions, .av-heads-view, '
  + '.av-learn')].find(
  screen => screen.getClientRects().length)?.closest('[data-painted]')"""
SLIDE = """(node, value) => {
  node.value = value;
  node.dispatchEvent(new Event('input', {bubbles: true}));
}"""


@dataclass
class Visit:
    """A page that is open: what it asked for and what went wrong on it."""

    page: Page
    reusable: bool = True  # nothing was done to the page that outlives a document
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    marks: Iterator[int] = field(default_factory=itertools.count)

    def watch(self) -> None:
        self.page.on("request", self._ask)
        self.page.on("pageerror", self._fail)
        self.page.on("console", self._listen)

    def leave(self) -> None:
        """What comes from now on belongs to somebody else."""
        self.page.remove_listener("request", self._ask)
        self.page.remove_listener("pageerror", self._fail)
        self.page.remove_listener("console", self._listen)

    def _ask(self, request: Request) -> None:
        self.requests.append(request.url)

    def _fail(self, error: Error) -> None:
        self.errors.append(str(error))

    def _listen(self, message: ConsoleMessage) -> None:
        # An expired token is answered with 404 and recovered from; 422 is a sentence on the page.
        expected = any(f"status of {code}" in message.text for code in (404, 422))
        if message.type == "error" and not expected:
            self.errors.append(message.text)

    def outside(self, url: str) -> list[str]:
        inside = (url, "data:", "blob:")
        return [asked for asked in self.requests if not asked.startswith(inside)]

    def forget(self) -> None:
        """What was asked for so far no longer counts."""
        self._catch_up()
        self.requests.clear()

    def data_requests(self) -> list[str]:
        """What was asked for since `forget`, but for signs of life."""
        self._catch_up()
        signs = ("heartbeat", "/alive")
        return [url for url in self.requests if not any(sign in url for sign in signs)]

    def _catch_up(self) -> None:
        """A page's requests are told in their order: after this mark, all before it are listed."""
        mark = f"{THUMBNAIL}?mark={next(self.marks)}"
        self.page.evaluate("async mark => { await fetch(mark, {cache: 'no-store'}); }", mark)
        self.until(lambda: any(asked.endswith(mark) for asked in self.requests), True)
        self.requests[:] = [asked for asked in self.requests if not asked.endswith(mark)]

    def until(self, read: Callable[[], Any], wanted: Any) -> None:
        """Read until it is what is wanted: a page shows what was done to it a moment later."""
        end = time.monotonic() + PATIENCE / 1000
        while (found := read()) != wanted and time.monotonic() < end:
            self.page.wait_for_timeout(POLL)
        assert found == wanted

    def painted(self) -> None:
        """Wait until the screen in sight shows all that its state asks for."""
        self.page.wait_for_function(PAINTED)

    @property
    def viewer(self) -> Locator:
        return self.page.locator("[data-token]")

    @property
    def token(self) -> str:
        return self.viewer.get_attribute("data-token") or ""

    def ready(self, after: str = "") -> str:
        """The token of the next trace than `after`, when it is drawn and hovering needs no more."""
        return self.page.wait_for_function(READY, arg=after).json_value()


def part(one: Visit, name: str) -> Locator:
    """The part of the page that the viewer knows by this name."""
    return one.page.locator(f"[data-av={name}]")


def point_at(one: Visit, what: Locator, across: float, down: float, *, click=False) -> None:
    """Bring the pointer, or a click, to these fractions of a part's width and height."""
    box = what.bounding_box()
    assert box is not None
    at = box["x"] + across * box["width"], box["y"] + down * box["height"]
    (one.page.mouse.click if click else one.page.mouse.move)(*at)


def slide(slider: Locator, value: Any) -> None:
    """Set a slider as a pointer does that pulls it."""
    slider.evaluate(SLIDE, value)
