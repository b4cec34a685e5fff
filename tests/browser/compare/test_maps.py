"""Maps and costs of every column are the library's; an error stays in its column."""

import re

import pytest
from playwright.sync_api import expect

import vit
from tests.support.checkpoints import ABSENT
from tests.support.screens.learn import number
from vit.anatomy.cost import map_bytes, multiply_adds, record_bytes
from vit.maps.relevance import relevance_tokens

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

GONE = """async () => {
  const {channel} = await attentionViewer.load('page/channel');
  channel.tell('gone');
}"""


def test_an_error_is_said_in_its_column_and_the_others_go_on(bench):
    refusal = bench.part(1, "refusal")
    bench.set(1, "height", "100")
    expect(refusal).to_have_text("Input height 100 is not a multiple of patch 24: use 96 or 120.")
    bench.point(0, 0.4, 0.6)
    bench.expect_patches("(7, 4)")
    expect(bench.column(2)).to_have_attribute("data-patch", "(3, 2)")
    bench.show("Rollout")
    expect(refusal).to_contain_text("use 96 or 120")
    expect(bench.part(2, "overlap")).to_have_text(re.compile(r"\d\.\d\d"))
    bench.set(1, "height", "120")
    expect(refusal).to_be_hidden()
    expect(bench.part(1, "cells")).to_have_text("5 × 4 patches")
    bench.set(2, "checkpoint", ABSENT)
    expect(bench.part(2, "refusal")).to_contain_text("there is no network")
    expect(bench.part(1, "cells")).to_have_text("5 × 4 patches")


def test_expired_tokens_are_replaced(new_bench, site):
    for token in new_bench.tokens():
        site.engine.visits.release(token)
    new_bench.show("Rollout")
    expect(new_bench.part(1, "refusal")).to_be_hidden()
    expect(new_bench.page.locator("[data-av=line]")).to_contain_text("Rollout")
    before = new_bench.one.token
    site.engine.visits.release(before)
    new_bench.slide(3)
    new_bench.one.ready(after=before)
    expect(new_bench.part(0, "tokens")).to_have_text("65")
    new_bench.settle(3)


def test_a_column_goes_on_when_the_page_s_token_is_replaced_under_way(new_bench, site):
    """The reply that the old token has expired comes after the page has its new one."""
    before, held = new_bench.one.token, []

    def hold(route):
        return route.continue_() if held else held.append(route)

    new_bench.page.route("**/column?*", hold)
    new_bench.one.reusable = False
    new_bench.slide(3)
    new_bench.one.until(lambda: len(held), 1)
    site.engine.visits.release(before)
    new_bench.page.evaluate(GONE)
    new_bench.one.ready(after=before)
    held[0].continue_()
    expect(new_bench.part(0, "tokens")).to_have_text("65")
    new_bench.settle(3)


def test_a_choice_made_while_the_page_s_token_is_replaced_stays(new_bench, site):
    before, held = new_bench.one.token, []
    new_bench.one.reusable = False
    new_bench.page.route("**/gradio_api/queue/join*", lambda route: held.append(route))
    site.engine.visits.release(before)
    new_bench.page.evaluate(GONE)
    new_bench.one.until(lambda: len(held), 1)
    new_bench.set(1, "height", "100")
    expect(new_bench.column(1)).not_to_have_attribute("data-waiting", "")
    held[0].continue_()
    new_bench.one.ready(after=before)
    expect(new_bench.part(1, "refusal")).to_contain_text("use 96 or 120")


def test_another_choice_while_a_map_comes_shows_the_map_of_that_choice(new_bench):
    """The requests of the choice before are given up; nobody waits for one of them."""
    held = []
    new_bench.page.route("**/fused/**", lambda route: held.append(route))
    new_bench.page.get_by_role("button", name="Rollout", exact=True).click()
    new_bench.one.until(lambda: len(held) > 0, True)
    new_bench.page.keyboard.press("k")
    new_bench.page.unroute("**/fused/**")
    new_bench.settle(3)
    for index in range(3):
        expect(new_bench.part(index, "refusal")).to_be_hidden()
    expect(new_bench.page.locator("[data-av=line]")).to_contain_text("Rollout")


def test_maps_are_those_of_the_trace(bench, site):
    """Peaks of three kinds of map in every column, in multiples of uniform."""
    bench.point(0, 0.3, 0.6, click=True)
    expect(bench.page.locator("[data-av=line]")).to_contain_text("pinned, read at")
    bench.leave()
    bench.expect_patches("(7, 3)", "(2, 1)", "(3, 1)")
    for kind, values in (("Class attention", start), ("Attention", attention)):
        bench.show(kind)
        for index, token in enumerate(bench.tokens()):
            trace = site.trace(token)
            prefix, rows = trace.grid.prefix, trace.grid.rows
            query = prefix + int(0.6 * rows) * rows + int(0.3 * rows)
            row = values(trace, query) * (prefix + rows * rows)
            if kind == "Attention":
                row[query] = 0  # a patch is not its own peak
            bench.expect_peak(index, row[prefix:].max())


def test_a_click_on_a_prediction_shows_its_relevance_everywhere(new_bench, site):
    chosen = new_bench.part(0, "bars").get_by_role("button").nth(1)
    name, target = chosen.get_attribute("data-name"), int(chosen.get_attribute("data-target"))
    chosen.click()
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(new_bench.part(1, "layer")).to_be_disabled()
    for index in range(3):
        expect(new_bench.part(index, "from")).to_have_text(f"for {name}")
    new_bench.settle(3)
    for index, token in enumerate(new_bench.tokens()):
        key = site.engine.granted(token)
        tokens = relevance_tokens(site.engine.gradient(key, target))
        prefix = site.trace(token).grid.prefix
        patches = tokens[prefix:] / tokens[prefix:].sum()
        new_bench.expect_peak(index, patches.max() * len(tokens))
    new_bench.one.forget()
    new_bench.point(1, 0.6, 0.6)
    expect(new_bench.part(2, "peak")).to_contain_text("here ")
    assert new_bench.one.data_requests() == []


def test_rollout_starts_at_the_patch_of_a_click(bench):
    bench.show("Rollout")
    bench.point(0, 0.3, 0.6, click=True)
    expect(bench.part(0, "from")).to_have_text("from (7, 3)")
    expect(bench.part(1, "from")).to_have_text("from (2, 1)")


def attention(trace, query):
    return trace.attention_from(query)[-1].mean(dim=0)


def start(trace, query):
    return trace.attention_from(0)[-1].mean(dim=0)


def two(value):
    """Two figures, and all digits before the point."""
    return number(value, 2) if value < 99.5 else f"{value:.0f}"


def test_mean_attention_distance_and_costs_are_those_of_the_server(bench, site):
    for index, token in enumerate(bench.tokens()):
        trace = site.trace(token)
        far = float(vit.attention_distance(trace)[-1].mean())
        expect(bench.part(index, "distance")).to_have_text(f"{number(far, 3)} px")
        adds = multiply_adds(trace.config)
        expect(bench.part(index, "adds")).to_have_text(f"{two(adds / 1e6)} M")
        for name, count in (
            ("recording", record_bytes(trace.config)),
            ("maps", map_bytes(trace.config)),
        ):
            text = f"{two(count / 1e3)} kB" if count < 999.5e3 else f"{two(count / 1e6)} MB"
            expect(bench.part(index, name)).to_have_text(text)
