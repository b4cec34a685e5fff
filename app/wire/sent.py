"""What a page sends: the bytes of one file by POST, read within its bound."""

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.wire.replies import refusal
from app.wire.route import Sent

TOO_LARGE = 413  # status of HTTP
EMPTY = "Nothing was sent: choose a file that is not empty."


def posted(
    sent: Sent, take: Callable[[Request, bytes], Response]
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that reads what is sent and hands it to `take`, in a thread.

    What is larger than the route allows is refused in one sentence, and no more of it is read.
    """

    async def endpoint(request: Request) -> Response:
        if is_too_large(request, sent):
            return too_large(sent)
        body = bytearray()
        try:
            async for piece in request.stream():
                body += piece
                if len(body) > sent.most:
                    return too_large(sent)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        if not body:
            return refusal(422, EMPTY)
        return await run_in_threadpool(take, request, bytes(body))

    return endpoint


def is_too_large(request: Request, sent: Sent) -> bool:
    """Whether a request says itself that it sends more than a route takes."""
    stated = request.headers.get("content-length", "")
    return stated.isdecimal() and int(stated) > sent.most


def too_large(sent: Sent) -> Response:
    """The reply to more than a route takes."""
    return refusal(TOO_LARGE, f"This file is larger than {sent.limit}: make it smaller.")
