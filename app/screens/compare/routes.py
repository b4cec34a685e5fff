"""The routes of the Compare screen under a view's token; `column` is joined in app/router.py."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.screens.compare import columns
from app.wire.progress import with_progress
from app.wire.replies import Handler, Reports


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {"measures": _measures, "times": _times}


def _measures(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """Attention distances, and the response error of the resized kernel."""
    return JSONResponse(columns.measures(engine, recorded))


def _times(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """The time of a pass, from several: progress and result as lines of JSON."""
    return Reports(with_progress(lambda step: columns.times(engine, recorded, step)))
