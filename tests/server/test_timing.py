"""The time of a pass: which figure is given, how much work it takes, and for what it is kept."""

import json

import pytest

from app.engine import timing
from app.engine.jobs import Cancelled
from app.engine.timing import BUDGET, LEAST, MOST, time_passes


def runner(*milliseconds):
    """A pass that takes these times, the last one again and again; and the times that it took."""
    taken = []

    def run():
        taken.append(milliseconds[min(len(taken), len(milliseconds) - 1)])
        return taken[-1]

    return run, taken


def test_the_median_leaves_out_the_first_pass_and_one_that_was_disturbed():
    run, taken = runner(90.0, 12.0, 10.0, 40.0, 11.0, 13.0, 12.5, 11.5, 12.2, 11.8)
    found = time_passes(run, lambda *_: None)
    assert len(found.times) == MOST
    assert len(taken) == MOST + 1
    assert found.median == 12.0
    assert (found.times[0], found.times[-1]) == (10.0, 40.0)


@pytest.mark.parametrize("pace", [3.0, 150.0, 219.0, 320.0, 333.0, 401.0, 5300.0])
def test_no_more_than_the_budget_is_spent_and_a_median_has_five_passes(pace):
    run, taken = runner(pace)
    found = time_passes(run, lambda *_: None)
    assert sum(taken) <= max(BUDGET, pace)
    assert len(found.times) == 0 or len(found.times) >= LEAST
    assert (found.median is None) == (pace * (LEAST + 1) > BUDGET)


def test_passes_that_grow_slow_are_given_up():
    run, taken = runner(200.0, 200.0, 900.0)
    assert time_passes(run, lambda *_: None).median is None
    assert sum(taken) <= BUDGET


def test_a_person_who_goes_on_stops_the_passes():
    run, taken = runner(3.0)

    def step(done, total):
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        time_passes(run, step)
    assert len(taken) == 3


def test_a_size_is_timed_once_whatever_its_picture(page, monkeypatch):
    run, taken = runner(7.0)
    monkeypatch.setattr(page.engine, "repeat", lambda _: run())
    expected = {"median": 7.0, "low": 7.0, "high": 7.0}

    def times():
        return json.loads(page.get("times").text.splitlines()[-1])["result"]

    assert times() == expected
    page.token = page.get("column", example=1).json()["viewer"]["token"]
    assert times() == expected
    assert len(taken) == MOST + 1
    page.token = page.get("column", patch=16).json()["viewer"]["token"]
    assert times() == expected
    assert len(taken) == 2 * (MOST + 1)


def test_a_pass_that_takes_too_long_has_no_median(page, monkeypatch):
    monkeypatch.setattr(page.engine, "repeat", lambda _: timing.BUDGET)
    lines = page.get("times").text.splitlines()
    expected = {"median": None, "low": None, "high": None}
    assert [json.loads(line) for line in lines] == [{"result": expected}]
