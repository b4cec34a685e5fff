"""Work that several wait for: done once, watched by each, and left by each at any time."""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, wait
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Progress = Callable[[float, str], None]
LOOK = 0.05  # s between two looks at how far the work is, and at whether to leave it


class Left(Exception):  # noqa: N818 - an event, not an error
    """Whoever waited does not want to any more; the others go on."""


class _Under(Generic[V]):
    """Work that is under way: how far it is, who waits, and whether to stop."""

    def __init__(self) -> None:
        self.outcome: Future[V] = Future()
        self.stopped = threading.Event()
        self.waiters = 0
        self.report = (0.0, "")

    def tell(self, done: float, text: str) -> None:
        """Note how far it is."""
        self.report = (done, text)


class SharedWork(Generic[K, V]):
    """Work by key; thread-safe.

    It runs in a thread of its own, which belongs to none of those who wait. It is stopped when the
    last of them has left.
    """

    def __init__(self) -> None:
        """Nothing is under way."""
        self._lock = threading.RLock()
        self._under: dict[K, _Under[V]] = {}

    def run(
        self,
        key: K,
        work: Callable[[Progress, threading.Event], V],
        progress: Progress,
        cancelled: threading.Event,
    ) -> V:
        """The value of `work(progress, stopped)` of a key, begun here or by somebody before.

        Raises Left soon after `cancelled` is set, and whatever the work raises.
        """
        with self._lock:
            mine = self._under.get(key)
            begins = mine is None
            if mine is None:
                mine = self._under[key] = _Under[V]()
            mine.waiters += 1
        if begins:
            run = self._run
            threading.Thread(target=run, args=(key, mine, work), daemon=True, name="fetch").start()
        try:
            return _watched(mine, progress, cancelled)
        finally:
            self._leave(key, mine)

    def waiters(self, key: K) -> int:
        """How many wait for the work of a key."""
        with self._lock:
            under = self._under.get(key)
            return under.waiters if under else 0

    def _run(self, key: K, mine: _Under[V], work: Callable[[Progress, threading.Event], V]) -> None:
        try:
            value = work(mine.tell, mine.stopped)
        except BaseException as error:  # noqa: BLE001 - raised for all who wait
            self._forget(key, mine)
            mine.outcome.set_exception(error)
        else:
            self._forget(key, mine)
            mine.outcome.set_result(value)

    def _leave(self, key: K, mine: _Under[V]) -> None:
        """One waits no more; with the last the work ends, and who comes then begins anew."""
        with self._lock:
            mine.waiters -= 1
            if not mine.waiters:
                mine.stopped.set()
                self._forget(key, mine)

    def _forget(self, key: K, mine: _Under[V]) -> None:
        with self._lock:
            if self._under.get(key) is mine:
                del self._under[key]


def _watched(mine: _Under[V], progress: Progress, cancelled: threading.Event) -> V:
    """The outcome, with every new report handed on; Left once cancelled."""
    last = (0.0, "")
    while not mine.outcome.done():
        if cancelled.is_set():
            raise Left
        if mine.report != last:
            last = mine.report
            progress(*last)
        wait([mine.outcome], timeout=LOOK)
    return mine.outcome.result()
