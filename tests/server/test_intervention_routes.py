"""What each head is worth, by the routes: the library's numbers, progress, and one sentence."""

import json

import pytest
import torch

import vit
from tests.support.client import Page
from vit.edits import Edits
from vit.maps.faithfulness import rank_correlation

FILLS = ("zero", "mean")


def first_order(page, fill, target):
    pixels = page.pixels()
    return vit.head_importance(
        vit.trace_gradient(page.recorded.model, pixels, target, edits=Edits(fill=fill))
    )


def exact(page, fill, target):
    model = page.recorded.model
    return vit.head_ablation(model, vit.trace(model, page.pixels(), edits=Edits(fill=fill)), target)


@pytest.mark.parametrize("fill", FILLS)
def test_first_order_importance_is_the_library_s(page, fill):
    found = page.numbers("importance", "<f4", (3, 3), target=2, fill=fill)
    torch.testing.assert_close(found, first_order(page, fill, 2))


@pytest.mark.parametrize("fill", FILLS)
def test_the_sweep_reports_every_head_and_ends_in_the_library_s_numbers(page, fill):
    reply = page.get("ablation", target=3, fill=fill)
    *steps, last = [json.loads(line) for line in reply.text.splitlines()]
    assert [(step["done"], step["total"]) for step in steps] == [(n, 9) for n in range(1, 10)]
    drops = exact(page, fill, 3)
    torch.testing.assert_close(torch.tensor(last["result"]["drops"]), drops)
    told = torch.tensor([drop for step in steps for drop in step["drops"]])
    torch.testing.assert_close(told, drops.flatten())
    rho = rank_correlation(first_order(page, fill, 3), drops)
    assert last["result"]["correlation"] == pytest.approx(rho)


def test_in_a_changed_pass_a_head_that_is_off_is_worth_nothing_more(page):
    page.token = page.get("changed", off="1.2").json()["viewer"]["token"]
    last = json.loads(page.get("ablation", target=0).text.splitlines()[-1])
    drops = torch.tensor(last["result"]["drops"])
    assert drops[1, 2] == 0
    assert page.numbers("importance", "<f4", (3, 3), target=0)[1, 2] == 0
    assert drops.count_nonzero() == 8


def test_a_head_whose_output_is_zero_changes_no_bar(page):
    block = page.recorded.model.block(1)
    block.attn.proj.weight[:, 8:16] = 0  # what head 1 of 3 says goes nowhere
    page.engine._traces.drop_where(lambda _: True)
    bars = page.get("changed", off="1.1").json()["bars"]
    assert [bar["before"] for bar in bars] == [bar["after"] for bar in bars]
    drops = json.loads(page.get("ablation", target=0).text.splitlines()[-1])["result"]["drops"]
    assert drops[1][1] == 0
    assert drops[1][0] != 0


@pytest.mark.parametrize("path", ["importance", "ablation"])
def test_a_wrong_question_is_answered_by_a_sentence(page, path):
    reply = page.get(path, target=2, fill="noise")
    assert (reply.status_code, reply.text) == (422, "'noise' is no fill: use zero, mean.")
    assert page.get(path, target=9).text == "Class '9' does not exist: classes are 0 to 4."


@pytest.mark.parametrize("path", ["importance", "ablation"])
def test_a_model_without_classes_has_no_head_that_counts_for_one(monkeypatch, path):
    page = Page(monkeypatch, outputs="none", classes=0)
    reply = page.get(path, target=0)
    assert reply.status_code == 422
    assert reply.text.startswith("These weights name no classes")
