"""The routes of a visit itself: a picture that it sends, and its signs of life."""

from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.engine.engine import Engine
from app.engine.tabs import visit_of
from app.wire.contract import OPENED, TAB
from app.wire.forms_picture import SentFile, SignOfLife
from app.wire.replies import Json, refusal, refused
from app.wire.sent import EMPTY, is_too_large, too_large
from vit.pictures.images import InputError

NO_TAB = "A page sends pictures, and this is none: open the program's page and choose the file."
PIECE = 2**19  # bytes that are written at a time

Endpoint = Callable[[Request], Awaitable[Response]]


def open_route(engine: Engine) -> Endpoint:
    """A picture is written to the disk as it comes; nothing is decoded here."""

    async def endpoint(request: Request) -> Response:
        visit = visit_of(request.headers.get(TAB, ""))
        if visit is None:
            return refusal(422, NO_TAB)
        if is_too_large(request, OPENED):
            return too_large(OPENED)
        engine.visits.enter(visit)
        try:
            return await _received(engine, visit, request)
        except InputError as error:
            return refused(error)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it

    return endpoint


async def _received(engine: Engine, visit: str, request: Request) -> Response:
    uploads, stated = engine.uploads, request.headers.get("content-length", "")
    size = int(stated) if stated.isdecimal() else 0
    with await run_in_threadpool(uploads.begin, size) as incoming:
        async for piece in _pieces(request):
            await run_in_threadpool(incoming.write, piece)
            if incoming.size > OPENED.most:
                return too_large(OPENED)
        if not incoming.size:
            return refusal(422, EMPTY)
        reply: SentFile = {"file": await run_in_threadpool(uploads.keep, incoming, visit)}
        return Json(reply)


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    """The body in pieces that are worth a write."""
    piece = bytearray()
    async for part in request.stream():
        piece += part
        if len(piece) >= PIECE:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def alive_route(engine: Engine) -> Endpoint:
    """A sign of life of a page, which keeps what it holds; nothing is computed for it."""

    async def endpoint(request: Request) -> Response:
        known = engine.granted(request.path_params["token"]) is not None
        reply: SignOfLife = {"born": engine.born, "known": known}
        return Json(reply, headers={"Cache-Control": "no-store"})

    return endpoint
