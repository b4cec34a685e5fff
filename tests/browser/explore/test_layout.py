"""The Explore screen on screens of every size, in both themes, and for other senses."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.visit import part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def test_everything_drawn_has_a_text_and_everything_pressed_a_name(visit):
    one = visit()
    told = """all => all.filter(one => one.ariaHidden !== 'true')
      .map(one => ['img', 'application', 'slider'].includes(one.getAttribute('role')) &&
        Boolean(one.ariaLabel))"""
    named = "all => all.map(one => Boolean(one.textContent.trim() || one.ariaLabel))"
    for drawn, script in (("canvas", told), ("[id^=av-] button:visible", named)):
        found = one.page.locator(drawn).evaluate_all(script)
        assert len(found) > 3
        assert all(found)
    expect(part(one, "spoken")).to_contain_text("L6 mean   from class token")


def test_at_390_px_nothing_is_cut_off_and_a_touch_pins(visit):
    one = visit(viewport={"width": 390, "height": 844}, has_touch=True)
    one.page.wait_for_function("document.documentElement.scrollWidth === innerWidth")
    for name in ("stage", "matrix", "film", "opacity", "colormap", "theme", "help"):
        box = part(one, name).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    expect(one.page.get_by_role("button", name="Open a picture")).to_be_visible()
    box = part(one, "stage").bounding_box()
    finger = {"x": box["x"] + 0.6 * box["width"], "y": box["y"] + 0.3 * box["height"]}
    touch = one.page.context.new_cdp_session(one.page).send
    touch("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [finger]})
    expect(part(one, "heads")).to_be_visible()  # of the chosen layer, under the picture
    expect(part(one, "where")).to_have_text("from patch (3, 7)")
    finger["x"] = box["x"] + 0.3 * box["width"]
    touch("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [finger]})
    expect(part(one, "where")).to_have_text("from patch (3, 3)")
    touch("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(part(one, "where")).to_have_text("from patch (3, 3), pinned")
    expect(part(one, "heads")).to_be_hidden()


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_on_a_desk_the_columns_lie_side_by_side_without_scrolling(visit, size):
    one = visit(viewport={"width": size[0], "height": size[1]})
    stage, matrix = (part(one, name).bounding_box() for name in ("stage", "matrix"))
    assert stage["x"] + stage["width"] <= matrix["x"]
    assert matrix["x"] + matrix["width"] <= size[0]
    status = part(one, "status").bounding_box()
    assert status["y"] + status["height"] <= size[1]


def test_light_or_dark_is_remembered(visit):
    one = visit(color_scheme="light")
    body = one.page.locator("body")
    expect(body).not_to_have_class(re.compile(r"\bdark\b"))
    part(one, "theme").click()
    expect(body).to_have_class(re.compile(r"\bdark\b"))
    one.page.reload()
    one.ready()
    expect(body).to_have_class(re.compile(r"\bdark\b"))
    part(one, "theme").click()
    expect(body).not_to_have_class(re.compile(r"\bdark\b"))


@pytest.mark.parametrize("layers", [6, 12, 40, 128])
def test_names_of_layers_fit_beside_the_matrix(visit, layers: int):
    one = visit()
    room, wide = one.page.evaluate(
        """async layers => {
          const {gutter} = await attentionViewer.load('draw/labels');
          const {paletteOf} = await attentionViewer.load('draw/palette');
          const context = document.createElement('canvas').getContext('2d');
          context.font = paletteOf(document.querySelector('.av-explore')).font;
          return [gutter(layers), context.measureText(`L${layers}`).width];
        }""",
        layers,
    )
    assert 4 < wide <= room - 6  # px between a name and its row
