"""Who computes next: persons before long work, the visit that was served longest ago first."""

import contextlib
import threading

import pytest

from app.engine import lanes as rules
from app.engine.jobs import Cancelled, Job
from app.engine.lanes import Lanes, Turn


class Crowd:
    """Threads that want slots, begun one after the other; `order` is that in which they had one."""

    def __init__(self, lanes):
        self.lanes, self.order, self.threads, self.most = lanes, [], [], 0
        self.lock = threading.Lock()

    def want(self, name, *, visit="", is_long=False, pieces=1):
        job = Job(visit or name, is_long)

        def run():
            turn = Turn(job)
            with contextlib.suppress(Cancelled):
                self.lanes.enter(turn)
                for piece in range(pieces):
                    with self.lock:
                        self.order.append(name)
                        self.most = max(self.most, self.lanes.running())
                    if piece + 1 < pieces:
                        self.lanes.step(turn)
                self.lanes.leave(turn)

        before = sum(self.lanes.waiting())
        self.threads.append(threading.Thread(target=run))
        self.threads[-1].start()
        while sum(self.lanes.waiting()) == before:
            pass
        return job

    def all_done(self):
        for thread in self.threads:
            thread.join()
        return self.order


@pytest.fixture
def taken():
    """One slot for both lines, which long work has while the others arrive."""
    lanes = Lanes(1, 1)
    holder = Turn(Job("holder", is_long=True))
    lanes.enter(holder)
    return lanes, holder, Crowd(lanes)


def test_persons_go_before_long_work_and_each_line_in_its_order(taken):
    lanes, holder, crowd = taken
    crowd.want("sweep", is_long=True)
    crowd.want("first")
    crowd.want("second")
    lanes.leave(holder)
    assert crowd.all_done() == ["first", "second", "sweep"]
    assert crowd.most == 1


def test_a_visit_with_many_requests_takes_turns_with_the_others(taken):
    lanes, holder, crowd = taken
    for number in range(20):
        crowd.want(f"a{number}", visit="a")
    crowd.want("b", visit="b")
    crowd.want("c", visit="c")
    lanes.leave(holder)
    assert crowd.all_done()[:4] == ["a0", "b", "c", "a1"]


def test_long_work_lets_a_person_in_between_two_pieces(taken):
    lanes, holder, crowd = taken
    lanes.step(holder)  # nobody waits
    crowd.want("person")
    crowd.order.append("before")
    lanes.step(holder)
    assert crowd.order == ["before", "person"]
    lanes.leave(holder)


def test_long_works_take_turns_piece_by_piece(taken, monkeypatch):
    lanes, holder, crowd = taken
    monkeypatch.setattr(rules, "QUANTUM", 0.0)
    for name in "abc":
        crowd.want(name, is_long=True, pieces=3)
    lanes.leave(holder)
    assert crowd.all_done() == ["a", "b", "c"] * 3


def test_few_passes_that_have_begun_wait_for_others(monkeypatch):
    """A pass that has begun keeps its memory: with one slot, one of them waits at most."""
    monkeypatch.setattr(rules, "QUANTUM", 0.0)
    lanes = Lanes(1, 0)
    holder = Turn(Job("holder"))
    lanes.enter(holder)
    crowd = Crowd(lanes)
    for name in "abc":
        crowd.want(name, pieces=2)
    lanes.leave(holder)
    assert crowd.all_done() == ["a", "b", "b", "c", "c", "a"]


def test_no_more_compute_than_there_are_slots(monkeypatch):
    monkeypatch.setattr(rules, "QUANTUM", 0.0)
    lanes, crowd = Lanes(2, 1), None
    holders = [Turn(Job(f"holder {n}")) for n in range(2)]
    for holder in holders:
        lanes.enter(holder)
    crowd = Crowd(lanes)
    for number in range(8):
        crowd.want(f"{number}", is_long=number % 2 == 0, pieces=5)
    for holder in holders:
        lanes.leave(holder)
    assert len(crowd.all_done()) == 40
    assert crowd.most == 2
    assert (lanes.running(), lanes.waiting()) == (0, (0, 0))
    assert lanes.is_alone()


def test_what_nobody_waits_for_leaves_the_line_at_once(taken):
    lanes, holder, crowd = taken
    first = crowd.want("first")
    crowd.want("second")
    first.cancel()
    crowd.threads[0].join()  # while the slot is still taken
    lanes.leave(holder)
    assert crowd.all_done() == ["second"]
    cancelled = Job("late")
    cancelled.cancel()
    with pytest.raises(Cancelled):
        lanes.enter(Turn(cancelled))
    assert lanes.running() == 0
    holder.job.cancel()
    with pytest.raises(Cancelled):
        lanes.step(holder)


def test_who_waits_hears_its_place():
    lanes, heard, go = Lanes(1, 1), [], threading.Event()
    holder = Turn(Job("holder"))
    lanes.enter(holder)
    crowd = Crowd(lanes)
    crowd.want("first")

    def last():
        turn = Turn(Job("last", tell=heard.append))
        lanes.enter(turn)
        go.wait()
        lanes.leave(turn)

    thread = threading.Thread(target=last)
    thread.start()
    while lanes.waiting()[0] < 2:
        pass
    assert heard == [2]
    lanes.leave(holder)
    go.set()
    thread.join()
    assert heard == [2, 1]
