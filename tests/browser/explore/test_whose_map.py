"""Whose map the page shows: never another query's under the name of the patch under the pointer,
and no figure marked as exact that is not float32."""

import re

import pytest
from playwright.sync_api import expect

from app.wire import descriptor
from tests.support.checkpoints import LARGE
from tests.support.screens.explore import choose_model
from tests.support.visit import part, point_at

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

TILE = """([layer, head]) => {
  const canvas = document.querySelector('[data-av=matrix]');
  const {width, height} = canvas;
  const {data} = canvas.getContext('2d').getImageData(0, 0, width, height);
  return new Set(Array.from({length: width * height}, (_, i) => i)
    .filter(i => Math.floor(i / width) > height * (layer + .3) / 3
      && Math.floor(i / width) < height * (layer + .7) / 3)
    .map(i => data.slice(4 * i, 4 * i + 3).join())).size;
}"""


def test_a_rollout_that_cannot_follow_names_the_query_that_it_is_of(visit):
    one = visit()
    choose_model(one, LARGE)  # above the size up to which rollout follows the pointer
    one.page.get_by_role("button", name="Rollout", exact=True).click()
    expect(part(one, "where")).to_contain_text("from the class token")
    one.painted()
    point_at(one, part(one, "stage"), 0.5, 0.5)
    expect(part(one, "where")).to_have_text("from the class token")
    expect(part(one, "hint")).to_have_text("click to choose a patch")
    status = part(one, "status")
    expect(status).to_have_text(re.compile(r"Rollout to L3   from class token to \(\d+, \d+\): "))
    expect(part(one, "chips").locator("[aria-pressed=true]")).to_have_text("Class")
    point_at(one, part(one, "stage"), 0.5, 0.5, click=True)
    expect(status).to_have_text(re.compile(r"Rollout to L3   from \(\d+, \d+\) to "))


def test_layers_that_are_not_here_show_no_map_of_another_query(visit, monkeypatch):
    monkeypatch.setattr(descriptor, "EAGER_LIMIT", 0)  # queries and keys of a layer at a time
    one, held = visit(new=True), []
    choose_model(one, LARGE)
    one.painted()
    where = part(one, "matrix-where")
    colours = [one.page.evaluate(TILE, [layer, 0]) for layer in range(3)]
    assert min(colours) > 20  # of the class token, every layer has its map
    one.page.route("**/from/*", lambda route: held.append(route))
    point_at(one, part(one, "stage"), 0.5, 0.5)
    expect(where).to_contain_text(re.compile(r"attention from patch \(\d+, \d+\) in L3"))
    expect(part(one, "status")).to_contain_text("other layers: at rest")
    one.until(lambda: len(held), 1)
    one.page.keyboard.press("g")  # draws all that is here
    one.until(lambda: one.page.evaluate(TILE, [0, 0]) < 20, True)
    assert one.page.evaluate(TILE, [2, 0]) > 20
    expect(one.page.locator("[data-painted] [data-av=matrix]")).to_have_count(0)
    held[0].continue_()
    one.painted()
    expect(where).to_have_text(re.compile(r"attention from patch \(\d+, \d+\)$"))
    assert min(one.page.evaluate(TILE, [layer, 0]) for layer in range(3)) > 20
    assert "at rest" not in part(one, "status").inner_text()


@pytest.mark.parametrize(("dtype", "mark"), [("float32", "0.5"), ("bfloat16", "~0.500")])
def test_only_float32_is_exact(modules, dtype, mark):
    code = """async dtype => {
      const {Trace} = await attentionViewer.load('record/trace');
      const {figure} = await attentionViewer.load('record/figures');
      const meta = {layers: 1, heads: 1, tokens: 3, head_width: 2, prefix: 1, readout: null,
        default_query: 0, dtype};
      const record = {meta, layers: [], features: null, row: () => Float32Array.of(.5, .3, .2)};
      const trace = new Trace(record);
      trace.attend(0, 'from');
      trace.rollout(0);
      return [trace.origins[0], trace.flowing].map(
        origin => figure(trace.map(0, 0)[0], origin === 'exact'));
    }"""
    assert modules.evaluate(code, dtype) == [mark, mark]
