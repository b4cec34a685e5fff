"""The routes of the Compare screen under a view's token; `column` is joined in app/router.py."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.screens.compare import columns
from app.wire.replies import Handler


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {"measures": _measures}


def _measures(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """Attention distances, response error of the resized kernel, time of a warmed-up forward."""
    return JSONResponse(columns.measures(engine, recorded))
