"""Depth in Chromium: every layer's lens, receptive field and norm ratio against the library's."""

import re
import threading

import pytest
import torch
from playwright.sync_api import expect

import vit
from app.engine.jobs import Cancelled
from tests.support.checkpoints import (
    BARE,
    MEAN,
)
from tests.support.screens.explore import choose_model
from tests.support.screens.heads import open_heads
from tests.support.screens.interventions import (
    centre,
    choose,
    value,
)
from tests.support.visit import PATIENCE, part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

TWO_FIGURES = 0.06  # what two figures of a number leave out, as a share of it


THUMB = 72  # px of a frame at most


def frame(one, film, index, count):
    """Click one of a film's frames, which are spread evenly over the canvas."""
    canvas = part(one, f"deep-film-{film}")
    box = canvas.bounding_box()
    step = (box["width"] - THUMB) / (count - 1) if count > 1 else 0
    step = min(step, THUMB * 1.6)
    canvas.click(position={"x": index * step + THUMB / 2, "y": 20})
    one.painted()


def read_at(one, patch, cols=12, rows=12):
    """The number that the status line tells of a patch."""
    one.page.mouse.move(*centre(one, "deep-picture", patch, cols, rows))
    row, col = divmod(patch, cols)
    status = part(one, "heads-status")
    expect(status).to_contain_text(f"at ({row}, {col}): ")
    found = re.search(r": (?:[a-z]+ )?(\S+?)(?:×|$| )", status.inner_text().partition(" at (")[2])
    assert found is not None
    return value(found[1].replace("e\N{MINUS SIGN}", "e-"))


def close(found, expected, share=TWO_FIGURES, **more):
    assert found == pytest.approx(float(expected), rel=share, **more)


def test_the_readout_of_every_layer_is_named_and_drawn(visit, site):
    one = open_heads(visit(), "Depth")
    found = site.recorded(one.token)
    logits = vit.logit_lens(found.model, found.trace)
    target = int(found.trace.probabilities().argmax())
    expect(part(one, "deep-lens-title")).to_contain_text(f"class {target}")
    tops = part(one, "deep-tops").get_by_role("button")
    tops.nth(2).focus()
    one.page.keyboard.press("Enter")
    expect(tops.nth(2)).to_have_attribute("aria-pressed", "true")
    expect(tops.nth(2)).to_be_focused()
    names = tops.locator(".av-deep-name")
    expect(names).to_have_text([f"class {index}" for index in logits.argmax(-1).tolist()])
    told = part(one, "deep-curve").get_attribute("aria-label") or ""
    p = logits.sigmoid()[:, target]
    for layer, expected in enumerate(p.tolist()):
        name = f"L{layer}" if layer else "embedding"
        figure = re.search(rf"{name} (\S+?)(?:,|$)", told)
        assert figure is not None
        assert value(figure[1]) == pytest.approx(expected, abs=0.0051)


def test_a_click_on_a_class_follows_that_one(visit, site):
    one = open_heads(visit(), "Depth")
    row = part(one, "deep-bars").get_by_role("button").nth(2)
    target = int(row.get_attribute("data-index") or "")
    row.click()
    expect(part(one, "deep-lens-title")).to_contain_text(f"class {target}")
    one.painted()
    found = site.recorded(one.token)
    frame(one, "lens", 3, 7)
    expect(part(one, "deep-title")).to_have_text(f"Layer 3, logit lens of class {target}")
    map_ = vit.patch_lens_probabilities(found.model, found.trace, target)[3].flatten()
    for patch in (17, 100):
        close(read_at(one, patch), map_[patch], abs=6e-4)


def test_each_patch_is_read_by_probability_or_logit(visit, site):
    one = open_heads(visit(new=True), "Depth")
    found = site.recorded(one.token)
    target = int(found.trace.probabilities().argmax())
    choose(one, "read", "logit")
    frame(one, "lens", 0, 7)
    expect(part(one, "deep-title")).to_contain_text("Embedding, logit lens")
    for key, name in (("]", "Layer 1"), ("[", "Embedding"), ("[", "Embedding")):
        one.page.keyboard.press(key)
        expect(part(one, "deep-title")).to_contain_text(name)
    logits = vit.patch_lens(found.model, found.trace, target)[0].flatten()
    one.painted()
    one.forget()
    for patch in (5, 77, 143):
        close(read_at(one, patch), logits[patch], abs=0.0051)
    assert one.data_requests() == []


def test_a_frame_is_one_step_that_undo_takes_back(visit):
    one = open_heads(visit(new=True), "Depth")
    title = part(one, "deep-title")
    frame(one, "lens", 0, 7)
    expect(title).to_contain_text("Embedding, logit lens")
    frame(one, "field", 2, 6)
    expect(title).to_have_text("Layer 3, receptive field")
    one.forget()
    for told in ("Embedding, logit lens", "Layer 6, logit lens"):
        one.page.keyboard.press("Control+z")
        expect(title).to_contain_text(told)
    one.page.keyboard.press("Control+Shift+z")
    expect(title).to_contain_text("Embedding, logit lens")
    assert one.data_requests() == []


def test_a_click_on_a_patch_shows_what_it_has_seen(visit, site):
    one = open_heads(visit(), "Depth")
    expect(part(one, "deep-field-title")).to_have_text(
        "Effective receptive field of the class token"
    )
    one.page.mouse.click(*centre(one, "deep-picture", 65))
    expect(part(one, "deep-field-title")).to_have_text("Effective receptive field of patch (5, 5)")
    one.painted()
    frame(one, "field", 1, 6)
    expect(part(one, "deep-title")).to_have_text("Layer 2, receptive field")
    found = site.recorded(one.token)
    field = vit.receptive_field(found.model, found.trace, 66)[1].flatten()
    shares = field / field.sum() * 144
    for patch in (65, 64, 12):
        close(read_at(one, patch), shares[patch])
    one.page.keyboard.press("ArrowDown")
    expect(part(one, "deep-field-title")).to_have_text("Effective receptive field of patch (6, 5)")


def test_a_field_comes_layer_by_layer_and_stops_for_the_next_one(visit, monkeypatch):
    one = open_heads(visit(new=True), "Depth")
    own, stopped, never = vit.receptive_field, threading.Event(), threading.Event()

    def slow(model, trace, token, seen):
        if token != 40:
            return own(model, trace, token, seen)
        try:
            seen(1, 6, torch.ones(144))
            while True:
                seen(2, 6, torch.eye(12).flatten())
                never.wait(0.05)
        except Cancelled:
            stopped.set()
            raise

    monkeypatch.setattr(vit, "receptive_field", slow)
    one.page.mouse.click(*centre(one, "deep-picture", 39))
    expect(part(one, "deep-field-title")).to_contain_text("patch (3, 3)")
    part(one, "deep-film-field").click(position={"x": 4, "y": 20})
    expect(part(one, "deep-where")).to_contain_text("1.0× an even share")  # all that is here
    one.page.mouse.click(*centre(one, "deep-picture", 50))
    assert stopped.wait(PATIENCE / 1000)
    expect(part(one, "deep-field-title")).to_contain_text("patch (4, 2)")
    one.painted()
    expect(part(one, "heads-fault")).to_be_hidden()


@pytest.mark.parametrize("branch", [0, 1])
def test_norm_ratios_are_those_of_the_library(visit, site, branch):
    one = open_heads(visit(), "Depth")
    choose(one, "branch", str(branch))
    frame(one, "ratio", 4, 6)
    words = f"Layer 5, norm ratio of {('attention', 'MLP')[branch]}"
    expect(part(one, "deep-title")).to_have_text(words)
    found = site.recorded(one.token)
    ratios = vit.branch_ratios(found.model, found.trace)[:, branch]
    for patch in (0, 88):
        close(read_at(one, patch), ratios[4, 1 + patch])
    told = part(one, "deep-ratios").get_attribute("aria-label") or ""
    for layer in range(6):
        figure = re.search(rf"L{layer + 1} (\S+?)(?:,|;|$)", told)
        middle = ratios[layer, 1:].sort().values[round(0.5 * 143 + 1e-9)]
        assert figure is not None
        close(float(figure[1]), middle)


def test_without_classes_fields_and_ratios_are_still_there(visit, site):
    one = open_heads(visit(), "Depth")  # with a model that has classes, of which nothing stays
    expect(part(one, "deep-bars")).to_be_visible()
    one.page.get_by_role("tab", name="Explore").click()
    choose_model(one, BARE)
    open_heads(one, "Depth")
    expect(part(one, "deep-bars")).to_be_hidden()
    expect(part(one, "deep-told")).to_contain_text("Receptive fields and norm ratios need none.")
    expect(part(one, "deep-lens")).to_be_hidden()
    found = site.recorded(one.token)
    one.page.mouse.click(*centre(one, "deep-picture", 8, 6, 4))
    expect(part(one, "deep-field-title")).to_contain_text("patch (1, 2)")
    one.painted()
    field = vit.receptive_field(found.model, found.trace, 3 + 8)[2].flatten()
    close(read_at(one, 9, 6, 4), (field / field.sum() * 24)[9])


def test_a_model_without_a_token_to_read_begins_at_the_middle_patch(visit):
    one = visit()
    choose_model(one, MEAN)
    open_heads(one, "Depth")
    expect(part(one, "deep-field-title")).to_contain_text("patch (2, 3)")
    chips = part(one, "deep-chips").get_by_role("button")
    expect(chips).to_have_text(["R1", "R2", "Patch (2, 3)"])
    chips.first.click()
    expect(part(one, "deep-field-title")).to_contain_text("the register 1")


@pytest.mark.parametrize("size", [(1440, 900), (1280, 800), (390, 844)])
def test_nothing_is_wider_than_the_page(visit, size):
    width, height = size
    one = open_heads(visit(), "Depth")
    one.page.set_viewport_size({"width": width, "height": height})
    for section in ("Interventions", "Depth"):
        one.page.locator("[data-av=heads-sections]").get_by_role("button", name=section).click()
        one.painted()
        assert one.page.evaluate("document.documentElement.scrollWidth") <= width
        cut = one.page.evaluate(CUT, width)
        assert cut == []


CUT = """width => [...document.querySelectorAll('.av-heads-view section :is(canvas, button)')]
  .map(node => [node.dataset.av ?? node.textContent, node.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.left < -1 || box.right > width + 1))
  .map(([name]) => name)"""
