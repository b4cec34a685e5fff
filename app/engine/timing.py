"""The time of a pass: the median of several, within a bound of extra work."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

import vit
from app.engine.work import away
from vit.progress import Step, ignore_progress

LEAST, MOST = 5, 9  # passes of which a median is given
BUDGET = 2000.0  # ms of extra work


@dataclass(frozen=True)
class PassTimes:
    """Times of passes at one size in ms, the fastest first; none where five take too long."""

    times: tuple[float, ...]

    @property
    def median(self) -> float | None:
        """The middle time in ms; None without times."""
        return statistics.median(self.times) if self.times else None


def time_passes(run: Callable[[], float], step: Step) -> PassTimes:
    """Times of LEAST to MOST passes, all together within BUDGET.

    `run` makes a pass and returns its ms. The first one is not counted: it may resize the kernel.
    `step` receives (done, total) before each pass and may raise to cancel.
    """
    spent = slowest = run()
    times: list[float] = []
    while len(times) < MOST and spent + slowest * max(1, LEAST - len(times)) <= BUDGET:
        step(len(times), MOST)
        times.append(run())
        spent += times[-1]
        slowest = max(slowest, times[-1])
    return PassTimes(tuple(sorted(times)) if len(times) >= LEAST else ())


def timed_trace(
    model: vit.ViT,
    prepared: vit.Prepared,
    digest: str,
    edits: vit.Edits,
    step: Step = ignore_progress,
) -> tuple[vit.Trace, float]:
    """A trace and the milliseconds of its forward, without those in which others went before."""
    start = time.perf_counter() - away()
    trace = vit.trace(model, prepared.pixels, prepared.view, digest, edits, step)
    if trace.logits.is_cuda:
        torch.cuda.synchronize(trace.logits.device)
    return trace, (time.perf_counter() - away() - start) * 1000
