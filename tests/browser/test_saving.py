"""The Save menus: one walk over every screen, with a file of each kind from each."""

import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.support.keyboard import Keyboard
from tests.support.svg import words
from tests.support.visit import Visit, part

pytestmark = pytest.mark.browser

MODEL = "Scenes-ViT-embedded"
SCREENS = {  # tab -> Save button, a kind of figure, how the files are called, words of the link
    "Explain": ("why", "PNG", "methods_cat_class-5", "explain"),
    "Compare": ("compare", "SVG", "compare-attention_cat_3-columns", "compare"),
    "Positions": ("pos", "PDF", "position-similarity-learned_cat_12x12-r6c6", "positions"),
    "Heads": ("heads", "PNG", "head-distance_cat_L6-H1", "heads&layer=5"),
    "Learn": ("learn", "SVG", "card-patches_cat_L6-H1-t79", "learn&layer=5"),
}


def show(one: Visit, tab: str) -> None:
    one.page.get_by_role("tab", name=tab, exact=True).click()
    one.painted()


def opened(one: Visit, button: str) -> Locator:
    """The panel of a Save button, opened."""
    part(one, button).click()
    panel = part(one, button.replace("-button", ""))
    expect(panel).to_be_visible()
    return panel


def save(one: Visit, panel: Locator, label: str) -> tuple[str, bytes]:
    """Name and bytes of a file that the menu saves."""
    with one.page.expect_download() as download:
        panel.get_by_role("link", name=label, exact=True).click()
    name = download.value.suggested_filename
    expect(panel.get_by_role("status")).to_have_text(f"Saved as {name}.")
    return name, Path(download.value.path()).read_bytes()


def caption(kind: str, body: bytes) -> str:
    """What a file says of itself, as far as it can be read as text."""
    if kind == "PNG":
        return Image.open(io.BytesIO(body)).info["Description"]
    if kind == "SVG":
        return words(body)
    if kind == "npz":
        facts = json.loads(str(np.load(io.BytesIO(body))["settings"]))
        return f"{facts['program']} ?{facts['link']}"
    assert body.startswith(b"%PDF")
    return ""


def test_every_screen_saves_a_figure_and_its_numbers(visit):
    one = visit()
    for tab, (button, figure, stem, link) in SCREENS.items():
        show(one, tab)
        panel = opened(one, f"{button}-save-button")
        for kind in (figure, "npz"):
            name, body = save(one, panel, kind)
            assert name == f"{stem}_{MODEL}.{kind.lower()}"
            text = caption(kind, body)
            if text:
                assert f"?screen={link}" in text
                assert re.search(r"Attention viewer [\d.]+, \d{4}-\d\d-\d\d\.", text)
        one.page.keyboard.press("Escape")
        expect(panel).to_be_hidden()


def test_explore_saves_all_rows_and_a_whole_layer_whose_size_it_says(visit, site):
    one = visit()
    panel = opened(one, "save-button")
    trace = site.trace(one.token)
    name, body = save(one, panel, "npz of all")
    assert name == f"attention_cat_class-token_all-layers_{MODEL}.npz"
    rows = np.load(io.BytesIO(body))["rows"]
    np.testing.assert_allclose(rows, trace.attention_from(0), rtol=1e-5, atol=1e-7)
    name, body = save(one, panel, "npy, 505 kB")
    assert name == f"attention_cat_L6_all-heads_{MODEL}.npy"
    assert round(len(body) / 1000) == 505
    np.testing.assert_allclose(np.load(io.BytesIO(body)), trace.attention(5), rtol=1e-5, atol=1e-7)


def test_a_saved_map_is_the_one_of_the_choices_on_the_page(visit, site):
    one = visit()
    show(one, "Heads")
    panel = opened(one, "heads-save-button")
    expect(panel).to_contain_text("with a caption of its settings")
    one.page.keyboard.press("Escape")
    Keyboard(one).press("k", "k", ".")  # two layers up, the next head
    one.painted()
    name, body = save(one, opened(one, "heads-save-button"), "npz")
    assert name.startswith("head-distance_cat_L4-H2")
    rows = site.trace(one.token).attention_from(0)[3, 1, 1:].view(12, 12)
    np.testing.assert_allclose(np.load(io.BytesIO(body))["map"], rows, rtol=1e-5, atol=1e-7)


def test_a_fault_is_one_sentence_in_the_menu(visit):
    one = visit()
    show(one, "Learn")
    one.page.get_by_role("button", name="Glossary").click()
    panel = opened(one, "learn-save-button")
    expect(panel).to_contain_text("Cards and the diagram can be saved.")
    one.page.keyboard.press("Escape")
    one.page.get_by_role("button", name="Diagram").click()
    one.page.route("**/saved/learn.png*", lambda route: route.fulfill(status=422, body="No ink."))
    panel = opened(one, "learn-save-button")
    panel.get_by_role("link", name="PNG").click()
    expect(panel.get_by_role("status")).to_have_text("This could not be saved: No ink.")
    one.page.unroute_all()
    one.page.route("**/saved/learn.png*", lambda route: route.fulfill(status=404, body=""))
    panel.get_by_role("link", name="PNG").click()
    expect(panel.get_by_role("status")).to_contain_text("it is opened again, then save once more")
    one.page.unroute_all()
    name, _ = save(one, panel, "PNG")
    assert name == f"diagram_cat_{MODEL}.png"


@pytest.mark.parametrize("tab", ["Explore", "Compare"])
def test_on_a_phone_the_menu_is_in_the_window_and_its_targets_are_large(visit, tab):
    one = visit(viewport={"width": 390, "height": 844})
    show(one, tab)
    button = "save-button" if tab == "Explore" else f"{SCREENS[tab][0]}-save-button"
    panel = opened(one, button)
    box = panel.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 844
    for target in [part(one, button), *panel.locator("a, button").all()]:
        size = target.bounding_box()
        assert size is not None
        assert size["height"] >= 40
