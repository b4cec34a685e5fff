"""Sinks on Explore: they are marked and named; rollout leaves them out or starts later."""

import re

import pytest
import torch
from playwright.sync_api import expect

import vit
from app.wire.descriptor import describe
from tests.support.screens.explore import expect_value, point
from tests.support.sinks import PICTURE, lower_line, open_picture
from tests.support.visit import part

pytestmark = pytest.mark.browser

HALF = 2e-3  # what float16 may change a weight by
DERIVE = """async ([meta, query, how]) => {
  const {Record} = await attentionViewer.load('record/record');
  const {Trace} = await attentionViewer.load('record/trace');
  const record = new Record(meta, `/gradio_api/vit/${meta.token}`), trace = new Trace(record);
  await record.loadFused(Boolean(how.leave_out));
  trace.rollout(query, {how});
  return [trace.flowing, [...trace.flow]];
}"""


@pytest.fixture
def opened(visit, site, monkeypatch):
    """Opens the rollout of a picture whose heads have sinks at a lower line."""
    lower_line(monkeypatch)

    def open_page(facts="&method=rollout", **options):
        one = open_picture(visit, site, facts, **options)
        one.painted()
        return one

    return open_page


def peak(trace, **knobs):
    """The largest rollout of a patch at the last layer."""
    return float(vit.rollout_stages(trace, **knobs)[-1][trace.grid.prefix :].max())


def knobs_of(one):
    """What the address says of rollout."""
    return sorted(re.findall(r"(?:start|leave_out)=\d", one.page.url))


def test_a_click_leaves_out_sinks_and_another_one_takes_it_back(opened, site):
    one = opened()
    trace = site.trace(one.token)
    figures = vit.head_statistics(trace)
    expect_value(one, "(peak)", peak(trace))
    button = part(one, "leave-out")
    layers = int(figures.sinks.any(-1).any(-1).sum())
    expect(button).to_have_text(f"Leave out sinks: in {layers} layers")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect_value(one, "(peak)", peak(trace, without=figures.sinks))
    expect(part(one, "title")).to_have_text("Rollout to L6 without sinks")
    one.until(lambda: knobs_of(one), ["leave_out=1"])
    share = 100 * float(figures.sinks_share[0])
    said = one.page.locator("[data-av=reading] p").nth(1)
    heads = int(figures.sinks.any(-1).sum())
    expect(said).to_contain_text(f"Left out: the sinks of {heads} heads, {share:.0f} % of layer 1")
    one.page.keyboard.press("Control+z")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect_value(one, "(peak)", peak(trace))
    one.until(lambda: knobs_of(one), [])


def test_one_click_starts_at_layer_2(opened, site):
    one = opened()
    trace = site.trace(one.token)
    button = part(one, "later")
    expect(button).to_have_text("Start at layer 2")
    button.click()
    expect_value(one, "(peak)", peak(trace, start=1))
    expect(part(one, "title")).to_have_text("Rollout L2 to L6")
    one.until(lambda: knobs_of(one), ["start=1"])
    one.page.get_by_role("button", name="Save", exact=True).click()
    link = one.page.get_by_role("link", name="npz", exact=True)
    expect(link).to_have_attribute("href", re.compile("end=5&start=1&leave_out=0"))
    one.page.keyboard.press("Escape")
    button.click()
    one.until(lambda: knobs_of(one), [])
    expect(part(one, "title")).to_have_text("Rollout to L6")


def test_a_film_frame_before_the_first_layer_lowers_it(opened):
    one = opened("&method=rollout&start=3")
    expect(part(one, "title")).to_have_text("Rollout L4 to L6")
    box = part(one, "film").bounding_box()
    one.page.mouse.click(box["x"] + 5, box["y"] + 10)
    expect(part(one, "title")).to_have_text("Rollout to L1")
    one.page.keyboard.press("Control+z")
    expect(part(one, "title")).to_have_text("Rollout L4 to L6")


def test_a_link_brings_the_choice_and_hovering_follows_it(opened, site):
    one = opened("&method=rollout&start=1&leave_out=1")
    trace = site.trace(one.token)
    knobs = {"start": 1, "without": vit.attention_sinks(trace)}
    expect_value(one, "(peak)", peak(trace, **knobs))
    assert part(one, "leave-out").get_attribute("aria-pressed") == "true"
    one.forget()
    point(one, 0.3, 0.3)
    expect(part(one, "status")).to_contain_text("from (3, 3) to")
    flow = vit.rollout_tokens(trace, source=40, **knobs)
    flow[40] = 0
    status = part(one, "status")
    one.until(
        lambda: float(re.search(r"~(0\.\d+) =", status.inner_text())[1]),
        pytest.approx(float(flow[1:].max()), abs=HALF),
    )
    assert one.data_requests() == []


@pytest.mark.parametrize("how", [{"start": 2, "leave_out": 0}, {"start": 1, "leave_out": 1}])
def test_rollouts_computed_in_the_page_equal_the_library(opened, site, how):
    one = opened()
    recorded = site.recorded(one.token)
    trace = recorded.trace
    meta = describe(recorded, site.engine.picture(trace.digest), one.token)
    origin, values = one.page.evaluate(DERIVE, [meta, 40, how])
    assert origin == "derived"
    without = vit.attention_sinks(trace) if how["leave_out"] else None
    expected = vit.rollout_stages(trace, start=how["start"], source=40, without=without)
    torch.testing.assert_close(
        torch.tensor(values).view(expected.shape), expected, rtol=0.02, atol=HALF
    )


def test_a_sink_is_named_where_it_is(opened, site):
    one = opened("")
    trace = site.trace(one.token)
    figures = vit.head_statistics(trace)
    layer, head, token = figures.sinks.nonzero()[0].tolist()
    row, col = trace.grid.cell(token)
    one.page.goto(f"{site.url}?picture={PICTURE}&layer={layer}&head={head}")
    one.ready()
    said = one.page.locator("[data-av=reading] p").nth(1)
    expect(said).to_contain_text(f"This head has a sink: it gives patch ({row}, {col})")
    point(one, (col + 0.5) / 12, (row + 0.5) / 12, click=True)
    one.page.mouse.move(0, 0)
    one.page.goto(f"{site.url}?picture={PICTURE}&method=rollout")
    one.ready()
    most = figures.received.masked_fill(~figures.sinks, 0)
    layer, head, token = [int(i) for i in (most == most.max()).nonzero()[0]]
    row, col = trace.grid.cell(token)
    expect(said).to_contain_text(f"A sink: L{layer + 1} H{head + 1} gives patch ({row}, {col})")


def test_without_sinks_there_is_no_row(visit, monkeypatch):
    lower_line(monkeypatch, 2)
    one = visit()
    one.page.locator("[data-set=method][data-to=rollout]").click()
    one.painted()
    expect(part(one, "sinks")).to_be_hidden()
    expect(part(one, "title")).to_have_text("Rollout to L6")
