"""Where everything that computes waits for its turn: persons and long work, on all cores.

On a processor under Linux, both have as many slots as there are cores, and threads of long work
have the lowest priority: the system then lets a person's pass in at any moment, and long work
loses nothing while nobody else computes. Elsewhere, and on a GPU, both share the slots, and long
work lets persons go first between two of its pieces.
"""

import contextlib
import contextvars
import os
import sys
import threading
from collections.abc import Callable, Generator
from typing import ParamSpec

import torch

from app.engine.jobs import job
from app.engine.lanes import Lanes, Turn

P = ParamSpec("P")
POLITE = 19  # the lowest priority

_turn: contextvars.ContextVar[Turn | None] = contextvars.ContextVar("turn", default=None)


class Work:
    """The slots of a device."""

    def __init__(self, device: torch.device, slots: int, long_slots: int, threads: int) -> None:
        """`slots` turns compute at a time on a processor, one on a GPU.

        Of long work, which has slots of its own where priorities make that good, `long_slots`.
        `threads` are for a large model that computes alone.
        """
        self._threads = threads
        self.is_apart = device.type == "cpu" and sys.platform == "linux"
        if self.is_apart:
            self._persons, self._long = Lanes(slots, 0), Lanes(long_slots, long_slots)
        else:
            slots = slots if device.type == "cpu" else 1
            self._persons = self._long = Lanes(slots, max(1, slots - 1))

    @contextlib.contextmanager
    def turn(self, threads: int | None = None) -> Generator[None]:
        """Hold a slot; a turn inside a turn is the same turn.

        `threads` bounds those of a large model. Cancelled when the job is cancelled before.
        """
        if _turn.get() is not None:
            yield
            return
        one = Turn(job())
        lanes = self._lanes(one)
        if one.job.is_long:
            self._be_polite()
        lanes.enter(one)
        mark = _turn.set(one)
        try:
            self._set_threads(threads)
            yield
        finally:
            _turn.reset(mark)
            lanes.leave(one)

    @contextlib.contextmanager
    def pieces(
        self, step: Callable[P, None], threads: int | None = None
    ) -> Generator[Callable[P, None]]:
        """A turn for work in pieces; the `step` it yields lets others go between two of them."""

        def between(*args: P.args, **kwargs: P.kwargs) -> None:
            step(*args, **kwargs)
            self.step(threads)

        with self.turn(threads):
            yield between

    def step(self, threads: int | None = None) -> None:
        """Between two pieces of work in a turn: let others go first. Outside a turn: nothing."""
        if one := _turn.get():
            self._lanes(one).step(one)
            self._set_threads(threads)

    def load(self) -> dict[str, int]:
        """How many turns wait and compute: of persons, and of long work."""
        persons, long = self._persons.waiting()[0], self._long.waiting()[1]
        return {"persons": persons, "long": long, "running": self._running()}

    def _lanes(self, turn: Turn) -> Lanes:
        return self._long if turn.job.is_long else self._persons

    def _running(self) -> int:
        each = {id(lanes): lanes.running() for lanes in (self._persons, self._long)}
        return sum(each.values())

    def _be_polite(self) -> None:
        """Give this thread, which was made for long work, the lowest priority; not taken back."""
        if self.is_apart and threading.current_thread() is not threading.main_thread():
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), POLITE)

    def _set_threads(self, most: int | None) -> None:
        """Compute on all threads that this job may have if nothing else computes, else on one.

        Torch keeps the number for each thread by itself.
        """
        lanes = self._persons, self._long
        alone = self._running() <= 1 and all(one.is_alone() for one in lanes)
        torch.set_num_threads(min(self._threads, most or self._threads) if alone else 1)


def away() -> float:
    """Seconds that the present turn had to wait after it had begun; 0 outside a turn."""
    one = _turn.get()
    return one.away if one else 0.0
