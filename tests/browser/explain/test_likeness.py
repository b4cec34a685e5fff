"""Similarities beside classes, in Chromium: two choices, another picture, undo and the link."""

import re

import pytest
from playwright.sync_api import expect

import vit
from app.engine.gallery import examples
from app.engine.likeness import Likeness
from app.screens.explain import likeness, maps
from app.wire.question import Question
from tests.support.screens.explain import (
    answered,
    ask,
    card,
    expect_number,
    likeness_answered,
    open_explain,
    section,
)
from tests.support.visit import part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def test_a_similarity_is_chosen_compared_with_a_picture_and_undone(visit, site):
    one = open_explain(visit())
    target = ask(one, 0)
    recorded = site.recorded(one.token)
    one.page.get_by_role("button", name="A similarity").click()
    likeness_answered(one, "class~token:79")
    expect(part(one, "why-class")).to_be_hidden()
    expect(part(one, "why-title")).to_contain_text("Similarity of the class token to patch (6, 6)")
    scalar = site.engine.target(recorded.key, Likeness("class", (79,)))
    value = scalar.value_of(recorded.model, recorded.trace)
    expect(part(one, "why-cosine")).to_have_text(f"cosine {value:.5f}".replace("-", "\u2212"))

    word = f"example:{examples()[3].name}"
    part(one, "why-to").select_option(word)
    likeness_answered(one, f"class~{word}")
    expect(part(one, "why-title")).to_contain_text("to the class token of ")
    expect(one.page).to_have_url(re.compile("likeness=class(~|%7E)"))
    asked = likeness.read(site.engine, recorded, "class", word, "")
    removal = card(one, maps.REMOVAL)
    removal.get_by_role("button", name="Take out each of 144 patches").click()
    expect(removal).to_contain_text("of cosine")
    drops = vit.token_removal(
        recorded.model, recorded.trace, site.engine.target(recorded.key, asked)
    ).flatten()
    section(one, "Does attention matter?")
    rho = maps.rank_correlation(
        maps.maps(site.engine, recorded, Question(asked, ("rollout",)))[0, 1:], drops
    )
    cell = part(one, "why-rows").locator("[data-method=rollout] td").first
    expect_number(one, cell, rho, abs=0.0051)

    one.page.keyboard.press("Control+z")  # the section
    one.page.keyboard.press("Control+z")  # the picture
    likeness_answered(one, "class~token:79")
    one.page.get_by_role("button", name="A class", exact=True).click()
    answered(one, target)
