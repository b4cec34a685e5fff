"""The Learn screen in Chromium: every number on a card is the library's, and "try it" tries it."""

import re

import pytest
from playwright.sync_api import expect

import vit
from app.screens.learn.cards import Chosen
from app.screens.learn.routes import CARDS
from tests.browser.test_explore import choose_model
from tests.conftest import BARE, MEAN, WIDE
from vit.anatomy.one_weight import one_weight
from vit.anatomy.position_edits import changed_positions

pytestmark = pytest.mark.browser

FILLED = """wanted => {
  const {shown, painted} = document.querySelector('#av-learn-view [data-shown]')?.dataset ?? {};
  return painted !== undefined && shown?.startsWith(wanted) && shown;
}"""
READ = """() => [...document.querySelectorAll('.av-learn-text [data-number]')].map(node =>
  [node.dataset.number, node.textContent, node.previousSibling?.textContent ?? ''])"""
OPENED = "document.querySelector('.av-drawer')?.dataset.shown"


def figure(value: float) -> str:
    """As the cards write a number."""
    if value == int(value):
        return grouped(str(int(value)))
    if len(repr(value)) <= 5:
        return minus(repr(value))
    if abs(value) >= 1e6:
        return grouped(str(round(value)))
    if abs(value) < 1e-4:
        digits, exponent = f"{value:.1e}".split("e")
        return minus(f"{digits}e{int(exponent)}")
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    text = f"{value:#.4g}".rstrip(".")
    return minus(str(round(value)) if whole >= 4 else text)


def minus(text: str) -> str:
    return text.replace("-", "\N{MINUS SIGN}")


def grouped(text: str) -> str:
    return minus(re.sub(r"\B(?=(\d{3})+(?!\d))", "\N{NARROW NO-BREAK SPACE}", text))


def fixed(value: float) -> str:
    return minus(f"{0 if abs(value) < 5e-5 else value:.4f}")


def open_learn(one):
    one.page.get_by_role("tab", name="Learn").click()
    one.page.wait_for_function(FILLED, arg=one.token)
    return one


def part(one, name):
    return one.page.locator(f"[data-av={name}]")


def card(one, name):
    """Open a card; the (layer, head, token) that its numbers are of."""
    place = list(CARDS_ON_PAGE).index(name)
    one.page.locator(f"[data-set=card][data-to='{place}']").click()
    return filled(one, name)


def filled(one, name, rest=""):
    wanted = f"{one.token}/{name}/{rest}"
    shown = one.page.wait_for_function(FILLED, arg=wanted).json_value()
    return Chosen(*map(int, shown.split("/")[2:]))


CARDS_ON_PAGE = (
    "patches", "projection", "positions", "class_token", "block", "query_key_value",
    "dot_product", "heads", "layer_norm", "depth", "limits", "patch_size",
)  # fmt: skip


def recorded(site, one):
    return site.engine.record(site.engine.granted(one.token))


def spelled(name, facts):
    """How a number of a card may stand there: as itself, as a share, or with four places."""
    if name.startswith("shape:"):
        return {" × ".join(map(figure, facts.shapes[name.removeprefix("shape:")]))}
    value = facts.numbers[name]
    whole = len(str(int(abs(value) * 100)))
    percent = f"{value * 100:#.3g}".rstrip(".") if whole < 3 else str(round(value * 100))
    return {figure(value), fixed(value), f"{percent} %"}


@pytest.mark.parametrize("model", [None, MEAN], ids=["with class token", "without"])
@pytest.mark.parametrize("picture", [0, 1])
def test_every_number_of_every_card_is_the_librarys(visit, site, model, picture):
    one = visit()
    if picture:
        before = one.token
        one.page.locator("#av-pick button").nth(picture).click()
        one.ready(after=before)
    if model:
        choose_model(one, model)
    open_learn(one)
    assert set(CARDS_ON_PAGE) == set(CARDS)
    for name in CARDS_ON_PAGE:
        chosen = card(one, name)
        facts = CARDS[name](site.engine, recorded(site, one), chosen)
        found = one.page.evaluate(READ)
        assert found, name
        for number, text, _ in found:
            assert text in spelled(number, facts), (name, number)
    titles = part(one, "learn-list").get_by_role("button")
    expect(titles).to_have_count(len(CARDS))


def test_a_model_without_class_token_is_told_so(visit):
    one = visit()
    choose_model(one, MEAN)
    open_learn(one)
    card(one, "class_token")
    text = part(one, "learn-text")
    expect(text).to_contain_text("This model leaves it out")
    expect(text).not_to_contain_text("starts as a learned vector")
    expect(one.page.locator("[data-part=start]")).to_be_hidden()
    expect(one.page.locator("[data-part=pooled]")).to_be_visible()


def test_features_without_classes_have_every_card(visit):
    one = visit()
    choose_model(one, BARE)
    open_learn(one)
    for name in CARDS_ON_PAGE:
        card(one, name)
        assert "undefined" not in part(one, "learn-text").inner_text()
        expect(part(one, "learn-fault")).to_be_hidden()


def test_keys_turn_the_cards_and_move_the_token_the_layer_and_the_head(visit, site):
    one = open_learn(visit())
    one.page.locator("[data-set=card][data-to='5']").click()
    before = filled(one, "query_key_value")
    one.page.keyboard.press("ArrowRight")
    filled(one, "query_key_value", f"{before.layer}/{before.head}/{before.token + 1}")
    one.page.keyboard.press("k")
    filled(one, "query_key_value", f"{before.layer - 1}/{before.head}/{before.token + 1}")
    one.page.keyboard.press(".")
    filled(one, "query_key_value", f"{before.layer - 1}/{before.head + 1}/")
    one.page.keyboard.press("]")
    filled(one, "dot_product")
    one.page.keyboard.press("[")
    filled(one, "query_key_value")


def test_a_click_on_the_picture_chooses_the_token_and_hovering_asks_nothing(visit):
    one = open_learn(visit())
    card(one, "projection")
    box = one.page.locator("[data-part=picture] canvas").bounding_box()
    one.forget()
    one.page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.2 * box["height"])
    one.painted()
    assert one.data_requests() == []
    one.page.mouse.click(box["x"] + 0.96 * box["width"], box["y"] + 0.04 * box["height"])
    assert filled(one, "projection", "5/0/12").token == 12


def test_another_picture_is_chosen_here_and_every_number_follows(visit, site):
    one = open_learn(visit())
    card(one, "layer_norm")
    before = one.token
    part(one, "learn-strip").get_by_role("button").nth(2).click()
    one.ready(after=before)
    chosen = filled(one, "layer_norm")
    facts = CARDS["layer_norm"](site.engine, recorded(site, one), chosen)
    shown = part(one, "learn-text").locator("[data-number=before_mean]")
    expect(shown).to_have_text(fixed(facts.numbers["before_mean"]))


def test_a_term_is_defined_in_place_and_stands_in_the_glossary(visit):
    one = open_learn(visit())
    term = part(one, "learn-text").get_by_role("button", name="token", exact=True)
    term.focus()
    one.page.keyboard.press("Enter")
    expect(part(one, "learn-term")).to_contain_text("One vector of the hidden width")
    expect(term).to_have_attribute("aria-expanded", "true")
    one.page.keyboard.press("ArrowRight")  # another patch, the same words
    filled(one, "patches", "5/0/80")
    expect(term).to_have_attribute("aria-expanded", "true")
    expect(term).to_be_focused()
    one.page.keyboard.press("Enter")
    expect(term).to_have_attribute("aria-expanded", "false")
    one.page.get_by_role("button", name="Glossary").click()
    entries = part(one, "learn-entries").locator("dt").all_inner_texts()
    assert entries == sorted(entries, key=str.lower)


def test_every_term_of_the_cards_is_in_the_glossary(modules):
    missing = modules.evaluate("""async () => {
      const {CARDS} = await import('../learn/cards.js');
      const {entryOf} = await import('../learn/glossary.js');
      const terms = CARDS.flatMap(card => card.text).flatMap(({says}) =>
        [...says.matchAll(/\\[([^\\]|]+)(?:\\|([^\\]]+))?\\]/g)].map(m => m[2] ?? m[1]));
      return terms.filter(term => !entryOf(term));
    }""")
    assert missing == []


def test_pointing_at_a_sentence_lights_what_it_talks_about(visit):
    one = open_learn(visit())
    card(one, "layer_norm")
    one.page.locator("[data-lights=shift]").hover()
    lit = one.page.locator(".av-learn-figure .is-lit")
    expect(lit).to_have_count(1)
    expect(lit).to_have_attribute("data-part", "shift")
    one.page.locator("[data-part=scale]").hover()
    expect(one.page.locator("[data-lights=scale].is-lit")).to_be_visible()


TRIES = """() => [...document.querySelectorAll('[data-try]')].map(node => node.dataset.try)"""


def test_try_it_goes_there_does_it_lights_it_and_leads_back(visit):
    one = open_learn(visit())
    lit, back = one.page.locator(".av-lit"), one.page.get_by_role("button", name="Back to the card")
    for name in CARDS_ON_PAGE:
        card(one, name)
        for index in one.page.evaluate(TRIES):
            button = one.page.locator(f"[data-try='{index}']")
            where = button.locator(".av-try-where")
            if not where.count():
                continue
            tab = where.inner_text().strip(" →")
            button.click()
            chosen = one.page.get_by_role("tab", name=tab, exact=True)
            expect(chosen).to_have_attribute("aria-selected", "true")
            expect(lit).to_be_visible()
            back.click()
            expect(lit).to_have_count(0)
            filled(one, name)


def test_a_screen_chosen_from_the_menu_of_tabs_ends_the_way_back(visit):
    one = visit(viewport={"width": 390, "height": 844})
    more, menu = one.page.locator("#av-tabs .overflow-menu > button"), "#av-tabs .overflow-dropdown"
    more.click()
    one.page.locator(menu).get_by_text("Learn", exact=True).click()
    one.page.wait_for_function(FILLED, arg=one.token)
    one.page.locator("[data-try='0']").click()
    back = one.page.get_by_role("button", name="Back to the card")
    expect(back).to_be_visible()
    more.click()
    one.page.locator(menu).get_by_text("Model card", exact=True).click()
    expect(back).to_be_hidden()


def test_a_patch_that_lies_outside_the_picture_is_padding(modules):
    corners = modules.evaluate("""async () => {
      const {drawPatch} = await import('/gradio_api/vit/static/learn/cards/pictures.js');
      const red = document.createElement('canvas'), canvas = document.createElement('canvas');
      red.width = red.height = 8;
      const paint = red.getContext('2d');
      paint.fillStyle = 'rgb(255, 0, 0)';
      paint.fillRect(0, 0, 8, 8);
      canvas.style.cssText = 'display: block; width: 16px; height: 16px';
      document.body.append(canvas);
      const meta = {crop: [0, 0, 16, 8], source: [8, 8], rows: 1, cols: 2, prefix: 1, patch: 8};
      return [1, 2].map(token => {
        drawPatch(canvas, {colour: red}, meta, token);
        return [...canvas.getContext('2d').getImageData(8, 8, 1, 1).data];
      });
    }""")
    assert corners == [[255, 0, 0, 255], [128, 128, 128, 255]]


def test_try_it_asks_explore_from_the_cards_own_token_and_head(visit):
    one = open_learn(visit())
    one.page.locator("[data-set=card][data-to='6']").click()
    chosen = filled(one, "dot_product")
    one.page.locator("[data-try='1']").click()
    one.painted()
    row, col = divmod(chosen.token - 1, 12)
    expect(part(one, "title")).to_have_text(f"L{chosen.layer + 1} H{chosen.head + 1}")
    expect(part(one, "where")).to_have_text(f"from patch ({row}, {col}), pinned")


# ---- one number all the way down


def opened(one):
    one.page.wait_for_function(OPENED)
    layer, head, asking, told = map(int, one.page.evaluate(OPENED).split("/"))
    return layer, head, asking, told


def weight(site, one, place) -> float:
    layer, head, asking, told = place
    return site.trace(one.token).attention(layer)[head, asking, told].item()


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
    layer, head, asking, told = shows(one, site)
    weights = site.trace(one.token).attention(5)[:, 0, told]
    assert (layer, head, asking) == (5, int(weights.argmax()), 0)
    mean = figure(weights.mean().item())
    assert mean[:-1] in part(one, "number-note").inner_text()
    one.page.locator("[data-head='3']").click()
    one.page.wait_for_function(f"{OPENED} === '5/3/0/{told}'")
    shows(one, site)
    one.page.keyboard.press("Escape")
    expect(one.page.locator(".av-drawer")).to_be_hidden()


def test_shift_and_click_opens_the_cell_under_the_pointer(visit, site):
    one = visit()
    stage = part(one, "stage")
    box = stage.bounding_box()
    stage.click(position={"x": box["width"] * 0.96, "y": box["height"] * 0.04}, modifiers=["Shift"])
    assert shows(one, site)[2:] == (12, 12)  # the pointer asks from the patch that it is on


def test_in_the_drawer_arrows_choose_both_tokens_and_the_focus_returns(visit, site):
    one = visit()
    why = one.page.get_by_role("button", name="Why this number?")
    why.focus()
    one.page.keyboard.press("Enter")
    told, below = opened(one)[3], part(one, "where").inner_text()
    part(one, "number-to-map").focus()
    one.page.keyboard.press("ArrowUp")
    one.page.wait_for_function(f"{OPENED}?.endsWith('/0/{told - 12}')")
    shows(one, site)
    part(one, "number-from-map").focus()
    one.page.keyboard.press("ArrowDown")
    middle = 1 + 6 * 12 + 6
    one.page.wait_for_function(f"{OPENED}?.endsWith('/{middle}/{told - 12}')")
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


def test_numbers_are_written_as_python_writes_them(modules):
    values = [3, 84934656, 0.5, -0.19713, 4039.7, 12.3456, 0.00012345, 3.1e-6, -2.5e-9, 0.99999]
    write = """async values => {
      const {figure, fixed} = await import('../learn/prose.js');
      return values.map(value => [figure(value), fixed(value)]);
    }"""
    assert modules.evaluate(write, values) == [[figure(v), fixed(v)] for v in values]


def test_the_drop_zone_can_be_read(visit):
    contrast = """() => {
      const veil = document.querySelector('.av-veil'), told = veil.querySelector('p');
      veil.hidden = false;
      const {color, backgroundColor, outlineColor} = getComputedStyle(told);
      const light = text => text.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
        .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
      const ratio = (a, b) => (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
      const bar = getComputedStyle(document.querySelector('#av-bar')).zIndex;
      return [color, outlineColor].map(c => ratio(light(c), light(backgroundColor))).concat(+bar);
    }"""
    for scheme in ("light", "dark"):
        one = visit(color_scheme=scheme)
        text, outline, height = one.page.evaluate(contrast)
        assert text >= 7
        assert outline >= 3
        assert height > 50  # above the labels of Gradio's own fields


def test_the_library_says_the_same_as_the_drawer(visit, site):
    one = visit()
    one.page.keyboard.press("n")
    layer, head, asking, told = opened(one)
    model, trace = recorded(site, one).model, site.trace(one.token)
    found = one_weight(model, trace, layer, head, asking, told)
    drawer = one.page.locator(".av-drawer")
    for name in ("score", "total", "weight"):
        expect(drawer.locator(f"[data-number={name}]")).to_have_text(figure(getattr(found, name)))
    expect(drawer.locator("[data-number=carried]")).to_have_text(
        figure(found.carried.norm().item())
    )


def test_compare_opens_the_number_of_the_column_that_is_asked(visit, site):
    one = visit()
    one.page.get_by_role("tab", name="Compare").click()
    one.painted()
    one.page.keyboard.press("n")
    layer, head, asking, told = shows(one, site)  # the live column is the page's own view
    weights = site.trace(one.token).attention(layer)[:, asking, told]
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
    canvas.click(position=where, modifiers=["Shift"])
    layer, _, asking, told = shows(one, site)
    assert (layer, asking, told) == (5, 0, 12)


@pytest.mark.parametrize("section", ["statistics", "finder", "interventions"])
def test_the_maps_of_heads_go_down_to_one_number_too(visit, site, section):
    one = visit()
    one.page.get_by_role("tab", name="Heads").click()
    one.painted()
    one.page.locator(f".av-heads-view [data-set=section][data-to={section}]").click()
    one.painted()
    one.page.keyboard.press("n")
    layer, head, asking, told = shows(one, site)
    rows = site.trace(one.token).attention(layer)[:, asking]
    shown = rows.mean(dim=0) if section == "interventions" else rows[head]
    assert (layer, asking, told) == (5, 0, 1 + int(shown[1:].argmax()))


def test_the_position_lab_goes_down_to_a_number_of_the_changed_pass(visit, site):
    one = visit()
    one.page.get_by_role("tab", name="Positions").click()
    one.painted()
    one.page.locator(".av-positions [data-set=section][data-to=lab]").click()
    one.painted()
    one.page.keyboard.press("n")
    layer, head, asking, told = opened(one)
    model, key = site.engine.store.model("embedded"), site.engine.granted(one.token)
    pixels = site.engine.prepared(key).pixels
    edits = vit.Edits(positions=changed_positions(model, "zero"))
    expected = vit.trace(model, pixels, edits=edits).attention(layer)[head, asking, told].item()
    expect(part(one, "number-weight")).to_have_text(figure(expected))
    assert part(one, "number-note").inner_text().startswith("Rollout multiplies")
