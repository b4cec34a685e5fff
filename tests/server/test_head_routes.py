"""Figures of heads as the page gets them: of one picture, and over many."""

import json
from dataclasses import replace

import pytest
import torch

import vit
from app.engine.engine import Engine
from app.engine.gallery import examples
from app.engine.pictures import open_example
from app.screens.heads import statistics
from app.settings import Selection
from vit.anatomy.head_statistics import norm_outliers
from vit.anatomy.head_tags import RULES

ROUNDED = 3 * 10**-statistics.PLACES


def close(found, expected):
    torch.testing.assert_close(torch.tensor(found), expected.float(), rtol=0, atol=ROUNDED)


def test_statistics_are_those_of_the_trace(page):
    reply, expected = page.get("heads").json(), vit.head_statistics(page.trace)
    assert reply["figures"].keys() == expected.figures().keys()
    for name, values in expected.figures().items():
        close(reply["figures"][name], values)
    assert reply["uniform"] == pytest.approx(expected.uniform)
    assert reply["tags"] == vit.head_tags(expected)
    assert list(reply["rules"].items()) == list(RULES.items())


def test_norms_and_outliers_are_those_of_the_residual_stream(page):
    residual = page.trace.residual.clone()
    residual[2, [7, 11]] *= 50
    trace = replace(page.trace, residual=residual)
    told = statistics.statistics(page.engine, replace(page.recorded, trace=trace))
    norms = vit.token_norms(trace)
    torch.testing.assert_close(torch.tensor(told["norms"]), norms, rtol=0, atol=1e-4)
    assert told["outliers"][2] == norm_outliers(norms, trace.grid)[2].nonzero().flatten().tolist()
    assert {7, 11} <= set(told["outliers"][2])


def reports(page):
    lines = page.get("heads/spread").text.splitlines()
    return [json.loads(line) for line in lines]


def test_the_spread_is_over_the_examples_and_the_picture_in_hand(page):
    *steps, last = reports(page)
    count = len(examples()) + 1
    assert steps == [{"done": done, "total": count} for done in range(count)]
    found = [vit.head_statistics(page.trace)]
    for index in range(count - 1):
        key = page.engine.key(Selection(open_example(page.engine, index), "embedded"))
        found.append(vit.head_statistics(page.engine.record(key).trace))
    result = last["result"]
    assert result["pictures"] == count
    for name in found[0].figures():
        values = torch.stack([one.figures()[name] for one in found]).double()
        close(result["figures"][name], values.mean(0))
        close(result["spread"][name], (values - values.mean(0)).square().mean(0).sqrt())


def test_an_example_in_hand_counts_once_and_no_trace_is_kept(page, monkeypatch):
    key = page.engine.key(Selection(open_example(page.engine, 2), "embedded"))
    page.token, recorded = page.engine.grant(key, "a page"), page.engine.record(key)
    monkeypatch.setattr(Engine, "record", lambda *_: recorded)
    assert reports(page)[-1]["result"]["pictures"] == len(examples())


def test_pictures_are_seen_in_their_own_shape_where_the_page_sees_its_own_so(page):
    framing = vit.Framing("shape")
    own = page.engine.key(Selection(page.picture.digest, "embedded", framing=framing))
    keys = list(statistics.pictures(page.engine, own))
    assert keys[-1] == own
    shapes = {(key.height, key.width) for key in keys}
    assert len(shapes) > 1
    assert {key.framing for key in keys} == {framing}


def test_work_that_nobody_waits_for_stops(page):
    def step(done, _):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        statistics.spread(page.engine, page.recorded, step)
