"""A cache bounded in bytes; concurrent callers of one key compute its value once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Pending:
    """A value being computed; `callers` counts the one that computes it and those that wait."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.callers = 0


class Cache(Generic[K, V]):
    """Least recently used first out, bounded by the bytes its values hold; thread-safe.

    The newest value always stays, even when it alone exceeds the limit: it is on a screen.
    """

    def __init__(self, limit: int, size: Callable[[V], int]) -> None:
        """`limit` in bytes; `size` gives the bytes of a value."""
        self.limit = limit
        self._size = size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._pending: dict[K, _Pending] = {}
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """The value, which becomes the most recently used; None when it is not cached."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: K, value: V) -> None:
        """Cache a value and evict the least recently used ones until the limit is met."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > 1 and self._total() > self.limit:
                self._values.popitem(last=False)

    def get_or_make(self, key: K, make: Callable[[], V]) -> V:
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
                    self.put(key, value)
                return value
        finally:
            with self._lock:
                pending.callers -= 1
                if not pending.callers:
                    del self._pending[key]

    def keys(self) -> list[K]:
        """What is cached, the least recently used first."""
        with self._lock:
            return list(self._values)

    def drop(self, key: K) -> None:
        """Evict a value."""
        with self._lock:
            self._values.pop(key, None)

    def drop_where(self, stale: Callable[[K], bool]) -> None:
        """Evict every value whose key is stale."""
        with self._lock:
            for key in [key for key in self._values if stale(key)]:
                del self._values[key]

    @property
    def nbytes(self) -> int:
        """Bytes of all cached values."""
        with self._lock:
            return self._total()

    def __len__(self) -> int:
        """Number of cached values."""
        return len(self._values)

    def _total(self) -> int:
        return sum(map(self._size, self._values.values()))
