"""The Heads screen of a ViT-B in a browser: what a hovered frame and one of a drawn line cost."""

import math
import statistics
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.page import DRAWN, FLAGS, WHERE, served, visit
from tests.benchmarks.table import Row
from tests.support import chromium

FRAMES = (
    "[...document.querySelectorAll('*')].find("
    "e => e.__frames && e.querySelector('.av-heads-view')).__frames"
)
PAINTED = "() => document.querySelector('.av-heads-view').closest('[data-painted]')"
STEPS = 180


def rows() -> list[Row]:
    """One row for hovering heads, one for circling something."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        with served("-m", "tests.benchmarks.base_page") as (url, _):
            found = [_hover(browser, url), _circle(browser, url)]
        browser.close()
    return found


def _hover(browser: Browser, url: str) -> Row:
    with visit(browser, url) as page:
        _open(page, "Statistics")
        return _measured(page, "hovered head, statistics", "stat-board", _sweep())


def _circle(browser: Browser, url: str) -> Row:
    with visit(browser, url) as page:
        _open(page, "Head finder")
        x, y = next(places := _round())
        box = _box(page, "find-stage")
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        page.mouse.down()
        return _measured(page, "line drawn in the head finder", "find-stage", places)


def _open(page: Page, section: str) -> None:
    page.wait_for_function(DRAWN, arg="")
    page.get_by_role("tab", name="Heads").click()
    page.locator("[data-av=heads-sections]").get_by_role("button", name=section).click()
    page.wait_for_function(PAINTED)


def _box(page: Page, name: str):
    box = page.locator(f"[data-av={name}]").bounding_box()
    assert box
    return box


def _sweep() -> Iterator[tuple[float, float]]:
    for step in range(STEPS):
        yield (step * 7 % 60 + 0.5) / 60, (step % 60 + 0.5) / 60


def _round() -> Iterator[tuple[float, float]]:
    for step in range(STEPS):
        angle = step / STEPS * 2 * math.pi
        yield 0.5 + 0.3 * math.cos(angle), 0.5 + 0.3 * math.sin(angle)


def _measured(page: Page, what: str, name: str, places: Iterator[tuple[float, float]]) -> Row:
    """Script time of the frames drawn while the pointer moves over these places of a canvas."""
    box = _box(page, name)
    page.evaluate(f"{FRAMES}.length = 0")
    for x, y in places:
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    frames = sorted(page.evaluate(f"[...{FRAMES}]"))
    middle, late = statistics.median(frames), frames[int(len(frames) * 0.95)]
    detail = f"95 %: {late:.1f} ms, {len(frames)} frames"
    what = f"script per frame, {what}, 12 × 12 heads"
    return Row(what, WHERE, f"{middle:.1f} ms", detail, "<= 8 ms")
