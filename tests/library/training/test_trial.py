"""A small training of one's own: it learns, repeats itself, and follows orders."""

import io
import os
import sys
import time

import pytest

from vit.training.trial import Orders, Trial, follow, main, trial_config

CONFIG = trial_config(image=32, patch=8, width=32, heads=2, depth=1, mlp_ratio=2)

pytestmark = pytest.mark.usefixtures("one_thread")


def test_the_loss_falls(monkeypatch):
    monkeypatch.setattr("vit.training.trial.WARM_UP", 1e-3)  # the clock hardly moves
    config = trial_config(image=32, patch=8, width=96, heads=4, depth=2, mlp_ratio=2)
    trial = Trial(config, seconds=1e9)
    losses = [trial.train() for _ in range(160)]
    assert sum(losses[-20:]) < 0.95 * sum(losses[:20])
    assert trial.step == 160


def test_the_same_seed_gives_the_same_training():
    first, again, other = (Trial(CONFIG, 1e9, seed) for seed in (3, 3, 4))
    losses = [[trial.train() for _ in range(3)] for trial in (first, again, other)]
    assert losses[0] == losses[1] != losses[2]
    assert first.accuracy() == again.accuracy()


def test_it_ends_when_its_time_is_up_and_tells_of_it():
    told = []
    trial = Trial(CONFIG, seconds=0.3)
    assert follow(trial, told.append, lambda: True)
    assert trial.done
    assert told[0]["step"] == 0
    assert 0 <= told[-1]["accuracy"] <= 1
    assert told[-1]["step"] == trial.step


def test_who_is_not_wanted_any_more_stops():
    answers = iter([True, True, False])
    trial = Trial(CONFIG, seconds=1e9)
    assert not follow(trial, lambda _: None, lambda: next(answers))
    assert trial.step == 2


@pytest.mark.parametrize("said", ["pause\ngo\nstop\n", "go\n", ""])
def test_orders_come_from_standard_input(monkeypatch, said):
    monkeypatch.setattr(sys, "stdin", io.StringIO(said))
    orders = Orders()
    end = time.monotonic() + 5
    while orders.wanted():  # until the thread that listens has read it all
        assert time.monotonic() < end


def test_a_pause_that_nobody_ends_is_a_stop(monkeypatch):
    monkeypatch.setattr("vit.training.trial.PATIENCE", 0.01)
    reading, writing = os.pipe()
    with os.fdopen(reading) as said, os.fdopen(writing, "w") as person:
        monkeypatch.setattr(sys, "stdin", said)
        orders = Orders()
        assert orders.wanted()
        print("pause", file=person, flush=True)
        end = time.monotonic() + 5
        while orders.wanted():
            assert time.monotonic() < end


def test_sizes_that_do_not_fit_are_told_in_one_sentence():
    with pytest.raises(SystemExit, match="50 is not a multiple of patch 8"):
        main(["--image", "50"])
