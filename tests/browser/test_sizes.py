"""No label is cut, nothing overlaps or scrolls sideways, on any screen at any common size."""

from collections.abc import Iterable

import pytest
from playwright.sync_api import expect

from tests.support.filled import fill
from tests.support.layout import CLEAR, FAULTS, IN_SIGHT
from tests.support.screens.shared import go
from tests.support.visit import Visit, part

pytestmark = pytest.mark.browser

PLACES = (
    "Explore",
    "Explain/maps",
    "Explain/laboratory",
    "Compare",
    "Film",
    "Teach",
    "Positions/tiles",
    "Positions/lab",
    "Positions/filters",
    "Positions/paper",
    "Heads/statistics",
    "Heads/finder",
    "Heads/interventions",
    "Heads/depth",
    "Learn/0",
    "Model card",
)
DESKS = ((1440, 900), (1280, 800), (1280, 720), (1024, 768), (1920, 1080), (2560, 1440))
OPENED = {"width": 1440, "height": 900}
HELD = {"width": 390, "height": 844}
PHONES = ((390, 844), (360, 640), (844, 390), (720, 450))  # the last: 1440 x 900 at 200 %
# What the eye is led to, on the screens that show it without scrolling from 1280 x 720.
PICTURES = {
    "Explore": "[data-av=stage]",
    "Compare": ".av-col:first-of-type [data-av=eye]",
    "Film": "[data-av=clip-stage]",
    "Heads/statistics": "[data-av=stat-picture]",
}


def walk(
    one: Visit, sizes: Iterable[tuple[int, int]], opened: dict[str, int] = OPENED
) -> dict[str, list[str]]:
    """What is wrong at each place in windows of these sizes; the picture has to be in sight."""
    faults: dict[str, list[str]] = {}
    for place in PLACES:
        one.page.set_viewport_size(opened)
        go(one, place)
        one.page.mouse.move(0, 0)
        for width, height in sizes:
            one.page.set_viewport_size({"width": width, "height": height})
            if place != "Model card":
                one.painted()
            if some := one.page.evaluate(FAULTS):
                faults[f"{place}, {width} x {height}"] = some
            if width >= 1280 and place in PICTURES:
                assert one.page.evaluate(IN_SIGHT, PICTURES[place]), (place, width, height)
    return faults


def test_every_label_has_its_room(visit):
    one = visit(viewport=OPENED)
    one.reusable = False
    fill(one)
    assert walk(one, DESKS) == {}


def test_every_label_has_its_room_on_a_phone(visit):
    one = visit(viewport=HELD, has_touch=True)
    fill(one)
    assert walk(one, PHONES, HELD) == {}


@pytest.mark.parametrize("place", ["Explain/laboratory", "Compare"])
def test_no_bar_covers_what_the_keyboard_reaches(visit, place: str):
    """In a window of 1280 x 720 px at 200 %."""
    one = visit(viewport={"width": 640, "height": 360})
    go(one, place)
    for _ in range(40):
        one.page.keyboard.press("Tab")
        assert one.page.evaluate(CLEAR), one.page.evaluate("document.activeElement.outerHTML")


def test_large_type_cuts_no_label(visit):
    one = visit(viewport=OPENED)
    one.reusable = False
    part(one, "large").click()
    fill(one)
    assert walk(one, [(1440, 900), (1280, 800)]) == {}


def test_type_and_picture_grow_on_a_large_screen_and_with_large_type(visit):
    sides = []
    for width, height in ((1440, 900), (1920, 1080), (2560, 1440)):
        one = visit(viewport={"width": width, "height": height})
        for _ in range(2):
            stage, word = (
                part(one, "stage").bounding_box(),
                one.page.locator(".av-explore [data-av=title]").bounding_box(),
            )
            assert stage
            assert word
            sides.append((stage["width"], word["height"]))
            part(one, "large").click()
            one.painted()
    pictures, words = zip(*sides, strict=True)
    assert pictures[2] > 1.15 * pictures[0]
    assert pictures[4] > 1.5 * pictures[0]
    for plain in (0, 2, 4):
        assert words[plain + 1] > 1.1 * words[plain]


def test_the_pointer_meets_the_patch_under_it_on_a_page_that_is_drawn_larger(visit):
    one = visit(viewport={"width": 1920, "height": 1080})
    box = part(one, "stage").bounding_box()
    assert box
    at = box["x"] + 8.5 / 12 * box["width"], box["y"] + 3.5 / 12 * box["height"]
    one.page.mouse.move(*at)
    expect(part(one, "status")).to_contain_text("from (3, 8)")
    matrix = part(one, "matrix").bounding_box()
    assert matrix
    one.page.mouse.move(matrix["x"] + 40, matrix["y"] + 40)
    expect(part(one, "status")).to_contain_text("L1 H1")
