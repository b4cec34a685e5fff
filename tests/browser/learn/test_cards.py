"""The cards of the Learn screen: every number on them is the library's."""

import pytest
from playwright.sync_api import expect

from app.screens.learn.routes import CARDS
from tests.support.checkpoints import BARE, MEAN
from tests.support.screens.explore import choose_model
from tests.support.screens.learn import (
    CARDS_ON_PAGE,
    card,
    figure,
    filled,
    fixed,
    open_learn,
    percent,
)
from tests.support.visit import part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

READ = """() => [...document.querySelectorAll('.av-learn-text [data-number]')].map(node =>
  [node.dataset.number, node.textContent, node.previousSibling?.textContent ?? ''])"""


def spelled(name, facts):
    """How a number of a card may stand there: as itself, as a share, or with four places."""
    if name.startswith("shape:"):
        return {" × ".join(map(figure, facts.shapes[name.removeprefix("shape:")]))}
    value = facts.numbers[name]
    return {figure(value), fixed(value), percent(value)}


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
        facts = CARDS[name](site.engine, site.recorded(one.token), chosen)
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
    one = open_learn(visit(new=True))
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
    facts = CARDS["layer_norm"](site.engine, site.recorded(one.token), chosen)
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
      const {CARDS} = await attentionViewer.load('learn/cards/cards');
      const {entryOf} = await attentionViewer.load('learn/cards/glossary');
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


def test_a_patch_that_lies_outside_the_picture_is_padding(modules):
    corners = modules.evaluate("""async () => {
      const {drawPatch} = await attentionViewer.load('learn/cards/pictures');
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


def test_numbers_are_written_as_python_writes_them(modules):
    values = [3, 84934656, 0.5, -0.19713, 4039.7, 12.3456, 0.00012345, 3.1e-6, -2.5e-9, 0.99999]
    write = """async values => {
      const {figure, settled} = await attentionViewer.load('learn/cards/prose');
      return values.map(value => [figure(value), settled(value)]);
    }"""
    assert modules.evaluate(write, values) == [[figure(v), fixed(v)] for v in values]
