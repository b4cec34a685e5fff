"""From the address to the first map beside a bare Gradio page to its text, on lines of any length.

The clock is that of the page (`performance.now()`), and what it waits for is seen by a
MutationObserver: a script that polls from outside waits for Gradio's long tasks too. Chromium
emulates the line: `latency` is the time of a round trip.
"""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from tests.benchmarks.page import FLAGS, SCREEN, served
from tests.benchmarks.table import Row
from tests.support import chromium

PAIRS = 5
WATCH = """
window.seenAt = {};
const wanted = {
  first: () => document.querySelector('[data-painted]') ?? bare(),
  all: () => document.querySelector('[data-av=bars] button') ?? bare(),
};
const bare = () => [...document.querySelectorAll('p')].find(p => p.textContent === 'a bare page');
new MutationObserver(() => {
  for (const [name, find] of Object.entries(wanted)) {
    if (!(name in window.seenAt) && find()) window.seenAt[name] = performance.now();
  }
}).observe(document, {subtree: true, childList: true, attributeFilter: ['data-painted']});
"""
# A slowed request of a page that was closed would lock its entry of the cache for the next visit.
QUIET = """() => !document.querySelector('[data-token]')
  || document.querySelector('[data-ready]:not([data-lent])') !== null"""
SEEN = "'first' in window.seenAt && 'all' in window.seenAt"


@dataclass(frozen=True)
class Line:
    """A line: ms of a round trip, bytes in a second, and what is aimed at on it."""

    latency: int
    speed: float
    aim: str

    @property
    def name(self) -> str:
        """The line in words."""
        return (
            f"{self.latency} ms, {8 * self.speed / 1e6:.0f} Mbit/s" if self.latency else "no delay"
        )


LINES = (Line(0, 0, "<= 1.3"), Line(50, 5e6, "<= 0.8"), Line(150, 1.5e6, "<= 0.8"))


@dataclass
class Times:
    """Milliseconds of one page on one line, a number for each visit."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    everything: list[float] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    kilobytes: list[float] = field(default_factory=list)


def rows() -> list[Row]:
    """First visit, second visit and everything there, on each line."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        with served("app.py") as (app, _), served("-m", "tests.benchmarks.bare") as (bare, _):
            found = [row for line in LINES for row in _of_line(browser, app, bare, line)]
        browser.close()
    return found


def _of_line(browser: Browser, app: str, bare: str, line: Line) -> list[Row]:
    ours, theirs = Times(), Times()
    for _ in range(PAIRS):
        for url, times in ((app, ours), (bare, theirs)):
            _visit_twice(browser, url, line, times)
    counts = f"{statistics.median(ours.requests):.0f} requests"
    bytes_ = f"{statistics.median(ours.kilobytes):.0f} kB"
    return [
        _row("page to the first map", line, ours.first, theirs.first, line.aim),
        _row("the same, second visit", line, ours.again, theirs.again, "<= 1.3"),
        _row("page to everything", line, ours.everything, theirs.everything, "<= 1.5"),
        Row("until the first map", line.name, f"{counts}, {bytes_}", "first visit", "32, 420 kB"),
    ]


def _row(what: str, line: Line, ours: list[float], theirs: list[float], aim: str) -> Row:
    one, other = statistics.median(ours), statistics.median(theirs)
    return Row(
        f"{what} / a bare page", line.name, f"{one / other:.2f}", f"{one:.0f} / {other:.0f} ms", aim
    )


def _visit_twice(browser: Browser, url: str, line: Line, times: Times) -> None:
    """Two visits of one browser that has kept nothing before."""
    context = browser.new_context(viewport=SCREEN)
    context.add_init_script(WATCH)
    with _page(context, url, line) as (page, sent):
        seen = page.evaluate("window.seenAt")
        times.first.append(seen["first"])
        times.everything.append(seen["all"])
        times.requests.append(sum(at < seen["first"] for at in sent.began))
        times.kilobytes.append(sum(size for at, size in sent.ended if at < seen["first"]) / 1000)
    with _page(context, url, line) as (page, _):
        times.again.append(page.evaluate("window.seenAt.first"))
    context.close()


class Sent:
    """What travels for a page: ms since its first request at which each began; ends with bytes."""

    def __init__(self, session: CDPSession) -> None:
        self.began: list[float] = []
        self.ended: list[tuple[float, float]] = []
        self._start: float | None = None
        session.on("Network.requestWillBeSent", lambda event: self.began.append(self._at(event)))
        session.on("Network.loadingFinished", self._end)

    def _end(self, event: dict[str, Any]) -> None:
        self.ended.append((self._at(event), event["encodedDataLength"]))

    def _at(self, event: dict[str, Any]) -> float:
        self._start = event["timestamp"] if self._start is None else self._start
        return 1000 * (event["timestamp"] - self._start)


@contextmanager
def _page(context: BrowserContext, url: str, line: Line) -> Iterator[tuple[Page, Sent]]:
    """A page that shows all, and what was sent for it."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    if line.latency:
        conditions = {"offline": False, "latency": line.latency}
        speeds = {"downloadThroughput": line.speed, "uploadThroughput": line.speed}
        session.send("Network.emulateNetworkConditions", conditions | speeds)
    sent = Sent(session)
    page.goto(url, wait_until="commit")
    page.wait_for_function(SEEN)
    page.wait_for_function(QUIET)
    yield page, sent
    page.close()
