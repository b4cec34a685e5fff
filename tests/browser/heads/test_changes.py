"""Changes of other models, changes that cannot be, and a change as a value."""

import re

import pytest
import torch
from playwright.sync_api import expect

import vit
from tests.support.checkpoints import (
    BARE,
    MEAN,
)
from tests.support.screens.explore import choose_model
from tests.support.screens.heads import open_heads
from tests.support.screens.interventions import (
    ROUNDED,
    button,
    cell,
    expect_bars,
    gate,
    model_and_pixels,
    probabilities,
    value,
)
from tests.support.visit import part
from vit.edits import Edits

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


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
    one = open_heads(visit(new=True), "Interventions")
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


CHANGES = """async () => {
  const path = 'heads/interventions/change';
  const {NOTHING, queryOf, sentence, withHeat, withItems} = await attentionViewer.load(path);
  const change = {...NOTHING, off: withItems(new Set(), ['1.0', '1.1', '0.2'], true),
    fill: 'mean', hidden: new Set([17, 3]), temperature: withHeat(new Map(), 2, 1.5)};
  return [queryOf(change), queryOf(NOTHING), sentence(change, {layers: 3, heads: 2})];
}"""


def test_a_change_is_one_query_and_one_sentence(modules):
    query, nothing, told = modules.evaluate(CHANGES)
    assert query == "off=0.2-1.0-1.1&fill=mean&hidden=3-17&temperature=2%3A1.5"
    assert nothing == ""
    assert told == (
        "Off, replaced by their mean: all of L2. Masked in attention: 2 patches. "
        "Temperature: L3 ×1.5."
    )
