"""No label is cut, nothing overlaps or scrolls sideways, on any screen at any common size."""

import pytest
from playwright.sync_api import expect

from tests.support.layout import FAULTS, IN_SIGHT
from tests.support.screens.shared import go
from tests.support.visit import Visit, part

pytestmark = pytest.mark.browser

PLACES = (
    "Explore",
    "Explain/maps",
    "Explain/laboratory",
    "Compare",
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
PHONES = ((390, 844), (360, 640), (844, 390))
# What the eye is led to, on the screens that show it without scrolling from 1280 x 720.
PICTURES = {
    "Explore": "[data-av=stage]",
    "Compare": ".av-col:first-child [data-av=eye]",
    "Heads/statistics": "[data-av=stat-picture]",
}


def look(one: Visit, place: str) -> list[str]:
    go(one, place)
    one.page.mouse.move(0, 0)
    return one.page.evaluate(FAULTS)


@pytest.mark.parametrize("size", [*DESKS, *PHONES], ids=lambda size: "{}x{}".format(*size))
def test_every_label_has_its_room(visit, size: tuple[int, int]):
    width, height = size
    one = visit(viewport={"width": width, "height": height}, has_touch=size in PHONES)
    faults = {}
    for place in PLACES:
        faults[place] = look(one, place)
        if size in DESKS and width >= 1280 and place in PICTURES:
            assert one.page.evaluate(IN_SIGHT, PICTURES[place]), place
    assert {place: some for place, some in faults.items() if some} == {}


@pytest.mark.parametrize("size", [(1280, 800), (1440, 900)], ids=lambda size: "{}x{}".format(*size))
def test_large_type_cuts_no_label(visit, size: tuple[int, int]):
    one = visit(viewport={"width": size[0], "height": size[1]})
    one.reusable = False
    part(one, "large").click()
    faults = {place: look(one, place) for place in PLACES}
    assert {place: some for place, some in faults.items() if some} == {}


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
