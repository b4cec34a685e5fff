"""Addresses that lead anywhere: short ones, and of Gradio's routes those that the page uses."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from app.doors.answers import path_of, refuse
from app.wire.contract import BASE

LONGEST = 255  # bytes of one part of a path, as of a file's name
MOST = 4096  # bytes of a whole path

# Of what Gradio serves below its prefix; all else there is closed: files by their path, events by
# the names of functions, recordings, deep links, its own upload, which asks for no page.
_GRADIO = "/gradio_api/"
_OPEN = re.compile(
    rf"{BASE}/.*|{_GRADIO}(queue/(join|data)|heartbeat/[^/]+|run/[^/]+|cancel|reset|app_id|info/?"
    r"|startup-events|theme\.css)"
)
_CLOSED = re.compile(r"/(monitoring|svelte|login|logout|login_check|token|user|dev)(/.*)?")


class Paths:
    """ASGI middleware: 404 for what leads nowhere, before a number or a file is made of it."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] == "http" and not leads_somewhere(path_of(scope)):
            await refuse(scope, receive, send, 404, "There is nothing at this address.")
        else:
            await self.app(scope, receive, send)


def leads_somewhere(path: str) -> bool:
    """Whether a path is short enough and open."""
    parts = [len(part.encode(errors="replace")) for part in path.split("/")]
    if max(parts) > LONGEST or sum(parts) + len(parts) > MOST:
        return False
    if path.startswith(_GRADIO):
        return bool(_OPEN.fullmatch(path))
    return not _CLOSED.fullmatch(path)
