"""Long work: progress, cancellation, and the result or an error, as a stream of reports."""

from collections.abc import Callable, Generator
from queue import Empty, Queue
from typing import Protocol, TypedDict

import torch
from torch import Tensor

from app import observed
from app.engine.jobs import Cancelled, Job, in_thread, job
from app.engine.store import TOO_LARGE
from app.unexpected import caught
from app.wire.forms_explain import Failure, Nothing, Progress
from app.wire.lists import vector
from app.wire.replies import SHOWN, message_of


class Result(TypedDict):
    """The last line of long work that succeeded; its form is that of the route."""

    result: object


BEAT = 1.0  # s between two reports at most
Report = Progress | Result | Failure | Nothing


class Step(Protocol):
    """Called at each step of long work; raises Cancelled when the work is no longer wanted."""

    def __call__(self, done: int, total: int, drops: Tensor | None = None) -> None:
        """Report `done` of `total` steps, and the effects [n] measured since the last report."""
        ...


class _Task:
    """Work in a thread of its own, and what it reports."""

    def __init__(self, work: Callable[[Step], object], *, is_long: bool) -> None:
        self._work, self._reports = work, Queue[Report]()
        self._job, self._about = Job(job().visit, is_long, self._wait), observed.about()

    def reports(self) -> Generator[Report]:
        """Begin, and yield until the last; an empty one fails where the connection is closed."""
        in_thread(self._job, self._run).start()
        try:
            while True:
                try:
                    report = self._reports.get(timeout=BEAT)
                except Empty:
                    report = Nothing()
                yield report
                if report and "done" not in report:
                    return
        finally:
            self._job.cancel()

    def _run(self) -> None:
        """Put the result of the work, or the sentence of its failure, after its other reports."""
        lane = "long" if self._job.is_long else "persons"
        with caught("long work", self._fail), observed.working(self._about, lane) as run:
            try:
                self._reports.put({"result": self._work(self._step)})
            except Cancelled:
                run.outcome = "stopped"
            except Exception as error:
                message = error_message(error)
                if message is None:
                    raise
                run.outcome = "refused"
                self._fail(message)

    def _fail(self, sentence: str) -> None:
        self._reports.put({"error": sentence})  # without one the reader waits for ever

    def _wait(self, place: int) -> None:
        self._reports.put({"done": 0, "total": 0, "place": place})

    def _step(self, done: int, total: int, drops: Tensor | None = None) -> None:
        if self._job.is_cancelled:
            raise Cancelled
        self._reports.put(_progress(done, total, drops))


def with_progress(work: Callable[[Step], object], *, is_long: bool = True) -> Generator[Report]:
    """Run work in a thread and yield a Progress at each step, then a Result or a Failure.

    Where it has to wait before it begins, a Progress says its place in the line; in a pause the
    reports are empty. Work that `is_long` lets persons' own passes go before it. When the iterator
    is closed early, the work stops at its next step. An error of the work that is one of SHOWN
    becomes a Failure with its message; any other goes to the log, and its Failure has the code
    under which it stands there.
    """
    return _Task(work, is_long=is_long).reports()


def _progress(done: int, total: int, drops: Tensor | None) -> Progress:
    if drops is None:
        return {"done": done, "total": total}
    return {"done": done, "total": total, "drops": vector(drops)}


def error_message(error: Exception) -> str | None:
    """The message of an error of long work for the page; None for an unexpected error."""
    if isinstance(error, torch.OutOfMemoryError):
        return TOO_LARGE
    return message_of(error) if isinstance(error, SHOWN) else None
