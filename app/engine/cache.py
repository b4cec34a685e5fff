"""Caches that share one bound in bytes; concurrent callers of one key compute its value once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar, cast

from app.engine.held_bytes import held_bytes

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# What it takes to have a value again. Where memory is short, a value counts as unused for as many
# uses as it is, divided by this.
AT_HAND = 1  # milliseconds: pixels, inputs of a model
PASS = 4  # one pass of a model
LONG = 16  # seconds: a file of weights, a measurement
NEVER = 256  # only the visitor can bring it again

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


class _Pending:
    """A value being computed; `callers` counts the one that computes it and those that wait."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.callers = 0


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

    def __init__(self, limit: int, ranks: Ranks = nothing_shown) -> None:
        """`limit` in bytes; `ranks` gives what is on screens."""
        self.limit, self.ranks = limit, ranks
        self.lock = threading.RLock()
        self.caches: list[Cache[Any, Any]] = []
        self._uses = 0

    @property
    def nbytes(self) -> int:
        """Bytes of all values."""
        with self.lock:
            return sum(cache.nbytes for cache in self.caches)

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

    def _bound(self, newest: Entry[Any], ranks: Mapping[Hashable, int]) -> int:
        """The limit, or more where the newest value or one on a screen is larger than that."""
        largest = max(cache.largest(newest, ranks) for cache in self.caches)
        return self.limit if largest <= self.limit else largest + self.limit // BESIDE

    def _let_one_go(self, newest: Entry[Any], ranks: Mapping[Hashable, int]) -> int:
        """Let the one value go that should go next: its bytes, 0 when there is no other."""
        now = self._uses
        goes: list[tuple[tuple[int, int, float], Cache[Any, Any], Any, int]] = []
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


class Cache(Generic[K, V]):
    """Values by key, within a budget; thread-safe."""

    def __init__(
        self,
        budget: Budget,
        size: Callable[[V], int] = held_bytes,
        *,
        worth: int = PASS,
        grows: bool = False,
        keeps_last: bool = False,
    ) -> None:
        """`size` gives the bytes of a value, which may grow later if the cache `grows`.

        A cache that `keeps_last` treats the value that was last used as one on a screen.
        """
        self.worth, self._budget, self._size, self._grows = worth, budget, size, grows
        self._keeps_last = keeps_last
        self._entries: OrderedDict[K, Entry[V]] = OrderedDict()
        self._pending: dict[K, _Pending] = {}
        self._lock, self._total = budget.lock, 0
        with self._lock:
            budget.caches.append(self)

    def get(self, key: K) -> V | None:
        """The value, which becomes the most recently used; None when it is not cached."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            entry.used = self._budget.use()
            self._entries.move_to_end(key)
            return entry.value

    def put(self, key: K, value: V, visit: str = "") -> None:
        """Cache a value, made for a visit; others go, of any cache, until the bound is met."""
        size = self._size(value)
        with self._lock:
            self.drop(key)
            entry = self._entries[key] = Entry(value, size, self._budget.use())
            self._total += size
            self._budget.settle(entry, visit)

    def get_or_make(self, key: K, make: Callable[[], V], visit: str = "") -> V:
        """The cached value, or a new one; concurrent callers wait for the same value.

        When `make` fails, its caller gets the error and the next caller tries again.
        """
        with self._lock:
            pending = self._pending.setdefault(key, _Pending())
            pending.callers += 1
        try:
            with pending.lock:
                value = self.get(key)
                if value is None:
                    value = make()
                    self.put(key, value, visit)
                return value
        finally:
            with self._lock:
                pending.callers -= 1
                if not pending.callers:
                    del self._pending[key]

    def keys(self) -> list[K]:
        """What is cached, the least recently used first."""
        with self._lock:
            return list(self._entries)

    def drop(self, key: K) -> None:
        """Let a value go."""
        with self._lock:
            entry = self._entries.pop(key, None)
            self._total -= entry.size if entry else 0

    def drop_where(self, stale: Callable[[K], bool]) -> None:
        """Let every value go whose key is stale."""
        with self._lock:
            for key in [key for key in self._entries if stale(key)]:
                self.drop(key)

    def oldest(
        self, newest: Entry[Any], ranks: Mapping[Hashable, int]
    ) -> tuple[K, Entry[V], int] | None:
        """The value to go next, with its key and rank; never the newest, unless it is at hand."""
        first: tuple[K, Entry[V], int] | None = None
        for key, entry in self._entries.items():
            rank = self._rank(key, ranks)
            if (entry is not newest or self.worth == AT_HAND) and (not first or rank < first[2]):
                first = key, entry, rank
            if first and not first[2]:
                break
        return first

    def largest(self, newest: Entry[Any], ranks: Mapping[Hashable, int]) -> int:
        """Bytes of the largest value on a screen, the newest of all included; 0 without any."""
        if self.worth == AT_HAND:
            return 0
        entries = cast("Mapping[Hashable, Entry[V]]", self._entries)
        keys = [key for key in (*ranks, *self._last()) if key in entries]
        kept = [entries[key] for key in keys if entries[key] is newest or self._rank(key, ranks)]
        return max((entry.size for entry in kept), default=0)

    @property
    def nbytes(self) -> int:
        """Bytes of all cached values."""
        with self._lock:
            if self._grows:
                for entry in self._entries.values():
                    entry.size = self._size(entry.value)
                self._total = sum(entry.size for entry in self._entries.values())
            return self._total

    def __len__(self) -> int:
        """Number of cached values."""
        return len(self._entries)

    def _rank(self, key: Hashable, ranks: Mapping[Hashable, int]) -> int:
        """How much a value is on screens; what is at hand anyway need not be kept for them."""
        rank = 0 if self.worth == AT_HAND else ranks.get(key, 0)
        return max(rank, 1) if self._keeps_last and key in self._last() else rank

    def _last(self) -> list[K]:
        """The key that was last used, if any."""
        return list(islice(reversed(self._entries), 1))
