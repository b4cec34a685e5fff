"""The store: a checkpoint is loaded once, bounded in bytes, and runs on threads that suit it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

import vit
from app.engine.store import ModelStore
from app.machine_cores import cores
from app.settings import Settings
from tests.support.tiny import tiny_model

PATIENCE = 20  # s


@pytest.fixture
def loads(monkeypatch):
    """Checkpoints are tiny models; the keys that were loaded, in order."""
    loaded = []

    def load(key, **_):
        loaded.append(key)
        return tiny_model().float()

    monkeypatch.setattr(vit, "load", load, raising=False)
    return loaded


def weight(model):
    return sum(parameter.nbytes for parameter in model.parameters())


def test_a_checkpoint_is_loaded_once_however_many_ask_at_the_same_time(loads):
    store, start = ModelStore(Settings(device="cpu")), threading.Barrier(8)

    def ask(_):
        start.wait(PATIENCE)
        return store.model("one")

    with ThreadPoolExecutor(8) as pool:
        models = list(pool.map(ask, range(8)))
    assert loads == ["one"]
    assert all(model is models[0] for model in models)


def test_two_checkpoints_load_beside_each_other(monkeypatch):
    """Neither waits for the other: each load ends only when both have begun."""
    both = threading.Barrier(2)

    def load(*_, **__):
        both.wait(PATIENCE)
        return tiny_model()

    monkeypatch.setattr(vit, "load", load, raising=False)
    store = ModelStore(Settings(device="cpu"))
    with ThreadPoolExecutor(2) as pool:
        assert len(list(pool.map(store.model, ["one", "two"]))) == 2


def test_checkpoints_stay_within_their_bytes_the_least_recently_used_goes_first(loads):
    size = weight(tiny_model().float())
    store = ModelStore(Settings(device="cpu", memory=int(2.5 * size)))
    for key in ("one", "two", "one", "three", "one"):
        store.model(key)
    assert loads == ["one", "two", "three"]
    store.model("two")
    assert loads == ["one", "two", "three", "two"]


def test_what_a_size_derives_from_the_weights_counts(loads):
    store = ModelStore(Settings(device="cpu"))
    model = store.model("one")
    assert store._models.nbytes == weight(model)
    fine = store.at_size("one", model.config.image, 4)
    fine(torch.zeros(1, 3, *model.config.image))
    derived = fine.kernel().nbytes + fine.patch_positions().nbytes
    assert derived == fine.derived_nbytes
    assert derived >= 4 * (24 * 3 * 16 + 96 * 24)  # float32: a kernel of 4 px, 8 x 12 positions
    assert store._models.nbytes == weight(model) + derived


@pytest.mark.parametrize(("parameters", "threads"), [(4_999_999, 1), (5_000_000, 3)])
def test_a_small_model_runs_on_one_thread_others_on_those_of_the_settings(parameters, threads):
    before = torch.get_num_threads()
    model = torch.nn.Module()
    model.weight = torch.nn.Parameter(torch.empty(parameters, device="meta"))
    try:
        with ModelStore(Settings(device="cpu", threads=3)).forward(model):
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)


def test_threads_are_four_at_most_unless_told():
    assert Settings().threads == min(cores(), 4)
    assert Settings.parse(["--threads", "7"], {}).threads == 7
