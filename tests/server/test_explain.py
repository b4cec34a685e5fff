"""The Explain screen's routes: maps equal the library's, long work reports and can be stopped."""

import json
import threading
from dataclasses import replace
from queue import Queue

import pytest
import torch

import vit
from app.engine.jobs import Cancelled
from app.screens.explain import maps
from app.wire.progress import with_progress
from app.wire.question import Question
from tests.support.client import Page
from tests.support.unexpected import coded
from vit.maps.faithfulness import perturbation_curves, rank_correlation
from vit.maps.methods import METHODS

NAMES = "rollout,relevance,legrad"


def lines(reply):
    assert reply.status_code == 200, reply.text
    return [json.loads(line) for line in reply.text.splitlines()]


def gradient(page, target):
    pixels = page.engine.prepared(page.recorded.key).pixels
    return vit.trace_gradient(page.recorded.model, pixels, target)


def test_the_table_is_the_library_s(page):
    table = page.get("methods").json()
    assert [row["name"] for row in table] == list(METHODS)
    assert {row["name"]: row["class_specific"] for row in table}["relevance"] is True


def test_every_class_has_its_name_and_probability(page):
    told = page.get("classes").json()
    assert told["kind"] == page.trace.config.outputs
    assert told["names"] == [f"class {index}" for index in range(5)]
    torch.testing.assert_close(
        torch.tensor(told["p"]), page.trace.probabilities(), atol=1e-6, rtol=0
    )


def test_maps_are_the_library_s(page):
    reply = page.get("maps", target=2, methods=NAMES)
    found = torch.frombuffer(bytearray(reply.content), dtype=torch.float32).view(3, 27)
    record = gradient(page, 2)
    for name, tokens in zip(NAMES.split(","), found, strict=True):
        expected = METHODS[name].tokens(page.recorded.model, record)
        torch.testing.assert_close(tokens, expected)


def test_shuffled_weights_change_what_is_class_specific(page):
    def ask(path):
        reply = page.get(path, target=2, methods=NAMES)
        return torch.frombuffer(bytearray(reply.content), dtype=torch.float32).view(3, 27)

    real, shuffled = ask("maps"), ask("maps/randomised")
    assert ask("maps/randomised").equal(shuffled)
    for name, one, other in zip(NAMES.split(","), real, shuffled, strict=True):
        assert rank_correlation(one, other) < 0.9, name


def test_shuffling_keeps_every_number(page):
    twin = maps.randomised(page.recorded.model)
    pairs = zip(twin.parameters(), page.recorded.model.parameters(), strict=True)
    for shuffled, own in pairs:
        assert shuffled.flatten().sort().values.equal(own.flatten().sort().values)


def test_faithfulness_reports_its_steps_and_ends_in_the_curves(page):
    reports = lines(page.get("faithfulness", target=1, methods=NAMES))
    assert [report["done"] for report in reports[:-1]] == list(range(1, 10))
    result = reports[-1]["result"]
    heats = maps.maps(page.engine, page.recorded, Question(1, tuple(NAMES.split(","))))
    curves = perturbation_curves(page.recorded.model, page.trace, 1, heats[:, 3:].view(3, 4, 6))
    for row, name in enumerate(NAMES.split(",")):
        assert result["methods"][name]["deletion"] == curves.deletion[row].tolist()
        assert result["methods"][name]["score"] == pytest.approx(curves.score[row].item())
        assert result["methods"][name]["spread"] == pytest.approx(curves.spread[row].item())


def test_a_map_of_zeros_has_no_curves(page, monkeypatch):
    zero = replace(METHODS["legrad"], tokens=lambda _, grad_trace: torch.zeros(27))
    monkeypatch.setitem(METHODS, "legrad", zero)
    result = lines(page.get("faithfulness", target=1, methods="rollout,legrad"))[-1]["result"]
    assert result["methods"]["legrad"] is None
    assert set(result["methods"]["rollout"]) == {"deletion", "insertion", "score", "spread"}


def test_maps_with_their_signs_are_those_before_negative_values_were_cut_off(page):
    found = []
    for target in range(5):
        reply = page.get("maps/signed", target=target, methods="attention_grad_cam")
        signed = torch.frombuffer(bytearray(reply.content), dtype=torch.float32)
        clamped = page.numbers("maps", "<f4", (1, 27), target=target, methods="attention_grad_cam")
        torch.testing.assert_close(signed.clamp_min(0), clamped[0])
        found.append(signed)
    assert (torch.stack(found) < 0).any(), "no value was cut off"
    reply = page.get("maps/signed", target=1, methods="rollout")
    assert reply.status_code == 422
    assert "Method 'rollout' is unknown: use attention_grad_cam." in reply.text


def test_removal_ends_in_the_drops_and_how_the_maps_agree(page):
    result = lines(page.get("removal", target=1, methods=NAMES))[-1]["result"]
    expected = vit.token_removal(page.recorded.model, page.trace, 1).flatten()
    torch.testing.assert_close(torch.tensor(result["drops"]), expected)
    assert set(result["correlation"]) == set(NAMES.split(","))
    assert all(-1 <= rho <= 1 for rho in result["correlation"].values())


def test_removal_tells_each_effect_once_as_it_goes(page, monkeypatch):
    monkeypatch.setattr("vit.maps.ablation.BATCH", 10)
    *reports, last = lines(page.get("removal", target=2, methods=NAMES))
    assert [report["done"] for report in reports] == [10, 20, 24]
    told = [drop for report in reports for drop in report["drops"]]
    assert told == last["result"]["drops"]


def test_what_removal_measured_is_kept_and_is_a_map_like_any(page, monkeypatch):
    drops = lines(page.get("removal", target=1, methods=NAMES))[-1]["result"]["drops"]
    monkeypatch.delattr(vit, "token_removal")
    again = lines(page.get("removal", target=1, methods=NAMES))
    assert len(again) == 1
    reply = page.get("maps", target=1, methods="token_removal,rollout")
    found = torch.frombuffer(bytearray(reply.content), dtype=torch.float32).view(2, 27)
    assert found[0].tolist() == pytest.approx([0, 0, 0, *drops])


def test_long_work_stops_when_nobody_reads_on():
    steps, stopped = [], threading.Event()

    def work(step):
        try:
            for done in range(1, 1000):
                steps.append(done)
                step(done, 1000)
                reading.wait(5)
        except Cancelled:
            stopped.set()
            raise
        return {}

    reading = threading.Event()
    reports = with_progress(work)
    assert next(reports) == {"done": 1, "total": 1000}
    reports.close()
    reading.set()
    assert stopped.wait(5)
    assert len(steps) < 1000


def test_an_error_of_long_work_is_a_sentence():
    def work(step):
        raise ValueError("no such thing")

    assert list(with_progress(work)) == [{"error": "no such thing"}]


def test_an_error_that_nobody_expected_ends_the_reports_and_is_logged(caplog):
    def work(step):
        raise RuntimeError("tensors on two devices")

    found = Queue()
    reports = with_progress(work)
    threading.Thread(target=lambda: found.put(list(reports)), daemon=True).start()
    (failure,) = found.get(timeout=5)
    assert coded(failure["error"], caplog) == "tensors on two devices"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"target": 5}, "Class '5' does not exist: classes are 0 to 4"),
        ({"target": "cat"}, "Class 'cat' does not exist"),
        ({}, "Class '' does not exist"),
        ({"target": 1, "methods": "magic"}, "Method 'magic' is unknown"),
    ],
)
@pytest.mark.parametrize("path", ["maps", "faithfulness", "removal"])
def test_what_does_not_exist_is_named(page, path, query, said):
    reply = page.get(path, **query)
    assert reply.status_code == 422
    assert said in reply.text


def test_models_without_classes_say_so(monkeypatch):
    page = Page(monkeypatch, outputs="none", classes=0)
    reply = page.get("maps", target=0)
    assert reply.status_code == 422
    assert "no class to explain" in reply.text
    expected = {"kind": "none", "refusal": reply.text, "names": [], "p": []}
    assert page.get("classes").json() == expected


def test_one_head_can_be_followed(page):
    fused = page.numbers("fused/head2/1", "<f2", (27, 27)).float()
    torch.testing.assert_close(fused, page.trace.attention(1)[2], rtol=1e-3, atol=1e-3)
    reply = page.get("fused/head3/1")
    assert reply.status_code == 422
    assert "Head '3' does not exist" in reply.text
