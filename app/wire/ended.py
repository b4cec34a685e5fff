"""Endpoints of the routes, none of which ends with an error."""

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app import observed
from app.unexpected import caught
from app.wire.replies import refusal

Sync = Callable[[Request], Response]
Async = Callable[[Request], Awaitable[Response]]
Endpoint = Sync | Async
FAILED = 500  # status of HTTP


def in_thread(endpoint: Endpoint) -> Async:
    """The endpoint, in a thread where it is not asynchronous."""
    if inspect.iscoroutinefunction(endpoint):
        return endpoint

    @functools.wraps(endpoint)
    async def reply(request: Request) -> Response:
        return await run_in_threadpool(cast(Sync, endpoint), request)

    return reply


def ended(name: str, endpoint: Async) -> Async:
    """The endpoint of a route of this name, which replies with one sentence to any error.

    What it raises is logged under the code that the sentence has. Its replies are counted.
    """

    @functools.wraps(endpoint)
    async def reply(request: Request) -> Response:
        observed.begin(name)
        answer = None
        with caught(f"route {name}") as end:
            answer = await endpoint(request)
        answer = answer or refusal(FAILED, str(end.sentence))
        observed.replied(name, answer.status_code)
        return answer

    return reply
