"""The rollout laboratory without sinks: its button, its formula, and its numbers."""

import re

import pytest
from playwright.sync_api import expect

import vit
from tests.support.screens.explain import open_explain, section
from tests.support.sinks import lower_line, open_picture
from tests.support.visit import part

pytestmark = pytest.mark.browser

HALF = 2e-3  # what float16 may change a weight by


@pytest.fixture
def one(visit, site, monkeypatch):
    """The laboratory of a picture whose heads have sinks at a lower line."""
    lower_line(monkeypatch)
    one = open_picture(visit, site)
    open_explain(one)
    section(one, "Rollout laboratory")
    return one


def shown(one):
    """The peak of the map."""
    found = re.search(r"= ~?(0\.\d+) =", part(one, "lab-number").inner_text())
    return found and float(found[1])


@pytest.mark.parametrize("fusion", ["mean", "max"])
def test_a_click_leaves_out_sinks(one, site, fusion):
    trace, button = site.trace(one.token), part(one, "lab-leave-out")
    section(one, fusion)
    sinks = vit.attention_sinks(trace)
    expect(button).to_contain_text("Leave out sinks")
    for without in (sinks, None):
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true" if without is not None else "false")
        flow = vit.rollout_tokens(trace, fusion, without=without)[trace.grid.prefix :]
        one.until(lambda: shown(one), pytest.approx(float(flow.max()), abs=HALF))
        words = "without sinks of" if without is not None else ""
        expect(part(one, "lab-without")).to_contain_text(words)
    one.page.keyboard.press("Control+z")
    one.until(lambda: "leave_out=1" in one.page.url, True)


def test_one_head_leaves_out_its_own(one, site):
    trace = site.trace(one.token)
    figures = vit.head_statistics(trace)
    head = int(figures.sinks.any(-1).sum(0).argmax())
    section(one, "one head")
    part(one, "lab-head").select_option(str(head))
    part(one, "lab-leave-out").click()
    flow = vit.start_vector(trace)
    for layer in reversed(range(trace.config.depth)):
        attention = vit.head_attention(trace, layer, head, figures.sinks)
        flow = (flow @ attention + flow) / 2
    expected = float(flow[trace.grid.prefix :].max())
    one.until(lambda: shown(one), pytest.approx(expected, abs=HALF))


def test_a_large_grid_leaves_them_out_on_the_server(one, site, monkeypatch):
    """Where no fused map may be sent, the server's own rollout is shown, without sinks too."""
    one.page.evaluate(
        """async () => {
            const {limits} = await attentionViewer.load('record/limits');
            limits.fusedTokens = 100;
        }"""
    )
    before = one.token
    one.page.locator("[data-av=why-strip] [data-index='4']").click()
    one.ready(after=before)
    one.painted()
    trace = site.trace(one.token)
    assert vit.attention_sinks(trace).any()
    expect(part(one, "lab-large")).to_be_visible()
    for without in (None, vit.attention_sinks(trace)):
        flow = vit.rollout_tokens(trace, without=without)[trace.grid.prefix :]
        one.until(lambda: shown(one), pytest.approx(float(flow.max()), rel=1e-4))
        part(one, "lab-leave-out").click()


def test_the_card_of_rollout_names_the_sinks(visit, site, monkeypatch):
    """How much of the rollout of all layers lies on patches that are a sink."""
    lower_line(monkeypatch)
    one = visit()
    open_explain(one)
    trace = site.trace(one.token)
    sinks = vit.attention_sinks(trace)
    share = float(vit.rollout_tokens(trace)[sinks.any(0).any(0)].sum())
    heads = int(sinks.any(-1).sum())
    kind = one.page.locator("[data-method=rollout] .av-plate-kind")
    expect(kind).to_have_text(f"any class, sinks of {heads} heads: {100 * share:.0f} %")
    one.page.locator("[data-method=rollout] .av-plate-title").click()
    expect(part(one, "why-status")).to_contain_text(re.compile("Rollout .*; a sink of L"))
