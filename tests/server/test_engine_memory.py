"""Memory: what the engine lets go, and what it does when a device has none left."""

import gc
import weakref
from dataclasses import replace

import pytest
import torch

import vit
from app.engine import engine as engine_module
from app.engine.engine import Engine
from app.engine.held_bytes import held_bytes
from app.screens.explore import view
from app.settings import Selection, Settings
from tests.support.client import noise
from tests.support.tiny import tiny_model
from vit.pictures.images import InputError


def test_a_trace_keeps_no_checkpoint_in_memory(loads):
    engine = Engine(Settings(device="cpu"))
    recorded = engine.record(engine.key(Selection(engine.hold(noise(1)).digest, "embedded")))
    alive = weakref.ref(recorded.model)
    engine.budget.limit = engine.budget.nbytes
    engine.store.model("b")
    gc.collect()
    assert alive() is None
    assert recorded.model.config == recorded.trace.config  # it is loaded again when needed
    assert loads == ["embedded", "b", "embedded"]


def test_what_is_derived_of_a_record_counts_and_is_computed_once(engine):
    key = engine.key(Selection(engine.hold(noise(1)).digest, "embedded"))
    recorded, before = engine.record(key), engine.budget.nbytes
    first = recorded.kept.get_or_make("zeros", lambda: torch.zeros(1000))
    assert before + 4000 <= engine.budget.nbytes <= before + 5000
    assert engine.record(key).kept.get_or_make("zeros", lambda: torch.ones(1)) is first
    other = engine.record(replace(key, patch=16))
    assert (recorded.kept.keys(), other.kept.keys()) == (["zeros"], [])
    engine.forget_records()
    assert engine.record(key).kept.keys() == []


def looking(engine, number, **sizes):
    """What a visitor of this number looks at: a picture of its own."""
    digest = engine.hold(noise(number)).digest
    return view.explore(engine, Selection(digest, "embedded", **sizes), f"visit {number}").viewer


def test_what_one_visitor_looks_at_outlives_what_others_pass_by(loads, forwards):
    """However many finer passes, each many times as large, another one makes."""
    engine = Engine(Settings(device="cpu"))
    first = engine.granted(looking(engine, 0)["token"])
    fine = looking(engine, 1, patch=4)
    size = held_bytes(engine.record(engine.granted(fine["token"])))
    engine.budget.limit = engine.budget.nbytes + size // 2
    for number in range(2, 20):
        digest = engine.hold(noise(number)).digest
        view.explore(engine, Selection(digest, "embedded", 4), "visit 1")
        assert engine.budget.nbytes <= engine.budget.limit
    forwards.clear()
    engine.record(first)
    assert forwards == []
    assert loads == ["embedded"]


def test_a_model_larger_than_the_bound_works_with_what_is_looked_at(monkeypatch, forwards):
    model, loads = tiny_model(width=96).float(), []
    monkeypatch.setattr(vit, "load", lambda key, **_: loads.append(key) or model, raising=False)
    weight = held_bytes(list(model.parameters()))
    engine = Engine(Settings(device="cpu", memory=weight * 9 // 10))
    key = engine.granted(looking(engine, 1)["token"])
    for _ in range(3):
        assert engine.record(key).model.config == engine.record(key).trace.config
    assert loads == ["embedded"]
    assert len(forwards) == 1
    assert weight < engine.budget.nbytes < weight * 5 // 4
    assert "--memory allows 0.00: it stays" in engine.store.too_large()
    assert Engine(Settings(device="cpu")).store.too_large() is None


def test_visits_that_come_and_go_leave_no_more_than_the_bound(engine):
    engine.budget.limit = 2 * engine.budget.nbytes + 2**21
    for number in range(50):
        looking(engine, number, patch=(4, 8)[number % 2])
        assert engine.budget.nbytes <= engine.budget.limit
        if number > 3:
            engine.visits.leave(f"visit {number - 3}")
    assert set(engine.album._origins.keys()) >= {noise(n).digest for n in range(47, 50)}


def test_a_model_that_was_let_go_leaves_memory_at_once(loads):
    """Without a search for circles of references, which comes late: few objects hold much."""
    gc.disable()
    try:
        engine = Engine(Settings(device="cpu"))
        key = engine.key(Selection(engine.hold(noise(1)).digest, "embedded"))
        engine.record(replace(key, patch=4))
        alive = weakref.ref(engine.store.model("embedded").patch_embed.proj.weight)
        engine.store._models.drop("embedded")
        assert alive() is None
    finally:
        gc.enable()


@pytest.fixture
def exhausted(monkeypatch):
    """A GPU on which models load and every forward runs out of memory; where they loaded."""
    devices = []

    def raise_(*_, **__):
        raise torch.OutOfMemoryError("CUDA out of memory")

    def load(_, device, **__):
        devices.append(device.type)
        model = tiny_model().float()
        if device.type != "cpu":
            model = model.to("meta")
            model.embed = raise_
        return model

    monkeypatch.setattr(vit, "load", load, raising=False)
    engine = Engine(Settings(device="cpu"))
    engine.store.device = torch.device("cuda")
    return engine, devices


def test_a_gpu_without_memory_leaves_the_work_to_the_processor(exhausted):
    engine, devices = exhausted
    key = engine.key(Selection(engine.hold(noise(1)).digest, "embedded"))
    recorded = engine.record(key)
    assert devices == ["cuda", "cpu"]
    assert recorded.trace.logits.device.type == "cpu"
    assert recorded.notice.startswith("The GPU has too little memory for this")
    assert engine.gradient(key, 0).trace.logits.equal(recorded.trace.logits)
    assert engine.record(replace(key, patch=4)).notice == recorded.notice
    assert devices == ["cuda", "cpu"]
    assert view.explore(engine, Selection(key.digest, "embedded"), "a page").answer["notice"]


def test_a_gpu_without_room_for_the_weights_leaves_them_to_the_processor(exhausted, monkeypatch):
    engine, _ = exhausted

    def load(_, device, **__):
        if device.type != "cpu":
            raise torch.OutOfMemoryError("CUDA out of memory")
        return tiny_model().float()

    monkeypatch.setattr(vit, "load", load)
    key = engine.key(Selection(engine.hold(noise(1)).digest, "embedded"))
    assert engine.record(key).notice.startswith("The GPU has too little memory")


def test_a_processor_without_memory_says_what_to_choose(engine, monkeypatch):
    def fail(*_):
        raise torch.OutOfMemoryError("out of memory")

    monkeypatch.setattr(engine_module.vit, "trace", fail)
    key = engine.key(Selection(engine.hold(noise(1)).digest, "embedded"))
    with pytest.raises(InputError, match="choose a larger patch size or a smaller model"):
        engine.record(key)


def test_work_on_the_gpu_s_own_device_has_no_notice(engine):
    key = engine.key(Selection(engine.hold(noise(1)).digest, "embedded"))
    assert engine.record(key).notice is None


def test_a_gpu_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(ValueError, match="device 'cuda' was asked for, but torch finds no GPU"):
        Engine(Settings(device="cuda"))
    assert Engine(Settings(device="auto")).store.device.type == "cpu"
