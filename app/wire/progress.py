"""Long work: progress, cancel, and the result or one sentence, as a stream of reports."""

from collections.abc import Callable, Generator
from queue import Queue
from threading import Event, Thread
from typing import Any, Protocol

import torch
from torch import Tensor

from app.engine.store import TOO_LARGE

UNEXPECTED = "This failed on the server, whose log says why: try it again, or reload the page."

Json = dict[str, Any]


class Step(Protocol):
    """Told how far long work is, and what removal has newly measured; raises Cancelled."""

    def __call__(self, done: int, total: int, drops: Tensor | None = None) -> None:
        """`done` of `total`, and the drops [n] of the patches after those told before."""
        ...


class Cancelled(Exception):  # noqa: N818 - an event, not an error
    """Nobody waits for the result any more."""


def with_progress(work: Callable[[Step], Json]) -> Generator[Json]:
    """Run long work in a thread and yield `{"done", "total"}` as it goes, then `{"result"}`.

    Removal's reports hold the newest patches' effects too, as `"drops"`. When the iterator is
    closed early, the work stops at its next step. An error of the work is yielded as `{"error"}`,
    one sentence; one that nobody expected goes to the log too.
    """
    reports: Queue[Json] = Queue()
    gone = Event()

    def step(done: int, total: int, drops: Tensor | None = None) -> None:
        if gone.is_set():
            raise Cancelled
        newest = {} if drops is None else {"drops": drops.tolist()}
        reports.put({"done": done, "total": total, **newest})

    def run() -> None:
        try:
            reports.put({"result": work(step)})
        except Cancelled:
            pass
        except Exception as error:
            told = _complaint(error)
            reports.put({"error": told or UNEXPECTED})  # who reads would wait for ever without
            if told is None:
                raise

    Thread(target=run, daemon=True).start()
    try:
        report = reports.get()
        while "done" in report:
            yield report
            report = reports.get()
        yield report
    finally:
        gone.set()


def _complaint(error: Exception) -> str | None:
    """What the page is told of an error of long work; None of one that nobody expected."""
    if isinstance(error, torch.OutOfMemoryError):
        return TOO_LARGE
    return str(error) if isinstance(error, ValueError | IndexError) else None
