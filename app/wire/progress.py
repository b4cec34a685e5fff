"""Long work: progress, cancellation, and the result or an error, as a stream of reports."""

from collections.abc import Callable, Generator
from queue import Queue
from threading import Event, Thread
from typing import Protocol, TypedDict

import torch
from torch import Tensor

from app.engine.store import TOO_LARGE
from app.unexpected import caught
from app.wire.forms_explain import Failure, Progress
from app.wire.lists import vector
from app.wire.replies import SHOWN, message_of


class Result(TypedDict):
    """The last line of long work that succeeded; its form is that of the route."""

    result: object


Report = Progress | Result | Failure


class Step(Protocol):
    """Called at each step of long work; raises Cancelled when the work is no longer wanted."""

    def __call__(self, done: int, total: int, drops: Tensor | None = None) -> None:
        """Report `done` of `total` steps, and the effects [n] measured since the last report."""
        ...


class Cancelled(Exception):  # noqa: N818 - an event, not an error
    """The connection that waited for the result was closed."""


def with_progress(work: Callable[[Step], object]) -> Generator[Report]:
    """Run long work in a thread and yield a Progress at each step, then a Result or a Failure.

    When the iterator is closed early, the work stops at its next step. An error of the work that is
    one of SHOWN becomes a Failure with its message; any other goes to the log, and its Failure has
    the code under which it stands there.
    """
    reports: Queue[Report] = Queue()
    closed = Event()

    def step(done: int, total: int, drops: Tensor | None = None) -> None:
        if closed.is_set():
            raise Cancelled
        reports.put(_progress(done, total, drops))

    Thread(target=lambda: _attempt(work, step, reports), daemon=True).start()
    try:
        report = reports.get()
        while "done" in report:
            yield report
            report = reports.get()
        yield report
    finally:
        closed.set()


def _attempt(work: Callable[[Step], object], step: Step, reports: Queue[Report]) -> None:
    """Put the result of work, or the sentence of its failure, after its other reports."""

    def fail(sentence: str) -> None:
        reports.put({"error": sentence})  # without one the reader waits for ever

    with caught("long work", fail):
        try:
            reports.put({"result": work(step)})
        except Cancelled:
            pass
        except Exception as error:
            message = error_message(error)
            if message is None:
                raise
            fail(message)


def _progress(done: int, total: int, drops: Tensor | None) -> Progress:
    if drops is None:
        return {"done": done, "total": total}
    return {"done": done, "total": total, "drops": vector(drops)}


def error_message(error: Exception) -> str | None:
    """The message of an error of long work for the page; None for an unexpected error."""
    if isinstance(error, torch.OutOfMemoryError):
        return TOO_LARGE
    return message_of(error) if isinstance(error, SHOWN) else None
