"""Replies for the visit of a token, whose turn it is too where something is computed for it."""

import functools
import itertools
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from app.engine.engine import Engine
from app.engine.jobs import for_visit
from app.engine.visits import EVERYONE, Grant
from app.wire.ended import Async
from app.wire.replies import SHOWN, refusal, refused

_strangers = itertools.count()


def for_its_visit(engine: Engine, endpoint: Async) -> Async:
    """The endpoint, whose work is for the visit of the request's token.

    Each request on the view that all who come share is for a visit of its own.
    """

    @functools.wraps(endpoint)
    async def reply(request: Request) -> Response:
        grant = engine.visits.granted(request.path_params["token"])
        visit = grant.visit if grant else EVERYONE
        for_visit(f"{EVERYONE} {next(_strangers)}" if visit == EVERYONE else visit)
        return await endpoint(request)

    return reply


def of_visit(engine: Engine, request: Request, reply: Callable[[Grant], Response]) -> Response:
    """The reply for the visit of a request's token; a ValueError or IndexError is a 422 reply.

    The token of the view that all who come share is refused as one that has expired.
    """
    grant = engine.visits.granted(request.path_params["token"])
    if grant is None or grant.visit == EVERYONE:
        return refusal(404, "This view has expired.")
    try:
        return reply(grant)
    except SHOWN as error:
        return refused(error)
