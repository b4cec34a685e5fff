"""The drawer of one attention weight: it opens on every screen, step by step."""

import pytest
from playwright.sync_api import expect

import vit
from tests.support.checkpoints import MEAN, WIDE
from tests.support.screens.explore import choose_model
from tests.support.screens.learn import figure
from tests.support.visit import part
from vit.anatomy.one_weight import one_weight
from vit.anatomy.position_edits import changed_positions

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

OPENED = "document.querySelector('.av-drawer')?.dataset.shown"


def opened(one):
    one.page.wait_for_function(OPENED)
    layer, head, query_token, key_token = map(int, one.page.evaluate(OPENED).split("/"))
    return layer, head, query_token, key_token


def weight(site, one, place) -> float:
    layer, head, query_token, key_token = place
    return site.trace(one.token).attention(layer)[head, query_token, key_token].item()


def shows(one, site):
    """The drawer's weight and the record's are the library's, to the last digit shown."""
    place = opened(one)
    expected = figure(weight(site, one, place))
    drawer = one.page.locator(".av-drawer")
    for name in ("weight", "record"):
        expect(drawer.locator(f"[data-number={name}]")).to_have_text(expected)
    expect(part(one, "number-weight")).to_have_text(expected)
    return place


def test_the_number_under_the_status_line_goes_all_the_way_down(visit, site):
    one = visit()
    one.page.keyboard.press("n")
    layer, head, query_token, key_token = shows(one, site)
    weights = site.trace(one.token).attention(5)[:, 0, key_token]
    assert (layer, head, query_token) == (5, int(weights.argmax()), 0)
    mean = figure(weights.mean().item())
    assert mean[:-1] in part(one, "number-note").inner_text()
    one.page.locator("[data-head='3']").click()
    one.page.wait_for_function(f"{OPENED} === '5/3/0/{key_token}'")
    shows(one, site)
    one.page.keyboard.press("Escape")
    expect(one.page.locator(".av-drawer")).to_be_hidden()


def test_shift_and_click_opens_the_cell_under_the_pointer(visit, site):
    one = visit()
    stage = part(one, "stage")
    box = stage.bounding_box()
    stage.click(position={"x": box["width"] * 0.96, "y": box["height"] * 0.04}, modifiers=["Alt"])
    assert shows(one, site)[2:] == (12, 12)  # the pointer asks from the patch that it is on


def test_in_the_drawer_arrows_choose_both_tokens_and_the_focus_returns(visit, site):
    one = visit()
    why = one.page.get_by_role("button", name="Why this number?")
    why.focus()
    one.page.keyboard.press("Enter")
    key_token, below = opened(one)[3], part(one, "where").inner_text()
    part(one, "number-to-map").focus()
    one.page.keyboard.press("ArrowUp")
    one.page.wait_for_function(f"{OPENED}?.endsWith('/0/{key_token - 12}')")
    shows(one, site)
    part(one, "number-from-map").focus()
    one.page.keyboard.press("ArrowDown")
    middle = 1 + 6 * 12 + 6
    one.page.wait_for_function(f"{OPENED}?.endsWith('/{middle}/{key_token - 12}')")
    shows(one, site)
    expect(part(one, "where")).to_have_text(below)  # the screen below keeps its query
    one.page.keyboard.press("Escape")
    expect(why).to_be_focused()


def test_a_model_with_registers_and_one_without_class_token_have_their_numbers(visit, site):
    one = visit()
    for model in (WIDE, MEAN):
        choose_model(one, model)
        one.page.keyboard.press("n")
        shows(one, site)
        one.page.keyboard.press("Escape")


def test_the_drawer_is_a_sheet_from_below_on_a_phone(visit, site):
    one = visit(viewport={"width": 390, "height": 844})
    part(one, "number").and_(one.page.get_by_role("button")).click()
    shows(one, site)
    box = one.page.locator(".av-drawer").bounding_box()
    assert (box["x"], box["width"]) == (0, 390)
    assert box["y"] + box["height"] == pytest.approx(844, abs=1)
    assert box["y"] > 100


def test_the_library_says_the_same_as_the_drawer(visit, site):
    one = visit()
    one.page.keyboard.press("n")
    layer, head, query_token, key_token = opened(one)
    model, trace = site.recorded(one.token).model, site.trace(one.token)
    found = one_weight(model, trace, layer, head, query_token, key_token)
    drawer = one.page.locator(".av-drawer")
    for name in ("score", "total", "weight"):
        expect(drawer.locator(f"[data-number={name}]")).to_have_text(figure(getattr(found, name)))
    expect(drawer.locator("[data-number=carried]")).to_have_text(
        figure(found.carried.norm().item())
    )


def test_compare_opens_the_number_of_the_column_in_use(visit, site):
    one = visit()
    one.page.get_by_role("tab", name="Compare").click()
    one.painted()
    one.page.keyboard.press("n")
    layer, head, query_token, key_token = shows(one, site)  # the live column is the page's own view
    weights = site.trace(one.token).attention(layer)[:, query_token, key_token]
    assert head == int(weights.argmax())


@pytest.mark.parametrize("section", ["maps", "laboratory"])
def test_explain_opens_the_attention_on_the_patch_of_a_map(visit, site, section):
    one = visit()
    one.page.get_by_role("tab", name="Explain").click()
    one.painted()
    one.page.locator(f"[data-set=section][data-to={section}]").click()
    one.painted()
    picture = ".av-plate-picture" if section == "maps" else "[data-av=lab-stage]"
    canvas = one.page.locator(picture).first
    box = canvas.bounding_box()
    where = {"x": box["width"] * 0.96, "y": box["height"] * 0.04}
    canvas.click(position=where, modifiers=["Alt"])
    layer, _, query_token, key_token = shows(one, site)
    assert (layer, query_token, key_token) == (5, 0, 12)


@pytest.mark.parametrize("section", ["statistics", "finder", "interventions"])
def test_the_maps_of_heads_go_down_to_one_number_too(visit, site, section):
    one = visit()
    one.page.get_by_role("tab", name="Heads").click()
    one.painted()
    one.page.locator(f".av-heads-view [data-set=section][data-to={section}]").click()
    one.painted()
    one.page.keyboard.press("n")
    layer, head, query_token, key_token = shows(one, site)
    rows = site.trace(one.token).attention(layer)[:, query_token]
    shown = rows.mean(dim=0) if section == "interventions" else rows[head]
    assert (layer, query_token, key_token) == (5, 0, 1 + int(shown[1:].argmax()))


def test_the_position_lab_goes_down_to_a_number_of_the_changed_pass(visit, site):
    one = visit()
    one.page.get_by_role("tab", name="Positions").click()
    one.painted()
    one.page.locator(".av-positions [data-set=section][data-to=lab]").click()
    one.painted()
    one.page.keyboard.press("n")
    layer, head, query_token, key_token = opened(one)
    model, key = site.engine.store.model("embedded"), site.engine.granted(one.token)
    pixels = site.engine.prepared(key).pixels
    edits = vit.Edits(positions=changed_positions(model, "zero"))
    expected = (
        vit.trace(model, pixels, edits=edits).attention(layer)[head, query_token, key_token].item()
    )
    expect(part(one, "number-weight")).to_have_text(figure(expected))
    assert part(one, "number-note").inner_text().startswith("Rollout multiplies")
