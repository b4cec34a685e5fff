"""The Positions screen in Chromium: its numbers are the library's, and its laboratory works."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

import vit
from tests.browser.test_explore import choose_model
from tests.conftest import BARE, LARGE, MEAN, MODELS, WIDE
from tests.support.tiny import tiny_model, tiny_pixels
from vit.anatomy.position_edits import changed_positions
from vit.anatomy.position_similarity import (
    offset_similarity,
    position_norms,
    position_similarity,
    prefix_similarity,
    sinusoidal_similarity,
)
from vit.anatomy.score_parts import score_parts
from vit.config import Rope
from vit.figures.paper import masked
from vit.resample import resize

pytestmark = pytest.mark.browser

STATIC = "/gradio_api/vit/static"
SHARES = f"""async ([old, now, mode]) => {{
  const {{axisShares}} = await import('{STATIC}/positions/similarity/resampling.js');
  return axisShares(old, now, mode).map(({{first, shares}}) => {{
    const row = new Array(old).fill(0);
    shares.forEach((share, j) => {{ row[first + j] = share; }});
    return row;
  }});
}}"""


@pytest.mark.parametrize("mode", ["bicubic", "bilinear", "flexivit"])
@pytest.mark.parametrize(("old", "now"), [(14, 14), (14, 24), (14, 9), (7, 15), (16, 3), (3, 40)])
def test_an_axis_goes_to_another_length_as_in_torch(modules, mode, old, now):
    columns = torch.eye(old, dtype=torch.float64).view(1, 1, old, old)
    expected = resize(columns, (now, old), mode)[0, 0]
    assert np.array(modules.evaluate(SHARES, [old, now, mode])) == pytest.approx(
        expected.numpy(), abs=1e-9
    )


FIELD = f"""async ([facts, cosines, apart, rows, cols]) => {{
  const {{StoredField}} = await import('{STATIC}/positions/similarity/field.js');
  const flat = values => Float32Array.from(values.flat());
  const grid = new StoredField(facts, flat(cosines), flat(apart)).at(rows, cols);
  const all = Array.from({{length: rows * cols}}, (_, i) => [...grid.row(i)]);
  const {{rows: down, cols: across}} = grid.profiles();
  return {{all, norms: [...grid.norms], apart: facts.prefix.map((_, k) => [...grid.apart(k)]),
    down: [...down], across: [...across]}};
}}"""


@pytest.mark.parametrize("resampling", ["bicubic", "bilinear"])
@pytest.mark.parametrize(("rows", "cols"), [(4, 6), (7, 11), (2, 3), (9, 4)])
def test_the_similarity_on_any_grid_follows_from_the_stored_one(modules, resampling, rows, cols):
    model = tiny_model(resampling=resampling)
    stored = position_similarity(model).view(24, 24)
    prefix = model.pos_embed[0, :3].norm(dim=-1).tolist()
    facts = {
        "stored": [4, 6],
        "resampling": resampling,
        "norms": position_norms(model).flatten().tolist(),
        "prefix": [{"name": str(k), "norm": norm} for k, norm in enumerate(prefix)],
    }
    apart = prefix_similarity(model).view(3, 24).tolist()
    found = modules.evaluate(FIELD, [facts, stored.tolist(), apart, rows, cols])
    other = model.at_grid(rows, cols)
    expected = position_similarity(other)
    near = {"abs": 2e-6}
    assert np.array(found["all"]) == pytest.approx(expected.view(rows * cols, -1).numpy(), **near)
    assert found["norms"] == pytest.approx(position_norms(other).flatten().tolist(), **near)
    assert np.array(found["apart"]) == pytest.approx(
        prefix_similarity(other).flatten(1).numpy(), **near
    )
    means = offset_similarity(expected)
    assert found["down"] == pytest.approx(means[:, 0].tolist(), **near)
    assert found["across"] == pytest.approx(means[0].tolist(), **near)


SINUSOIDAL = f"""async ([axis, width, rows, cols]) => {{
  const {{sinusoidalField}} = await import('{STATIC}/positions/similarity/field.js');
  const grid = sinusoidalField(axis, width).at(rows, cols);
  return {{all: [...grid.row(8)], norms: [...grid.norms]}};
}}"""


def test_sinusoidal_positions_follow_from_their_offsets(modules):
    model = tiny_model(positions="sinusoidal")
    axis = sinusoidal_similarity(12, 24).tolist()
    found = modules.evaluate(SINUSOIDAL, [axis, 24, 4, 6])
    expected = position_similarity(model)[1, 2].flatten()
    assert found["all"] == pytest.approx(expected.tolist(), abs=1e-6)
    assert found["norms"] == pytest.approx(position_norms(model).flatten().tolist(), abs=1e-6)


PARTS = f"""async ([parts, meta, head, token]) => {{
  const {{partScores}} = await import('{STATIC}/positions/score_parts.js');
  return partScores(Float32Array.from(parts), meta, head, token).map(values => [...values]);
}}"""


def test_the_four_maps_of_a_head_are_the_parts_of_its_scores(modules):
    model = tiny_model()
    parts = score_parts(model, tiny_pixels(model))
    meta = {"heads": 3, "tokens": 27, "prefix": 3, "position_width": 24}
    flat = torch.stack(list(parts)).flatten().tolist()
    found = np.array(modules.evaluate(PARTS, [flat, meta, 2, 3 + 7]))
    expected = parts.scores(2)[:, 3 + 7, 3:]
    expected = expected - expected.mean(dim=-1, keepdim=True)
    assert found == pytest.approx(expected.numpy(), abs=1e-4)


STACKED = f"""async shares => {{
  const {{stacked}} = await import('{STATIC}/positions/score_parts.js');
  return stacked(shares);
}}"""


def test_a_share_below_zero_goes_to_the_left(modules):
    found = modules.evaluate(STACKED, [0.75, -0.25, 0.75, -0.25])
    assert found == [[0, 0.75], [-0.25, 0], [0.75, 1.5], [-0.5, -0.25]]


# ---- the screen


def part(one, name):
    return one.page.locator(f"[data-av={name}]")


SHOWN = """token => {
  const screen = document.querySelector('.av-positions')?.closest('[data-shown]');
  const {shown, painted} = screen?.dataset ?? {};
  return shown === token && painted !== undefined;
}"""


def open_positions(one):
    one.page.get_by_role("tab", name="Positions").click()
    one.page.wait_for_function(SHOWN, arg=one.token)
    return one


def section(one, name):
    button = part(one, "pos-sections").get_by_role("button", name=name, exact=True)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    one.painted()


def point(one, name, across, down, *, click=False):
    box = part(one, name).bounding_box()
    at = box["x"] + across * box["width"], box["y"] + down * box["height"]
    (one.page.mouse.click if click else one.page.mouse.move)(*at)


def cell(one, name, grid, row, col, *, click=False):
    point(one, name, (col + 0.5) / grid[1], (row + 0.5) / grid[0], click=click)


def number(text):
    found = re.findall(r"-?\d*\.?\d+(?:e-?\d+)?", text.replace("\N{MINUS SIGN}", "-"))
    return float(found[-1]) if found else math.nan


def status(one):
    return part(one, "pos-status").inner_text()


def choose(one, key):
    """Another model on the Explore screen; back to this one."""
    before = one.token
    one.page.get_by_role("tab", name="Explore").click()
    choose_model(one, key)
    one.ready(before)
    return open_positions(one)


def model_of(one, site):
    return site.engine.record(site.engine.granted(one.token)).model


@pytest.mark.parametrize("key", [None, WIDE])
def test_a_tile_and_the_picture_tell_the_library_s_cosine(visit, site, key):
    one = open_positions(visit()) if key is None else choose(visit(), key)
    model = model_of(one, site)
    grid = model.config.grid.rows, model.config.grid.cols
    similarity = position_similarity(model)
    cell(one, "tiles-sheet", grid, 1, 2, click=True)
    expect(part(one, "tiles-title")).to_have_text("Position similarity with (1, 2)")
    for name in ("tiles-stage", "tiles-sheet"):
        cell(one, name, grid, 3, 4)
        one.until(lambda: "(1, 2) and (3, 4)" in status(one), True)
        assert number(status(one)) == pytest.approx(float(similarity[1, 2, 3, 4]), abs=2e-3)
    norms = position_norms(model)
    lengths = part(one, "tiles-beside").locator(".av-mini", has_text="Lengths")
    assert number(lengths.inner_text()) == pytest.approx(float(norms.max()), rel=6e-3)
    shares = vit.position_components(model, 6)[1]
    for mini, share in zip(part(one, "tiles-components").locator("p").all(), shares, strict=True):
        assert number(mini.inner_text()) == pytest.approx(100 * float(share), abs=0.06)
    apart = prefix_similarity(model)[0, 1, 2]
    first = part(one, "tiles-beside").locator(".av-mini").first
    expect(first).to_contain_text("class token")
    one.until(lambda: number(first.inner_text()), pytest.approx(float(apart), abs=6e-3))
    one.page.keyboard.press("Escape")
    expect(part(one, "tiles-where")).not_to_contain_text("pinned")


def test_hovering_makes_no_request(visit):
    one = open_positions(visit())
    one.forget()
    seen = set()
    for step in range(12):
        cell(one, "tiles-stage", (12, 12), 3, step)
        expect(part(one, "tiles-title")).to_have_text(f"Position similarity with (3, {step})")
        seen.add(status(one))
    assert len(seen) == 12
    cell(one, "tiles-sheet", (12, 12), 9, 2)
    expect(part(one, "tiles-title")).to_have_text("Position similarity with (9, 2)")
    assert one.data_requests() == []


SLIDE = """(node, value) => {
  node.value = value;
  node.dispatchEvent(new Event('input', {bubbles: true}));
}"""


def test_the_grid_slider_interpolates_without_a_request(visit, site):
    one = open_positions(visit())
    model = model_of(one, site)
    one.forget()
    for side in (7, 20, 40, 12):
        part(one, "tiles-slider").evaluate(SLIDE, side)
        side = min(side, 32)
        expect(part(one, "tiles-slider-out")).to_have_text(f"{side} × {side}")
        one.painted()
        cell(one, "tiles-stage", (side, side), 1, 2, click=True)
        cell(one, "tiles-stage", (side, side), 3, 4)
        one.until(lambda: "(1, 2) and (3, 4)" in status(one), True)
        expected = position_similarity(model.at_grid(side, side))[1, 2, 3, 4]
        assert number(status(one)) == pytest.approx(float(expected), abs=2e-3)
        one.page.keyboard.press("Escape")
    expect(part(one, "tiles-grid")).to_contain_text("as stored, the grid in use")
    assert one.data_requests() == []


def test_a_large_grid_has_a_tile_for_every_other_position(visit, site):
    one = choose(visit(), LARGE)
    similarity = position_similarity(model_of(one, site))  # 28 x 32 patches
    cell(one, "tiles-sheet", (14, 16), 5, 3, click=True)
    expect(part(one, "tiles-title")).to_have_text("Position similarity with (10, 6)")
    cell(one, "tiles-stage", (28, 32), 11, 9)
    one.until(lambda: "(10, 6) and (11, 9)" in status(one), True)
    assert number(status(one)) == pytest.approx(float(similarity[10, 6, 11, 9]), abs=2e-3)
    section(one, "Position lab")
    before, after = expected_bars(one, site, "zero")
    for name, values in bars(one).items():
        index = int(name.removeprefix("class "))
        pair = [float(trace.probabilities()[index]) for trace in (before, after)]
        assert values == pytest.approx(pair, abs=6e-4)
    # too large to follow the pointer: the map stays the class token's, and is read there
    cell(one, "poslab-before", (28, 32), 11, 9)
    one.until(lambda: "to (11, 9): " in status(one), True)
    expect(part(one, "poslab-map-title")).to_have_text("Rollout to L3, from the class token")
    flow = vit.rollout_tokens(before)[before.grid.token(11, 9)]
    told = re.search(r"~([\d.e-]+)", status(one))
    assert told
    assert float(told[1]) == pytest.approx(float(flow), rel=2e-2)


def test_pointer_and_slider_wait_for_the_positions_of_another_picture(visit):
    one, held = open_positions(visit()), []
    before = one.token
    one.page.route("**/positions/facts", lambda route: held.append(route))
    part(one, "pos-strip").locator("[data-index='1']").click()
    one.until(lambda: len(held), 1)
    cell(one, "tiles-stage", (12, 12), 4, 5)
    cell(one, "tiles-sheet", (12, 12), 6, 7, click=True)
    part(one, "tiles-slider").focus()
    one.page.keyboard.press("ArrowRight")
    held[0].continue_()
    one.ready(after=before)
    one.painted()
    expect(part(one, "tiles-slider-out")).to_have_text("12 × 12")


def test_sinusoidal_positions_stand_beside_learned_ones(visit):
    one = open_positions(visit())
    one.page.get_by_role("button", name="Sinusoidal", exact=True).click()
    cell(one, "tiles-stage", (12, 12), 2, 3, click=True)
    cell(one, "tiles-stage", (12, 12), 5, 7)
    one.until(lambda: "Sinusoidal similarity   (2, 3) and (5, 7)" in status(one), True)
    axis = sinusoidal_similarity(12, 96)
    assert number(status(one)) == pytest.approx(float(axis[3] + axis[4]) / 2, abs=1e-3)
    expect(part(one, "tiles-beside")).to_contain_text("Learned, same place")


def bars(one):
    rows = part(one, "poslab-bars").locator("li").all()
    texts = [row.inner_text().splitlines() for row in rows]
    return {text[0]: tuple(map(float, text[1].split(" → "))) for text in texts}


def expected_bars(one, site, change, seed=0):
    model = model_of(one, site)
    key = site.engine.granted(one.token)
    table = changed_positions(model, change, seed)
    own = site.trace(one.token)
    pixels = site.engine.prepared(key).pixels
    return own, vit.trace(model, pixels, edits=vit.Edits(positions=table))


@pytest.mark.parametrize("key", [None, WIDE, MEAN])
def test_the_lab_changes_the_prediction_and_the_maps(visit, site, key):
    one = open_positions(visit()) if key is None else choose(visit(), key)
    section(one, "Position lab")
    pictures = []
    for change, button in (("zero", "Zero"), ("shift", "Shift by one"), ("shuffle", "Shuffle")):
        one.page.get_by_role("button", name=button, exact=True).click()
        expect(one.page.get_by_role("button", name=button, exact=True)).to_have_attribute(
            "aria-pressed", "true"
        )
        one.painted()
        before, after = expected_bars(one, site, change, 1)
        pair = [trace.probabilities() for trace in (before, after)]
        shown = bars(one)
        assert len(shown) >= 5
        for name, values in shown.items():
            index = int(name.removeprefix("class "))
            assert values == pytest.approx([float(p[index]) for p in pair], abs=6e-4)
        pictures.append(part(one, "poslab-after").screenshot())
        numbers = re.findall(r"~([\d.e-]+)", status(one))
        flow = [vit.rollout_tokens(trace) for trace in (before, after)]
        at = before.grid.prefix + int(flow[1][before.grid.prefix :].argmax())
        assert float(numbers[0]) == pytest.approx(float(flow[0][at]), rel=2e-2)
        assert float(numbers[1]) == pytest.approx(float(flow[1][at]), rel=2e-2)
    assert len(set(pictures)) == 3


def test_another_seed_deals_the_positions_out_otherwise(visit, site):
    one = open_positions(visit())
    section(one, "Position lab")
    one.page.get_by_role("button", name="Shuffle", exact=True).click()
    expect(part(one, "poslab-after-title")).to_have_text("Positions shuffled, seed 1")
    one.page.get_by_role("button", name="Another", exact=True).click()
    expect(part(one, "poslab-after-title")).to_have_text("Positions shuffled, seed 2")
    one.painted()
    _, after = expected_bars(one, site, "shuffle", 2)
    name, values = next(iter(bars(one).items()))
    index = int(name.removeprefix("class "))
    assert values[1] == pytest.approx(float(after.probabilities()[index]), abs=6e-4)


def test_a_map_chosen_while_a_pass_is_on_its_way_is_that_of_the_new_pass(visit, site):
    one, held = open_positions(visit()), []
    section(one, "Position lab")
    one.page.route("**/rollout/0", lambda route: held.append(route))
    one.page.get_by_role("button", name="Shuffle", exact=True).click()
    one.until(lambda: len(held), 1)
    part(one, "poslab-asking").get_by_role("button", name="Attention").click()
    expect(part(one, "poslab-map-title")).to_contain_text("Attention, L1 mean")
    held[0].continue_()
    expect(part(one, "poslab-after-title")).to_have_text("Positions shuffled, seed 1")
    one.painted()
    _, after = expected_bars(one, site, "shuffle", 1)
    row = after.attention_from(0)[0].mean(dim=0)[1:]
    told = float(re.findall(r"~([\d.e-]+)", status(one))[1])
    assert told == pytest.approx(float(row.max()), rel=2e-2)


def test_attention_of_a_head_and_its_parts_follow_the_pointer(visit, site):
    one = open_positions(visit())
    section(one, "Position lab")
    part(one, "poslab-asking").get_by_role("button", name="Attention").click()
    part(one, "poslab-head").select_option("2")
    part(one, "poslab-layer").select_option("3")
    one.painted()
    one.forget()
    cell(one, "poslab-before", (12, 12), 4, 5)
    before, after = expected_bars(one, site, "zero")
    token, prefix = 1 + 4 * 12 + 5, 1
    rows = [trace.attention_from(token)[3, 2] for trace in (before, after)]
    others = rows[1].clone()
    others[token] = -1
    at = prefix + int(others[prefix:].argmax())
    expect(part(one, "pos-status")).to_contain_text("Attention, L4 H3, from patch (4, 5)")
    numbers = [float(text) for text in re.findall(r"~([\d.e-]+)", status(one))]
    assert numbers == pytest.approx([float(row[at]) for row in rows], rel=2e-2)
    expect(part(one, "poslab-parts-title")).to_contain_text("scores from patch (4, 5) in four")
    shares = vit.part_shares(expected_parts(one, site), 1)
    for mini, share in zip(part(one, "poslab-parts").locator("p").all(), shares[0], strict=True):
        assert number(mini.inner_text()) == pytest.approx(100 * float(share), abs=0.6)
    assert one.data_requests() == []


def expected_parts(one, site):
    key = site.engine.granted(one.token)
    return score_parts(model_of(one, site), site.engine.prepared(key).pixels)


def test_a_filter_answers_as_the_projection_does(visit, site):
    one = open_positions(visit())
    section(one, "Embedding filters")
    model, key = model_of(one, site), site.engine.granted(one.token)
    pixels = site.engine.prepared(key).pixels
    for patch in (8, 11):
        part(one, "filters-slider").evaluate(SLIDE, patch)
        expect(part(one, "filters-slider-out")).to_have_text(f"{patch} px")
        one.painted()
        found, shares = vit.filter_components(model.at_size((patch, patch), patch))
        responses = vit.filter_responses(found, pixels)
        side = 96 // patch
        point(one, "filters-sheet", 3.5 / 7, 1.5 / 4)
        title = f"Filter 11, {100 * float(shares[10]):.1f} % of variance"
        expect(part(one, "filters-title")).to_have_text(title)
        point(one, "filters-sheet", 3.5 / 7, 1.5 / 4, click=True)
        covered = side * patch / 96
        point(one, "filters-stage", 4.5 / side * covered, 2.5 / side * covered)
        one.until(lambda: "to patch (2, 4)" in status(one), True)
        value = number(status(one).split("answers")[1].split("to patch")[0])
        assert value == pytest.approx(float(responses[10, 2, 4]), rel=1e-2, abs=2e-3)


def test_the_paper_page_saves_its_figures(visit, site):
    one = open_positions(visit())
    section(one, "Figures of the paper")
    expect(part(one, "paper-recipe6")).to_contain_text("averaged over 6 heads")
    for file, begins in (("6.png", b"\x89PNG"), ("7.svg", b"<?xml"), ("7.pdf", b"%PDF")):
        with one.page.expect_download() as download:
            one.page.locator(f"[data-file='{file}']").click()
        assert download.value.suggested_filename == f"vit-paper-figure-{file}"
        assert Path(download.value.path()).read_bytes().startswith(begins)


MASK = """() => {
  const canvas = document.querySelector('[data-av=paper-masked]');
  const input = document.querySelector('[data-av=paper-input]');
  const read = one => [...one.getContext('2d').getImageData(0, 0, one.width, one.height).data];
  return [read(input), read(canvas), canvas.height, canvas.width];
}"""


def test_figure_6_is_the_picture_times_its_rollout(visit, site):
    one = open_positions(visit())
    section(one, "Figures of the paper")
    photo, shown, height, width = one.page.evaluate(MASK)
    photo, shown = (np.array(p).reshape(height, width, 4)[..., :3] for p in (photo, shown))
    heat = vit.rollout(site.trace(one.token)).numpy()
    expected = masked(photo.astype(np.uint8), heat).astype(float)
    assert np.abs(shown - expected).mean() < 2
    assert np.abs(shown - photo).mean() > 10


def test_a_dot_of_figure_7_is_a_head_s_attention_distance(visit, site):
    one = open_positions(visit())
    section(one, "Figures of the paper")
    place = one.page.evaluate(DOT)
    one.page.mouse.move(*place)
    distance = vit.attention_distance(site.trace(one.token))
    one.until(lambda: status(one).startswith("L"), True)
    layer, head = (int(n) - 1 for n in re.findall(r"[LH](\d+)", status(one)))
    value = float(re.search(r"([\d.]+) px", status(one))[1])
    assert value == pytest.approx(float(distance[layer, head]), abs=0.06)


DOT = """() => {
  const canvas = document.querySelector('[data-av=paper-distances]');
  const box = canvas.getBoundingClientRect(), ratio = canvas.width / box.width;
  const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  for (let y = 20; y < canvas.height - 60; y++) for (let x = 60; x < canvas.width - 20; x++) {
    const i = 4 * (y * canvas.width + x);                 // yellow: the last head
    if (data[i] > 230 && data[i + 1] > 220 && data[i + 2] < 80) {
      return [box.left + x / ratio, box.top + y / ratio];
    }
  }
}"""


def test_keys_move_the_position_and_the_filter(visit):
    one = open_positions(visit())
    cell(one, "tiles-stage", (12, 12), 4, 4, click=True)
    one.page.keyboard.press("ArrowDown")
    expect(part(one, "tiles-title")).to_have_text("Position similarity with (5, 4)")
    section(one, "Embedding filters")
    one.page.keyboard.press(".")
    expect(part(one, "filters-title")).to_contain_text("Filter 2,")


def test_a_model_of_one_answer_without_classes_still_has_its_lab(visit, site):
    one = choose(visit(), BARE)
    section(one, "Position lab")
    expect(part(one, "poslab-answer")).to_contain_text("features")
    expect(part(one, "poslab-bars").locator("li")).to_have_count(0)


TURNING = {  # checkpoints of the table that no other test opens
    "mixed": "vit_base_patch32_224.augreg_in21k_ft_in1k",
    "axial": "deit_base_patch16_224.fb_in1k",
}


@pytest.mark.parametrize("kind", TURNING)
def test_a_model_that_turns_shows_what_the_rotation_alone_says(visit, site, monkeypatch, kind):
    changes = {"positions": "none"} if kind == "mixed" else {}
    rope = Rope(kind=kind, temperature=100.0)
    monkeypatch.setitem(MODELS, TURNING[kind], lambda: tiny_model(rope=rope, **changes).float())
    one = choose(visit(), TURNING[kind])
    model, head = model_of(one, site), 0
    if kind == "mixed":
        head = 2
        part(one, "tiles-layer").select_option("1")
        part(one, "tiles-head").select_option("2")
    else:
        one.page.get_by_role("button", name="Rotary", exact=True).click()
    for grid in ((4, 6), (6, 9)):
        part(one, "tiles-slider").evaluate(SLIDE, grid[0])
        expect(part(one, "tiles-slider-out")).to_have_text(f"{grid[0]} × {grid[1]}")
        one.painted()
        similarity = vit.rope_similarity(model.at_grid(*grid), 1)[head]
        for there in ((3, 1), (0, 5)):
            cell(one, "tiles-stage", grid, 2, 3, click=True)
            cell(one, "tiles-stage", grid, *there)
            told = f"Rotary similarity   (2, 3) and {there}"
            one.until(lambda told=told: told in status(one), True)
            assert number(status(one)) == pytest.approx(float(similarity[2, 3][there]), abs=2e-3)
            one.page.keyboard.press("Escape")
    section(one, "Position lab")
    if kind == "mixed":
        expect(part(one, "poslab-told")).to_contain_text("turns queries and keys")
        section(one, "Figures of the paper")
        expect(part(one, "paper-none")).to_contain_text("turns queries and keys")
    else:
        expect(part(one, "poslab-shares-words")).to_contain_text("do not split into content")
