"""The routes of the Heads screen's statistics, under a view's token."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.screens.heads import statistics
from app.wire.progress import with_progress
from app.wire.replies import Reports


def bodies() -> dict[str, Callable[[Engine, Recorded, Request], Response]]:
    """Path under the token -> what answers there."""
    return {"heads": _statistics, "heads/spread": _spread}


def _statistics(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """Figures, tags and token norms of this picture."""
    return JSONResponse(statistics.statistics(engine, recorded))


def _spread(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """The same over all pictures: progress and result as lines of JSON."""
    work = with_progress(lambda step: statistics.spread(engine, recorded, step))
    return Reports(work)
