"""Scenes to order in Chromium: kind and seed, and what the page says of hits and misses."""

import numpy as np
import pytest
from playwright.sync_api import expect

from app.engine.gallery import drawn_scene
from app.engine.pictures import open_scene
from app.screens.explore import view
from app.wire.scene_objects import objects

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def draw(one, kind, seed):
    """Choose a kind, which draws a new scene, then the seed."""
    before = one.token
    one.page.locator("#av-scene select").select_option(kind)
    before = one.ready(after=before)
    field = one.page.locator("#av-scene input")
    field.fill(str(seed))
    field.press("Enter")
    return one.ready(after=before)


def test_a_scene_is_drawn_again_from_its_kind_and_seed(visit, site):
    one = visit()
    token = draw(one, "two", 77)
    assert site.engine.granted(token).digest == drawn_scene("two", 77).picture.digest
    expect(one.page.locator("#av-scene input")).to_have_value("77")
    expect(one.page.locator("#av-pick button[aria-pressed=true]")).to_have_count(1)


def test_the_button_draws_another_scene_each_time(visit, site):
    one = visit()
    first = one.token
    one.page.locator("#av-scene button").click()
    second = one.ready(after=first)
    one.page.locator("#av-scene button").click()
    third = one.ready(after=second)
    digests = {site.engine.granted(token).digest for token in (second, third)}
    assert len(digests) == 2


def test_an_uploaded_picture_has_no_seed_and_no_hits(visit, photo):
    one = visit()
    before = draw(one, "one", 5)
    expect(one.page.locator("[data-av=reading]")).to_contain_text("The strongest patch")
    one.page.locator("#av-own input[type=file]").set_input_files(photo())
    one.ready(after=before)
    expect(one.page.locator("#av-scene input")).to_have_value("")
    expect(one.page.locator("[data-av=reading]")).to_contain_text("the class token gives")
    expect(one.page.locator("[data-av=reading]")).not_to_contain_text("The strongest patch")


def test_hits_and_misses_are_those_of_the_mask(modules, site):
    digest = open_scene(site.engine, "two", 77)
    explored = view.explore(site.engine, view.Selection(digest, "embedded"), "another page")
    recorded = site.recorded(explored.viewer["token"])
    found = objects(site.engine, recorded)
    values = np.random.default_rng(0).random(recorded.trace.config.tokens)
    code = """async ([found, values, at, prefix]) => {
      const {landing} = await attentionViewer.load('explore/landing');
      const {covered} = await attentionViewer.load('record/objects');
      return [landing(found, values, at, prefix),
        found.coverage.map(part => covered(part, values, prefix))]; }"""
    prefix = recorded.trace.grid.prefix
    for label in (0, 1, 2):
        at = found["centres"].index(label) + prefix
        said, shares = modules.evaluate(code, [found, values.tolist(), at, prefix])
        if label:
            assert f"The strongest patch hits the {found['names'][label - 1]}: " in said
        else:
            assert "hits" not in said
    for part, share in zip(found["coverage"], shares, strict=True):
        part, patches = np.array(part), values[prefix:]
        assert share["weight"] == pytest.approx((part * patches).sum() / patches.sum())
        assert share["area"] == pytest.approx(part.mean())
    assert modules.evaluate(code, [{"names": [], "coverage": []}, values.tolist(), 9, 1])[0] == ""
