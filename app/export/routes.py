"""The routes that save the map on screen, under a view's token."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export import exports, names
from app.wire.replies import Handler, saved
from app.wire.route_parameters import FIGURE_KINDS
from app.wire.view_state import ViewState
from vit.pictures.images import png


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {"figure": _figure, "array": _array, "python": _python, "picture_file": _picture}


def _figure(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The map as a figure for print."""
    kind = request.path_params["format"]
    if kind not in FIGURE_KINDS:
        raise ValueError(f"A figure cannot be saved as {kind!r}: use {', '.join(FIGURE_KINDS)}.")
    state = _state(request)
    body = exports.figure(engine, recorded, state, kind)
    return saved(body, FIGURE_KINDS[kind], f"{names.map_stem(engine, recorded, state)}.{kind}")


def _array(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The map as a .npz file."""
    state = _state(request)
    body = exports.array(engine, recorded, state)
    name = f"{names.map_stem(engine, recorded, state)}.npz"
    return saved(body, "application/octet-stream", name)


def _picture(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """The picture itself, for the copied Python."""
    name = f"{names.picture_stem(engine, recorded)}.png"
    return saved(png(engine.picture(recorded.key.digest).rgb), "image/png", name)


def _python(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Lines of Python that compute the map."""
    return PlainTextResponse(exports.python(engine, recorded, _state(request)))


def _state(request: Request) -> ViewState:
    return ViewState.parse(dict(request.query_params))
