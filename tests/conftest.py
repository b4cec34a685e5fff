"""Fixtures of several test files, a section for each subject."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

import vit
from app.engine.engine import Engine
from app.settings import Settings
from app.ui.page import build, launch_options
from tests.support import chromium
from tests.support.fake_hub import FakeHub
from tests.support.tiny import tiny_model
from vit.loading import hub as vit_hub
from vit.loading.weights import LoadError

# ---- the page in a browser

PATIENCE = 60_000  # ms: what a busy machine may take; a quiet one never waits for it
POLL = 50  # ms between two looks at what is waited for
DOM = "/gradio_api/vit/static/page/dom.js"  # any small file that the site serves
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
# keys of the table, with models of the tests' own behind them
WIDE = "vit_small_patch16_224.augreg_in21k_ft_in1k"
MEAN = "vit_small_patch14_dinov2.lvd142m"
DEEP = "flexivit_small.1200ep_in1k"
OFFERED = "vit_base_patch16_224.augreg_in21k_ft_in1k"
BARE = "vit_small_patch16_224.dino"
LARGE = "vit_small_patch8_224.dino"
DISTILLED = "deit_tiny_patch16_224.fb_in1k"
POOLED = "vit_base_patch16_siglip_224.webli"
ABSENT = "deit_small_patch16_224.fb_in1k"


class Hub:
    """Stands in for `vit.load`: small models of random weights, and a download that can wait."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()

    def load(self, key: str, progress=None, cancelled=None, **_: Any) -> vit.ViT:
        if key == ABSENT:
            raise LoadError("the weights of DeiT-S/16 could not be fetched: there is no network")
        if key == OFFERED:
            self._wait(progress or (lambda *_: None), cancelled or threading.Event())
        return MODELS[key]()

    def _wait(self, progress, cancelled: threading.Event) -> None:
        progress(0.25, "Fetching ViT-B/16: 87 of 346 MB")
        while not self.open.wait(0.02):
            if cancelled.is_set():
                raise LoadError("fetching ViT-B/16 was cancelled")


def embedded() -> vit.ViT:
    """Random weights in the shape of the embedded checkpoint: five patch sizes, 6 x 6 heads."""
    sizes: dict[str, Any] = {"image": (96, 96), "width": 96, "depth": 6, "heads": 6, "classes": 20}
    base = {"base_patch": 12, "base_grid": (12, 12), "trained_patches": (6, 8, 12, 16, 24)}
    return tiny_model(registers=0, outputs="sigmoid", **sizes, **base).float()


MODELS = {
    "embedded": embedded,
    WIDE: lambda: tiny_model().float(),  # 4 x 6 patches, a class token and two registers
    OFFERED: lambda: tiny_model(1).float(),
    MEAN: lambda: tiny_model(pool="avg", class_token=False).float(),
    BARE: lambda: tiny_model(outputs="none", classes=0).float(),  # features, no classes
    LARGE: lambda: tiny_model(image=(224, 256)).float(),  # 898 tokens
    DISTILLED: lambda: tiny_model(distilled=True, registers=0).float(),
    POOLED: lambda: tiny_model(pool="attention", class_token=False, registers=0).float(),
    DEEP: lambda: tiny_model(pool="avg", class_token=False, registers=0, depth=20).float(),
}


@dataclass
class Site:
    """A running app and what stands behind it."""

    url: str
    engine: Engine
    hub: Hub

    def trace(self, token: str) -> vit.Trace:
        key = self.engine.granted(token)
        assert key is not None
        return self.engine.record(key).trace


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    hub, settings = Hub(), Settings(device="cpu", threads=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vit, "load", hub.load, raising=False)
        engine = Engine(settings)
        demo = build(engine, settings)
        options = launch_options(engine, settings) | {"server_port": None}
        _, url, _ = demo.launch(**options, prevent_thread_lock=True)
        yield Site(url, engine, hub)
        hub.open.set()
        demo.close()


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


@dataclass
class Visit:
    """One person's page: what it asked for and what went wrong on it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    marks: Iterator[int] = field(default_factory=itertools.count)

    def watch(self) -> None:
        page = self.page
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message) -> None:
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
        """What was asked for since `forget`, but for Gradio's heartbeat."""
        self._catch_up()
        return [asked for asked in self.requests if "heartbeat" not in asked]

    def _catch_up(self) -> None:
        """A page's requests are told in their order: after this mark, all before it are listed."""
        mark = f"{DOM}?mark={next(self.marks)}"
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
    def viewer(self):
        return self.page.locator("[data-token]")

    @property
    def token(self) -> str:
        return self.viewer.get_attribute("data-token") or ""

    def ready(self, after: str = "") -> str:
        """The token of the next trace than `after`, when it is drawn and hovering needs no more."""
        return self.page.wait_for_function(READY, arg=after).json_value()


READY = """before => {
  const viewer = document.querySelector('[data-token]');
  if (!viewer) return false;
  const {token, ready, painted} = viewer.dataset, seen = viewer.getClientRects().length > 0;
  return token !== before && ready === token && (!seen || painted !== undefined) && token;
}"""
PAINTED = """() => [...document.querySelectorAll(
  '.av-explore, .av-explain, .av-compare, .av-positions, .av-heads-view, .av-learn')].find(
  screen => screen.getClientRects().length)?.closest('[data-painted]')"""


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


# ---- a hub on the loopback address


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeHub]:
    """A hub to which the client is turned, with a cache of its own and a short probe."""
    monkeypatch.setattr(vit_hub, "PROBE_SECONDS", 0.5)
    server = FakeHub()
    server.use(monkeypatch, tmp_path / "cache")
    yield server
    server.close()
