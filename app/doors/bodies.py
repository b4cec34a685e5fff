"""Bounds on what requests may carry: more is refused before it is read whole."""

import contextlib
import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.doors.answers import path_of, refuse

MIB = 2**20
MOST = 4 * MIB  # bytes of an event of Gradio's: what a page sends of its state is far smaller
FORM = MIB // 4  # bytes around a file: boundaries, names
TOO_LARGE = 413  # status of HTTP


class _Oversize(Exception):  # noqa: N818 - an event, not an error
    """More came than may."""


class Bodies:
    """ASGI middleware: no request carries more than its route may take."""

    def __init__(self, app: ASGIApp, largest: tuple[tuple[str, int], ...]) -> None:
        """`largest` are patterns of paths with the bytes of a file that may come there."""
        self.app = app
        self.largest = tuple((re.compile(pattern), most + FORM) for pattern, most in largest)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self.most(path_of(scope))
        text = f"More than {most / MIB:.0f} MB came, which is the most that is taken here."
        if _stated(scope) > most:
            await refuse(scope, receive, send, TOO_LARGE, text)
            return
        counter = _Counter(receive, send, most)
        with contextlib.suppress(_Oversize):
            await self.app(scope, counter.receive, counter.send)
        if counter.is_over and not counter.has_begun:
            await refuse(scope, receive, send, TOO_LARGE, text)

    def most(self, path: str) -> int:
        """Bytes that may come at a path."""
        return next((most for pattern, most in self.largest if pattern.fullmatch(path)), MOST)


class _Counter:
    """Counts the bytes of a request; once there are too many, nothing of its app is sent."""

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive, self._send, self._left = receive, send, most
        self.is_over = self.has_begun = False

    async def receive(self) -> Message:
        """The next piece; _Oversize in the place of the one that is too much."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.is_over = True
            raise _Oversize
        return message

    async def send(self, message: Message) -> None:
        """Hand on, unless too much came: then what the app makes of the error is nobody's."""
        if self.is_over and not self.has_begun:
            return
        self.has_begun = True
        await self._send(message)


def _stated(scope: Scope) -> int:
    """Bytes that a request says it carries; 0 where it does not say."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:18])
    return 0
