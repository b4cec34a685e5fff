"""How many files one address may send: so that one machine alone does not fill the disk.

Files come only with the secret of an open page's tab, but whoever writes a program can make up
tabs. Many people may share an address, as a class behind one router does.
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.doors.answers import path_of, refuse
from app.wire.contract import BASE

SPAN = 600.0  # s in which files and bytes of an address are counted
FILES = 600  # of an address in this time: a class of fifty, each with twelve
BYTES = 4 * 2**30  # of an address in this time
ADDRESSES = 4096  # that are known; the one that came longest ago goes
TOO_MANY = 429  # status of HTTP


class Sent:
    """What came from each address lately; safe between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing came."""
        self._clock, self._lock = clock, threading.Lock()
        self._sent: OrderedDict[str, deque[list[float]]] = OrderedDict()  # of each: time, bytes

    def begin(self, address: str) -> list[float] | None:
        """Begin a file: its entry [s, bytes so far]; None where its address sent too much."""
        now = self._clock()
        with self._lock:
            files = self._sent.setdefault(address, deque())
            self._sent.move_to_end(address)
            while len(self._sent) > ADDRESSES:
                self._sent.popitem(last=False)
            while files and files[0][0] < now - SPAN:
                files.popleft()
            if len(files) >= FILES or sum(size for _, size in files) >= BYTES:
                return None
            entry = [now, 0.0]
            files.append(entry)
            return entry


class Rates:
    """ASGI middleware: refuses files of an address that sent too many, before they are read."""

    def __init__(self, app: ASGIApp, sent: Sent | None = None) -> None:
        """Stand before an app."""
        self.app, self.sent = app, sent or Sent()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if not _sends_file(scope):
            await self.app(scope, receive, send)
            return
        entry = self.sent.begin((scope.get("client") or [""])[0])
        if entry is None:
            text = "Very many files came from your address: wait ten minutes and try again."
            await refuse(scope, receive, send, TOO_MANY, text, {"Retry-After": str(int(SPAN))})
            return

        async def counted() -> Message:
            message = await receive()
            entry[1] += len(message.get("body", b""))
            return message

        await self.app(scope, counted, send)


def _sends_file(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "POST":
        return False
    return path_of(scope).startswith(f"{BASE}/")
