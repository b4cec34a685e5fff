"""What the program did, for its operator: counts of replies, and a line for each long work.

Kinds are names from the code, of routes and handlers; nothing that a visitor wrote is kept here, no
name of a picture and no digest.
"""

import contextlib
import contextvars
import copy
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["done", "refused", "failed", "stopped"]
Labels = tuple[str, Outcome]  # a kind, and how it ended


@dataclass(frozen=True)
class About:
    """What a request is: the kind of its route, and the tokens of its view where it has one."""

    kind: str = "work"
    tokens: int | None = None


NOTHING = About()


@dataclass(frozen=True)
class Worked:
    """Long work that has ended: its kind, how long it took and waited, and in which lane it was."""

    kind: str
    seconds: float
    outcome: Outcome
    tokens: int | None
    lane: str

    @property
    def words(self) -> str:
        """One line of text."""
        size = "" if self.tokens is None else f", {self.tokens} tokens"
        return f"{self.kind}: {self.outcome} after {self.seconds:.2f} s{size}, lane {self.lane}"


@dataclass
class Run:
    """Long work under way; whoever does it says how it ends."""

    outcome: Outcome = "done"
    tokens: int | None = None


@dataclass
class Totals:
    """Counts since the program began, by their labels."""

    replies: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])
    events: Counter[Labels] = field(default_factory=Counter[Labels])
    works: Counter[Labels] = field(default_factory=Counter[Labels])
    seconds: dict[Labels, float] = field(default_factory=dict[Labels, float])  # of `works`


_lock = threading.Lock()
_totals = Totals()
_listeners: list[Callable[[Worked], None]] = []
_about: contextvars.ContextVar[About] = contextvars.ContextVar("about", default=NOTHING)


def totals() -> Totals:
    """A copy of all counts."""
    with _lock:
        return copy.deepcopy(_totals)


def replied(kind: str, status: int) -> None:
    """A route of this kind replied with a status of HTTP."""
    with _lock:
        _totals.replies[kind, status] += 1


def handled(kind: str, outcome: Outcome) -> None:
    """A handler of the page's events ended so."""
    with _lock:
        _totals.events[kind, outcome] += 1


def follow(listener: Callable[[Worked], None]) -> None:
    """Call a function at the end of each long work."""
    _listeners.append(listener)


def about() -> About:
    """What the present request is."""
    return _about.get()


def begin(kind: str) -> None:
    """Let the rest of the present request be of this kind."""
    _about.set(About(kind))


def of_tokens(tokens: int) -> None:
    """Let the rest of the present request be about a view of so many tokens."""
    _about.set(About(_about.get().kind, tokens))


@contextlib.contextmanager
def working(what: About, lane: str) -> Generator[Run]:
    """Count and report long work, however it ends; what raises has failed."""
    began, run = time.monotonic(), Run(tokens=what.tokens)
    try:
        yield run
    except Exception:
        run.outcome = "failed"
        raise
    finally:
        _report(Worked(what.kind, time.monotonic() - began, run.outcome, run.tokens, lane))


def _report(work: Worked) -> None:
    labels = work.kind, work.outcome
    with _lock:
        _totals.works[labels] += 1
        _totals.seconds[labels] = _totals.seconds.get(labels, 0) + work.seconds
        listeners = tuple(_listeners)
    for listener in listeners:
        listener(work)
