"""A cache within a budget; concurrent callers of one key compute its value once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from itertools import islice
from typing import Any, Generic, TypeVar, cast

from app.engine.budget import AT_HAND, PASS, Budget, Entry
from app.engine.held_bytes import held_bytes
from app.engine.jobs import job

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Pending:
    """A value being computed; `callers` counts the one that computes it and those that wait."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.callers = 0


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
        apart: bool = True,
    ) -> None:
        """`size` gives the bytes of a value, which may grow later if the cache `grows`.

        A cache that `keeps_last` treats the value that was last used as one on a screen. Where it
        is `apart`, nobody waits for a value that long work is making, but makes it too.
        """
        self._apart = apart
        self.worth, self._budget, self._size, self._grows = worth, budget, size, grows
        self._keeps_last = keeps_last
        self._entries: OrderedDict[K, Entry[V]] = OrderedDict()
        self._pending: dict[tuple[K, bool], _Pending] = {}
        self._lock, self._total = budget.lock, 0
        with self._lock:
            budget.add(self)

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
        self._budget.tidy()

    def get_or_make(self, key: K, make: Callable[[], V], visit: str = "") -> V:
        """The cached value, or a new one; concurrent callers wait for the same value.

        When `make` fails, its caller gets the error and the next caller tries again.
        """
        place = key, self._apart and job().is_long
        with self._lock:
            pending = self._pending.setdefault(place, _Pending())
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
                    del self._pending[place]

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
