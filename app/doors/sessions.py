"""Which events Gradio has, and whose a session is: that of the document which used it first.

A session's hash comes out of Math.random and stands in addresses, so it may be seen or guessed.
Each document of the page therefore has a key of 128 bits of its own, which it sends as a header of
its requests to Gradio (assets/viewer/page/first_paint.js) and which stands in no address. Whoever
comes with the hash and another key finds nothing.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Container, Mapping
from typing import cast
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.doors.answers import path_of, refuse

KEY = "x-document"  # the header with the key of a document
MOST = 8192  # sessions whose document is known; the one that was used longest ago goes
_API = "/gradio_api/"
_IN_BODY = tuple(_API + name for name in ("queue/join", "run/", "cancel", "reset"))
_IN_PATH = f"{_API}heartbeat/"


class Owners:
    """Session -> the key of its document; safe between threads."""

    def __init__(self, most: int = MOST) -> None:
        """No session is known."""
        self._most, self._lock = most, threading.Lock()
        self._keys: OrderedDict[str, str] = OrderedDict()

    def admits(self, session: str, key: str) -> bool:
        """Whether the document with this key may use a session; the first one that comes may."""
        with self._lock:
            owner = self._keys.setdefault(session, key)
            self._keys.move_to_end(session)
            while len(self._keys) > self._most:
                self._keys.popitem(last=False)
        return owner == key


class Sessions:
    """ASGI middleware: 404 for a session of another document, and for an event that is none."""

    def __init__(self, app: ASGIApp, events: Container[int], owners: Owners | None = None) -> None:
        """Stand before an app that has these numbers of events."""
        self.app, self.events, self.owners = app, events, owners or Owners()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http" or not path_of(scope).startswith(_API):
            await self.app(scope, receive, send)
            return
        facts, receive = await _facts(scope, receive)
        session, event = str(facts.get("session_hash") or ""), facts.get("fn_index")
        key = Headers(scope=scope).get(KEY, "")
        if session and not self.owners.admits(session, key):
            await refuse(scope, receive, send, 404, "There is no such session.")
        elif isinstance(event, int) and event not in self.events:
            await refuse(scope, receive, send, 404, "There is no such event.")
        else:
            await self.app(scope, receive, send)


async def _facts(scope: Scope, receive: Receive) -> tuple[Mapping[str, object], Receive]:
    """What a request says of its session and its event, and its body to be read again."""
    path = path_of(scope)
    if path.startswith(_IN_PATH):
        return {"session_hash": path.removeprefix(_IN_PATH)}, receive
    if scope["method"] == "POST" and path.startswith(_IN_BODY):
        messages, body = await _read(receive)
        return _parsed(body), _again(messages, receive)
    query = parse_qs(scope["query_string"].decode("latin-1"))
    return {name: values[0] for name, values in query.items()}, receive


async def _read(receive: Receive) -> tuple[list[Message], bytes]:
    """All messages of a body, which is bounded before, and its bytes."""
    messages = [await receive()]
    while messages[-1].get("more_body"):
        messages.append(await receive())
    return messages, b"".join(one.get("body", b"") for one in messages)


def _again(messages: list[Message], receive: Receive) -> Receive:
    waiting = iter(messages)

    async def again() -> Message:
        return next(waiting, None) or await receive()

    return again


def _parsed(body: bytes) -> Mapping[str, object]:
    try:
        facts = json.loads(body)
    except (ValueError, RecursionError):  # Gradio says what is wrong with it
        return {}
    return cast("dict[str, object]", facts) if isinstance(facts, dict) else {}
