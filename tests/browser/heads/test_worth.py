"""What each head is worth to a class: measured in Chromium, the library has the same numbers."""

import re
import threading

import pytest
import torch
from playwright.sync_api import expect

import vit
from app.engine.jobs import Cancelled, Job
from app.engine.lanes import Turn
from tests.support.screens.heads import open_heads
from tests.support.screens.interventions import (
    ROUNDED,
    cell,
    model_and_pixels,
    value,
)
from tests.support.visit import PATIENCE, part
from vit.maps.faithfulness import rank_correlation

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def test_the_sweep_gives_the_numbers_of_the_library(visit, site):
    one = open_heads(visit(), "Interventions")
    part(one, "worth-sweep").get_by_role("button", name="Switch off all 36 heads").click()
    expect(part(one, "worth-sweep").get_by_role("button")).to_have_text(
        "All 36 heads were switched off"
    )
    one.painted()
    model, pixels = model_and_pixels(site, one)
    trace = vit.trace(model, pixels)
    target = int(trace.probabilities().argmax())
    drops = vit.head_ablation(model, trace, target)
    first = vit.head_importance(vit.trace_gradient(model, pixels, target))
    rho = part(one, "worth-says").get_attribute("data-correlation")
    assert float(rho or "nan") == pytest.approx(rank_correlation(first, drops), abs=1e-6)
    for layer, head in ((0, 0), (1, 5), (3, 2), (5, 0), (5, 5)):
        cell(one, layer, head).hover()
        for name, worth in (("measured", drops), ("first order", first)):
            expect_worth(one, name, worth[layer, head].item())


def expect_worth(one, name, worth):
    """A head's figure in the status line."""

    def told():
        text = part(one, "heads-status").inner_text()
        found = re.search(rf"{name} (\S+)", text)
        return value(found[1]) if found else None

    one.until(told, pytest.approx(worth, abs=ROUNDED))


def test_the_sweep_shows_its_place_then_its_progress_and_stops_when_cancelled(
    visit, site, monkeypatch
):
    one = open_heads(visit(new=True), "Interventions")
    stopped, never = threading.Event(), threading.Event()

    def slow(model, trace, target, step):
        try:
            for done in range(10_000):
                step(done % 36 + 1, 36, torch.ones(1 if done < 36 else 0))
                never.wait(0.05)
        except Cancelled:
            stopped.set()
            raise

    monkeypatch.setattr(vit, "head_ablation", slow)
    sweep = part(one, "worth-sweep")
    line = site.engine.store.work._long
    others = [Turn(Job(f"another {n}", is_long=True)) for n in range(line.slots)]
    for other in others:
        line.enter(other)
    sweep.get_by_role("button", name="Switch off all").click()
    expect(sweep).to_contain_text("Switching heads off: waiting, place 1 in the line")
    for other in others:
        line.leave(other)
    expect(sweep).to_contain_text(re.compile(r"Switching heads off: \d+ of 36"))
    expect(sweep.get_by_role("progressbar")).to_have_attribute("aria-valuemax", "36")
    sweep.get_by_role("button", name="Cancel").click()
    assert stopped.wait(PATIENCE / 1000)
    expect(sweep.get_by_role("button")).to_have_text("Switch off all 36 heads in turn")
    expect(part(one, "heads-fault")).to_be_hidden()
    assert part(one, "worth-says").get_attribute("data-correlation") == ""


def test_a_click_on_a_class_asks_what_heads_are_worth_to_it(visit, site):
    one = open_heads(visit(), "Interventions")
    row = part(one, "cut-bars").get_by_role("button").nth(3)
    target = int(row.get_attribute("data-index") or "")
    row.click()
    expect(part(one, "worth-title")).to_have_text(f"Importance of each head for class {target}")
    one.painted()
    model, pixels = model_and_pixels(site, one)
    first = vit.head_importance(vit.trace_gradient(model, pixels, target))
    cell(one, 5, 1).hover()
    expect_worth(one, "first order", first[5, 1].item())


def test_a_class_chosen_on_another_screen_is_asked_about_when_this_one_is_shown(visit):
    one = open_heads(visit(new=True), "Interventions")
    one.page.get_by_role("tab", name="Explore").click()
    one.forget()
    row = part(one, "bars").get_by_role("button").nth(2)
    target = int(row.get_attribute("data-index") or "")
    row.click()
    expect(row).to_have_attribute("aria-pressed", "true")
    one.painted()
    assert not any("importance" in asked for asked in one.data_requests())
    one.page.get_by_role("tab", name="Heads").click()
    expect(part(one, "worth-title")).to_have_text(f"Importance of each head for class {target}")
    one.painted()
    assert sum("importance" in asked for asked in one.data_requests()) == 1
