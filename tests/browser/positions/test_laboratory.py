"""The position laboratory in Chromium: what other positions do to the answer and the maps."""

import re

import pytest
from playwright.sync_api import expect

import vit
from tests.support.checkpoints import BARE, LARGE, MEAN, WIDE
from tests.support.screens.positions import cell, number, open_positions, open_with, section, status
from tests.support.visit import part
from vit.anatomy.position_edits import changed_positions
from vit.anatomy.position_similarity import (
    position_similarity,
)
from vit.anatomy.score_parts import score_parts

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def test_a_large_grid_has_a_tile_for_every_other_position(visit, site):
    one = open_with(visit(), LARGE)
    similarity = position_similarity(site.recorded(one.token).model)  # 28 x 32 patches
    cell(one, "tiles-sheet", (14, 16), 5, 3, click=True)
    expect(part(one, "tiles-title")).to_have_text("Position similarity with (10, 6)")
    cell(one, "tiles-stage", (28, 32), 11, 9)
    one.until(lambda: "(10, 6) and (11, 9)" in status(one), True)
    assert number(status(one)) == pytest.approx(float(similarity[10, 6, 11, 9]), abs=2e-3)
    one.page.keyboard.press("Escape")  # the lab has the same query
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


def bars(one):
    rows = part(one, "poslab-bars").locator("li").all()
    texts = [row.inner_text().splitlines() for row in rows]
    return {text[0]: tuple(map(float, text[1].split(" → "))) for text in texts}


def expected_bars(one, site, change, seed=0):
    model = site.recorded(one.token).model
    key = site.engine.granted(one.token)
    table = changed_positions(model, change, seed)
    own = site.trace(one.token)
    pixels = site.engine.prepared(key).pixels
    return own, vit.trace(model, pixels, edits=vit.Edits(positions=table))


@pytest.mark.parametrize("key", [None, WIDE, MEAN])
def test_the_lab_changes_the_prediction_and_the_maps(visit, site, key):
    one = open_positions(visit()) if key is None else open_with(visit(), key)
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
    one, held = open_positions(visit(new=True)), []
    layers = site.trace(one.token).config.depth
    section(one, "Position lab")
    one.page.route("**/rollout/0", lambda route: held.append(route))
    one.page.get_by_role("button", name="Shuffle", exact=True).click()
    one.until(lambda: len(held), 1)
    part(one, "poslab-asking").get_by_role("button", name="Attention").click()
    expect(part(one, "poslab-map-title")).to_contain_text(f"Attention, L{layers} mean")
    held[0].continue_()
    expect(part(one, "poslab-after-title")).to_have_text("Positions shuffled, seed 1")
    one.painted()
    _, after = expected_bars(one, site, "shuffle", 1)
    row = after.attention_from(0)[-1].mean(dim=0)[1:]
    told = float(re.findall(r"~([\d.e-]+)", status(one))[1])
    assert told == pytest.approx(float(row.max()), rel=2e-2)


def test_attention_of_a_head_and_its_parts_follow_the_pointer(visit, site):
    one = open_positions(visit(new=True))
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
    for mini, share in zip(part(one, "poslab-parts").locator("p").all(), shares[2], strict=True):
        assert number(mini.inner_text()) == pytest.approx(100 * float(share), abs=0.6)
    assert one.data_requests() == []


def expected_parts(one, site):
    key = site.engine.granted(one.token)
    return score_parts(site.recorded(one.token).model, site.engine.prepared(key).pixels)


def test_a_model_of_one_answer_without_classes_still_has_its_lab(visit, site):
    one = open_with(visit(), BARE)
    section(one, "Position lab")
    expect(part(one, "poslab-answer")).to_contain_text("features")
    expect(part(one, "poslab-bars").locator("li")).to_have_count(0)
