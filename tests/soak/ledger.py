"""What a soak notes: how long each request of each person took, and what was lost."""

import statistics
import time
from collections import defaultdict
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field


class Lost(Exception):  # noqa: N818 - what happened, in one word
    """A request had no answer, or not the one that it should have had."""


@dataclass
class Ledger:
    """Seconds of requests by kind and person, and what was lost, in words.

    What fails while the program `is_away`, or on a page that was loaded from a run of the program
    before this one, is not lost, but done again. `run` is the number of this run.
    """

    samples: dict[str, dict[str, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    lost: list[str] = field(default_factory=list)
    again: int = 0
    is_away: bool = False
    run: int = 0

    @contextmanager
    def timed(self, kind: str, person: str, run: int | None = None) -> Generator[None]:
        """Note how long what happens inside takes; Lost for any error inside.

        `run` is that of the program from which the page was loaded, by default this one.
        """
        began, of = time.perf_counter(), self.run if run is None else run
        try:
            yield
        except Exception as error:
            if self.is_away or of != self.run:
                self.again += 1
            else:
                self.lost.append(f"{kind} of {person}: {type(error).__name__} {error}"[:300])
            raise Lost from error
        self.samples[kind][person].append(time.perf_counter() - began)

    def seconds(self, kind: str) -> list[float]:
        """All times of a kind, the shortest first; none where nothing was measured."""
        return sorted(one for times in self.samples[kind].values() for one in times)

    def medians(self, kind: str, least: int) -> list[float]:
        """The median of each person with so many times at least, the fastest first."""
        people = self.samples[kind].values()
        return sorted(statistics.median(times) for times in people if len(times) >= least)


def quantile(times: list[float], share: float) -> float:
    """The time that a share of sorted times does not exceed; NaN without any."""
    return times[min(len(times) - 1, int(share * len(times)))] if times else float("nan")
