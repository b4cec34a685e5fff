"""A tour of every screen with 1 370 tokens: the memory that the page keeps, and what it fetches."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.benchmarks.page import DRAWN, FLAGS, ROOT, SCREEN, served
from tests.benchmarks.table import Row
from tests.support import chromium

TOUR = {
    "Explore": (),
    "Explain": (),
    "Compare": (),
    "Positions": ("tiles", "lab", "filters"),
    "Heads": ("statistics", "finder", "depth"),
    "Learn": (),
}
WHERE = "Chromium, 1370 tokens"
PAINTED = """() => [...document.querySelectorAll(
  '.av-explore, .av-explain, .av-compare, .av-positions, .av-heads-view, .av-learn')].find(
  screen => screen.getClientRects().length)?.closest('[data-painted]')"""
NUMBERS = ("/files/", "/file=", "/picture", "/example", "/alive", "heartbeat")  # no numbers
QUIET = 1500  # ms without a request: the screen has all that it wants
MB = 1e6


def rows(against: str | None) -> list[Row]:
    """Memory and bytes of this checkout, beside those of the commit `against` where given."""
    checkouts = [ROOT]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        if against:
            checkouts.insert(0, _checkout(against, Path(folder) / "before"))
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        found = [_tour(browser, checkout) for checkout in checkouts]
        browser.close()
        if against:
            _git("worktree", "remove", "--force", str(checkouts[0]))
    *before, now = found
    labels = ("heap and buffers after a tour of all screens", "numbers of the tour")
    made = [_row(label, [one[i] for one in before], now[i]) for i, label in enumerate(labels)]
    made[0] = Row(**{**vars(made[0]), "aim": "<= 0.5 of before"})
    changes = _row("Interventions opened, nothing changed", [one[2] for one in before], now[2])
    return [*made, Row(**{**vars(changes), "aim": "0 MB"})]


def _row(what: str, before: list[float], now: float) -> Row:
    """A figure, and what it was before as its ratio."""
    detail = f"before {before[0] / MB:.1f} MB, ratio {now / before[0]:.2f}" if before else ""
    return Row(what, WHERE, f"{now / MB:.1f} MB", detail)


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True)


def _checkout(commit: str, folder: Path) -> Path:
    """The files of a commit in a folder of their own."""
    _git("worktree", "add", "--detach", str(folder), commit)
    return folder


class Counter:
    """The bytes of numbers that a page got from the server."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes = 0.0
        self.asked = 0
        self.numbers: set[str] = set()  # requests under way
        session.on("Network.requestWillBeSent", self._ask)
        session.on("Network.loadingFinished", self._add)
        session.on("Network.loadingFailed", self._end)
        session.send("Network.enable")

    def _ask(self, event: dict) -> None:
        url = event["request"]["url"]
        if "/vit/" in url and not any(word in url for word in NUMBERS):
            self.numbers.add(event["requestId"])
            self.asked += 1

    def _add(self, event: dict) -> None:
        if event["requestId"] in self.numbers:
            self.bytes += event["encodedDataLength"]
            self._end(event)

    def _end(self, event: dict) -> None:
        self.numbers.discard(event["requestId"])

    def settle(self, page: Page) -> None:
        """Until the screen is painted, and has wanted nothing more for a while."""
        before = -1
        while before != self.asked or self.numbers:
            before = self.asked
            page.wait_for_function(PAINTED)
            page.wait_for_timeout(QUIET)


def _tour(browser: Browser, checkout: Path) -> tuple[float, float, float]:
    """Bytes of memory after the tour, bytes of numbers, and those of untouched Interventions."""
    program = str(Path(__file__).with_name("tour_page.py"))
    with served(program, folder=checkout) as (url, _), _visit(browser) as (page, session):
        counter = Counter(session)
        page.goto(url)
        page.wait_for_function(DRAWN, arg="")
        for screen, sections in TOUR.items():
            page.get_by_role("tab", name=screen, exact=True).click()
            counter.settle(page)
            for section in sections:
                _section(page, section, counter)
        before = counter.bytes
        page.get_by_role("tab", name="Heads", exact=True).click()
        _section(page, "interventions", counter)
        changed = counter.bytes - before
        page.get_by_role("tab", name="Explore", exact=True).click()
        counter.settle(page)
        for _ in range(2):
            session.send("HeapProfiler.collectGarbage")
        usage = session.send("Runtime.getHeapUsage")
    return usage["usedSize"] + usage["backingStorageSize"], before, changed


@contextmanager
def _visit(browser: Browser) -> Iterator[tuple[Page, CDPSession]]:
    context = browser.new_context(viewport=SCREEN)
    page = context.new_page()
    page.set_default_timeout(180_000)
    yield page, context.new_cdp_session(page)
    context.close()


def _section(page: Page, section: str, counter: Counter) -> None:
    page.locator(f"[data-set=section][data-to={section}]:visible").click()
    counter.settle(page)
