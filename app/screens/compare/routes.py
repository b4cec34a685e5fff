"""The routes of the Compare screen under a view's token; `column` is joined in app/router.py."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.engine.visits import EVERYONE
from app.screens.compare import columns
from app.wire.progress import with_progress
from app.wire.replies import Handler, Reports, refusal


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {"forward": _forward, "fidelity": _fidelity, "measures": _measures, "times": _times}


def _forward(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """A pass of a page's own, as lines of JSON; it stops when nobody reads them any more."""
    page = engine.visits.granted(request.path_params["token"])
    if page is None or page.visit == EVERYONE:
        return refusal(404, "This view has expired.")
    key = columns.column_key(engine, recorded.key, request.query_params)
    visit = page.visit
    return Reports(with_progress(lambda step: columns.forward(engine, key, step, visit)))


def _fidelity(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """How far the pass is from that of the trained patch size."""
    return JSONResponse(columns.fidelity(engine, recorded))


def _measures(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """Attention distances, and the response error of the resized kernel."""
    return JSONResponse(columns.measures(engine, recorded))


def _times(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """The time of a pass, from several: progress and result as lines of JSON."""
    return Reports(with_progress(lambda step: columns.times(engine, recorded, step)))
