"""A map that is all zero: what the Explain screen says of it, and its values with their signs."""

from dataclasses import replace

import pytest
import torch
from playwright.sync_api import expect

from tests.support.screens.explain import (
    PRINTED,
    answered,
    ask,
    card,
    expect_number,
    open_explain,
    picture,
    section,
)
from tests.support.visit import part, point_at
from vit.maps.methods import METHODS

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]
NAME = "attention_grad_cam"


@pytest.fixture
def zero(monkeypatch):
    """Attention Grad-CAM as on a picture where all that it is made of is negative."""

    def negative(_, grad_trace):
        return -torch.linspace(1, 2, grad_trace.trace.config.tokens)

    method = METHODS[NAME]
    none = replace(method, tokens=lambda *args: negative(*args).clamp_min(0), signed=negative)
    monkeypatch.setitem(METHODS, NAME, none)


def test_a_map_of_zeros_has_no_score_but_its_signed_map(visit, zero):
    one = open_explain(visit())
    ask(one, 1)
    offer = card(one, NAME).get_by_role("button", name="All zero")
    expect(offer).to_contain_text("is negative at every token, and this method sets that to 0")
    expect(card(one, NAME).locator(".av-plate-badge")).to_be_empty()
    one.page.get_by_role("button", name="Measure faithfulness").click()
    expect(card(one, "rollout").locator(".av-plate-badge")).to_contain_text("score")
    badge = card(one, NAME).locator(".av-plate-badge")
    expect(badge).to_have_text("no score: all zero marks no patch")
    expect(one.page.get_by_role("button", name="Faithfulness measured")).to_be_disabled()
    offer.click()
    expect(offer).to_be_hidden()
    expect(card(one, NAME).locator(".av-plate-ticks")).to_contain_text("of all sizes")
    point_at(one, picture(one, NAME), 3.5 / 12, 8.5 / 12)
    shares = torch.linspace(1, 2, 145)
    here = card(one, NAME).locator(".av-plate-here")
    expect_number(one, here, -(shares / shares.sum())[1 + 8 * 12 + 3], rel=PRINTED)
    expect(badge).to_have_text("no score: all zero marks no patch")
    other = ask(one, 2)  # of another class too, once it was wanted
    answered(one, other)
    expect(card(one, NAME).locator(".av-plate-ticks")).to_contain_text("of all sizes")


def test_a_map_of_zeros_ranks_no_patch(visit, zero):
    one = open_explain(visit())
    ask(one, 0)
    section(one, "Does attention matter?")
    part(one, "why-removal").get_by_role("button", name="Take out each").click()
    row = part(one, "why-rows").locator(f"[data-method={NAME}]")
    others = part(one, "why-rows").locator("[data-method=rollout] td").first
    expect(others).not_to_have_text("–")
    expect(row.locator("td")).to_have_text(["–"] * 4)
    row.get_by_role("button").click()
    expect(part(one, "why-verdict")).to_have_text(
        "Attention Grad-CAM is all zero for this class: it ranks no patch and has no score."
    )
