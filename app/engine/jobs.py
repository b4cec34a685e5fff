"""What a thread works for: which visit, whether it is long work, and how it is stopped."""

import contextlib
import contextvars
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field


class Cancelled(Exception):  # noqa: N818 - an event, not an error
    """Nobody waits for the result any more."""


def ignore_place(_place: int) -> None:
    """Nobody sees the place in the line."""


@dataclass(eq=False)
class Job:
    """Work for a visit.

    Long work lets others go before. `tell` gets the place in the line, 1 for the next, while the
    job waits for its first slot; it must return at once.
    """

    visit: str = ""
    is_long: bool = False
    tell: Callable[[int], None] = ignore_place
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _cancelled: bool = False
    _wake: Callable[[], None] | None = None

    @property
    def is_cancelled(self) -> bool:
        """Whether nobody waits for the result any more."""
        return self._cancelled

    def cancel(self) -> None:
        """Stop at once while it waits for a slot, else at its next step."""
        with self._lock:
            self._cancelled, wake = True, self._wake
        if wake:
            wake()

    @contextlib.contextmanager
    def waking(self, wake: Callable[[], None]) -> Generator[None]:
        """While it waits, `cancel` calls `wake`; at once when it is cancelled already."""
        with self._lock:
            self._wake, cancelled = wake, self._cancelled
        if cancelled:
            wake()
        try:
            yield
        finally:
            with self._lock:
                self._wake = None


_job: contextvars.ContextVar[Job | None] = contextvars.ContextVar("job", default=None)


def job() -> Job:
    """What the thread works for; outside any job, for nobody in particular."""
    return _job.get() or Job()


def begin(one: Job) -> None:
    """Let the rest of this thread's present request be a job."""
    _job.set(one)


def for_visit(visit: str) -> None:
    """Let the rest of this thread's present request be work for a visit that waits for it."""
    begin(Job(visit))


def in_thread(one: Job, work: Callable[[], None]) -> threading.Thread:
    """A thread, not yet started, that does a job."""

    def run() -> None:
        begin(one)
        work()

    return threading.Thread(target=run, daemon=True, name="long work" if one.is_long else "work")
