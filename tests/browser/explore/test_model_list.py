"""The list of models: families, sizes, licences, what is here, and what could not be fetched."""

import re

import pytest
from playwright.sync_api import expect

import vit
from tests.support import checkpoints
from tests.support.checkpoints import ABSENT, MODELS, OFFERED, WIDE
from tests.support.screens.explore import title
from tests.support.visit import part
from vit.loading.nearest import nearest

pytestmark = pytest.mark.browser

UNTRIED = "vit_base_patch8_224.augreg_in21k_ft_in1k"  # no test loads it


def field(one):
    return one.page.locator("#av-model input")


def option(one, key):
    return one.page.get_by_role("option", name=title(key), exact=True)


def test_the_list_is_by_families_and_opening_it_sends_nothing(visit):
    one = visit()
    one.forget()
    field(one).click()
    options = part(one, "models").get_by_role("option")
    heads = [f"{each.family} · {each.licence}" for each in vit.CHECKPOINTS.values()][1:]
    expect(part(one, "models").get_by_role("group").locator("p")).to_have_text(
        [re.compile("Built in"), *dict.fromkeys(heads)]
    )
    expect(options).to_have_count(len(vit.CHECKPOINTS))
    expect(option(one, "embedded")).to_contain_text("on this machine")
    expect(option(one, "embedded")).to_have_attribute("aria-selected", "true")
    expect(option(one, UNTRIED)).to_contain_text(f"{vit.CHECKPOINTS[UNTRIED].megabytes} MB")
    field(one).fill("siglip")
    expect(options).to_have_count(2)
    one.page.keyboard.press("Escape")
    expect(field(one)).to_have_value(title("embedded"))
    expect(part(one, "model-list")).to_be_hidden()
    assert one.data_requests() == []


def test_a_model_is_chosen_by_keys(visit):
    one = visit()
    before = one.token
    field(one).focus()
    for _ in range(2):  # the first opens the list at the model in use
        one.page.keyboard.press("ArrowDown")
    second = list(vit.CHECKPOINTS)[1]
    assert second == OFFERED
    expect(option(one, second)).to_have_attribute("aria-selected", "true")
    one.page.keyboard.press("Enter")
    one.ready(after=before)
    expect(field(one)).to_have_value(title(second))
    field(one).fill(title(WIDE).lower().replace("/", "-"))  # a title in somebody's own spelling
    before = one.token
    one.page.keyboard.press("Enter")
    one.ready(after=before)
    expect(field(one)).to_have_value(title(WIDE))


def test_what_could_not_be_fetched_is_greyed_with_the_reason_until_it_is(visit, monkeypatch):
    one = visit()
    field(one).click()
    option(one, ABSENT).click()
    expect(part(one, "error")).to_contain_text("there is no network")
    field(one).click()
    expect(option(one, ABSENT)).to_have_class(re.compile("is-away"))
    expect(option(one, ABSENT)).to_contain_text("there is no network")
    expect(option(one, ABSENT)).to_have_accessible_description(re.compile("there is no network"))
    monkeypatch.setitem(MODELS, ABSENT, MODELS[WIDE])
    monkeypatch.setattr(checkpoints, "ABSENT", None)
    before = one.token
    option(one, ABSENT).click()
    one.ready(after=before)
    field(one).click()
    expect(option(one, ABSENT)).not_to_have_class(re.compile("is-away"))
    expect(option(one, ABSENT)).to_contain_text("on this machine")


def test_a_mistyped_name_is_answered_once_with_names_that_load(visit):
    one = visit()
    before = one.token
    field(one).fill("dinov2_vits15")
    one.page.keyboard.press("Enter")
    expect(part(one, "error")).to_contain_text("There is no model 'dinov2_vits15'")
    expect(one.page.get_by_text("There is no model")).to_have_count(1)
    names = nearest("dinov2_vits15")
    assert len(names) == 3
    for name in names:
        expect(part(one, "error")).to_contain_text(name)
    expect(part(one, "error")).not_to_contain_text("local-dir")
    expect(field(one)).to_have_value(title("embedded"))
    assert one.token == before


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_one_visible_click_leads_to_learn(visit, width):
    one = visit(viewport={"width": width, "height": 844})
    expect(part(one, "to-learn")).to_be_in_viewport(ratio=1)
    label = one.page.locator("label[for=av-model-field]")
    assert label.evaluate("node => node.scrollWidth <= node.clientWidth")
    part(one, "to-learn").click()
    expect(one.page.locator(".av-learn")).to_be_visible()
