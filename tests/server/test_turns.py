"""Passes are made in the order of the requests for them."""

import threading

from app.engine.turns import Turns


def test_one_pass_after_the_other_lets_those_that_wait_go_first():
    turns, order = Turns(), list[str]()

    def wait(name: str):
        with turns:
            order.append(name)

    threads = list[threading.Thread]()
    with turns:
        for count, name in enumerate(("first", "second"), 1):
            threads.append(threading.Thread(target=wait, args=(name,)))
            threads[-1].start()
            while turns.waiting() < count:
                pass
    with turns:  # begins again at once, behind both
        order.append("again")
    for thread in threads:
        thread.join()
    assert order == ["first", "second", "again"]


def test_a_series_gives_way_between_two_passes():
    turns, order = Turns(), list[str]()

    def once():
        with turns:
            order.append("other")

    other = threading.Thread(target=once)
    with turns:
        turns.give_way()  # nobody waits
        other.start()
        while not turns.waiting():
            pass
        order.append("before")
        turns.give_way()
        order.append("after")
    other.join()
    assert order == ["before", "other", "after"]


def test_a_pass_that_fails_hands_on():
    turns = Turns()
    for _ in range(2):
        try:
            with turns:
                raise ValueError
        except ValueError:
            pass
    assert turns.waiting() == 0
