"""A task on each screen, written out, done by the keyboard alone from the page as it opens."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.keyboard import Keyboard
from tests.support.visit import part

pytestmark = pytest.mark.browser


@pytest.fixture
def keyboard(visit):
    return Keyboard(visit())


def test_explore(keyboard):
    """Go to the picture, ask one patch, choose a head and a layer of the film, save, undo."""
    one = keyboard.one
    keyboard.do("Skip to the picture")
    keyboard.press("ArrowRight", "ArrowUp")
    expect(part(one, "where")).to_have_text("from patch (5, 6), pinned")
    keyboard.go("Attention of every head")
    keyboard.press("ArrowUp", "ArrowUp", "Home", "ArrowRight")
    expect(part(one, "title")).to_have_text("L4 H2")
    assert keyboard.focused["value"] == "L4 H2"
    keyboard.go("Rollout up to each layer")
    keyboard.press("Home", "ArrowRight")
    expect(part(one, "title")).to_have_text("Rollout to L2")
    keyboard.do("Save", back=True)
    expect(part(one, "save")).to_be_visible()
    assert keyboard.go("PNG")["role"] == "a"
    keyboard.press("Escape")
    expect(part(one, "save")).to_be_hidden()
    keyboard.press("Control+z")
    expect(part(one, "title")).to_have_text("Rollout to L1")


def test_explain(keyboard):
    """Ask for another class, choose LeGrad, read one patch on its scale."""
    one = keyboard.one
    keyboard.open("Explain")
    keyboard.go("Last-layer attention", back=True)
    second = part(one, "why-bars").get_by_role("button").nth(1)
    name = second.locator(".av-pred-name").inner_text()
    keyboard.do(name, back=True)
    expect(part(one, "why-title")).to_have_text(f"Maps of {name}")
    keyboard.do("LeGrad")
    one.painted()
    card = one.page.locator("[data-av=why-plates] [data-method=legrad]")
    keyboard.press("Tab")  # the map of the chosen method, where the arrow keys move the cursor
    expect(card.locator(".av-plate-picture")).to_be_focused()
    keyboard.press("ArrowRight", "ArrowRight")
    one.painted()
    scale = keyboard.go("LeGrad: colour scale")
    assert scale["role"] == "meter"
    value = r"[.\d]+ % at \(6, 7\), on a scale from 0 to .* % of total(, \d+ above)?"
    assert re.fullmatch(value, scale["value"])
    expect(part(one, "why-status")).to_contain_text("LeGrad")
    keyboard.do("Rollout laboratory", back=True)
    keyboard.go("Rollout up to each layer")
    keyboard.press("ArrowLeft")
    expect(part(one, "lab-title")).to_have_text("Rollout to L5")


def test_compare(keyboard):
    """Move the shared cursor, add a column with another patch size, cut it anew, take it away."""
    one = keyboard.one
    columns = one.page.locator(".av-col")
    keyboard.open("Compare")
    keyboard.press("ArrowDown")
    expect(columns.first).to_have_attribute("data-patch", re.compile(r"\(\d+, \d+\)"))
    keyboard.do("another patch size")
    expect(columns).to_have_count(4)
    one.painted()
    keyboard.go("Patch size", back=True)
    before = keyboard.focused["value"]
    keyboard.press("ArrowDown")
    expect(columns.last.locator("[data-av=patch]")).not_to_have_value(before)
    keyboard.do("Remove this column")
    expect(columns).to_have_count(3)


def test_positions(keyboard):
    """Choose a position, look at another table, then at a filter and a tile of the paper's."""
    one = keyboard.one
    keyboard.open("Positions")
    keyboard.press("ArrowLeft", "ArrowLeft")
    expect(part(one, "tiles-title")).to_contain_text("(6, 4)")
    keyboard.go("A tile for each position")
    keyboard.press("ArrowDown")
    expect(part(one, "tiles-title")).to_contain_text("(7, 4)")
    keyboard.do("Sinusoidal", back=True)
    expect(part(one, "tiles-title")).to_contain_text("(7, 4)")
    keyboard.do("Embedding filters", back=True)
    one.painted()
    keyboard.go("First ")
    keyboard.press("ArrowDown", "ArrowRight")
    expect(part(one, "filters-title")).to_contain_text("Filter 9")
    keyboard.do("Figures of the paper", back=True)
    one.painted()
    keyboard.go("Position embedding similarity")
    keyboard.press("Home", "ArrowRight", "ArrowDown")
    expect(part(one, "pos-status")).to_contain_text("Position (1, 1) and all others")


def test_heads(keyboard):
    """Choose a head by its place, circle a block, switch a head off, look after another layer."""
    one = keyboard.one
    keyboard.open("Heads")
    keyboard.press("Home", "ArrowRight")  # the plot: the second head of the first layer
    expect(part(one, "stat-head")).to_contain_text("L1 H2")
    keyboard.go("Mean attention distance of every head")  # the cells
    keyboard.press("ArrowDown")
    expect(part(one, "stat-head")).to_contain_text("L2 H2")
    keyboard.do("Head finder", back=True)
    one.painted()
    for name, value in (("First row", "2"), ("Last row", "5"), ("First column", "7")):
        keyboard.go(name, back=name == "First row")
        keyboard.press(value)
    keyboard.go("Last column")
    keyboard.press("9")
    expect(part(one, "find-verdict")).to_contain_text("rows 2 to 5, columns 7 to 9")
    keyboard.do("Interventions")
    one.painted()
    keyboard.go("Layer 1, head 1")
    keyboard.press("ArrowDown", "Space")
    expect(part(one, "cut-sentence")).to_have_text("Off: L2 H1.")
    keyboard.go("First-order importance")
    keyboard.press("ArrowRight", "Enter")
    expect(part(one, "cut-sentence")).to_have_text("Off: L1 H2; L2 H1.")
    keyboard.do("Depth", back=True)
    one.painted()
    keyboard.go("Norm ratio of each patch")
    keyboard.press("Home", "ArrowRight")
    expect(part(one, "heads-status")).to_contain_text("Layer 2, norm ratio of attention")


def test_learn(keyboard):
    """Turn the cards, choose a head by its map, follow one weight down, read the glossary."""
    one = keyboard.one
    keyboard.open("Learn")
    keyboard.press("ArrowRight", "]", "]")
    expect(part(one, "learn-count")).to_have_text("3 of 15")
    keyboard.do("8Several heads", back=True)
    expect(part(one, "learn-count")).to_have_text("8 of 15")
    one.painted()
    assert keyboard.go("The weights of each head")["value"] == "H1"
    keyboard.press("ArrowRight")
    expect(part(one, "learn-head")).to_have_value("1")
    keyboard.press("[")
    expect(part(one, "learn-count")).to_have_text("7 of 15")
    one.painted()
    keyboard.do("This weight, step by step")
    expect(part(one, "number-title")).to_have_text("Attention, layer 6, head 2")
    shown = part(one, "number-from").inner_text()
    keyboard.go("From patch")
    keyboard.press("ArrowDown")
    expect(part(one, "number-from")).not_to_have_text(shown)
    keyboard.press("Escape")
    expect(one.page.locator(".av-drawer")).to_be_hidden()
    assert keyboard.focused["name"].startswith("This weight, step by step")
    keyboard.do("Glossary", back=True)
    keyboard.do("Skip to the text", back=True)
    expect(part(one, "learn-glossary")).to_be_focused()


def test_model_card(keyboard):
    """Look at the mistakes of one cell, open one of them in Explore, and go to its picture."""
    one = keyboard.one
    keyboard.open("Model card")
    keyboard.do("bird answered as fish")
    expect(one.page.locator(".av-mistake")).to_have_count(1)
    before = one.token
    keyboard.do("bird, answered fish")
    one.ready(after=before)
    expect(one.page.get_by_role("tab", name="Explore")).to_have_attribute("aria-selected", "true")
    keyboard.do("Skip to the picture", back=True)
    keyboard.press("ArrowRight")
    expect(part(one, "where")).to_contain_text("pinned")
