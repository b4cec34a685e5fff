"""The routes of the Heads screen's sweeps without a class: how far the features move."""

from starlette.requests import Request
from starlette.responses import Response

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.screens.heads.feature_moves import by_pass, feature_moves
from app.screens.heads.fill import filled
from app.wire.forms_heads import FeatureMoves
from app.wire.lists import vector
from app.wire.progress import Step, with_progress
from app.wire.replies import Handler, Reports, with_gaps


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler; `fill=zero|mean` says what replaces a head."""
    return {"feature_moves": _moves, "feature_move_maps": _maps}


def _moves(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The change of the pooled feature in each pass of a sweep, with lines of progress."""
    swept = _swept(request)
    key = filled(recorded.key, request.query_params)

    def work(step: Step) -> FeatureMoves:
        changes = feature_moves(engine, key, swept, step)
        return {"moves": vector(by_pass(recorded, swept, changes.pooled))}

    return Reports(with_progress(work))


def _maps(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """[passes,P] the change of every patch in each pass, in float32; NaN where it was removed."""
    swept = _swept(request)
    changes = feature_moves(engine, filled(recorded.key, request.query_params), swept)
    return with_gaps(by_pass(recorded, swept, changes.patches))


def _swept(request: Request) -> str:
    swept: str = request.path_params["swept"]
    if swept not in ("heads", "patches"):
        raise ValueError(f"{swept!r} is no sweep: use heads, patches.")
    return swept
