"""Where the Tab key stops: the link to the picture, canvases with names, and a ring around each."""

import re

import pytest
from playwright.sync_api import Locator, expect

from app.front.files import styles
from tests.support.filled import fill
from tests.support.keyboard import Keyboard
from tests.support.sections import PLACES, show
from tests.support.visit import part

pytestmark = pytest.mark.browser

WITHOUT_PICTURE = ("Teach", "Build your own", "Diagram", "Glossary", "Model card")
THEMES = {"light": {"color_scheme": "light"}, "forced": {"forced_colors": "active"}}
DARK = re.compile(r"\.dark\b[^{]*{[^}]*}")
RING = """() => {
  const node = document.activeElement;
  if (node === document.body) return null;
  const ringed = box => {
    const {outlineStyle, outlineWidth} = getComputedStyle(box);
    return outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2;
  };
  return [ringed(node) || ringed(node.closest('label') ?? node), node.outerHTML.slice(0, 120)];
}"""
SLIDERS = "[role=tabpanel] canvas[role=slider]"


def value(canvas: Locator) -> str:
    return canvas.get_attribute("aria-valuetext") or ""


def test_the_first_stop_of_the_page_leads_to_the_picture(visit):
    one = visit()
    keyboard = Keyboard(one)
    keyboard.press("Tab")
    assert keyboard.focused["name"] == "Skip to the picture"
    expect(part(one, "skip")).to_be_in_viewport()
    address = one.page.url
    keyboard.press("Enter")
    expect(part(one, "stage")).to_be_focused()
    assert one.page.url == address
    expect(part(one, "skip")).not_to_be_in_viewport()
    keyboard.press("ArrowRight")
    expect(part(one, "where")).to_have_text("from patch (6, 6), pinned")


def test_the_link_leads_to_the_picture_of_every_section(visit):
    one = visit()
    fill(one)
    for screen, section in PLACES:
        show(one, screen, section)
        part(one, "skip").focus()
        where = "text" if (section or screen) in WITHOUT_PICTURE else "picture"
        expect(part(one, "skip")).to_have_text(f"Skip to the {where}")
        one.page.keyboard.press("Enter")
        focused = one.page.locator("[role=tabpanel] :focus")
        expect(focused).to_be_visible()
        assert focused.evaluate("one => one.matches('canvas')") == (where == "picture")


def test_what_a_click_chooses_on_a_canvas_the_arrow_keys_choose_too(visit):
    one = visit()
    worked = 0
    for screen, section in PLACES:
        show(one, screen, section)
        for canvas in one.page.locator(SLIDERS).locator("visible=true").all():
            canvas.focus()
            expect(canvas).to_be_focused()
            expect(canvas).to_have_accessible_name(re.compile(r"\w{4}"))
            one.page.keyboard.press("Home")
            one.painted()
            first = value(canvas)
            one.page.keyboard.press("ArrowRight")
            expect(canvas).not_to_have_attribute("aria-valuetext", first)
            worked += 1
    assert worked == 18


def test_the_dark_theme_changes_no_ring():
    rules = DARK.findall(styles())
    assert any("--query:" in rule for rule in rules)
    assert not any("outline" in rule for rule in rules)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_stop_has_a_ring(visit, theme):
    one = visit(**theme)
    for screen, section in PLACES:
        show(one, screen, section)
        part(one, "skip").focus()
        without = []
        while ring := one.page.evaluate(RING):
            if not ring[0]:
                without.append(ring[1])
            one.page.keyboard.press("Tab")
        assert without == [], f"{screen}, {section}"


def test_the_scale_of_every_method_is_a_stop_that_tells_the_value_of_a_patch(visit):
    one = visit()
    show(one, "Explain")
    scales = one.page.locator("[data-av=why-plates]").get_by_role("meter")
    expect(scales).to_have_count(8)
    for name in ("Last-layer attention", "LeGrad"):
        scale = scales.and_(one.page.get_by_role("meter", name=f"{name}: colour scale"))
        scale.focus()
        expect(scale).to_be_focused()
        one.page.keyboard.press("ArrowRight")
        here = scale.locator("xpath=ancestor::figure").locator(".av-plate-here")
        place = re.compile(r" at \(\d+, \d+\), on a scale from .* to ")
        expect(scale).to_have_attribute("aria-valuetext", place)
        one.until(lambda m=scale, h=here: value(m).split(" at ")[0] == h.inner_text(), True)


def test_a_click_on_the_matrix_leaves_the_arrow_keys_to_the_picture(visit):
    one = visit()
    part(one, "matrix").click()
    one.page.keyboard.press("ArrowRight")
    expect(part(one, "where")).to_have_text("from patch (6, 6), pinned")
