"""The page's fonts: what is written in them, and that no font of the machine changes a size."""

import os
from pathlib import Path

import gradio
import matplotlib
import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import expect

from app.front.fonts import FACES, FOLDER
from tests.browser.conftest import FLAGS
from tests.support import chromium
from tests.support.filled import fill
from tests.support.visit import PATIENCE, Visit, part

pytestmark = pytest.mark.browser

SIGNS = "×·±√→←↑↓–…“”₀₉\u2212\u2019"  # that the page writes beside printable ASCII
FILES = Path(gradio.__file__).parent / "templates" / "frontend" / FOLDER
SCREENS = ("Explore", "Explain", "Compare", "Positions", "Heads", "Learn")
FONTS_CAME = "() => [...document.fonts].every(face => face.status === 'loaded')"
NAMES = "() => [...document.fonts].map(face => [face.family.replaceAll('\"', ''), face.weight])"
WIDTH = """([text, family]) => {
  const context = document.createElement('canvas').getContext('2d');
  context.font = `100px ${family}`;
  return context.measureText(text).width;
}"""
# What is seen: words and place.
BOXES = """() => [...document.querySelectorAll(
    '.gradio-container [data-av], .gradio-container :is(button, [role=tab], li, p, dt, dd, h2)')]
  .filter(node => node.getClientRects().length)
  .map(node => {
    const {left, top, width, height} = node.getBoundingClientRect();
    return [node.textContent.trim(), [left, top, width, height]];
  })"""
CONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{0}/fonts</dir><cachedir>{0}/cache</cachedir></fontconfig>"""


def used(one, selector):
    """The fonts that Chromium really takes for the text of an element: names, and whether ours."""
    session = one.page.context.new_cdp_session(one.page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {(font["familyName"], font["isCustomFont"]) for font in fonts}


def open_screen(one, name):
    tab = one.page.get_by_role("tab", name=name, exact=True)
    tab.click()
    expect(tab).to_have_attribute("aria-selected", "true")
    one.painted()


@pytest.mark.parametrize("face", FACES, ids=lambda face: f"{face[0]} {face[2]}")
def test_a_file_of_the_installed_gradio_has_the_letters(face):
    signs = TTFont(FILES / face[1]).getBestCmap()
    wanted = {*map(chr, range(0x20, 0x7F)), *SIGNS}
    assert {sign for sign in wanted if ord(sign) not in signs} == set()


def test_the_page_is_written_in_its_own_fonts(visit):
    one = visit()
    one.page.wait_for_function(FONTS_CAME)
    assert one.page.evaluate(NAMES) == [[family, weight] for family, _, weight in FACES]
    for family, _, weight in FACES:
        assert one.page.evaluate(
            "font => document.fonts.check(font)", f"{weight[:3]} 13px {family}"
        )
    assert used(one, "[data-av=where]") == {("IBM Plex Sans", True)}
    assert used(one, "[data-av=title]") == {("IBM Plex Sans", True)}
    assert used(one, "[data-av=status]") == {("IBM Plex Mono", True)}
    text = "Attention from the class token"
    width, *fallbacks = (
        one.page.evaluate(WIDTH, [text, family])
        for family in ("IBM Plex Sans", "sans-serif", "serif", "monospace")
    )
    assert all(abs(width - other) > 10 for other in fallbacks)
    fonts = [asked for asked in one.requests if "woff" in asked]
    assert len(fonts) == len(FACES)  # what is fetched ahead is what is used


def drawn(one):
    return [part(one, name).evaluate("canvas => canvas.toDataURL()") for name in ("matrix", "film")]


def test_canvases_are_drawn_again_when_the_fonts_come(visit):
    one = visit()
    one.page.wait_for_function(FONTS_CAME)
    one.painted()
    wanted, held = drawn(one), []
    one.page.route("**/*.woff2", lambda route: held.append(route))
    one.page.reload(wait_until="commit")
    one.ready()
    one.until(lambda: len(held), len(FACES))
    box = part(one, "matrix").locator("xpath=ancestor::*[@data-token]")
    box.evaluate("box => { box.style.height = '900px'; }")  # no other size calls for a new drawing
    one.painted()
    assert all(early != late for early, late in zip(drawn(one), wanted, strict=True))
    for route in held:
        route.continue_()
    one.until(lambda: drawn(one), wanted)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_fits_a_window_of_1440_by_900(visit, scheme):
    one = visit(color_scheme=scheme)
    fill(one)
    for name in (*SCREENS, "Film", "Teach"):
        open_screen(one, name)
        one.page.wait_for_function(
            "document.documentElement.scrollHeight <= 900"
            " && document.documentElement.scrollWidth <= 1440"
        )


@pytest.fixture
def elsewhere(chrome, site, tmp_path):
    """The page on a machine with other fonts: those of matplotlib but for its sans-serif one."""
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    for file in Path(matplotlib.get_data_path(), "fonts", "ttf").glob("[!D]*.ttf"):
        (fonts / file.name).symlink_to(file)
    config = tmp_path / "fonts.conf"
    config.write_text(CONFIG.format(tmp_path))
    browser = chrome.browser_type.launch(
        executable_path=next(filter(chromium.starts, chromium.installed())),
        args=FLAGS,
        env={**os.environ, "FONTCONFIG_FILE": str(config)},
    )
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    one = Visit(context.new_page())
    one.watch()
    one.page.goto(site.url)
    one.ready()
    yield one
    browser.close()
    assert one.errors == []


def test_the_fonts_of_the_machine_change_no_size(visit, elsewhere):
    here = visit()
    widths = [one.page.evaluate(WIDTH, ["Attention", "sans-serif"]) for one in (here, elsewhere)]
    assert abs(widths[0] - widths[1]) > 10  # the machines do differ
    for name in SCREENS:
        for one in (here, elsewhere):
            open_screen(one, name)
        pairs = zip(here.page.evaluate(BOXES), elsewhere.page.evaluate(BOXES), strict=True)
        same = [(words, ours, theirs) for (words, ours), (told, theirs) in pairs if words == told]
        assert len(same) > 60  # all but the milliseconds of each
        for words, ours, theirs in same:
            assert ours == pytest.approx(theirs, abs=1), words
