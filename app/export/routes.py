"""The routes that save the map on screen, under a view's token."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export import exports
from app.wire.replies import Handler, saved
from app.wire.route_parameters import FIGURE_KINDS
from app.wire.view_state import ViewState


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {"figure": _figure, "array": _array, "python": _python}


def _figure(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The map as a figure for print."""
    kind = request.path_params["format"]
    if kind not in FIGURE_KINDS:
        raise ValueError(f"A figure cannot be saved as {kind!r}: use {', '.join(FIGURE_KINDS)}.")
    body = exports.figure(engine, recorded, _state(request), kind)
    return saved(body, FIGURE_KINDS[kind], f"attention.{kind}")


def _array(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The map as a .npz file."""
    body = exports.array(engine, recorded, _state(request))
    return saved(body, "application/octet-stream", "attention.npz")


def _python(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Lines of Python that compute the map."""
    return PlainTextResponse(exports.python(engine, recorded, _state(request)))


def _state(request: Request) -> ViewState:
    return ViewState.parse(dict(request.query_params))
