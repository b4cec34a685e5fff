"""The routes of the Heads screen's statistics, under a view's token."""

from starlette.requests import Request
from starlette.responses import Response

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.screens.heads import registers, statistics
from app.wire.progress import with_progress
from app.wire.replies import Handler, Json, Reports


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {"heads": _statistics, "heads_spread": _spread, "outliers": _outliers}


def _statistics(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """Figures, tags and token norms of this picture."""
    return Json(statistics.statistics(engine, recorded))


def _spread(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """Their mean and spread over several pictures: progress and result as lines of JSON."""
    return Reports(with_progress(lambda step: statistics.spread(engine, recorded, step)))


def _outliers(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """Outlier patches of this picture, and the neurons that write them."""
    return Json(registers.outlier_facts(engine, recorded))
