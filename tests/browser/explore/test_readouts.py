"""In Chromium, models that read several tokens: two of a distilled one, or by pooling attention."""

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

import vit
from tests.support.checkpoints import (
    DISTILLED,
    POOLED,
)
from tests.support.screens.explore import (
    choose_model,
)
from tests.support.visit import part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

SWEEP = """async ({query, key, shape}) => {
  const {sweep} = await attentionViewer.load('record/attention');
  const room = () => new Float32Array(shape.heads * shape.tokens);
  const into = {lse: room(), fromAll: room(), toAll: room()};
  const row = new Float32Array(shape.tokens);
  const layer = {query: Float32Array.from(query), key: Float32Array.from(key)};
  for (let head = 0; head < shape.heads; head++) sweep(layer, shape, head, row, into);
  return [[...into.fromAll], [...into.toAll]];
}"""


def test_a_distilled_model_asks_from_both_tokens_it_reads(visit):
    one = visit()
    choose_model(one, DISTILLED)
    expect(part(one, "where")).to_contain_text("from the class and distillation token")
    expect(part(one, "prefix")).to_contain_text("class token and distillation token keep")
    chips = part(one, "chips").get_by_role("button")
    expect(chips).to_have_text(["Both", "Class", "Distillation", "Patch"])
    expect(part(one, "status")).to_contain_text("from class and distillation token to")
    chips.nth(2).click()
    expect(part(one, "where")).to_contain_text("from the distillation token")


def test_a_model_that_pools_by_attention_asks_from_what_it_attends_to(visit, site):
    one = visit()
    choose_model(one, POOLED)
    expect(part(one, "where")).to_contain_text("from the pooling attention")
    expect(part(one, "chips").get_by_role("button")).to_have_text(["Pooling attention", "Patch"])
    expect(part(one, "status")).to_contain_text("from pooling attention to")
    one.page.get_by_role("button", name="Rollout", exact=True).click()
    expect(part(one, "where")).to_contain_text("from the pooling attention")
    trace = site.trace(one.token)
    found = sums_of_the_page(one, trace, 1)
    start, attention = trace.pooling.mean(0), trace.attention(1)
    expected = torch.stack([start @ attention, attention @ start])
    np.testing.assert_allclose(found, expected.flatten(1), atol=1e-5)


def sums_of_the_page(one, trace, layer):
    """What the page makes of a layer's query and key: sums of rows and of columns, [2, H * N]."""
    config = trace.config
    shape = {"heads": config.heads, "tokens": config.tokens, "width": config.head_width}
    shape["readout"] = {"weights": vit.start_vector(trace).tolist()}
    given = {"query": trace.query[layer].flatten().tolist(), "shape": shape}
    given["key"] = trace.key[layer].flatten().tolist()
    return one.page.evaluate(SWEEP, given)
