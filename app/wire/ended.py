"""Endpoints of the routes, none of which ends with an error."""

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.unexpected import caught
from app.wire.replies import refusal

Sync = Callable[[Request], Response]
Async = Callable[[Request], Awaitable[Response]]
Endpoint = Sync | Async
FAILED = 500  # status of HTTP


def ended(name: str, endpoint: Endpoint) -> Async:
    """The endpoint of a route of this name, which replies with one sentence to any error.

    What it raises is logged under the code that the sentence has. One that is not asynchronous runs
    in a thread.
    """

    @functools.wraps(endpoint)
    async def reply(request: Request) -> Response:
        said: list[str] = []
        with caught(f"route {name}", said.append):
            if inspect.iscoroutinefunction(endpoint):
                return await endpoint(request)
            return await run_in_threadpool(cast(Sync, endpoint), request)
        return refusal(FAILED, *said)

    return reply
