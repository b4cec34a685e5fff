"""The Explain screen in Chromium: every map, measure and rollout against the library's own."""

import json
import math
import re
import threading

import pytest
import torch
from playwright.sync_api import expect

import vit
from app.screens.explain import maps
from app.wire.progress import Cancelled
from app.wire.question import Question
from tests.browser.test_explore import choose_model
from tests.conftest import BARE, LARGE, MEAN, PATIENCE, WIDE
from vit.maps.faithfulness import rank_correlation
from vit.maps.flow import carry, discard_smallest, start_vector
from vit.maps.methods import METHODS

pytestmark = pytest.mark.browser

QUICK = [name for name in METHODS if name != maps.REMOVAL]
PRINTED = 6e-3  # what three figures of a number leave out
HALF = 2e-3  # what fused maps of float16 may change a rollout by, of which 1 is all
SHOWN = """token => {
  const {shown, painted} = document.querySelector('[data-shown]')?.dataset ?? {};
  return shown === token && painted !== undefined;
}"""
ANSWERED = """([target, against]) => {
  const {answered, painted} = document.querySelector('[data-shown]').dataset;
  return answered === `${target}/${against}` && painted !== undefined;
}"""


def part(one, name):
    return one.page.locator(f"[data-av={name}]")


def card(one, name):
    return one.page.locator(f"[data-av=why-plates] [data-method={name}]")


def open_explain(one):
    one.page.get_by_role("tab", name="Explain").click()
    shown(one)
    return one


def shown(one):
    """Wait until the maps of the page's own view are drawn."""
    one.page.wait_for_function(SHOWN, arg=one.token)


def section(one, name):
    button = one.page.get_by_role("button", name=name)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    one.painted()


def point(one, canvas, across, down, *, click=False):
    box = canvas.bounding_box()
    at = box["x"] + across * box["width"], box["y"] + down * box["height"]
    (one.page.mouse.click if click else one.page.mouse.move)(*at)


def bars(one):
    return part(one, "why-bars").get_by_role("button")


def chosen(one):
    pressed = part(one, "why-bars").locator("[aria-pressed=true]")
    return int(pressed.get_attribute("data-index") or "")


def answered(one, target, against=None):
    asked = [target, "null" if against is None else against]
    one.page.wait_for_function(ANSWERED, arg=asked)


def ask(one, row):
    target = int(bars(one).nth(row).get_attribute("data-index") or "")
    bars(one).nth(row).click()
    pressed = part(one, "why-bars").locator(f"[data-index='{target}'][aria-pressed=true]")
    expect(pressed).to_be_visible()
    answered(one, target)
    return target


def recorded(site, one):
    key = site.engine.granted(one.token)
    return site.engine.record(key)


def maps(site, one, target, names, make=maps.maps):
    question = Question(target, tuple(names))
    return dict(zip(names, make(site.engine, recorded(site, one), question), strict=True))


def number(text):
    """The first number in a text, as a share where it is given in percent; nan without one."""
    found = re.search(r"(-?)(\d*\.?\d+(?:e-?\d+)?)( %)?", text.replace("\N{MINUS SIGN}", "-"))
    if not found:
        return math.nan
    value = float(found[1] + found[2])
    return value / 100 if found[3] else value


def expect_number(one, locator, value, **tolerance):
    """The first number in a part of the page, soon."""
    one.until(lambda: number(locator.inner_text()), pytest.approx(float(value), **tolerance))


def pictures(one):
    """What the cards of the quick methods show."""
    return [card(one, name).locator("canvas").first.screenshot() for name in QUICK]


def set_knob(one, name, value):
    script = """(node, value) => {
      node.value = value;
      node.dispatchEvent(new Event('input', {bubbles: true}));
    }"""
    part(one, f"lab-{name}").evaluate(script, value)


# ---- maps of a class


def test_a_click_on_a_class_changes_every_card_to_its_maps(visit, site):
    one = open_explain(visit())
    first = chosen(one)
    answered(one, first)
    before = pictures(one)
    target = ask(one, 3)
    assert target != first
    expect(part(one, "why-title")).to_have_text(f"Maps of class {target}")
    point(one, card(one, "relevance").locator("canvas").first, 0.55, 0.3, click=True)
    token = 1 + 3 * 12 + 6
    for name, tokens in maps(site, one, target, QUICK).items():
        here = card(one, name).locator(".av-plate-here")
        if not tokens.any():
            expect(card(one, name)).to_contain_text("all zero")
            continue
        expect(here).to_contain_text("%")
        shares = tokens / tokens.abs().sum()
        expect_number(one, here, shares[token], rel=PRINTED)
        mass = card(one, name).locator(".av-plate-facts span").first
        expect_number(one, mass, shares[0], rel=PRINTED, abs=1e-4)
        top = card(one, name).locator(".av-plate-ticks span").last
        expect_number(one, top, shares[1:].max(), rel=PRINTED)
    one.page.mouse.move(5, 5)
    one.page.keyboard.press("Escape")
    expect(card(one, "relevance").locator(".av-plate-here")).to_have_text("")  # no cursor is drawn
    one.painted()
    after = pictures(one)
    changed = [name for name, a, b in zip(QUICK, before, after, strict=True) if a != b]
    assert set(changed) <= {name for name in QUICK if METHODS[name].class_specific}
    assert {"gradient_rollout", "relevance", "legrad"} <= set(changed)


def test_every_card_follows_one_cursor_without_a_request(visit):
    one = open_explain(visit())
    answered(one, chosen(one))
    point(one, card(one, "rollout").locator("canvas").first, 0.5, 0.5)
    expect(part(one, "why-status")).to_contain_text("(6, 6)")
    one.forget()
    heres, seen = one.page.locator(".av-maps .av-plate-here"), set()
    for step in range(10):
        point(one, card(one, "rollout").locator("canvas").first, 0.05 + 0.1 * step, 0.3)
        expect(part(one, "why-status")).to_contain_text(f"(3, {int(12 * (0.05 + 0.1 * step))})")
        seen.add(tuple(heres.evaluate_all(QUICK_TEXTS, QUICK)))  # of the frame with this status
    assert len(seen) == 10
    assert all(all(texts) for texts in seen)
    assert one.data_requests() == []


QUICK_TEXTS = """(all, names) => all
  .filter(one => names.includes(one.closest('[data-method]').dataset.method))
  .map(one => one.textContent)"""


def test_a_class_is_found_by_its_name(visit):
    one = open_explain(visit())
    field = part(one, "why-target")
    field.fill("class 17")
    options = part(one, "why-target-list").get_by_role("option")
    expect(options).to_have_text(["class 17"])
    field.press("Enter")
    answered(one, 17)
    expect(part(one, "why-title")).to_have_text("Maps of class 17")
    one.until(lambda: chosen(one), 17)
    field.fill("zebra")
    expect(part(one, "why-target-list")).to_have_text("No class has this name.")
    field.press("Escape")
    expect(part(one, "why-target-list")).to_be_hidden()
    one.painted()
    expect(part(one, "why-title")).to_have_text("Maps of class 17")


def test_one_class_against_another_is_the_difference_of_their_maps(visit, site):
    one = open_explain(visit())
    target = ask(one, 0)
    other = int(bars(one).nth(1).get_attribute("data-index") or "")
    part(one, "why-against").fill(f"class {other}")
    part(one, "why-against").press("Enter")
    answered(one, target, other)
    expect(part(one, "why-title")).to_have_text(f"class {target} against class {other}")
    expect(card(one, "attention")).to_contain_text("the same for every class")
    point(one, card(one, "relevance").locator("canvas").first, 0.3, 0.72, click=True)
    pair = [maps(site, one, index, ["relevance"])["relevance"] for index in (target, other)]
    first, second = (tokens / tokens.sum() for tokens in pair)
    here = card(one, "relevance").locator(".av-plate-here")
    expect_number(one, here, (first - second)[1 + 8 * 12 + 3], rel=PRINTED, abs=1e-4)
    part(one, "why-clear").click()
    expect(part(one, "why-title")).to_have_text(f"Maps of class {target}")


def test_shuffled_weights_stand_beside_with_their_rank_correlation(visit, site):
    one = open_explain(visit())
    target = ask(one, 0)
    part(one, "why-shuffle").click()
    own = maps(site, one, target, QUICK)
    shuffled = maps(site, one, target, QUICK, maps.randomised_maps)
    for name in QUICK:
        hit = card(one, name).locator(".av-plate-hit")
        expect(hit).to_contain_text(re.compile("shuffled: ."))
        if shuffled[name].sum():
            rho = rank_correlation(own[name][1:], shuffled[name][1:])
            expect_number(one, hit, rho, abs=0.006)


def test_the_peak_hits_or_misses_the_drawn_object(visit, site):
    one = open_explain(visit())
    token = one.token
    objects = one.page.request.get(f"{site.url}gradio_api/vit/{token}/objects").json()
    labels = vit.Labels((*objects["names"], *(f"class {i}" for i in range(1, 20))), "test")
    model = recorded(site, one).model
    before, model.labels = model.labels, labels
    try:
        one = open_explain(visit())
        part(one, "why-target").fill(objects["names"][0])
        part(one, "why-target").press("Enter")
        answered(one, 0)
        for name, tokens in maps(site, one, 0, QUICK).items():
            if not tokens.any():
                continue
            label = objects["centres"][int(tokens[1:].argmax())]
            on = objects["names"][label - 1] if label else "background"
            verdict = "hit" if label == 1 else "missed"
            expect(card(one, name)).to_contain_text(f"peak on {on}: {verdict}")
    finally:
        model.labels = before


def test_shares_can_be_read_as_multiples_of_uniform(visit):
    one = open_explain(visit())
    answered(one, chosen(one))
    one.page.locator(".av-explain").get_by_role("button", name="× uniform").click()
    expect(card(one, "legrad")).to_contain_text("64× uniform")


def test_each_source_is_told_on_hover_and_focus(visit):
    one = open_explain(visit())
    answered(one, chosen(one))
    card(one, "legrad").hover()
    expect(part(one, "why-source")).to_contain_text("Bousselham et al. 2024")
    card(one, "token_grad_cam").get_by_role("button").first.focus()
    expect(part(one, "why-source")).to_contain_text("Selvaraju et al. 2017")


# ---- measuring


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
    found = recorded(site, one)
    drops = vit.token_removal(found.model, found.trace, target).flatten()
    row, col = divmod(int(drops.abs().argmax()), 12)
    expect(card(one, maps.REMOVAL)).to_contain_text("of probability")
    point(one, card(one, maps.REMOVAL).locator("canvas").first, (col + 0.5) / 12, (row + 0.5) / 12)
    here = card(one, maps.REMOVAL).locator(".av-plate-here")
    expect_number(one, here, drops[row * 12 + col], abs=6e-4)
    section(one, "Does attention matter?")
    for name, tokens in maps(site, one, target, QUICK).items():
        cell = part(one, "why-rows").locator(f"[data-method={name}] td").first
        expect_number(one, cell, rank_correlation(tokens[1:], drops), abs=0.0051)
    part(one, "why-rows").get_by_role("button", name="LeGrad").click()
    expect(part(one, "why-verdict")).to_contain_text("LeGrad ranks the 144 patches")
    expect(part(one, "why-chosen")).to_contain_text("LeGrad")


def test_long_work_shows_its_progress_and_stops_when_cancelled(visit, site, monkeypatch):
    one = open_explain(visit())
    ask(one, 2)
    stopped, never = threading.Event(), threading.Event()

    def slow(model, trace, target, step):
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
    one = open_explain(visit())
    ask(one, 4)

    def fail(*_):
        raise ValueError("patches cannot be taken out here")

    monkeypatch.setattr(vit, "token_removal", fail)
    part(one, "why-removal").get_by_role("button", name="Take out each").click()
    expect(part(one, "why-fault")).to_contain_text("patches cannot be taken out here")
    expect(card(one, "relevance").locator(".av-plate-ticks")).to_contain_text("% of total")


# ---- the rollout laboratory

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
  const {numbers} = await import('../record/decode.js');
  const {startVector} = await import('../record/flow.js');
  const {ready, stages} = await import('../explain/laboratory_flow.js');
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
      const {ready, rollout} = await import('../explain/laboratory_flow.js');
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
    one = open_explain(visit())
    section(one, "Rollout laboratory")
    expect(part(one, "why-status")).to_contain_text("from class token to")
    section(one, "max")
    expect(part(one, "lab-fused")).to_have_text("maximum of 6 heads")
    point(one, part(one, "lab-stage"), 0.5, 0.5)
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
        point(one, part(one, "lab-stage"), (col + 0.5) / 12, (row + 0.5) / 12)
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


# ---- other models and pictures


def test_a_model_without_classes_says_so_and_keeps_the_laboratory(visit):
    one = visit()
    choose_model(one, BARE)
    open_explain(one)
    expect(part(one, "why-told")).to_contain_text("These weights name no classes")
    expect(one.page.get_by_role("button", name="Maps of a class")).to_be_disabled()
    point(one, part(one, "lab-stage"), 0.1, 0.1)
    expect(part(one, "why-status")).to_contain_text("from (0, 0) to")


def test_a_large_grid_is_followed_by_the_server_on_a_click(visit, site):
    one = visit()
    choose_model(one, LARGE)
    open_explain(one)
    section(one, "Rollout laboratory")
    expect(part(one, "lab-large")).to_be_visible()
    expect(part(one, "lab-residual")).to_be_disabled()
    point(one, part(one, "lab-stage"), 0.5, 0.5, click=True)
    expect(part(one, "why-status")).to_contain_text("from (14, 16) to")
    expect(part(one, "lab-where")).to_have_text("from patch (14, 16), pinned")
    flow = vit.rollout_tokens(site.trace(one.token), source=3 + 14 * 32 + 16)
    peak = flow[3:].topk(2).values[1]  # the most stays with the patch itself
    one.until(lambda: weight(one), pytest.approx(peak.item(), rel=1e-4))


def weight(one):
    """The server's own number at the peak of the laboratory's map; nan while there is none."""
    told = re.search(r"from \(\d+, \d+\) to .* \(peak\): ([0-9.e-]+) =", status(one))
    return number(told[1]) if told else math.nan


def status(one):
    return part(one, "why-status").inner_text()


def test_clicks_that_follow_each_other_leave_nothing_waiting(visit):
    one = visit()
    choose_model(one, LARGE)
    open_explain(one)
    section(one, "Rollout laboratory")
    part(one, "lab-stage").evaluate(CLICK_TWICE)
    expect(part(one, "lab-where")).to_have_text("from patch (14, 17), pinned")
    one.painted()
    expect(one.page.locator("[data-shown]")).not_to_have_class(re.compile("is-busy"))


CLICK_TWICE = """canvas => {
  const {left, top, width, height} = canvas.getBoundingClientRect();
  for (const across of [.5, .54]) {
    canvas.dispatchEvent(new PointerEvent('click', {pointerType: 'mouse', bubbles: true,
      clientX: left + across * width, clientY: top + .5 * height}));
  }
}"""


@pytest.mark.parametrize("key", [WIDE, MEAN])
def test_any_grid_and_token_layout(visit, site, key):
    one = visit()
    choose_model(one, key)
    open_explain(one)
    target = chosen(one)
    answered(one, target)
    for name, tokens in maps(site, one, target, QUICK).items():
        prefix = recorded(site, one).trace.config.prefix
        top = card(one, name).locator(".av-plate-ticks span").last
        expect(top).to_contain_text("% of total" if tokens.any() else "")
        if tokens.any():
            peak = (tokens / tokens.abs().sum())[prefix:].max().item()
            expect_number(one, top, peak, rel=PRINTED, abs=1e-4)


def test_another_picture_is_explained_too(visit):
    one = open_explain(visit())
    before = one.token
    part(one, "why-strip").get_by_role("button").nth(2).click()
    one.ready(after=before)
    shown(one)
    answered(one, chosen(one))
    expect(card(one, "rollout").locator(".av-plate-ticks")).to_contain_text("% of total")


def test_an_expired_view_comes_back(visit, site):
    one = open_explain(visit())
    answered(one, chosen(one))
    before = one.token
    site.engine.release(before)
    bars(one).nth(2).click()
    one.ready(after=before)
    shown(one)
    answered(one, chosen(one))


# ---- measures of the page


def test_ranks_correlate_as_the_library_has_it(modules):
    script = """async ([one, other]) => {
      const {rankCorrelation} = await import('../record/ranks.js');
      return rankCorrelation(one, other);
    }"""
    generator = torch.Generator().manual_seed(0)
    for levels in (1, 3, 1000):
        pair = torch.randint(levels, (2, 40), generator=generator).float()
        expected = rank_correlation(pair[0], pair[1])
        assert modules.evaluate(script, pair.tolist()) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_nothing_is_wider_than_the_window(visit, scheme, size):
    view = {"viewport": {"width": size[0], "height": size[1]}, "color_scheme": scheme}
    one = open_explain(visit(**view))
    answered(one, chosen(one))
    for name in ("Rollout laboratory", "Does attention matter?", "Maps of a class"):
        section(one, name)
        one.page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")


def test_removal_is_shown_as_it_is_measured(visit, monkeypatch):
    one = open_explain(visit())
    ask(one, 1)
    go, drops = threading.Event(), torch.linspace(-0.3, 0.4, 144).view(12, 12)

    def paused(model, trace, target, step):
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
    point(one, removed.locator("canvas").first, (col + 0.5) / 12, (row + 0.5) / 12)
    expect(part(one, "why-status")).to_contain_text(f"({row}, {col})")
    expect_number(one, here, drops[row, col], abs=1.1e-3)
    point(one, removed.locator("canvas").first, 7.5 / 12, 3.5 / 12)
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
