"""The app in Chromium: one server and one browser for all, an empty page for every test.

Both end with the last test in a browser: an idle one still takes time from those that follow.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.front.files import first_file
from app.settings import Settings
from app.wire.contract import BASE
from tests.support import chromium
from tests.support.checkpoints import Hub
from tests.support.denied import PLAIN
from tests.support.long_pass import Brake
from tests.support.opened import Opened
from tests.support.pages import Pages
from tests.support.site import Site, serving
from tests.support.stay import Stay
from tests.support.visit import PATIENCE, THUMBNAIL

FLAGS = [
    "--disable-gpu",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),  # a webcam
]
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    hub = Hub()
    settings = Settings(device="cpu", threads=1, hosts=(PLAIN,), framed_by=("http://localhost:*",))
    with serving(settings, hub.load, hub) as running:
        yield running
        hub.open.set()


@pytest.fixture(scope="package")
def chrome() -> Iterator[Browser]:
    path = next(filter(chromium.starts, chromium.installed()), None)
    if path is None:
        pytest.fail(chromium.NONE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def pages(chrome: Browser, site: Site) -> Iterator[Pages]:
    kept = Pages(chrome, site.url.rstrip("/"))
    yield kept
    kept.close()  # before the server, which would wait for their connections


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """A test that failed says so to the fixtures that it leaves."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="module")
def stay(pages: Pages, site: Site) -> Iterator[Stay]:
    """The tests of the module go on with one page; a test that fails leaves it to nobody."""
    staying = Stay(site)
    yield staying
    if one := staying.take():
        pages.empty(one.page)


@pytest.fixture
def visit(request: pytest.FixtureRequest, pages: Pages, site: Site) -> Iterator[Any]:
    """Opens the app, each time as somebody new; afterwards no page may have met an error.

    In a module that uses `stay`, a page without options is the one of the test before, in the
    state in which it was opened; `new` where the page must hold nothing from before: a test that
    counts requests, or changes what the server answers.
    """
    stays = "stay" in request.fixturenames
    opened = Opened(pages, site.url, request.getfixturevalue("stay") if stays else None)
    yield opened.open
    opened.close(failed=request.node.stash[FAILED])
    for one in opened.visits:
        assert one.errors == []
        assert one.outside(site.url) == []


@pytest.fixture(scope="package")
def modules(chrome: Browser, site: Site) -> Iterator[Page]:
    """A page with nothing on it, from which the viewer's modules can be imported."""
    page = chrome.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(site.url.rstrip("/") + THUMBNAIL)
    page.evaluate(f"import('{BASE}/files/{first_file()}')")
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


@pytest.fixture
def brake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Brake]:
    """Holds every long pass until the end of the test."""
    held = Brake(monkeypatch)
    yield held
    held.open.set()
