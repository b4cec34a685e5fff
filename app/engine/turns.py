"""A lock that is had in the order of the requests for it."""

import threading
from collections import deque
from types import TracebackType


class Turns:
    """Mutual exclusion, first come, first served.

    A thread that does one pass after the other, as over the frames of a film, lets those that wait
    go before its next one: `threading.Lock` promises no order, and would let it begin again.
    """

    def __init__(self) -> None:
        """Nobody has it."""
        self._lock = threading.Lock()
        self._taken = False
        self._waiting = deque[threading.Lock]()

    def __enter__(self) -> None:
        """Wait for one's turn."""
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()  # released by the one before, who stays in until then

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hand on to who has waited for longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def give_way(self) -> None:
        """Let all go first that wait now; the one who calls has it before and afterwards."""
        if self._waiting:
            self.__exit__(None, None, None)
            self.__enter__()

    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)
