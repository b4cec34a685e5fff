"""Depth on a grid of 37 x 37 patches, where a receptive field takes long."""

import threading

import pytest
from playwright.sync_api import expect

import vit
from tests.support.checkpoints import MANY
from tests.support.screens.explore import choose_model
from tests.support.screens.heads import open_heads
from tests.support.visit import PATIENCE, part

pytestmark = pytest.mark.browser


def test_on_a_large_grid_a_field_starts_with_progress_and_stops(visit, monkeypatch):
    """Above 800 tokens nothing was requested, and twelve films stayed empty without a word."""
    one = visit()
    choose_model(one, MANY)
    own, goes_on = vit.receptive_field, threading.Event()

    def slow(model, trace, token, seen):
        def step(done, total, field):
            seen(done, total, field)
            goes_on.wait(PATIENCE / 1000)

        return own(model, trace, token, step)

    monkeypatch.setattr(vit, "receptive_field", slow)
    open_heads(one)
    part(one, "heads-sections").get_by_role("button", name="Depth", exact=True).click()
    work = part(one, "deep-work")
    expect(work.locator(".av-errand-text")).to_have_text("Receptive field, layers: 1 of 3")
    part(one, "deep-film-field").click()  # its middle: the second layer
    expect(part(one, "deep-where")).to_have_text("being computed")
    work.get_by_role("button", name="Cancel").click()
    expect(part(one, "deep-where")).to_have_text("not computed")
    goes_on.set()
    work.get_by_role("button", name="Compute the receptive field of the class token").click()
    expect(work).to_be_hidden()
    expect(part(one, "deep-where")).to_contain_text("an even share")
    expect(part(one, "heads-fault")).to_be_hidden()
