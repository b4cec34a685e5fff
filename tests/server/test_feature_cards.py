"""The cards on features: colours and similarity, sinks and outliers, the feature of a class."""

import pytest
import torch
from torch import Tensor

import vit
from tests.support.client import Page, close
from tests.support.planted import with_outliers
from tests.support.sinks import lower_line
from vit.anatomy.cost import parameters

CHOSEN = {"layer": 1, "head": 2, "token": 9}


def card(page, name, **chosen):
    reply = page.get(f"learn/{name}", **(CHOSEN | chosen))
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_features_after_a_layer_are_the_librarys(page):
    facts = card(page, "features")
    places, shares = vit.feature_places(page.recorded.model, page.trace)
    close(Tensor(facts["maps"]["places"]).view(3, 24), places[2].T)
    assert facts["numbers"]["shown"] == pytest.approx(shares[2].sum().item(), rel=1e-5)
    alike = vit.feature_similarity(page.trace, 2, 9)
    close(Tensor(facts["maps"]["alike"]).view(4, 6), alike)
    apart = [  # token 9 lies in row 1, column 0
        (alike[row, col].item(), 3 + row * 6 + col)
        for row in range(4)
        for col in range(6)
        if row > 2 or col > 1
    ]
    cosine, token = max(apart)
    assert (facts["numbers"]["like_token"], facts["numbers"]["like_cosine"]) == (
        token,
        pytest.approx(cosine, abs=1e-5),
    )
    assert facts["numbers"]["least_cosine"] == pytest.approx(alike.min().item(), abs=1e-5)


def test_attention_received_and_lengths_are_the_librarys(page):
    facts, statistics = card(page, "sinks"), vit.head_statistics(page.trace)
    received = page.trace.attention(1)[2].mean(dim=0)
    close(Tensor(facts["maps"]["received"]), received)
    numbers = facts["numbers"]
    assert numbers["most_token"] == 3 + int(received[3:].argmax())
    assert numbers["most_share"] == pytest.approx(received[3:].max().item(), rel=1e-4)
    assert numbers["prefix_share"] == pytest.approx(received[:3].sum().item(), rel=1e-4)
    assert numbers["sinks"] == int(statistics.sinks.sum())
    outliers = vit.outlier_tokens(page.trace)
    assert (numbers["ratio"], numbers["longest"]) == (
        pytest.approx(outliers.ratio, rel=1e-5),
        outliers.longest,
    )
    lengths = page.trace.residual[outliers.longest, 3:].norm(dim=-1)
    close(Tensor(facts["maps"]["lengths"]), lengths / lengths.median())
    assert "no_outliers" in facts["flags"]
    assert "registers" in facts["flags"]
    assert numbers["registers"] == 2


def test_outliers_and_sinks_are_named_where_they_are(monkeypatch):
    model, *_ = with_outliers()
    page = Page(monkeypatch, model)
    outliers = vit.outlier_tokens(page.trace)
    facts = card(page, "sinks")
    assert ("outliers" in facts["flags"]) == bool(outliers.tokens)
    assert facts["numbers"]["outliers"] == len(outliers.tokens)


def test_the_sink_that_gets_most_is_named(monkeypatch):
    lower_line(monkeypatch, 0.06)
    page = Page(monkeypatch)
    facts, statistics = card(page, "sinks"), vit.head_statistics(page.trace)
    count = int(statistics.sinks.sum())
    assert count
    assert ("one_sink" if count == 1 else "sinks") in facts["flags"]
    among = statistics.received * statistics.sinks
    numbers = facts["numbers"]
    place = (numbers["sink_layer"] - 1, numbers["sink_head"] - 1, numbers["sink_token"])
    assert among[place] == among.max()
    assert numbers["sink_share"] == pytest.approx(among.max().item(), rel=1e-4)


def test_a_head_reads_the_pooled_feature(page):
    facts, model = card(page, "teaching"), page.recorded.model
    pooled = torch.cat([model.norm(state[None, 0].clone()) for state in page.trace.residual[1:]])
    close(Tensor(facts["vectors"]["pooled"]), pooled[-1])
    cosines = torch.cosine_similarity(pooled, pooled[-1:], dim=1)
    close(Tensor(facts["vectors"]["by_depth"]), cosines)
    assert facts["numbers"]["head_numbers"] == 5 * (24 + 1)
    assert facts["numbers"]["parameters"] == sum(parameters(model.config).values())
    logits = model.head(Tensor(facts["vectors"]["pooled"]))
    close(logits, page.trace.logits)
