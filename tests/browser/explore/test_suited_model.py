"""A photograph is opened on a machine that has a model for photographs."""

import pytest
from playwright.sync_api import expect

import vit
from tests.support.checkpoints import PHOTOGRAPHS
from tests.support.screens.explore import choose, part, title, upload

pytestmark = pytest.mark.browser

SCENE, PHOTO, OTHER = 1, 8, 9


@pytest.fixture(autouse=True)
def is_here(site, monkeypatch):
    really = vit.is_here
    monkeypatch.setattr(vit, "is_here", lambda key: key == PHOTOGRAPHS or really(key))
    yield
    site.engine.store._of(PHOTOGRAPHS).drop(PHOTOGRAPHS)  # uploads of other tests have the first


def model(one):
    return one.page.locator("#av-model input")


def test_the_model_follows_the_picture_until_somebody_chooses_one(visit, photo):
    one = visit()
    expect(part(one, "because")).to_be_hidden()
    upload(one, photo())
    expect(model(one)).to_have_value(title(PHOTOGRAPHS))
    ours = title("embedded")
    said = f"Photographs open with {title(PHOTOGRAPHS)}: {ours} knows drawings alone."
    expect(part(one, "because-text")).to_have_text(said)
    choose(one, SCENE)
    expect(model(one)).to_have_value(ours)
    expect(part(one, "because")).to_be_hidden()
    choose(one, PHOTO)
    before = one.token
    part(one, "back").click()
    one.ready(after=before)
    expect(model(one)).to_have_value(ours)
    expect(part(one, "because")).to_be_hidden()
    choose(one, OTHER)
    expect(model(one)).to_have_value(ours)
    before = one.token
    part(one, "offer").click()
    one.ready(after=before)
    expect(model(one)).to_have_value(title(PHOTOGRAPHS))
    choose(one, SCENE)
    expect(model(one)).to_have_value(title(PHOTOGRAPHS))


def test_undo_brings_picture_and_model_back(visit):
    one = visit()
    choose(one, PHOTO)
    expect(model(one)).to_have_value(title(PHOTOGRAPHS))
    before = one.token
    one.page.keyboard.press("Control+z")
    one.ready(after=before)
    expect(model(one)).to_have_value(title("embedded"))
    choose(one, OTHER)
    expect(model(one)).to_have_value(title(PHOTOGRAPHS))
