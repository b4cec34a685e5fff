"""What is chosen on the Positions screen is part of the page's one state."""

import pytest
from playwright.sync_api import expect

from tests.support.screens.positions import cell, open_positions, section, status
from tests.support.visit import part, slide

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def undo(one):
    one.page.get_by_role("button", name="Undo", exact=True).click()


def title(one, name):
    return expect(part(one, f"{name}-title"))


def test_a_cell_of_another_grid_is_the_query_of_every_section(visit):
    one = open_positions(visit())
    slide(part(one, "tiles-slider"), 7)
    expect(part(one, "tiles-slider-out")).to_have_text("7 × 7")
    cell(one, "tiles-stage", (7, 7), 1, 2, click=True)
    title(one, "tiles").to_have_text("Position similarity with (1, 2)")
    expect(part(one, "tiles-where")).to_contain_text("pinned")
    section(one, "Position lab")
    title(one, "poslab-map").to_have_text("Rollout to L6, from patch (2, 4)")
    section(one, "Embedding filters")
    one.until(lambda: "in patch (2, 4)" in status(one), True)
    slide(part(one, "filters-slider"), 11)
    one.until(lambda: "in patch (1, 3)" in status(one), True)
    section(one, "Positions")
    title(one, "tiles").to_have_text("Position similarity with (1, 2)")
    one.page.keyboard.press("ArrowRight")
    title(one, "tiles").to_have_text("Position similarity with (1, 3)")
    one.page.get_by_role("tab", name="Explore").click()
    expect(part(one, "status")).to_contain_text("(2, 6)")


def test_undo_takes_back_one_choice_at_a_time(visit):
    one = open_positions(visit())
    for side in (7, 9, 20):
        slide(part(one, "tiles-slider"), side)
    cell(one, "tiles-stage", (20, 20), 3, 4, click=True)
    one.page.get_by_role("button", name="Sinusoidal", exact=True).click()
    title(one, "tiles").to_have_text("Sinusoidal similarity with (3, 4)")
    undo(one)
    title(one, "tiles").to_have_text("Position similarity with (3, 4)")
    undo(one)
    expect(part(one, "tiles-where")).not_to_contain_text("pinned")
    undo(one)
    expect(part(one, "tiles-slider-out")).to_have_text("12 × 12")


def test_undo_brings_back_the_change_of_the_positions_and_its_map(visit):
    one = open_positions(visit())
    section(one, "Position lab")
    after = expect(part(one, "poslab-after-title"))
    part(one, "poslab-controls").get_by_role("button", name="Shift by one").click()
    after.to_have_text("Positions shifted by one patch")
    part(one, "poslab-asking").get_by_role("button", name="Attention").click()
    title(one, "poslab-map").to_contain_text("Attention")
    undo(one)
    title(one, "poslab-map").to_contain_text("Rollout")
    undo(one)
    after.to_have_text("All positions zero")


def test_a_link_opens_a_section_as_it_was(visit, site):
    one = visit()
    one.page.goto(f"{site.url}?screen=positions&positions=filters&filter=3&filter_patch=11")
    title(one, "filters").to_contain_text("Filter 4,")
    expect(part(one, "filters-slider-out")).to_have_text("11 px")
    one.page.goto(f"{site.url}?screen=positions&positions=lab&swap=shuffle&seed=5&layer=1&head=2")
    expect(part(one, "poslab-after-title")).to_have_text("Positions shuffled, seed 5")
    one.page.goto(f"{site.url}?screen=positions&sheet=1x1&query=14")
    title(one, "tiles").to_have_text("Position similarity with (0, 0)")
    expect(part(one, "tiles-slider-out")).to_have_text("1 × 1")
