"""The routes of the Explain screen, under a view's token."""

from functools import partial
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.engine.engine import Engine
from app.engine.head_figures import left_out
from app.engine.recorded import Recorded
from app.parameters import check_index, read_field
from app.screens.explain import maps
from app.screens.explain.laboratory_saving import Knobs, stages
from app.wire.question import long_work, question_of
from app.wire.replies import Handler, single
from app.wire.route_parameters import KNOBS, QUERY, SIGNED


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {
        "methods": lambda _, __, ___: JSONResponse(maps.table()),
        "classes": lambda _, recorded, __: JSONResponse(maps.classes(recorded)),
        "rollout_film": _film,
        "maps": _maps,
        "maps_randomised": _randomised,
        "maps_signed": _signed,
        "faithfulness": partial(long_work, maps.faithfulness),
        "removal": partial(long_work, maps.removal),
    }


def _film(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Rollout [L,N] from a token up to each layer, with the knobs of the request, in float32."""
    given = request.query_params
    knobs = {name: read_field(name, one, given.get(name, "")) for name, one in KNOBS.items()}
    source = read_field("query", QUERY["query"], request.path_params["query"])
    check_index("head", cast(int, knobs["head"]), recorded.trace.config.heads)
    chosen = Knobs.read(knobs, 0)
    without = left_out(engine, recorded, wanted=chosen.leave_out)
    return single(stages(recorded.trace, chosen, cast("int | None", source), without))


def _maps(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Maps [M,N] of a class in float32, in the order of the requested methods."""
    return single(maps.maps(engine, recorded, question_of(recorded, request)))


def _randomised(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The same maps with shuffled weights."""
    return single(maps.randomised_maps(engine, recorded, question_of(recorded, request)))


def _signed(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The maps with their signs, of the methods that leave these out."""
    return single(maps.signed_maps(engine, recorded, question_of(recorded, request, SIGNED)))
