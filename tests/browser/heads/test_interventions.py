"""Interventions in Chromium: every change gives the numbers of the library, and can be undone."""

import re

import pytest
import torch
from PIL import Image
from playwright.sync_api import expect

import vit
from tests.support.screens.heads import open_heads
from tests.support.screens.interventions import (
    PRINTED,
    button,
    cell,
    centre,
    choose,
    expect_bars,
    gate,
    model_and_pixels,
    probabilities,
    whole,
)
from tests.support.visit import part, slide
from vit.edits import HIDDEN, Edits

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def test_a_head_that_is_switched_off_changes_the_bars_and_undo_brings_them_back(visit, site):
    one = open_heads(visit(), "Interventions")
    model, _ = model_and_pixels(site, one)
    before = probabilities(site, one, Edits())
    expect_bars(one, before, before)
    expect(part(one, "cut-sentence")).to_contain_text("Nothing is changed")
    cell(one, 5, 2).click()
    after = probabilities(site, one, Edits(head_gate=gate(model, (5, 2))))
    assert (after - before).abs().max() > 2 * PRINTED
    expect_bars(one, before, after)
    expect(part(one, "cut-sentence")).to_have_text("Off: L6 H3.")
    expect(cell(one, 5, 2)).to_have_attribute("aria-checked", "false")
    whole(one, 1).click()
    off = [(5, 2), *((1, head) for head in range(6))]
    expect_bars(one, before, probabilities(site, one, Edits(head_gate=gate(model, *off))))
    expect(part(one, "cut-sentence")).to_have_text("Off: all of L2; L6 H3.")
    button(one, "Undo").click()
    expect_bars(one, before, after)
    one.page.keyboard.press("Control+z")
    expect_bars(one, before, before)
    expect(button(one, "Reset")).to_be_disabled()
    one.page.keyboard.press("Control+Shift+z")
    expect_bars(one, before, after)
    button(one, "Reset").click()
    expect_bars(one, before, before)
    button(one, "Undo").click()
    expect_bars(one, before, after)


def test_a_head_can_be_replaced_by_its_mean(visit, site):
    one = open_heads(visit(), "Interventions")
    model, _ = model_and_pixels(site, one)
    choose(one, "fill", "mean")
    cell(one, 3, 0).click()
    before = probabilities(site, one, Edits())
    edits = Edits(head_gate=gate(model, (3, 0)), fill="mean")
    expect_bars(one, before, probabilities(site, one, edits))
    expect(part(one, "cut-sentence")).to_have_text("Off, replaced by their mean: L4 H1.")


def test_a_stroke_masks_patches_in_attention_and_is_one_step(visit, site):
    one = open_heads(visit(), "Interventions")
    model, _ = model_and_pixels(site, one)
    choose(one, "brush", "hidden")
    one.page.mouse.move(*centre(one, "cut-before", 41))
    one.page.mouse.down()
    for patch in (42, 43):
        one.page.mouse.move(*centre(one, "cut-before", patch))
    one.page.mouse.up()
    bias = torch.zeros(145)
    bias[[42, 43, 44]] = HIDDEN
    before = probabilities(site, one, Edits())
    expect_bars(one, before, probabilities(site, one, Edits(score_bias=bias)))
    expect(part(one, "cut-sentence")).to_have_text("Masked in attention: 3 patches.")
    assert model.config.prefix == 1
    one.page.mouse.click(*centre(one, "cut-after", 42))  # a stroke that begins on one clears
    one.painted()
    expect(part(one, "cut-sentence")).to_have_text("Masked in attention: 2 patches.")
    for told in ("3 patches", "Nothing is changed"):
        one.page.keyboard.press("Control+z")
        expect(part(one, "cut-sentence")).to_contain_text(told)


def test_patches_masked_in_pixels_never_reach_the_model(visit, site):
    one = open_heads(visit(), "Interventions")
    choose(one, "brush", "blanked")
    for patch in (77, 0):
        one.page.mouse.click(*centre(one, "cut-after", patch))
    before = probabilities(site, one, Edits())
    expect_bars(one, before, probabilities(site, one, Edits(), blanked=(77, 0)))
    part(one, "cut-after").focus()
    for _ in range(2):  # the arrows go on from where the pointer was
        one.page.keyboard.press("ArrowDown")
    one.page.keyboard.press("Enter")
    expect(part(one, "cut-sentence")).to_have_text("Masked in pixels: 3 patches.")


def test_a_temperature_follows_its_slider_and_a_double_click_sets_it_back(visit, site):
    one = open_heads(visit(), "Interventions")
    slider = part(one, "cut-switches").locator("[data-heat='4']")
    for power in ("-0.2", "-0.35", "-0.5"):  # as a pointer pulls it
        slide(slider, power)
    slider.dispatch_event("change")
    heat = torch.ones(6)
    heat[4] = 0.316
    before = probabilities(site, one, Edits())
    expect_bars(one, before, probabilities(site, one, Edits(temperature=heat)))
    expect(part(one, "cut-sentence")).to_have_text("Temperature: L5 ×0.316.")
    button(one, "Undo").click()  # the whole pull is one step
    expect(part(one, "cut-sentence")).to_contain_text("Nothing is changed")
    slide(slider, "1")
    slider.dblclick()
    expect(part(one, "cut-switches").locator("output").nth(4)).to_have_text("×1")


def test_switches_are_reached_and_set_by_keys(visit):
    one = open_heads(visit(), "Interventions")
    cell(one, 0, 0).focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        one.page.keyboard.press(key)
    expect(cell(one, 2, 1)).to_be_focused()
    one.page.keyboard.press("Space")
    expect(cell(one, 2, 1)).to_have_attribute("aria-checked", "false")
    expect(part(one, "cut-sentence")).to_have_text("Off: L3 H2.")
    expect(part(one, "cut-title")).to_have_text("Layer 3, head 2")


def test_only_the_newest_change_waits_for_the_one_on_its_way(visit, site):
    one, held, asked = open_heads(visit(new=True), "Interventions"), [], []
    model, _ = model_and_pixels(site, one)

    def hold(route):
        asked.append(route.request.url)
        if held:
            route.continue_()
        else:
            held.append(route)

    one.page.route("**/changed?*", hold)
    for head in range(4):
        cell(one, 0, head).click()
    one.until(lambda: len(held), 1)
    held[0].continue_()
    edits = Edits(head_gate=gate(model, *((0, head) for head in range(4))))
    expect_bars(one, probabilities(site, one, Edits()), probabilities(site, one, edits))
    assert len(asked) == 2


def test_both_maps_follow_one_pointer_without_a_request(visit, site):
    one = open_heads(visit(new=True), "Interventions")
    model, pixels = model_and_pixels(site, one)
    cell(one, 2, 3).click()
    one.painted()
    one.forget()
    one.page.mouse.move(*centre(one, "cut-before", 50))
    expect(part(one, "cut-from")).to_have_text("from patch (4, 2)")
    pair = [
        vit.trace(model, pixels, edits=edits).attention_from(51)[5].mean(dim=0)
        for edits in (Edits(), Edits(head_gate=gate(model, (2, 3))))
    ]
    for name, rows in zip(("before", "after"), pair, strict=True):
        rows[51] = rows[0] = 0  # the query and the class token set no peak
        row, col = divmod(int(rows.argmax()) - 1, 12)
        expect(part(one, f"cut-{name}-says")).to_contain_text(f"peak ({row}, {col})")
    moved = re.compile(r"of it moved")
    expect(part(one, "heads-status")).to_contain_text(moved)
    assert one.data_requests() == []


def test_the_lines_of_python_give_the_same_pass(visit, site, tmp_path, monkeypatch):
    one = open_heads(visit(new=True), "Interventions")
    cell(one, 4, 4).click()
    choose(one, "brush", "hidden")
    one.page.mouse.click(*centre(one, "cut-after", 30))
    one.painted()
    one.page.get_by_text("As Python", exact=True).click()
    lines = part(one, "cut-python")
    expect(lines).to_have_value(re.compile(r"vit\.trace"))
    model, _ = model_and_pixels(site, one)
    bias = torch.zeros(145)
    bias[31] = HIDDEN
    after = probabilities(site, one, Edits(head_gate=gate(model, (4, 4)), score_bias=bias))
    picture = site.engine.picture(site.engine.granted(one.token).digest)
    Image.fromarray(picture.rgb).save(tmp_path / "cat.png")
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(lines.input_value(), names)
    torch.testing.assert_close(names["trace"].probabilities(), after, rtol=0, atol=1e-5)


def test_a_step_undone_on_another_screen_is_run_when_this_one_is_shown(visit, site):
    one = open_heads(visit(new=True), "Interventions")
    cell(one, 5, 2).click()
    expect(part(one, "cut-sentence")).to_have_text("Off: L6 H3.")
    one.painted()
    tab = one.page.get_by_role("tab", name="Explore")
    tab.click()
    one.painted()
    one.forget()
    one.page.keyboard.press("Control+z")
    one.painted()
    assert one.data_requests() == []
    open_heads(one)
    expect(part(one, "cut-sentence")).to_contain_text("Nothing is changed")
    before = probabilities(site, one, Edits())
    expect_bars(one, before, before)
    assert sum("/changed?" in asked for asked in one.data_requests()) == 1
    tab.click()
    one.painted()
    one.forget()
    open_heads(one)
    one.painted()
    assert one.data_requests() == []
