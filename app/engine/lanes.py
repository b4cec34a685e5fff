"""Slots for work that computes: persons before long work, and visits in turn.

Whoever waits in a line goes by the last time that its visit was served, the longest ago first: a
visit with twenty requests takes one turn for each of another's.
"""

import itertools
import threading
import time
from collections import OrderedDict

from app.engine.jobs import Cancelled, Job

QUANTUM = 0.02  # s that a turn lasts at least before another of its own line goes before
VISITS = 4096  # visits whose last turn is known


class Turn:
    """A piece of work that waits for a slot or has one."""

    def __init__(self, job: Job) -> None:
        """It is at the end of no line yet."""
        self.job = job
        self.number = 0  # of its arrival
        self.away = 0.0  # s in which it had to wait after it had begun
        self.began: float | None = None  # when it had its slot for the last time, in s
        self.go = threading.Event()
        self.place = 0  # in its line, as the job knows it

    @property
    def has_begun(self) -> bool:
        """Whether it has computed before."""
        return self.began is not None

    def has_had_enough(self) -> bool:
        """Whether it has computed for longer than one turn needs to."""
        return self.began is not None and time.perf_counter() - self.began > QUANTUM


class Lanes:
    """Slots with two lines, of persons and of long work; thread-safe."""

    def __init__(self, slots: int, long_slots: int) -> None:
        """So many turns compute at a time, of them at most `long_slots` of long work."""
        self.slots, self._long_slots = slots, long_slots
        self._lock = threading.Lock()
        self._lines: dict[bool, list[Turn]] = {False: [], True: []}  # by whether it is long
        self._running: set[Turn] = set()
        self._served: OrderedDict[str, int] = OrderedDict()  # visit -> number of its last turn
        self._numbers = itertools.count(1)

    def enter(self, turn: Turn) -> None:
        """Wait for a slot; Cancelled when the job is cancelled before."""
        since = time.perf_counter()
        with self._lock:
            turn.go.clear()
            turn.number = next(self._numbers)
            self._lines[turn.job.is_long].append(turn)
            self._fill()
        with turn.job.waking(lambda: self._withdraw(turn)):
            turn.go.wait()
        if turn.job.is_cancelled:
            self.leave(turn)
            raise Cancelled
        now = time.perf_counter()
        turn.away += now - since if turn.has_begun else 0.0
        turn.began = now

    def leave(self, turn: Turn) -> None:
        """Give the slot back."""
        with self._lock:
            self._running.discard(turn)
            self._fill()

    def step(self, turn: Turn) -> None:
        """Between two pieces of work: let those go first that are before this turn.

        Cancelled when nobody waits for the result any more.
        """
        if turn.job.is_cancelled:
            raise Cancelled
        if self._gives_way(turn):
            self.leave(turn)
            self.enter(turn)

    def waiting(self) -> tuple[int, int]:
        """How many persons' turns wait, and how many of long work."""
        with self._lock:
            return len(self._lines[False]), len(self._lines[True])

    def running(self) -> int:
        """How many turns compute."""
        return len(self._running)

    def is_alone(self) -> bool:
        """Whether one turn at most computes and none waits."""
        return len(self._running) <= 1 and not any(self._lines.values())

    def _gives_way(self, turn: Turn) -> bool:
        with self._lock:
            persons, long = self._lines[False], self._lines[True]
            if turn.job.is_long:
                return bool(persons) or (bool(long) and turn.has_had_enough())
            # Each pass that has begun holds its memory until it ends: only few may wait like that.
            begun = sum(one.has_begun for one in persons)
            return bool(persons) and begun < self.slots and turn.has_had_enough()

    def _withdraw(self, turn: Turn) -> None:
        """Take a cancelled turn out of its line."""
        with self._lock:
            line = self._lines[turn.job.is_long]
            if turn in line:
                line.remove(turn)
                turn.go.set()
            self._say_places()

    def _fill(self) -> None:
        """Give free slots to those that go next."""
        while len(self._running) < self.slots and (turn := self._next()):
            self._running.add(turn)
            self._served[turn.job.visit] = next(self._numbers)
            self._served.move_to_end(turn.job.visit)
            if len(self._served) > VISITS:
                self._served.popitem(last=False)
            turn.go.set()
        self._say_places()

    def _next(self) -> Turn | None:
        behind = sum(turn.job.is_long for turn in self._running)
        for is_long, line in self._lines.items():
            if line and not (is_long and behind >= self._long_slots):
                turn = min(line, key=self._order)
                line.remove(turn)
                return turn
        return None

    def _order(self, turn: Turn) -> tuple[int, int]:
        return self._served.get(turn.job.visit, 0), turn.number

    def _say_places(self) -> None:
        """Say to those that have not begun which place they have, where that has changed."""
        for line in self._lines.values():
            for place, turn in enumerate(sorted(line, key=self._order), 1):
                if not turn.has_begun and turn.place != place:
                    turn.place = place
                    turn.job.tell(place)
