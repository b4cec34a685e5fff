"""Interventions in Chromium: every change gives the numbers of the library, and can be undone."""

import re
import threading

import pytest
import torch
from PIL import Image
from playwright.sync_api import expect

import vit
from app.wire.progress import Cancelled
from tests.browser.test_explore import choose_model
from tests.conftest import BARE, MEAN, PATIENCE
from vit.edits import HIDDEN, Edits
from vit.maps.faithfulness import rank_correlation

pytestmark = pytest.mark.browser

PRINTED = 6e-4  # what three decimals of a probability leave out
ROUNDED = 6e-3  # and two of a logit


def part(one, name):
    return one.page.locator(f"[data-av={name}]")


def open_heads(one, section):
    one.page.get_by_role("tab", name="Heads").click()
    one.page.locator("[data-av=heads-sections]").get_by_role("button", name=section).click()
    one.painted()
    return one


def cell(one, layer, head):
    return part(one, "cut-switches").locator(f"button[data-layer='{layer}'][data-head='{head}']")


def whole(one, layer):
    return part(one, "cut-switches").locator(f"button[data-layer='{layer}']:not([data-head])")


def button(one, name):
    return part(one, "heads-interventions-side").get_by_role("button", name=name, exact=True)


def choose(one, kind, to):
    one.page.locator(f"[data-set={kind}][data-to='{to}']").click()
    one.painted()


def model_and_pixels(site, one):
    key = site.engine.granted(one.token)
    return site.engine.record(key).model, site.engine.prepared(key).pixels


def probabilities(site, one, edits, blanked=()):
    """Those of the page's own picture, changed by the library alone."""
    model, pixels = model_and_pixels(site, one)
    pixels, side = pixels.clone(), model.config.patch
    for patch in blanked:
        row, col = divmod(patch, model.config.grid.cols)
        pixels[:, row * side : (row + 1) * side, col * side : (col + 1) * side] = 0
    return vit.trace(model, pixels, edits=edits).probabilities()


def gate(model, *off):
    gates = torch.ones(model.config.depth, model.config.heads)
    for place in off:
        gates[place] = 0
    return gates


def value(text):
    if text.startswith("<"):
        return 0.0
    return float(text.replace("\N{MINUS SIGN}", "-"))


def bars(one):
    """What the page says of each class: (index, before, after, change)."""
    rows = part(one, "cut-bars").get_by_role("button")
    script = """rows => rows.map(row => [row.dataset.index,
      row.querySelector('.av-shift-pair').textContent,
      row.querySelector('.av-shift-change').textContent])"""
    found = []
    for index, pair, change in rows.evaluate_all(script):
        before, after = (value(text) for text in pair.split(" → "))
        found.append((int(index), before, after, change))
    return found


def expect_bars(one, before, after):
    one.painted()
    rows = bars(one)
    listed = {index for index, *_ in rows}
    assert listed == {*before.topk(5).indices.tolist(), *after.topk(5).indices.tolist()}
    for index, own, new, change in rows:
        assert own == pytest.approx(before[index].item(), abs=PRINTED)
        assert new == pytest.approx(after[index].item(), abs=PRINTED)
        if abs(after[index] - before[index]) > 1e-3:
            difference = (after[index] - before[index]).item()
            assert value(change) == pytest.approx(difference, abs=PRINTED)


def centre(one, canvas, patch, cols=12, rows=12):
    box = part(one, canvas).bounding_box()
    row, col = divmod(patch, cols)
    across, down = (col + 0.5) / cols, (row + 0.5) / rows
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def test_a_head_that_is_switched_off_changes_the_bars_and_undo_brings_them_back(visit, site):
    one = open_heads(visit(), "Interventions")
    model, _ = model_and_pixels(site, one)
    before = probabilities(site, one, Edits())
    expect_bars(one, before, before)
    expect(part(one, "cut-sentence")).to_contain_text("Nothing is changed")
    cell(one, 5, 2).click()
    after = probabilities(site, one, Edits(head_gate=gate(model, (5, 2))))
    assert (after - before).abs().max() > 2 * PRINTED
    expect_bars(one, before, after)
    expect(part(one, "cut-sentence")).to_have_text("Off: L6 H3.")
    expect(cell(one, 5, 2)).to_have_attribute("aria-checked", "false")
    whole(one, 1).click()
    off = [(5, 2), *((1, head) for head in range(6))]
    expect_bars(one, before, probabilities(site, one, Edits(head_gate=gate(model, *off))))
    expect(part(one, "cut-sentence")).to_have_text("Off: all of L2; L6 H3.")
    button(one, "Undo").click()
    expect_bars(one, before, after)
    one.page.keyboard.press("Control+z")
    expect_bars(one, before, before)
    expect(button(one, "Undo")).to_be_disabled()
    one.page.keyboard.press("Control+Shift+z")
    expect_bars(one, before, after)
    button(one, "Reset").click()
    expect_bars(one, before, before)
    button(one, "Undo").click()
    expect_bars(one, before, after)


def test_a_head_can_be_replaced_by_its_mean(visit, site):
    one = open_heads(visit(), "Interventions")
    model, _ = model_and_pixels(site, one)
    choose(one, "fill", "mean")
    cell(one, 3, 0).click()
    before = probabilities(site, one, Edits())
    edits = Edits(head_gate=gate(model, (3, 0)), fill="mean")
    expect_bars(one, before, probabilities(site, one, edits))
    expect(part(one, "cut-sentence")).to_have_text("Off, replaced by their mean: L4 H1.")


def test_a_stroke_masks_patches_in_attention_and_is_one_step(visit, site):
    one = open_heads(visit(), "Interventions")
    model, _ = model_and_pixels(site, one)
    choose(one, "brush", "hidden")
    one.page.mouse.move(*centre(one, "cut-before", 41))
    one.page.mouse.down()
    for patch in (42, 43):
        one.page.mouse.move(*centre(one, "cut-before", patch))
    one.page.mouse.up()
    bias = torch.zeros(145)
    bias[[42, 43, 44]] = HIDDEN
    before = probabilities(site, one, Edits())
    expect_bars(one, before, probabilities(site, one, Edits(score_bias=bias)))
    expect(part(one, "cut-sentence")).to_have_text("Masked in attention: 3 patches.")
    assert model.config.prefix == 1
    one.page.mouse.click(*centre(one, "cut-after", 42))  # a stroke that begins on one clears
    one.painted()
    expect(part(one, "cut-sentence")).to_have_text("Masked in attention: 2 patches.")
    for told in ("3 patches", "Nothing is changed"):
        one.page.keyboard.press("Control+z")
        expect(part(one, "cut-sentence")).to_contain_text(told)


def test_patches_masked_in_pixels_never_reach_the_model(visit, site):
    one = open_heads(visit(), "Interventions")
    choose(one, "brush", "blanked")
    for patch in (77, 0):
        one.page.mouse.click(*centre(one, "cut-after", patch))
    before = probabilities(site, one, Edits())
    expect_bars(one, before, probabilities(site, one, Edits(), blanked=(77, 0)))
    part(one, "cut-after").focus()
    for _ in range(2):  # the arrows go on from where the pointer was
        one.page.keyboard.press("ArrowDown")
    one.page.keyboard.press("Enter")
    expect(part(one, "cut-sentence")).to_have_text("Masked in pixels: 3 patches.")


def test_a_temperature_follows_its_slider_and_a_double_click_sets_it_back(visit, site):
    one = open_heads(visit(), "Interventions")
    slider = part(one, "cut-switches").locator("[data-heat='4']")
    script = """(node, value) => {
      node.value = value;
      node.dispatchEvent(new Event('input', {bubbles: true}));
    }"""
    for power in ("-0.2", "-0.35", "-0.5"):  # as a pointer pulls it
        slider.evaluate(script, power)
    slider.dispatch_event("change")
    heat = torch.ones(6)
    heat[4] = 0.316
    before = probabilities(site, one, Edits())
    expect_bars(one, before, probabilities(site, one, Edits(temperature=heat)))
    expect(part(one, "cut-sentence")).to_have_text("Temperature: L5 ×0.316.")
    button(one, "Undo").click()  # the whole pull is one step
    expect(part(one, "cut-sentence")).to_contain_text("Nothing is changed")
    slider.evaluate(script, "1")
    slider.dblclick()
    expect(part(one, "cut-switches").locator("output").nth(4)).to_have_text("×1")


def test_switches_are_reached_and_set_by_keys(visit):
    one = open_heads(visit(), "Interventions")
    cell(one, 0, 0).focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        one.page.keyboard.press(key)
    expect(cell(one, 2, 1)).to_be_focused()
    one.page.keyboard.press("Space")
    expect(cell(one, 2, 1)).to_have_attribute("aria-checked", "false")
    expect(part(one, "cut-sentence")).to_have_text("Off: L3 H2.")
    expect(part(one, "cut-title")).to_have_text("Layer 3, head 2")


def test_only_the_newest_change_waits_for_the_one_on_its_way(visit, site):
    one, held, asked = open_heads(visit(), "Interventions"), [], []
    model, _ = model_and_pixels(site, one)

    def hold(route):
        asked.append(route.request.url)
        if held:
            route.continue_()
        else:
            held.append(route)

    one.page.route("**/changed?*", hold)
    for head in range(4):
        cell(one, 0, head).click()
    one.until(lambda: len(held), 1)
    held[0].continue_()
    edits = Edits(head_gate=gate(model, *((0, head) for head in range(4))))
    expect_bars(one, probabilities(site, one, Edits()), probabilities(site, one, edits))
    assert len(asked) == 2


def test_both_maps_follow_one_pointer_without_a_request(visit, site):
    one = open_heads(visit(), "Interventions")
    model, pixels = model_and_pixels(site, one)
    cell(one, 2, 3).click()
    one.painted()
    one.forget()
    one.page.mouse.move(*centre(one, "cut-before", 50))
    expect(part(one, "cut-from")).to_have_text("from patch (4, 2)")
    pair = [
        vit.trace(model, pixels, edits=edits).attention_from(51)[5].mean(dim=0)
        for edits in (Edits(), Edits(head_gate=gate(model, (2, 3))))
    ]
    for name, rows in zip(("before", "after"), pair, strict=True):
        rows[51] = rows[0] = 0  # the query and the class token set no peak
        row, col = divmod(int(rows.argmax()) - 1, 12)
        expect(part(one, f"cut-{name}-says")).to_contain_text(f"peak ({row}, {col})")
    moved = re.compile(r"of it moved")
    expect(part(one, "heads-status")).to_contain_text(moved)
    assert one.data_requests() == []


def test_the_lines_of_python_give_the_same_pass(visit, site, tmp_path, monkeypatch):
    one = open_heads(visit(), "Interventions")
    cell(one, 4, 4).click()
    choose(one, "brush", "hidden")
    one.page.mouse.click(*centre(one, "cut-after", 30))
    one.painted()
    one.page.get_by_text("As Python", exact=True).click()
    lines = part(one, "cut-python")
    expect(lines).to_contain_text("vit.trace")
    model, _ = model_and_pixels(site, one)
    bias = torch.zeros(145)
    bias[31] = HIDDEN
    after = probabilities(site, one, Edits(head_gate=gate(model, (4, 4)), score_bias=bias))
    picture = site.engine.picture(site.engine.granted(one.token).digest)
    Image.fromarray(picture.rgb).save(tmp_path / "picture.png")
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(lines.inner_text(), names)
    torch.testing.assert_close(names["trace"].probabilities(), after, rtol=0, atol=1e-5)


# ---- what each head is worth


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


def test_the_sweep_shows_its_progress_and_stops_when_cancelled(visit, monkeypatch):
    one = open_heads(visit(), "Interventions")
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
    sweep.get_by_role("button", name="Switch off all").click()
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
    expect(part(one, "worth-title")).to_have_text(f"What each head is worth to class {target}")
    one.painted()
    model, pixels = model_and_pixels(site, one)
    first = vit.head_importance(vit.trace_gradient(model, pixels, target))
    cell(one, 5, 1).hover()
    expect_worth(one, "first order", first[5, 1].item())


def test_a_class_chosen_on_another_screen_is_asked_about_when_this_one_is_shown(visit):
    one = open_heads(visit(), "Interventions")
    one.page.get_by_role("tab", name="Explore").click()
    one.forget()
    row = part(one, "bars").get_by_role("button").nth(2)
    target = int(row.get_attribute("data-index") or "")
    row.click()
    expect(row).to_have_attribute("aria-pressed", "true")
    one.painted()
    assert not any("importance" in asked for asked in one.data_requests())
    one.page.get_by_role("tab", name="Heads").click()
    expect(part(one, "worth-title")).to_have_text(f"What each head is worth to class {target}")
    one.painted()
    assert sum("importance" in asked for asked in one.data_requests()) == 1


# ---- other models, mistakes


def test_without_classes_the_maps_change_and_one_sentence_says_the_rest(visit, site):
    one = visit()
    choose_model(one, BARE)
    open_heads(one, "Interventions")
    expect(part(one, "cut-told")).to_contain_text("These weights name no classes")
    cell(one, 0, 1).click()
    one.painted()
    model, pixels = model_and_pixels(site, one)
    pair = [
        vit.trace(model, pixels, edits=edits).logits
        for edits in (Edits(), Edits(head_gate=gate(model, (0, 1))))
    ]
    alike = torch.cosine_similarity(*pair, dim=0).item()
    found = re.search(r"cosine of (\S+)\.$", part(one, "cut-told").inner_text())
    assert found is not None
    assert value(found[1]) == pytest.approx(alike, abs=ROUNDED)
    expect(part(one, "worth")).to_be_hidden()


def test_a_model_that_averages_its_patches_asks_from_their_mean(visit, site):
    one = visit()
    choose_model(one, MEAN)
    open_heads(one, "Interventions")
    expect(part(one, "cut-from")).to_have_text("from the mean of the patches")
    model, _ = model_and_pixels(site, one)
    cell(one, 1, 1).click()
    after = probabilities(site, one, Edits(head_gate=gate(model, (1, 1))))
    expect_bars(one, probabilities(site, one, Edits()), after)


def test_what_cannot_be_done_is_a_sentence_and_undo_goes_on(visit, site):
    one = open_heads(visit(), "Interventions")
    said = "Every patch is hidden: leave at least one for the model to see."
    one.page.route(
        "**/changed?*off=0.0*",
        lambda route: route.fulfill(status=422, body=said, content_type="text/plain"),
    )
    cell(one, 0, 0).click()
    expect(part(one, "heads-fault")).to_contain_text(said)
    button(one, "Undo").click()
    expect(part(one, "heads-fault")).to_be_hidden()
    before = probabilities(site, one, Edits())
    expect_bars(one, before, before)


# ---- the change itself, as a value

CHANGES = """async () => {
  const path = '/gradio_api/vit/static/heads/interventions/change.js';
  const {History, NOTHING, queryOf, sentence, withHeat, withItems} = await import(path);
  const change = {...NOTHING, off: withItems(new Set(), ['1.0', '1.1', '0.2'], true),
    fill: 'mean', hidden: new Set([17, 3]), temperature: withHeat(new Map(), 2, 1.5)};
  const history = new History(), told = [];
  for (const [fill, gesture] of [['a', 'x'], ['b', 'x'], ['c', null], ['d', 'y']]) {
    history.put({fill}, gesture);
  }
  while (history.undo()) told.push(history.now.fill);
  while (history.redo()) told.push(history.now.fill);
  return [queryOf(change), queryOf(NOTHING), sentence(change, {layers: 3, heads: 2}), told];
}"""


def test_a_change_is_one_query_one_sentence_and_a_history(modules):
    query, nothing, told, steps = modules.evaluate(CHANGES)
    assert query == "off=0.2-1.0-1.1&fill=mean&hidden=3-17&temperature=2%3A1.5"
    assert nothing == ""
    assert told == (
        "Off, replaced by their mean: all of L2. Masked in attention: 2 patches. "
        "Temperature: L3 ×1.5."
    )
    assert steps == ["c", "b", "zero", "b", "c", "d"]
