"""A cache bounded in bytes that makes each value once, however many ask for it at the same time."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Making:
    """A value on its way: one makes it, `askers` counts that one and those who wait for it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.askers = 0


class Cache(Generic[K, V]):
    """Least recently used first out, bounded by the bytes its values hold; safe between threads.

    The newest value always stays, even when it alone is larger than the limit: somebody is looking
    at it.
    """

    def __init__(self, limit: int, size: Callable[[V], int]) -> None:
        """`limit` in bytes; `size` tells the bytes of a value."""
        self.limit = limit
        self._size = size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._making: dict[K, _Making] = {}
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """The value, now the most recently used one; None when it is not held."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: K, value: V) -> None:
        """Hold a value and let the oldest ones go until the limit is met."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > 1 and self._total() > self.limit:
                self._values.popitem(last=False)

    def get_or_make(self, key: K, make: Callable[[], V]) -> V:
        """The value, made if need be; who asks meanwhile waits for it instead of making another.

        When making fails, that caller gets the error and the next one tries again.
        """
        with self._lock:
            making = self._making.setdefault(key, _Making())
            making.askers += 1
        try:
            with making.lock:
                value = self.get(key)
                if value is None:
                    value = make()
                    self.put(key, value)
                return value
        finally:
            with self._lock:
                making.askers -= 1
                if not making.askers:
                    del self._making[key]

    def drop(self, key: K) -> None:
        """Let a value go."""
        with self._lock:
            self._values.pop(key, None)

    def drop_where(self, gone: Callable[[K], bool]) -> None:
        """Let every value go whose key says so."""
        with self._lock:
            for key in [key for key in self._values if gone(key)]:
                del self._values[key]

    @property
    def nbytes(self) -> int:
        """Bytes held now."""
        with self._lock:
            return self._total()

    def __len__(self) -> int:
        """Number of values held."""
        return len(self._values)

    def _total(self) -> int:
        return sum(map(self._size, self._values.values()))
