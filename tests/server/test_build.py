"""One's own ViT: rules, costs and limits of the sizes chosen, and training it from the page."""

import json

import pytest
import torch

import vit
from app.engine.store import OWN
from app.router import BASE
from app.screens.learn.build import Plan, facts, refusal
from app.screens.learn.trainings import DISPLACED, GRACE, Workshop
from app.ui.first_example import FirstExample
from app.wire.contract import VIEW_ROUTES
from tests.support.forms import faults
from vit.anatomy.cost import multiply_adds, parameters
from vit.pictures.images import InputError
from vit.scenes.drawings import CLASS_NAMES

SIZES = {"image": "48", "patch": "8", "width": "32", "heads": "4", "depth": "2", "mlp_ratio": "2"}


def plan(**changes):
    return Plan.parse(SIZES | {name: str(value) for name, value in changes.items()})


class Person:
    """Somebody with an open page, whose trainings are told by a clock of the test."""

    def __init__(self, engine):
        self.now = 0.0
        self.workshop = Workshop(engine.store, lambda: self.now)

    def train(self, seconds=300, visit="a page"):
        return self.workshop.start(plan(), seconds, visit)


@pytest.fixture
def person(page):
    return Person(page.engine)


def test_the_facts_are_those_of_the_architecture(page):
    told = page.client.get(f"{BASE}/build", params=SIZES).json()
    config = plan().config
    model = vit.ViT(config)
    assert told["total"] == sum(parameter.numel() for parameter in model.parameters())
    assert sum(told["parameters"].values()) == told["total"]
    assert told["parameters"]["mlp"] == parameters(config)["mlp"]
    assert told["multiply_adds"] == multiply_adds(config)
    assert told["shape"]["tokens"] == model.embed(torch.zeros(1, 3, 48, 48)).shape[1]
    assert told["shape"]["patch_numbers"] == 8 * 8 * 3
    assert told["refused"] is None


@pytest.mark.parametrize(
    ("changes", "name", "reads", "nearest"),
    [
        ({"image": 50}, "image size % patch size", "50 % 8 = 2", [48, 56]),
        ({"heads": 5}, "hidden dimension % heads", "32 % 5 = 2", [30, 35]),
    ],
)
def test_a_rule_that_breaks_is_named_with_what_would_fit(changes, name, reads, nearest):
    told = facts(plan(**changes))
    assert told["shape"] is None
    (broken,) = [rule for rule in told["rules"] if not rule["holds"]]
    assert (broken["name"], broken["reads"], broken["nearest"]) == (name, reads, nearest)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"image": 128}, "Pictures of 128 px are too large"),
        ({"width": 512, "depth": 12}, "M parameters are too many"),
        ({"image": 96, "patch": 2}, "M multiply-adds a picture are too many"),
    ],
)
def test_what_is_too_large_to_train_here_says_so(page, changes, said):
    assert said in refusal(plan(**changes).config)
    query = SIZES | {name: str(value) for name, value in changes.items()} | {"seconds": "60"}
    reply = page.get("train", **query)
    assert reply.status_code == 422
    assert said in reply.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"depth": 0}, "Depth '0' is not a whole number, 1 to 32"),
        ({"heads": "x"}, "Heads 'x' is not"),
        ({"mlp_ratio": 99}, "Mlp_ratio '99' is not a number from 0.5 to 8"),
    ],
)
def test_a_size_out_of_range_is_named(changes, said):
    with pytest.raises(InputError, match=said):
        plan(**changes)


def test_a_training_reports_ends_and_opens(page, monkeypatch):
    monkeypatch.setattr("app.screens.learn.build.TRAINING_SECONDS", (1, 300))
    reply = page.get("train", **SIZES, seconds="1")
    reports = [json.loads(line) for line in reply.text.splitlines()]
    forms = VIEW_ROUTES["train"].body.forms
    assert all(any(not faults(report, form) for form in forms) for report in reports)
    losses = [report["loss"] for report in reports if "loss" in report]
    accuracies = [report["accuracy"] for report in reports if "accuracy" in report]
    assert losses
    assert len(accuracies) == 2
    key = reports[-1]["checkpoint"]
    assert key.startswith(OWN)
    assert page.engine.load_checkpoint(key) == key
    model = page.engine.store.model(key)
    assert model.config == plan().config
    assert model.labels.names == CLASS_NAMES
    fresh = vit.ViT(plan().config).get_parameter("blocks.0.attn.qkv.weight")
    assert not torch.equal(model.get_parameter("blocks.0.attn.qkv.weight"), fresh)


def test_one_training_at_a_time_pauses_goes_on_and_stops(page, person):
    order, reports = person.workshop.order, person.train()
    name = next(reports)["training"]
    with pytest.raises(InputError, match="one at a time"):
        person.train(60)
    order(name, "pause", "a page")
    order(name, "go", "a page")
    assert next(report for report in reports if "accuracy" in report)["step"] == 0
    order(name, "stop", "a page")
    assert list(reports)[-1] == {"error": "The training was stopped."}
    with pytest.raises(InputError, match="has ended"):
        order(name, "go", "a page")
    assert page.get("train/none/go").status_code == 422


def test_a_long_pause_gives_the_place_to_whoever_waits(person):
    """It held the only place for fifteen minutes."""
    reports = person.train()
    name = next(reports)["training"]
    person.workshop.order(name, "pause", "a page")
    person.now = GRACE - 1
    with pytest.raises(InputError, match="is paused: its place is free in 1 s"):
        person.train(visit="another")
    person.workshop.order(name, "go", "a page")
    person.now += GRACE
    with pytest.raises(InputError, match="one at a time"):
        person.train(visit="another")
    person.workshop.order(name, "pause", "a page")
    person.now += GRACE
    others = person.train(visit="another")
    assert list(reports)[-1] == {"error": DISPLACED}
    assert next(others)["training"] == person.workshop._current.name
    others.close()
    assert person.workshop._current is None


def test_a_training_needs_an_open_page_and_obeys_it_alone(page, person):
    first = FirstExample(page.engine).explored().viewer["token"]
    for address in ("train", f"{first}/train", "nobody/train"):
        reply = page.client.get(f"{BASE}/{address}", params=SIZES | {"seconds": "60"})
        assert reply.status_code == 404
    reports = person.train()
    name = next(reports)["training"]
    with pytest.raises(InputError, match="has ended"):
        person.workshop.order(name, "stop", "another page")
    reports.close()


def test_closing_the_reports_ends_the_process_and_makes_room(person):
    reports = person.train()
    next(reports)
    process = person.workshop._current._process
    reports.close()
    assert process.returncode is not None
    again = person.train()
    next(again)
    again.close()


def test_reports_that_nobody_ever_read_leave_no_training_behind(person):
    reports = person.train()
    process = person.workshop._current._process
    reports.close()
    assert process.returncode is not None
    assert person.workshop._current is None


def test_an_order_that_comes_as_a_training_ends_is_refused(person):
    reports = person.train()
    training = person.workshop._current
    training.close()
    with pytest.raises(InputError, match="has ended"):
        person.workshop.order(training.name, "go", "a page")
    reports.close()


def test_a_model_that_left_memory_asks_to_be_trained_again(page):
    with pytest.raises(InputError, match="train it again"):
        page.engine.load_checkpoint(f"{OWN}: gone (x)")
