"""The model card in Chromium: its figures are the file's, and a mistake opens in Explore."""

import json

import pytest
from playwright.sync_api import expect

from app.engine.gallery import MEASURED_PATCH, MEASURED_SIDE, drawn_scene
from vit.loading.checkpoints import CHECKPOINTS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def figures():
    return json.loads((CHECKPOINTS["embedded"].folder / "card.json").read_text())


def open_card(visit):
    one = visit()
    one.page.get_by_role("tab", name="Model card").click()
    return one, one.page.locator(".av-card")


def test_figures_are_those_that_were_measured(visit, figures):
    _, card = open_card(visit)
    table = card.locator("[data-av=sizes] table")
    expect(table.locator("thead th")).to_have_count(1 + len(figures["patch_sizes"]))
    for size, measured in figures["patch_sizes"].items():
        column = table.locator("thead th").all_inner_texts().index(f"{size} px")
        cell = table.locator("tbody tr").first.locator("th, td").nth(column)
        expect(cell).to_have_text(f"{measured['accuracy']:.3f}")
    error = f"{figures['calibration']['expected_error']:.3f}"
    expect(card.locator("[data-av=sure-told]")).to_contain_text(error)
    right = sum(row[i] for i, row in enumerate(figures["confusion"]))
    diagonal = card.locator(".av-confusion-table td.is-right")
    expect(diagonal).to_have_count(len(figures["confusion"]))
    shown = diagonal.all_inner_texts()
    assert sum(int(text or 0) for text in shown) == right


def test_a_cell_of_the_confusion_matrix_shows_its_mistakes(visit, figures):
    _, card = open_card(visit)
    first = figures["mistakes"][0]
    pairs = [(mistake["drawn"], mistake["answer"]) for mistake in figures["mistakes"]]
    alike = pairs.count((first["drawn"], first["answer"]))
    card.get_by_role("button", name=f"{first['drawn']} answered as {first['answer']}: ").click()
    expect(card.locator(".av-mistake")).to_have_count(alike)


def test_a_mistake_opens_in_explore_as_it_was_measured(visit, site, figures):
    one, card = open_card(visit)
    before = one.token
    card.locator(".av-mistake").first.click()
    expect(one.page.get_by_role("tab", name="Explore")).to_have_attribute("aria-selected", "true")
    key = site.engine.granted(one.ready(after=before))
    scene = drawn_scene("one", figures["mistakes"][0]["seed"], MEASURED_SIDE)
    assert (key.digest, key.patch) == (scene.picture.digest, MEASURED_PATCH)
