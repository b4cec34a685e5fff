"""Replies for the visit of a token alone, which no other visit can have."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from app.engine.engine import Engine
from app.engine.visits import EVERYONE, Grant
from app.wire.replies import SHOWN, refusal, refused


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
