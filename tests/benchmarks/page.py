"""The app in a browser: how long a person waits, and what a hovered frame costs."""

import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.table import Row
from tests.support import chromium

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
SCREEN = {"width": 1440, "height": 900}
WHERE = "Chromium, 1440 × 900"
UPLOADS, SWEEPS = 5, 3

# The viewer keeps the script time of each of its frames, and the token of what it shows.
DRAWN = "token => [...document.querySelectorAll('[data-token]')].some(" + (
    "e => e.dataset.token !== token && e.__frames?.length)"
)
TOKEN = "document.querySelector('[data-token]').dataset.token"
FORGET = "document.querySelector('[data-token]').__frames.length = 0"
COMPARED = (
    "[...document.querySelectorAll('*')].find(e => e.__frames && e.querySelector('.av-columns'))"
)
COLUMNS = "count => document.querySelectorAll('.av-col[data-ready]').length === count"
FRAMES = "[...document.querySelector('[data-token]').__frames]"


def rows() -> list[Row]:
    """Start, upload and hovered frames of the app, the last for a ViT-B too."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        with served("app.py") as (app, seconds):
            found = [Row("start to Ready", "the app", f"{seconds:.1f} s")]
            found.append(_upload(browser, app))
            found.append(_hover(browser, app, heads="6 × 6", patches=144, aim="<= 4 ms"))
            found.append(_hover_columns(browser, app))
        with served("-m", "tests.benchmarks.base_page") as (base, _):
            found.append(_hover(browser, base, heads="12 × 12", patches=196, aim="<= 8 ms"))
        browser.close()
    return found


@contextmanager
def served(*program: str, folder: Path = ROOT) -> Iterator[tuple[str, float]]:
    """A server on a free port: its address, and the seconds until it said it was ready.

    `folder` is the checkout whose code it runs.
    """
    with running(*program, folder=folder) as (_, url, seconds):
        yield url, seconds


@contextmanager
def running(
    *program: str, folder: Path = ROOT
) -> Iterator[tuple[subprocess.Popen[str], str, float]]:
    """The process of a server, its address, and the seconds until it said it was ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-u", *program, "--port", str(port)]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        line = next((line for line in process.stdout or () if line.startswith("Ready: ")), "")
        if not line:
            raise RuntimeError(f"{' '.join(program)} ended before it was ready")
        yield process, line.split()[1], time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


@contextmanager
def visit(browser: Browser, url: str) -> Iterator[Page]:
    """A first visit: nothing of an earlier one is kept."""
    context = browser.new_context(viewport=SCREEN)
    page = context.new_page()
    page.goto(url, wait_until="commit")
    yield page
    context.close()


def _upload(browser: Browser, url: str) -> Row:
    random = np.random.default_rng(0)
    times = []
    with visit(browser, url) as page, tempfile.TemporaryDirectory() as folder:
        page.wait_for_function(DRAWN, arg="")
        for number in range(UPLOADS + 1):
            path = Path(folder) / f"{number}.jpg"
            coarse = Image.fromarray(random.integers(0, 256, (12, 16, 3), np.uint8))
            coarse.resize((1600, 1200)).save(path, quality=90)
            before = page.evaluate(TOKEN)
            with page.expect_file_chooser() as chooser:
                page.locator("#av-upload").click()
            began = time.perf_counter()
            chooser.value.set_files(path)
            page.wait_for_function(DRAWN, arg=before)
            times.append(time.perf_counter() - began)
    middle = statistics.median(times[1:]) * 1000
    return Row("upload to the first full view", WHERE, f"{middle:.0f} ms", "1600 × 1200 JPEG")


def _hover_columns(browser: Browser, url: str) -> Row:
    """Script time of the frames of Compare's four columns while the pointer sweeps over one."""
    with visit(browser, url) as page:
        page.wait_for_function(DRAWN, arg="")
        page.get_by_role("tab", name="Compare").click()
        page.wait_for_function(COLUMNS, arg=3)
        page.get_by_role("button", name="another patch size").click()
        page.wait_for_function(COLUMNS, arg=4)
        box = page.locator(".av-compare canvas.av-eye").first.bounding_box()
        assert box
        for sweep in range(SWEEPS + 1):
            if sweep == 1:  # the first one warms up
                page.evaluate(f"{COMPARED}.__frames.length = 0")
            for step in range(60):
                across, down = (step * 7 % 60 + 0.5) / 60, (step + 0.5) / 60
                page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
        frames = sorted(page.evaluate(f"[...{COMPARED}.__frames]"))
    middle, late = statistics.median(frames), frames[int(len(frames) * 0.95)]
    detail = f"95 %: {late:.1f} ms, {len(frames)} frames"
    return Row(
        "script per hovered frame, four columns", WHERE, f"{middle:.1f} ms", detail, "<= 8 ms"
    )


def _hover(browser: Browser, url: str, *, heads: str, patches: int, aim: str) -> Row:
    """Script time of the frames drawn while the pointer sweeps over the picture."""
    with visit(browser, url) as page:
        page.wait_for_function(DRAWN, arg="")
        page.locator("#av-facts").get_by_text(f"{patches} patches").wait_for()
        figure, detail = swept(page)
    what = f"script per hovered frame, {heads} heads, {patches + 1} tokens"
    return Row(what, WHERE, figure, detail, aim)


def swept(page: Page) -> tuple[str, str]:
    """Script of a frame while the pointer sweeps over the picture: the median, and 95 %."""
    box = page.locator("[data-av=stage]").bounding_box()
    assert box
    for sweep in range(SWEEPS + 1):
        if sweep == 1:  # the first one warms up
            page.evaluate(FORGET)
        for step in range(60):
            across, down = (step * 7 % 60 + 0.5) / 60, (step + 0.5) / 60
            page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
    frames = sorted(page.evaluate(FRAMES))
    late = frames[int(len(frames) * 0.95)]
    return f"{statistics.median(frames):.1f} ms", f"95 %: {late:.1f} ms, {len(frames)} frames"
