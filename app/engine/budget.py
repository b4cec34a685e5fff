"""One bound in bytes for several caches: which value goes, where it is exceeded."""

import threading
import weakref
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

V = TypeVar("V")

# What it takes to have a value again. Where memory is short, a value counts as unused for as many
# uses as it is, divided by this.
AT_HAND = 1  # milliseconds: pixels, inputs of a model
PASS = 4  # one pass of a model
LONG = 16  # seconds: a file of weights, a measurement
NEVER = 256  # only the visitor can bring it again

FREED = 16  # memory is given back after each 16th part of the bound that values let go
BESIDE = 4  # beside a value that alone is larger than the bound, a quarter of the bound is kept


# What is on screens: the keys, each with a rank; the lowest goes first, and 0, all others, before.
# The argument is the visit for which something new is made: what it shows will be replaced.
Ranks = Callable[[str], Mapping[Hashable, int]]


@dataclass(slots=True)
class Entry(Generic[V]):
    """A cached value, its bytes, and the number of its last use."""

    value: V
    size: int
    used: int


class Shelf(Protocol):
    """A cache as its budget sees it."""

    worth: int

    @property
    def nbytes(self) -> int:
        """Bytes of all its values."""
        ...

    def oldest(
        self, newest: Entry[Any], ranks: Mapping[Hashable, int]
    ) -> tuple[Any, Entry[Any], int] | None:
        """The value to go next, with its key and rank; never the newest, unless it is at hand."""
        ...

    def largest(self, newest: Entry[Any], ranks: Mapping[Hashable, int]) -> int:
        """Bytes of the largest value on a screen, the newest of all included; 0 without any."""
        ...

    def drop(self, key: Any, /) -> None:
        """Let a value go."""
        ...


def nothing_shown(_visit: str) -> Mapping[Hashable, int]:
    """No screen shows anything."""
    return {}


class Budget:
    """A bound in bytes on all that several caches keep together; thread-safe.

    Where it is exceeded, the value goes that was not used for longest, over all caches, weighted
    by what it takes to have it again; but before what is on a screen goes all that is on none. The
    newest value stays: somebody waits for it. A value that alone is larger than the bound
    stays while it is the newest or on a screen; the bound is then its size and a quarter more.

    A value in use that was let go still takes memory until that use ends, which nothing counts.
    """

    def __init__(
        self,
        limit: int,
        ranks: Ranks = nothing_shown,
        give_back: Callable[[], None] = lambda: None,
    ) -> None:
        """`limit` in bytes; `ranks` gives what is on screens.

        `give_back` is called when much was let go: freed memory in pieces stays with the process.
        """
        self.limit, self.ranks, self._give_back = limit, ranks, give_back
        self.lock = threading.RLock()
        # Weak, because each cache knows its budget: a circle would keep what nobody holds any more.
        self._caches: list[weakref.ref[Shelf]] = []
        self._uses = self._freed = 0

    @property
    def nbytes(self) -> int:
        """Bytes of all values."""
        with self.lock:
            return sum(cache.nbytes for cache in self.caches)

    @property
    def caches(self) -> list[Shelf]:
        """The caches that share it."""
        return [cache for one in self._caches if (cache := one()) is not None]

    def add(self, cache: Shelf) -> None:
        """Let a cache share it."""
        self._caches.append(weakref.ref(cache))

    def use(self) -> int:
        """The number of a use, one more than that of the last."""
        self._uses += 1
        return self._uses

    def settle(self, newest: Entry[Any], visit: str = "") -> None:
        """Let values go until the bound is met, but not the newest, which was made for a visit.

        That goes too where it is at hand anyway, before anything that is on a screen.
        """
        total = self.nbytes
        if total <= self.limit:
            return
        ranks = self.ranks(visit)
        bound = self._bound(newest, ranks)
        while total > bound and (size := self._let_one_go(newest, ranks)):
            total -= size
            self._freed += size

    def tidy(self) -> None:
        """Give memory back where much was let go since the last time; holds no lock meanwhile."""
        with self.lock:
            much = self._freed > self.limit // FREED
            self._freed = 0 if much else self._freed
        if much:
            self._give_back()

    def _bound(self, newest: Entry[Any], ranks: Mapping[Hashable, int]) -> int:
        """The limit, or more where the newest value or one on a screen is larger than that."""
        largest = max(cache.largest(newest, ranks) for cache in self.caches)
        return self.limit if largest <= self.limit else largest + self.limit // BESIDE

    def _let_one_go(self, newest: Entry[Any], ranks: Mapping[Hashable, int]) -> int:
        """Let the one value go that should go next: its bytes, 0 when there is no other."""
        now = self._uses
        goes: list[tuple[tuple[int, int, float], Shelf, Any, int]] = []
        for cache in self.caches:
            if oldest := cache.oldest(newest, ranks):
                key, entry, rank = oldest
                order = rank, entry is newest, -(now - entry.used) / cache.worth
                goes.append((order, cache, key, entry.size))
        if not goes:
            return 0
        _, cache, key, size = min(goes, key=lambda one: one[0])
        cache.drop(key)
        return max(1, size)
