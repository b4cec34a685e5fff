"""The page's HTML on its way out: links in its head, the first view in its body, compressed.

Gradio keeps what it is given for the head inside its configuration and inserts it when it mounts,
too late for a browser to fetch anything ahead, and it compresses no page. Where Gradio's HTML has
another form than expected, it goes out as it came: the page then works, later.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.doors.headers import POLICY, policy
from app.front import files, first_view
from app.front.chunks import Chunks
from app.front.coding import Coded, best, coded
from app.front.first_view import FirstView
from app.front.modules import VIEWER
from app.wire.contract import BASE

First = Callable[[], FirstView | None]


def style_link() -> str:
    """The link to the style sheet."""
    return f'<link rel="stylesheet" href="{_url(files.style_file())}">'


class PageHead:
    """ASGI middleware: completes the HTML of the page and compresses it; all else passes."""

    def __init__(self, app: ASGIApp, fonts: str, first: First) -> None:
        """`fonts` are links and rules for the head; `first()` is the first example's, if any."""
        self.app, self.fonts, self.first = app, fonts, first
        self.chunks = Chunks()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if not _is_page(scope):
            if scope["type"] == "http":
                self.chunks.note(_path(scope))
            await self.app(scope, receive, send)
            return
        held = _Held()
        await self.app(scope, receive, held.keep)
        start, body = held.start, held.body
        headers = MutableHeaders(raw=start["headers"])
        if headers.get("content-type", "").startswith("text/html"):
            linked = first_view.has_link(scope["query_string"].decode())
            first = None if linked else await run_in_threadpool(self.first)
            page = _completed(body.decode(), self.fonts, self.chunks.files(), first)
            travels = _coded(page, best(Headers(scope=scope).get("accept-encoding", "")))
            body = travels.body
            headers.update(travels.headers)
            headers[POLICY] = _policy(page)
            headers["Content-Length"] = str(len(body))
        await send(start)
        await send({"type": "http.response.body", "body": body})


class _Held:
    """A reply that is kept back until it is whole."""

    def __init__(self) -> None:
        self.start: Message = {}
        self.body = b""

    async def keep(self, message: Message) -> None:
        """Take a message of the application."""
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body += message.get("body", b"")


def _is_page(scope: Scope) -> bool:
    """Whether a request is for the page itself, below any prefix of a proxy."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    return _path(scope) in ("", "/")


def _path(scope: Scope) -> str:
    """The path of a request below the prefix of a proxy."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def _completed(page: str, fonts: str, later: list[str], first: FirstView | None) -> bytes:
    """The page with links after its base, and the first view before Gradio's own element."""
    links = fonts + style_link() + _module_link(_url(files.first_file()))
    start = _first_paint()
    if first is not None:
        links += first_view.ahead(first.view)
        start += first_view.shell(first, later)
    else:
        links += "".join(map(_ahead_link, later))
    whole, based = re.subn(r"<base [^>]*>", lambda base: base[0] + links, page, count=1)
    whole, opened = re.subn(r"<gradio-app\b", lambda tag: start + tag[0], whole, count=1)
    return (whole if based and opened else page).encode()


@cache
def _first_paint() -> str:
    return f"<script>\n{(VIEWER / 'page' / 'first_paint.js').read_text('utf-8')}</script>"


def _ahead_link(address: str) -> str:
    if address.endswith(".js"):
        return _module_link(address)
    return f'<link rel="preload" as="style" crossorigin href="{address}">'


def _module_link(address: str) -> str:
    return f'<link rel="modulepreload" crossorigin href="{address}">'


def _url(name: str) -> str:
    """The address of a file, relative to the page's base."""
    return f"{BASE.removeprefix('/')}/files/{name}"


@lru_cache(maxsize=8)
def _policy(page: bytes) -> str:
    return policy(page.decode())


@lru_cache(maxsize=8)
def _coded(page: bytes, coding: str) -> Coded:
    return coded(page, coding)
