"""How faithful each map is, measured while the page is open: numbers, progress, errors."""

import json
import re
import threading

import pytest
import torch
from playwright.sync_api import expect

import vit
from app.engine.jobs import Cancelled
from app.screens.explain import maps
from tests.support.screens.explain import (
    QUICK,
    ask,
    card,
    class_maps,
    expect_number,
    number,
    open_explain,
    picture,
    section,
)
from tests.support.visit import PATIENCE, part, point_at
from vit.maps.faithfulness import rank_correlation

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def test_measured_badges_are_the_route_s_numbers(visit, site):
    one = open_explain(visit())
    target = ask(one, 1)
    one.page.get_by_role("button", name="Measure faithfulness").click()
    expect(card(one, "rollout").locator(".av-plate-badge")).to_contain_text("score")
    url = f"{site.url}gradio_api/vit/{one.token}/faithfulness"
    reply = one.page.request.get(url, params={"target": target, "methods": ",".join(QUICK)})
    result = json.loads(reply.text().splitlines()[-1])["result"]["methods"]
    for name in QUICK:
        curves = result[name]
        means = [sum(curves[kind]) / len(curves[kind]) for kind in ("deletion", "insertion")]
        expect_badge(one, name, [*means, curves["score"]])
    expect(one.page.get_by_role("button", name="Faithfulness measured")).to_be_disabled()


def expect_badge(one, name, figures):
    """Deletion, insertion and score on a card."""

    def told():
        text = card(one, name).locator(".av-plate-badge").inner_text()
        return [number(text.partition(word)[2]) for word in ("del", "ins", "score")]

    one.until(told, pytest.approx(figures, abs=0.0051))


def test_removal_is_a_map_a_correlation_and_a_row_of_the_table(visit, site):
    one = open_explain(visit())
    target = ask(one, 0)
    card(one, maps.REMOVAL).get_by_role("button", name="Take out each").click()
    found = site.recorded(one.token)
    drops = vit.token_removal(found.model, found.trace, target).flatten()
    row, col = divmod(int(drops.abs().argmax()), 12)
    expect(card(one, maps.REMOVAL)).to_contain_text("of probability")
    point_at(one, picture(one, maps.REMOVAL), (col + 0.5) / 12, (row + 0.5) / 12)
    here = card(one, maps.REMOVAL).locator(".av-plate-here")
    expect_number(one, here, drops[row * 12 + col], abs=6e-4)
    section(one, "Does attention matter?")
    for name, tokens in class_maps(site, one, target, QUICK).items():
        cell = part(one, "why-rows").locator(f"[data-method={name}] td").first
        expect_number(one, cell, rank_correlation(tokens[1:], drops), abs=0.0051)
    part(one, "why-rows").get_by_role("button", name="LeGrad").click()
    expect(part(one, "why-verdict")).to_contain_text("LeGrad ranks the 144 patches")
    expect(part(one, "why-chosen")).to_contain_text("LeGrad")


def test_long_work_shows_its_progress_and_stops_when_cancelled(visit, site, monkeypatch):
    one = open_explain(visit(new=True))
    ask(one, 2)
    stopped, never = threading.Event(), threading.Event()

    def slow(model, trace, target, step, block):
        try:
            for done in range(10_000):
                step(done % 144 + 1, 144)
                never.wait(0.05)
        except Cancelled:
            stopped.set()
            raise

    monkeypatch.setattr(vit, "token_removal", slow)
    part(one, "why-removal").get_by_role("button", name="Take out each").click()
    expect(part(one, "why-removal")).to_contain_text(re.compile(r"Taking out patches: \d+ of 144"))
    expect(part(one, "why-removal").get_by_role("progressbar")).to_have_attribute(
        "aria-valuemax", "144"
    )
    part(one, "why-removal").get_by_role("button", name="Cancel").click()
    assert stopped.wait(PATIENCE / 1000)
    expect(part(one, "why-removal").get_by_role("button")).to_have_text(
        "Take out each of 144 patches"
    )
    expect(part(one, "why-fault")).to_be_hidden()


def test_an_error_of_the_server_is_a_sentence_in_place(visit, site, monkeypatch):
    one = open_explain(visit(new=True))
    ask(one, 4)

    def fail(*_):
        raise ValueError("patches cannot be taken out here")

    monkeypatch.setattr(vit, "token_removal", fail)
    part(one, "why-removal").get_by_role("button", name="Take out each").click()
    expect(part(one, "why-fault")).to_contain_text("patches cannot be taken out here")
    expect(card(one, "relevance").locator(".av-plate-ticks")).to_contain_text("% of total")


def test_ranks_correlate_as_the_library_has_it(modules):
    script = """async ([one, other]) => {
      const {rankCorrelation} = await attentionViewer.load('record/ranks');
      return rankCorrelation(one, other);
    }"""
    generator = torch.Generator().manual_seed(0)
    for levels in (1, 3, 1000):
        pair = torch.randint(levels, (2, 40), generator=generator).float()
        expected = rank_correlation(pair[0], pair[1])
        assert modules.evaluate(script, pair.tolist()) == pytest.approx(expected, abs=1e-12)


def test_removal_is_shown_as_it_is_measured(visit, monkeypatch):
    one = open_explain(visit(new=True))
    ask(one, 1)
    go, drops = threading.Event(), torch.linspace(-0.3, 0.4, 144).view(12, 12)

    def paused(model, trace, target, step, block):
        step(24, 144, drops.flatten()[:24])
        step(43, 144, drops.flatten()[24:43])
        while not go.wait(0.05):
            step(43, 144, drops.flatten()[:0])
        return drops

    monkeypatch.setattr(vit, "token_removal", paused)
    removed = card(one, maps.REMOVAL)
    removed.get_by_role("button", name="Take out each").click()
    expect(removed).to_contain_text("43 of 144 measured")
    here = removed.locator(".av-plate-here")
    row, col = divmod(int(drops.flatten()[:43].abs().argmax()), 12)
    point_at(one, removed.locator("canvas").first, (col + 0.5) / 12, (row + 0.5) / 12)
    expect(part(one, "why-status")).to_contain_text(f"({row}, {col})")
    expect_number(one, here, drops[row, col], abs=1.1e-3)
    point_at(one, removed.locator("canvas").first, 7.5 / 12, 3.5 / 12)
    expect(here).to_have_text("not measured yet")
    section(one, "Does attention matter?")
    expect(part(one, "why-verdict")).to_contain_text("43 of 144 patches were taken out")
    part(one, "why-removal").get_by_role("button", name="Cancel").click()
    again = part(one, "why-measured").get_by_role("button", name="Take out each")
    again.click()
    expect(part(one, "why-measured")).to_contain_text("43 of 144 measured")
    go.set()
    expect(part(one, "why-verdict")).to_contain_text("ranks the 144 patches")
    expect(part(one, "why-measured")).not_to_contain_text("43 of 144 measured")
