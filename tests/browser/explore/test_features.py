"""Features in Chromium: what a person sees of a model's tokens, and the numbers behind it."""

import re

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

import vit
from app.wire.descriptor import describe
from tests.support.checkpoints import (
    BARE,
    MEAN,
    WIDE,
)
from tests.support.screens.explore import (
    choose_model,
    point,
)
from tests.support.visit import part
from vit.anatomy.feature_colours import coded, ramps
from vit.figures.render import tint

pytestmark = pytest.mark.browser


def press(one, name):
    one.page.get_by_role("button", name=name, exact=True).click()


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")


def number(text: str) -> float:
    return float(re.search(r"~?(-?[0-9.]+(e-?\d+)?)", text)[1])


def test_colours_and_similarities_follow_the_pointer(visit, site):
    one = visit()
    trace, status = site.trace(one.token), part(one, "status")
    press(one, "Features")
    expect(part(one, "title")).to_have_text("Colours after L6")
    expect(part(one, "film-title")).to_have_text("Features after each layer")
    point(one, 0.3, 0.72)
    model = site.recorded(one.token).model
    place = 2 * vit.feature_places(model, trace)[0][6, 8 * 12 + 3] - 1
    names = ("green\N{EN DASH}red", "blue\N{EN DASH}yellow", "lightness")
    parts = [f"{name} {signed(float(value))}" for name, value in zip(names, place, strict=True)]
    expect(status).to_have_text(f"Colours after L6   (8, 3): {', '.join(parts)}")
    press(one, "Similarity")
    point(one, 0.3, 0.3)
    expect(status).to_contain_text("Similarity after L6   (3, 3) and (")
    one.forget()
    point(one, 0.3, 0.72)
    expect(status).to_contain_text("(8, 3) and (")
    expect(part(one, "where")).to_have_text("with patch (8, 3)")
    similar = vit.feature_similarity(trace, 6, 1 + 8 * 12 + 3)
    similar[8, 3] = -1
    assert number(status.inner_text().split("cosine ")[1]) == pytest.approx(
        float(similar.max()), abs=2e-3
    )
    one.page.keyboard.press("[")
    expect(part(one, "title")).to_have_text("Similarity after L5")
    assert one.data_requests() == []
    one.page.keyboard.press("Escape")
    one.page.mouse.move(5, 5)
    expect(part(one, "where")).to_contain_text("with the class token")


def test_axes_and_coding_are_chosen_linked_undone_and_saved(visit, site, tmp_path):
    one = visit()
    recorded, status = site.recorded(one.token), part(one, "status")
    press(one, "Features")
    reading = part(one, "reading")
    _, shares = vit.feature_places(recorded.model, recorded.trace)
    expect(reading).to_contain_text(f"show {percent(float(shares[6].sum()))} of what differs")
    part(one, "coding").select_option("rgb")
    part(one, "axes").select_option("layers")
    expect(part(one, "hint")).to_have_text("the same in every layer")
    _, shares = vit.feature_places(recorded.model, recorded.trace, "layers")
    expect(reading).to_contain_text(f"show {percent(float(shares[6].sum()))} of what differs")
    point(one, 0.3, 0.72, click=True)
    expect(status).to_contain_text("(8, 3): red ")
    expect(one.page).to_have_url(re.compile("axes=layers&coding=rgb"))
    press(one, "Save")
    with one.page.expect_download() as download:
        one.page.get_by_role("link", name="npz", exact=True).click()
    download.value.save_as(tmp_path / "view.npz")
    theirs = vit.feature_colours(recorded.model, recorded.trace, "layers", "rgb")[6]
    np.testing.assert_allclose(np.load(tmp_path / "view.npz")["heat"], theirs, rtol=1e-6)
    one.page.keyboard.press("Escape")
    for _ in range(3):
        one.page.keyboard.press("Control+z")
    expect(part(one, "axes")).to_have_value("layer")
    expect(part(one, "coding")).to_have_value("oklab")


def test_axes_of_all_pictures_come_on_demand(visit):
    one = visit()
    press(one, "Features")
    part(one, "axes").select_option("pictures")
    expect(part(one, "hint")).to_have_text("the same in every picture")
    expect(part(one, "reading")).to_contain_text("several pictures of the strip show")
    part(one, "axes").select_option("layer")
    expect(part(one, "hint")).to_have_text("axes of this layer")


@pytest.mark.parametrize("coding", ["oklab", "rgb"])
def test_places_are_coded_as_in_the_library(modules, coding):
    places = torch.rand((200, 3), generator=torch.Generator().manual_seed(0))
    places[:4] = torch.tensor([[0, 0, 0], [1, 1, 1], [0.5, 0.5, 0.5], [1, 0, 0]])
    code = """async ([places, coding]) => {
      const {coded} = await attentionViewer.load('record/oklab');
      const {channels} = await attentionViewer.load('draw/channels');
      return [[...coded(Float32Array.from(places), coding)], [...channels(coding).rgb]]; }"""
    found, bar = modules.evaluate(code, [places.flatten().tolist(), coding])
    close(torch.tensor(found), coded(places, coding).flatten(), atol=1e-5)
    ends = torch.tensor(bar).view(256, 3)[[0, 128, 255]] / 255
    along = ramps(coding)[[0, 1, 2], [0, 128, -1]]
    assert (ends - along).abs().max() < 0.02


def test_norms_are_exact_and_saved(visit, site, tmp_path):
    one = visit()
    status = part(one, "status")
    press(one, "Features")
    press(one, "Norms")
    for _ in range(6):
        one.page.keyboard.press("k")
    expect(part(one, "title")).to_have_text("Norms of the embedding")
    point(one, 0.3, 0.3, click=True)
    expect(status).to_contain_text("Norms of the embedding   (3, 3): ")
    norms = vit.feature_norms(site.trace(one.token))[0]
    assert number(status.inner_text().split(": ")[1]) == pytest.approx(float(norms[3, 3]), rel=1e-5)
    expect(part(one, "reading")).to_contain_text("Darcet et al. 2024")
    press(one, "Save")
    with one.page.expect_download() as download:
        one.page.get_by_role("link", name="npz", exact=True).click()
    download.value.save_as(tmp_path / "view.npz")
    np.testing.assert_allclose(np.load(tmp_path / "view.npz")["heat"], norms, rtol=1e-6)


def test_a_model_without_classes_opens_with_its_features(visit):
    one = visit()
    choose_model(one, BARE)
    expect(part(one, "note")).to_contain_text("No classifier. These weights name no classes.")
    expect(part(one, "title")).to_have_text("Colours after L3")
    expect(part(one, "bars").locator("li")).to_have_count(0)
    choose_model(one, WIDE)  # has classes: back to attention
    expect(part(one, "title")).to_have_text("L3 mean")
    press(one, "Features")
    choose_model(one, MEAN)  # chosen, so they stay; no token of its own asks
    press(one, "Similarity")
    expect(part(one, "where")).to_contain_text("with patch (2, 3)")
    press(one, "Attention")
    choose_model(one, BARE)
    expect(part(one, "title")).to_have_text("Similarity after L3")  # the kind stays


DERIVE = """async ([meta, layer, token]) => {
  const {Record} = await attentionViewer.load('record/record');
  const {features} = new Record(meta, `/gradio_api/vit/${meta.token}`);
  await features.load(layer);
  await features.loadColours({axes: 'layers'});
  const looks = [{axes: 'layer'}, {axes: 'layers', coding: 'rgb'}];
  const colours = looks.map(look => [...features.map('colours', layer, token, look)]);
  const others = ['norms', 'similarity'].map(kind => [...features.map(kind, layer, token)]);
  return [...colours, ...others];
}"""


@pytest.mark.parametrize(("patch", "directions"), [("8", True), ("24", False)])
def test_what_the_page_computes_equals_the_trace(visit, site, patch, directions):
    one = visit()
    if patch != "8":
        before = one.token
        one.page.locator("#av-patch").get_by_text(patch, exact=True).click()
        one.ready(after=before)
    recorded = site.recorded(one.token)
    trace = recorded.trace
    assert (trace.grid.patches > trace.config.width) == directions
    meta = describe(recorded, site.engine.picture(trace.digest), one.token)
    for layer, token in ((0, 0), (4, 9)):
        found = one.page.evaluate(DERIVE, [meta, layer, token])
        own, common, norms, similar = (torch.tensor(values) for values in found)
        model = recorded.model
        close(own, vit.feature_colours(model, trace)[layer].flatten(), atol=1e-3)
        theirs = vit.feature_colours(model, trace, "layers", "rgb")[layer].flatten()
        close(common, theirs, atol=1e-3)
        close(norms[1:], vit.feature_norms(trace)[layer].flatten(), atol=0, rtol=1e-6)
        close(similar[1:], vit.feature_similarity(trace, layer, token).flatten(), atol=2e-3)


def close(ours, theirs, *, atol, rtol=0.0):
    torch.testing.assert_close(ours, theirs.float(), rtol=rtol, atol=atol)


def test_the_stage_has_the_colours_of_the_figures(modules):
    code = """async colours => { const {Atlas} = await attentionViewer.load('draw/paint');
      const {putColours} = await attentionViewer.load('draw/paint'), atlas = new Atlas();
      atlas.begin(1, 1, {rows: 4, cols: 6});
      putColours(atlas, 0, 0, colours, .8);
      return [...atlas.image.data]; }"""
    colours = np.random.default_rng(1).random((4, 6, 3))
    found = np.array(modules.evaluate(code, colours.flatten().tolist())).reshape(4, 6, 4)
    np.testing.assert_array_equal(found, tint(colours, 0.8))
