"""The drawer's numbers: one attention weight, step by step, as the record has it."""

import pytest
from torch import Tensor

from tests.support.client import Page, close
from vit.anatomy.one_weight import one_weight
from vit.anatomy.token_steps import block_steps


def number(page, **asked):
    reply = page.get("number", **({"layer": 1, "head": 2, "from": 9, "to": 20} | asked))
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_a_number_is_the_records_to_its_last_shown_digit(page):
    for asking in (0, 9, 26):
        for told in (0, 9, 20):
            shown = number(page, **{"from": asking, "to": told})
            expected = page.trace.attention(1)[2, asking, told].item()
            assert shown["weight"] == pytest.approx(expected, rel=2e-6)
            assert f"{shown['weight']:.4g}" == f"{expected:.4g}" == f"{shown['record']:.4g}"


def test_a_numbers_terms_and_the_rest_are_the_whole_denominator(page):
    shown = number(page)
    told = sum(term["exponential"] for term in shown["terms"])
    assert told + shown["rest"]["sum"] == pytest.approx(shown["total"], rel=1e-6)
    assert len(shown["terms"]) + shown["rest"]["count"] == 27
    assert shown["terms"][0]["exponential"] == 1
    products = Tensor(shown["query"]) * Tensor(shown["key"])
    close(Tensor(shown["products"]), products)
    assert products.sum().item() == pytest.approx(shown["score"], rel=1e-4)
    assert shown["root"] == pytest.approx(8**0.5)
    close(Tensor(shown["row"]), page.trace.attention(1)[2, 9])


def test_the_mean_of_heads_opens_the_head_that_gives_most(page):
    weights = page.trace.attention(1)[:, 9, 20]
    shown = number(page, head="mean")
    assert shown["head"] == int(weights.argmax())
    close(Tensor(shown["weights"]), weights)


def test_what_a_weight_carries_is_its_value_through_the_projection(page):
    model, shown = page.recorded.model, number(page)
    columns = model.block(1).attn.proj.weight[:, 16:24]
    value = page.trace.value[1, 2, 20]
    expected = page.trace.attention(1)[2, 9, 20] * (columns @ value).norm()
    assert shown["carried"] == pytest.approx(expected.item(), rel=1e-4)


def test_what_a_weight_carries_and_what_attention_adds_are_both_behind_a_layer_scale(monkeypatch):
    page = Page(monkeypatch, layer_scale=True)
    model, shown = page.recorded.model, number(page)
    brought = block_steps(model, page.trace, 1, 9)[2]
    assert brought.name == "attention"
    assert shown["output"] == pytest.approx(brought.values.norm().item(), rel=1e-4)
    found = one_weight(model, page.trace, 1, 2, 9, 20).carried
    assert found is not None
    assert shown["carried"] == pytest.approx(found.norm().item(), rel=1e-4)
