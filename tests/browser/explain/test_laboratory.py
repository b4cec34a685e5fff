"""The rollout laboratory in Chromium: for every knob, its rollout is the library's."""

import re

import pytest
import torch
from playwright.sync_api import expect

import vit
from tests.support.screens.explain import PRINTED, expect_number, number, open_explain, section
from tests.support.visit import part, point_at, slide
from vit.maps.flow import carry, discard_smallest, start_vector

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

HALF = 2e-3  # what fused maps of float16 may change a rollout by, of which 1 is all


def set_knob(one, name, value):
    slide(part(one, f"lab-{name}"), value)


CASES = [
    {"fusion": "mean", "residual": 0.5, "discard": 0.0, "start": 0, "end": 5, "query": 40},
    {"fusion": "mean", "residual": 0.0, "discard": 0.3, "start": 0, "end": 5, "query": 0},
    {"fusion": "max", "residual": 0.25, "discard": 0.95, "start": 1, "end": 4, "query": 77},
    {"fusion": "min", "residual": 0.0, "discard": 0.5, "start": 0, "end": 5, "query": 144},
    {"fusion": "min", "residual": 0.8, "discard": 0.0, "start": 3, "end": 3, "query": 5},
    {"fusion": "head4", "residual": 0.4, "discard": 0.1, "start": 0, "end": 5, "query": -1},
    {"fusion": "head0", "residual": 1.0, "discard": 0.6, "start": 2, "end": 5, "query": 12},
]


LABORATORY = """async ({url, layers, tokens, prefix, fusion, query, discard, ...knobs}) => {
  const {numbers} = await attentionViewer.load('record/decode');
  const {startVector} = await attentionViewer.load('record/flow');
  const {ready, stages} = await attentionViewer.load('explain/laboratory/flow');
  const fused = await Promise.all(Array.from({length: layers}, (_, l) =>
    numbers(`${url}/fused/${fusion}/${l}`, {count: tokens * tokens, half: true})));
  const made = fused.map(one => ready(one, tokens, discard));
  const even = j => (j < prefix ? 0 : 1 / (tokens - prefix));
  const readout = {weights: Array.from({length: tokens}, (_, j) => even(j))};
  return stages(made, knobs, startVector(query, {tokens, readout})).map(flow => [...flow]);
}"""


def start_of(trace, query):
    if query >= 0:
        return start_vector(trace, query)
    even = torch.zeros(trace.config.tokens)
    even[trace.config.prefix :] = 1 / trace.config.grid.patches
    return even


def followed(fused, knobs, flow, end):
    """Rollout by the library's steps, which its own tests hold to the matrix form."""
    flow = flow.unsqueeze(0)
    for layer in reversed(range(knobs["start"], end + 1)):
        kept = discard_smallest(fused[layer], knobs["discard"])
        flow = carry(flow, kept, knobs["residual"])
    return flow[0]


def fused_maps(trace, fusion):
    layers = range(trace.config.depth)
    if fusion.startswith("head"):
        return [trace.attention(layer)[int(fusion[4:])] for layer in layers]
    return [vit.fused_attention(trace, layer, fusion) for layer in layers]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['fusion']}-{case['discard']}")
def test_the_page_s_rollout_is_the_library_s_for_every_knob(visit, modules, site, case):
    one = visit()
    trace, url = site.trace(one.token), f"{site.url}gradio_api/vit/{one.token}"
    given = {"url": url, "layers": 6, "tokens": 145, "prefix": 1, **case}
    found = torch.tensor(modules.evaluate(LABORATORY, given), dtype=torch.float32)
    fused, start = fused_maps(trace, case["fusion"]), start_of(trace, case["query"])
    sent = [layer.half().float() for layer in fused]
    for end in range(6):
        expected = followed(sent, case, start, end)
        torch.testing.assert_close(found[end], expected, atol=1e-6, rtol=1e-5)
    if not case["fusion"].startswith("head") and case["query"] >= 0:
        knobs = {name: case[name] for name in ("fusion", "residual", "discard", "start")}
        exact = vit.rollout_tokens(trace, **knobs, source=case["query"])
        torch.testing.assert_close(found[5], exact, atol=HALF, rtol=0)


def test_ties_stay_and_an_empty_row_is_the_identity(modules):
    fused = torch.tensor([[0.0, 0.0, 0.0], [0.2, 0.2, 0.6], [0.1, 0.5, 0.4]])
    script = """async ([fused, residual, start]) => {
      const {ready, rollout} = await attentionViewer.load('explain/laboratory/flow');
      const layer = ready(Float32Array.from(fused), 3, .34);
      return [...rollout([layer], {residual, start: 0, end: 0}, Float32Array.from(start))];
    }"""
    start = [0.25, 0.5, 0.25]
    for residual in (0.0, 0.3):
        knobs = {"start": 0, "discard": 0.34, "residual": residual}
        expected = followed([fused], knobs, torch.tensor(start), 0)
        found = modules.evaluate(script, [fused.flatten().tolist(), residual, start])
        torch.testing.assert_close(torch.tensor(found), expected)


def test_hovering_the_laboratory_changes_the_rollout_without_a_request(visit, site):
    one = open_explain(visit(new=True))
    section(one, "Rollout laboratory")
    expect(part(one, "why-status")).to_contain_text("from class token to")
    section(one, "max")
    expect(part(one, "lab-fused")).to_have_text("maximum of 6 heads")
    point_at(one, part(one, "lab-stage"), 0.5, 0.5)
    expect(part(one, "why-status")).to_contain_text("from (6, 6)")
    one.forget()
    for name, value in {"residual": 0.3, "discard": 0.2, "start": 2, "end": 5}.items():
        set_knob(one, name, value)
    expect(part(one, "lab-chain")).to_have_text("m = s · M₅ · M₄ · M₃ · M₂")
    expect(part(one, "lab-without")).to_have_text("without the 29 smallest of 145 in each row")
    expect(part(one, "lab-staying")).to_have_text("0.30")
    one.painted()
    trace, knobs = site.trace(one.token), {"residual": 0.3, "discard": 0.2, "start": 1}
    fused = fused_maps(trace, "max")
    for row, col in ((2, 3), (7, 7), (11, 0)):
        point_at(one, part(one, "lab-stage"), (col + 0.5) / 12, (row + 0.5) / 12)
        status = part(one, "why-status")
        expect(status).to_contain_text(f"from ({row}, {col}) to")
        token = 1 + row * 12 + col
        expected = followed(fused, knobs, start_vector(trace, token), 4)
        told = re.search(r"to \((\d+), (\d+)\) \(peak\): ~(\S+) =", status.inner_text())
        value, peak = number(told[3]), expected[1 + int(told[1]) * 12 + int(told[2])]
        assert value == pytest.approx(peak.item(), rel=PRINTED, abs=HALF)
        others = torch.cat([expected[1:token], expected[token + 1 :]])
        assert value == pytest.approx(others.max().item(), rel=PRINTED, abs=HALF)
    assert one.data_requests() == []


def test_entropy_is_told_for_the_last_layer(visit, site):
    one = open_explain(visit())
    section(one, "Rollout laboratory")
    expect(part(one, "lab-bits")).to_contain_text("up to layer 6")
    set_knob(one, "end", 3)
    expect(part(one, "lab-bits")).to_contain_text("up to layer 3")
    flow = vit.rollout_stages(site.trace(one.token))[2]
    bits = -(flow * flow.log2()).sum().item()
    expect_number(one, part(one, "lab-bits"), bits, abs=0.01)


def test_one_head_can_be_followed_and_keys_move_query_and_layer(visit):
    one = open_explain(visit())
    section(one, "Rollout laboratory")
    section(one, "one head")
    part(one, "lab-head").select_option("4")
    expect(part(one, "lab-fused")).to_have_text("head 5")
    part(one, "lab-title").click()
    one.page.keyboard.press("ArrowDown")
    expect(part(one, "lab-where")).to_have_text("from patch (6, 6), pinned")
    one.page.keyboard.press("[")
    expect(part(one, "lab-title")).to_have_text("Rollout to L5")
    one.page.keyboard.press("Escape")
    expect(part(one, "lab-where")).to_have_text("from the class token")
