"""The app in Chromium: one server and one browser for all, a page of its own for every test."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.settings import Settings
from tests.support import chromium
from tests.support.checkpoints import Hub
from tests.support.site import Site, serving
from tests.support.visit import DOM, PATIENCE, Visit

FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    hub = Hub()
    with serving(Settings(device="cpu", threads=1), hub.load, hub) as running:
        yield running
        hub.open.set()


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    path = next(filter(chromium.starts, chromium.installed()), None)
    if path is None:
        pytest.fail(chromium.NONE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def visit(chrome: Browser, site: Site) -> Iterator[Any]:
    """Opens pages, each in a context of its own; afterwards none may have met an error."""
    opened: list[Visit] = []

    def open_page(path: str = "/", **options: Any) -> Visit:
        view = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"} | options
        context = chrome.new_context(**view)
        context.set_default_timeout(PATIENCE)
        one = Visit(context.new_page())
        one.watch()
        opened.append(one)
        one.page.goto(site.url.rstrip("/") + path)
        one.ready()
        return one

    yield open_page
    for one in opened:
        one.page.context.close()
        assert one.errors == []
        assert one.outside(site.url) == []


@pytest.fixture(scope="session")
def modules(chrome: Browser, site: Site) -> Iterator[Page]:
    """A page with nothing on it, from which the viewer's modules can be imported."""
    page = chrome.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(site.url.rstrip("/") + DOM)
    yield page
    page.close()


@pytest.fixture
def photo(tmp_path):
    """Makes the file of a picture nobody has seen before."""
    generator = np.random.default_rng()

    def make(name: str = "mine.png", size: tuple[int, int] = (60, 80)):
        pixels = generator.integers(0, 256, (*size, 3), dtype=np.uint8)
        path = tmp_path / name
        Image.fromarray(pixels).save(path)
        return path

    return make
