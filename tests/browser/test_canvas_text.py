"""Strings on canvases lie within them and meet no other, at the sizes that the page has for them.

The sizes are those on a phone 360 px wide, on a small desk where that has less room, and in a
window of 1440 x 900 px.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.canvas_drawings import DRAWINGS
from tests.support.canvas_text import WATCH, faults, strings
from tests.support.site import Site
from tests.support.visit import PATIENCE, READY

VIEWER = Path(__file__).resolve().parents[2] / "assets" / "viewer"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(chrome: Browser, site: Site) -> Iterator[Page]:
    """One page for all drawings, with the page's own font and colours."""
    page = chrome.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(PATIENCE)
    page.goto(site.url)
    page.wait_for_function(READY, arg="")
    page.evaluate(WATCH)
    yield page
    page.close()


def test_every_module_that_writes_on_a_canvas_is_here():
    files = {path: path.read_text(encoding="utf-8") for path in VIEWER.glob("**/*.js")}
    writes = {
        path.relative_to(VIEWER).with_suffix("").as_posix()
        for path, text in files.items()
        if "fillText(" in text or "new Axes(" in text
    }
    drawn = {
        module
        for source, *_ in DRAWINGS.values()
        for module in re.findall(r"modules\('(.*?)'\)", source)
    }
    assert writes - drawn == set()


@pytest.mark.parametrize("name", DRAWINGS)
def test_strings_have_their_room(page: Page, name: str):
    source, sizes, counts = DRAWINGS[name]
    said, written = {}, 0
    for size in sizes:
        for count in counts:
            drawings = strings(page, source, size, count)
            written += sum(map(len, drawings))
            if wrong := [fault for texts in drawings for fault in faults(texts)]:
                said[f"{size[0]} x {size[1]} px, {count}"] = wrong
    assert said == {}
    assert written > 0
