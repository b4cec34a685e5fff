"""How alike positions are, in Chromium: every cosine is the library's, on any grid."""

import pytest
from playwright.sync_api import expect

import vit
from tests.support.checkpoints import MANY, MODELS, WIDE
from tests.support.screens.positions import cell, number, open_positions, open_with, section, status
from tests.support.tiny import tiny_model
from tests.support.visit import part, slide
from vit.anatomy.position_similarity import (
    position_norms,
    position_similarity,
    prefix_similarity,
    sinusoidal_similarity,
)
from vit.config import Rope

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


@pytest.mark.parametrize("key", [None, WIDE])
def test_a_tile_and_the_picture_tell_the_library_s_cosine(visit, site, key):
    one = open_positions(visit()) if key is None else open_with(visit(), key)
    model = site.recorded(one.token).model
    grid = model.config.grid.rows, model.config.grid.cols
    similarity = position_similarity(model)
    cell(one, "tiles-sheet", grid, 1, 2, click=True)
    expect(part(one, "tiles-title")).to_have_text("Position similarity with (1, 2)")
    for name in ("tiles-stage", "tiles-sheet"):
        cell(one, name, grid, 3, 4)
        one.until(lambda: "(1, 2) and (3, 4)" in status(one), True)
        assert number(status(one)) == pytest.approx(float(similarity[1, 2, 3, 4]), abs=2e-3)
    norms = position_norms(model)
    lengths = part(one, "tiles-beside").locator(".av-mini", has_text="Lengths")
    assert number(lengths.inner_text()) == pytest.approx(float(norms.max()), rel=6e-3)
    shares = vit.position_components(model, 6)[1]
    for mini, share in zip(part(one, "tiles-components").locator("p").all(), shares, strict=True):
        assert number(mini.inner_text()) == pytest.approx(100 * float(share), rel=0.051)
    apart = prefix_similarity(model)[0, 1, 2]
    first = part(one, "tiles-beside").locator(".av-mini").first
    expect(first).to_contain_text("class token")
    one.until(lambda: number(first.inner_text()), pytest.approx(float(apart), abs=6e-3))
    one.page.keyboard.press("Escape")
    expect(part(one, "tiles-where")).not_to_contain_text("pinned")


def test_hovering_makes_no_request(visit):
    one = open_positions(visit(new=True))
    one.forget()
    seen = set()
    for step in range(12):
        cell(one, "tiles-stage", (12, 12), 3, step)
        expect(part(one, "tiles-title")).to_have_text(f"Position similarity with (3, {step})")
        seen.add(status(one))
    assert len(seen) == 12
    cell(one, "tiles-sheet", (12, 12), 9, 2)
    expect(part(one, "tiles-title")).to_have_text("Position similarity with (9, 2)")
    assert one.data_requests() == []


def test_the_grid_slider_interpolates_without_a_request(visit, site):
    one = open_positions(visit(new=True))
    model = site.recorded(one.token).model
    one.forget()
    for side in (7, 20, 40, 12):
        slide(part(one, "tiles-slider"), side)
        side = min(side, 32)
        expect(part(one, "tiles-slider-out")).to_have_text(f"{side} × {side}")
        one.painted()
        cell(one, "tiles-stage", (side, side), 1, 2, click=True)
        cell(one, "tiles-stage", (side, side), 3, 4)
        one.until(lambda: "(1, 2) and (3, 4)" in status(one), True)
        expected = position_similarity(model.at_grid(side, side))[1, 2, 3, 4]
        assert number(status(one)) == pytest.approx(float(expected), abs=2e-3)
        one.page.keyboard.press("Escape")
    expect(part(one, "tiles-grid")).to_contain_text("as stored, the grid in use")
    assert one.data_requests() == []


def test_pointer_and_slider_wait_for_the_positions_of_another_picture(visit):
    one, held = open_positions(visit(new=True)), []
    before = one.token
    one.page.route("**/positions/facts", lambda route: held.append(route))
    part(one, "pos-strip").locator("[data-index='1']").click()
    one.until(lambda: len(held), 1)
    cell(one, "tiles-stage", (12, 12), 4, 5)
    cell(one, "tiles-sheet", (12, 12), 6, 7, click=True)
    part(one, "tiles-slider").focus()
    one.page.keyboard.press("ArrowRight")
    held[0].continue_()
    one.ready(after=before)
    one.painted()
    expect(part(one, "tiles-slider-out")).to_have_text("12 × 12")


def test_sinusoidal_positions_stand_beside_learned_ones(visit):
    one = open_positions(visit())
    one.page.get_by_role("button", name="Sinusoidal", exact=True).click()
    cell(one, "tiles-stage", (12, 12), 2, 3, click=True)
    cell(one, "tiles-stage", (12, 12), 5, 7)
    one.until(lambda: "Sinusoidal similarity   (2, 3) and (5, 7)" in status(one), True)
    axis = sinusoidal_similarity(12, 96)
    assert number(status(one)) == pytest.approx(float(axis[3] + axis[4]) / 2, abs=1e-3)
    expect(part(one, "tiles-beside")).to_contain_text("Learned, same place")


TURNING = {  # checkpoints of the table that no other test opens
    "mixed": "vit_base_patch32_224.augreg_in21k_ft_in1k",
    "axial": "deit_base_patch16_224.fb_in1k",
}


@pytest.mark.parametrize("kind", TURNING)
def test_a_model_that_turns_shows_what_the_rotation_alone_says(visit, site, monkeypatch, kind):
    changes = {"positions": "none"} if kind == "mixed" else {}
    rope = Rope(kind=kind, temperature=100.0)
    monkeypatch.setitem(MODELS, TURNING[kind], lambda: tiny_model(rope=rope, **changes).float())
    one = open_with(visit(new=True), TURNING[kind])
    model, head = site.recorded(one.token).model, 0
    if kind == "mixed":
        head = 2
        part(one, "tiles-layer").select_option("1")
        part(one, "tiles-head").select_option("2")
    else:
        one.page.get_by_role("button", name="Rotary", exact=True).click()
    for grid in ((4, 6), (6, 9)):
        slide(part(one, "tiles-slider"), grid[0])
        expect(part(one, "tiles-slider-out")).to_have_text(f"{grid[0]} × {grid[1]}")
        one.painted()
        similarity = vit.rope_similarity(model.at_grid(*grid), 1)[head]
        for there in ((3, 1), (0, 5)):
            cell(one, "tiles-stage", grid, 2, 3, click=True)
            cell(one, "tiles-stage", grid, *there)
            told = f"Rotary similarity   (2, 3) and {there}"
            one.until(lambda told=told: told in status(one), True)
            assert number(status(one)) == pytest.approx(float(similarity[2, 3][there]), abs=2e-3)
            one.page.keyboard.press("Escape")
    section(one, "Position lab")
    if kind == "mixed":
        expect(part(one, "poslab-told")).to_contain_text("turns queries and keys")
        section(one, "Figures of the paper")
        expect(part(one, "paper-none")).to_contain_text("turns queries and keys")
    else:
        expect(part(one, "poslab-shares-words")).to_contain_text("do not split into content")


def test_profiles_of_a_large_grid_come_while_the_browser_is_idle(visit):
    """Above 1 024 patches they took too long for a frame, and the plots stayed empty for ever."""
    one = open_with(visit(), MANY)
    expect(part(one, "tiles-slider-out")).to_have_text("37 × 37")
    expect(part(one, "tiles-profile")).to_contain_text("Half of the fall is over after")
    for axis in ("rows", "cols"):
        label = part(one, f"tiles-{axis}").get_attribute("aria-label") or ""
        assert label.count(":") == 38  # one for each distance, and that of the title
