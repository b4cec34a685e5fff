"""Maps that the page computes are those of the trace; a click shows and saves the exact ones."""

import re

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

import vit
from app.wire import descriptor
from app.wire.descriptor import describe
from tests.support.checkpoints import DEEP, MEAN, WIDE
from tests.support.screens.explore import choose_model, exact, expect_value, point, stop_the_clock
from tests.support.visit import part

pytestmark = pytest.mark.browser

HALF = 2e-3  # what queries and keys of float16 may change a weight by, of which 1 is all


DERIVE = """async ([meta, name, query, direction]) => {
  const {Record} = await attentionViewer.load('record/record');
  const {Trace} = await attentionViewer.load('record/trace');
  const record = new Record(meta, `/gradio_api/vit/${meta.token}`), trace = new Trace(record);
  await record.load(meta.layers - 1);
  if (name !== 'attention') await Promise.all([record.loadFused(), record.loadPositions()]);
  for (const _ of trace.preparation()) ;
  if (name === 'attention') {
    trace.attend(query, direction);
    return [trace.origins, [...trace.maps]];
  }
  if (name === 'positions') return [['derived'], [...trace.similarity(query)]];
  if (name === 'rollout') trace.rollout(query);
  else trace.products.length = 0;                         // then rollout goes vector by vector
  for (let l = 0; name === 'vectors' && l < meta.layers; l++) {
    trace.rollout(query, {first: l, last: l});
  }
  return [[trace.flowing], [...trace.flow]];
}"""


@pytest.mark.parametrize("key", ["embedded", WIDE, MEAN, DEEP])
def test_maps_computed_in_the_page_equal_the_trace(visit, site, key):
    one = visit()
    token = one.token if key == "embedded" else choose_model(one, key)
    trace = site.trace(token)
    recorded = site.recorded(token)
    meta = describe(recorded, site.engine.picture(trace.digest), token)

    def derive(name, query, direction="from"):
        made, values = one.page.evaluate(DERIVE, [meta, name, query, direction])
        assert set(made) == {"derived"}
        return torch.tensor(values)

    layers, heads, tokens = trace.query.shape[:3]
    query = trace.grid.prefix + 5
    for direction, rows in (("from", trace.attention_from), ("to", trace.attention_to)):
        maps = derive("attention", query, direction).view(layers, heads + 1, tokens)
        close(maps[:, :heads], rows(query))
        close(maps[:, heads], rows(query).mean(dim=1))
    stages = vit.rollout_stages(trace, source=query)
    close(derive("rollout", query).view(layers, tokens), stages)
    close(derive("vectors", query).view(layers, tokens), stages)
    similar = vit.position_similarity(recorded.model)[trace.grid.cell(query)].flatten()
    found = derive("positions", query)[trace.grid.prefix :]
    torch.testing.assert_close(found, similar, rtol=0, atol=HALF)
    if key in (MEAN, DEEP):
        start = vit.start_vector(trace)
        mean = torch.stack([start @ trace.attention(layer) for layer in range(layers)])
        got = torch.stack([trace.attention(layer) @ start for layer in range(layers)])
        close(derive("attention", -1, "to").view(layers, heads + 1, tokens)[:, :heads], got)
        close(derive("attention", -1).view(layers, heads + 1, tokens)[:, :heads], mean)
        close(derive("rollout", -1).view(layers, tokens), vit.rollout_stages(trace))


def close(ours, theirs):
    torch.testing.assert_close(ours, theirs.float(), rtol=0.02, atol=HALF)


def test_a_click_shows_the_servers_own_float32(visit, site):
    one = visit()
    point(one, 0.3, 0.3, click=True)
    status = part(one, "status")
    expect(status).to_have_text(exact("from (3, 3) to"))
    rows = site.trace(one.token).attention_from(1 + 3 * 12 + 3)[5].mean(dim=0)
    rows[1 + 3 * 12 + 3] = 0
    expect_value(one, "(peak)", float(rows[1:].max()))


def test_the_saved_array_is_the_shown_one(visit, site, tmp_path):
    one = visit()
    point(one, 0.3, 0.3, click=True)
    one.page.get_by_role("button", name="Save", exact=True).click()
    with one.page.expect_download() as download:
        one.page.get_by_role("link", name="npz", exact=True).click()
    download.value.save_as(tmp_path / "view.npz")
    heat = np.load(tmp_path / "view.npz")["heat"]
    rows = site.trace(one.token).attention_from(1 + 3 * 12 + 3)[5].mean(dim=0)
    np.testing.assert_allclose(heat, rows[1:].view(12, 12), rtol=1e-6)
    for name in ("PNG", "SVG", "PDF"):
        asked = f"figure.{name.lower()}?method=attention&layer=5&head=mean&query=40"
        link = one.page.get_by_role("link", name=name)
        expect(link).to_have_attribute("href", re.compile(re.escape(asked)))


def test_the_view_is_copied_as_python(visit):
    one = visit()
    one.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    one.page.get_by_role("button", name="Save", exact=True).click()
    stop_the_clock(one)  # or the words might be gone before they are read
    part(one, "copy").click()
    expect(part(one, "saved")).to_contain_text("Copied")
    text = one.page.evaluate("navigator.clipboard.readText()")
    assert "trace.attention_from(0)[5].mean(dim=0)" in text
    one.page.clock.run_for(3000)
    expect(part(one, "saved")).to_have_text("")


def test_large_models_follow_in_one_layer_and_ask_the_server_for_the_rest(visit, monkeypatch):
    monkeypatch.setattr(descriptor, "EAGER_LIMIT", 0)
    one = visit()
    before = one.token
    one.forget()
    one.page.locator(".av-thumb").nth(2).click()
    one.ready(after=before)
    for end in ("/qk/5", "/from/0", "/qk/4"):  # the chosen layer, its row, ahead the layer beside
        one.until(lambda end=end: any(url.endswith(end) for url in one.data_requests()), True)
    layers = {url.rsplit("/", 1)[1] for url in one.data_requests() if "/qk/" in url}
    assert layers == {"4", "5"}
    one.painted()
    one.forget()
    stop_the_clock(one)
    point(one, 0.3, 0.3)
    one.page.clock.run_for(100)  # ms, less than a rest
    expect(part(one, "status")).to_contain_text("L6 mean   from (3, 3) to")
    assert one.data_requests() == []
    one.page.clock.run_for(100)
    one.until(lambda: [url.rsplit("/", 2)[1:] for url in one.data_requests()], [["from", "40"]])
    one.page.clock.resume()
    expect(part(one, "status")).to_have_text(exact("from (3, 3) to"))
    one.forget()
    point(one, 0.3, 0.3, click=True)
    expect(part(one, "where")).to_contain_text("pinned")
    one.painted()
    assert [url for url in one.data_requests() if "/from/" in url] == []
