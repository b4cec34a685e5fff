"""Facets, foreground and segments in Chromium: what is drawn, said, chosen, saved and linked."""

import re

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

import vit
from app.wire.descriptor import describe
from tests.support.screens.explore import point
from tests.support.visit import SLIDE, part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def press(one, name):
    one.page.get_by_role("button", name=name, exact=True).click()


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def size(front: vit.Foreground) -> str:
    return percent(float(front.mask.float().mean()))


def foreground_of(recorded, layer, part_of_range=None):
    grid = recorded.trace.grid
    values = vit.facet_values(recorded.model, recorded.trace, layer)[grid.prefix :]
    front = vit.foreground(values, grid.rows, grid.cols)
    return front if part_of_range is None else front.at(part_of_range)


def opened(visit, kind: str):
    """A page that shows a kind of features."""
    one = visit()
    press(one, "Features")
    press(one, kind)
    expect(part(one, "title")).to_have_text(f"{kind} after L6")
    return one


def test_a_foreground_says_what_it_is_and_is_saved_by_its_threshold(visit, site, tmp_path):
    one = opened(visit, "Foreground")
    recorded = site.recorded(one.token)
    front = foreground_of(recorded, 6)
    expect(part(one, "where")).to_have_text(f"{size(front)} of the picture")
    expect(part(one, "reading")).to_contain_text(f"which shows {percent(front.share)} of what")
    one.painted()
    row, col = divmod(int(front.mask.nonzero()[0]), 12)
    point(one, (col + 0.5) / 12, (row + 0.5) / 12)
    expect(part(one, "status")).to_contain_text(f"({row}, {col}): foreground, ")
    part(one, "threshold").evaluate(SLIDE, 0.75)
    moved = foreground_of(recorded, 6, 0.75)
    expect(part(one, "where")).to_have_text(f"{size(moved)} of the picture")
    expect(one.page).to_have_url(re.compile("feature=foreground&threshold=0.75"))
    one.painted()
    press(one, "Save")
    with one.page.expect_download() as download:
        one.page.get_by_role("link", name="npz", exact=True).click()
    download.value.save_as(tmp_path / "view.npz")
    saved = np.load(tmp_path / "view.npz")
    np.testing.assert_array_equal(saved["groups"].flatten(), moved.mask)


def test_a_threshold_is_undone_and_belongs_to_its_layer(visit):
    one = opened(visit, "Foreground")
    expect(part(one, "hint")).to_have_text("by Otsu's threshold")
    part(one, "threshold").evaluate(SLIDE, 0.75)
    expect(part(one, "hint")).to_have_text("by your threshold")
    press(one, "Component")
    expect(part(one, "ticks")).to_contain_text("threshold")
    part(one, "otsu").click()
    expect(part(one, "hint")).to_have_text("by Otsu's threshold")
    one.page.keyboard.press("Control+z")
    expect(part(one, "hint")).to_have_text("by your threshold")
    part(one, "film").focus()
    one.page.keyboard.press("ArrowLeft")
    expect(part(one, "title")).to_have_text("Foreground after L5")
    expect(part(one, "hint")).to_have_text("by Otsu's threshold")


def test_segments_light_up_and_say_which_heads_look_at_them(visit, site):
    one = opened(visit, "Segments")
    recorded = site.recorded(one.token)
    part(one, "facet").select_option("key")
    expect(part(one, "title")).to_have_text("Segments of the keys in L6")
    rows = part(one, "segment-list").locator("button")
    expect(rows).to_have_count(4)
    part(one, "segments").evaluate(SLIDE, 3)
    expect(rows).to_have_count(3)
    one.painted()
    directions = vit.facet_directions(recorded.model, recorded.trace, 6, "key")
    labels, _ = vit.kmeans(directions, 3)
    received, _ = vit.segment_attention(recorded.trace, 5, labels, 3)
    sizes = labels.bincount(minlength=3)
    most = int((received[:, 1] / sizes[1]).argmax()) + 1
    expect(rows.nth(1)).to_contain_text(f"H{most} ")
    patch = int((labels == 1).nonzero()[0])
    one.forget()
    point(one, (patch % 12 + 0.5) / 12, (patch // 12 + 0.5) / 12)
    share = percent(float(sizes[1]) / 144)
    expect(part(one, "status")).to_contain_text(f"segment 2 of 3, {share} of the picture")
    expect(rows.nth(1)).to_have_class(re.compile("is-lit"))
    one.page.mouse.move(5, 5)
    rows.nth(2).focus()
    expect(rows.nth(2)).to_have_class(re.compile("is-lit"))
    assert one.data_requests() == []
    press(one, "Cut")
    expect(rows).to_have_count(2)
    expect(part(one, "reading")).to_contain_text("Its eigenvalue is ")
    expect(one.page).to_have_url(re.compile("facet=key.*segments=3&segments_by=cut"))


DERIVE = """async ([meta, layer, token]) => {
  const {Record} = await attentionViewer.load('record/record');
  const {features} = new Record(meta, `/gradio_api/vit/${meta.token}`);
  const looks = [{facet: 'key'}, {facet: 'value', facetHead: 2}];
  const found = [];
  for (const look of looks) {
    await features.load(layer, 'similarity', look);
    found.push([...features.map('similarity', layer, token, look)].slice(meta.prefix));
    found.push([...features.map('colours', layer, token, look)]);
  }
  return found;
}"""


def test_what_the_page_derives_of_facets_equals_the_library(visit, site):
    one = visit()
    recorded = site.recorded(one.token)
    model, trace = recorded.model, recorded.trace
    described = describe(recorded, site.engine.picture(trace.digest), one.token)
    found = one.page.evaluate(DERIVE, [described, 4, 9])
    for (facet, head), (similar, colours) in zip(
        (("key", None), ("value", 2)), (found[:2], found[2:]), strict=True
    ):
        apart = vit.facet_directions(model, trace, 4, facet, head, prefix=True)
        expected = apart[trace.grid.prefix :] @ apart[9]
        torch.testing.assert_close(torch.tensor(similar), expected, rtol=0, atol=2e-3)
        theirs = vit.facet_colours(model, trace, facet, head)[4].flatten()
        torch.testing.assert_close(torch.tensor(colours), theirs, rtol=0, atol=1e-3)
