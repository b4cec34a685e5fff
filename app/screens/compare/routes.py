"""The routes of the Compare screen under a view's token; `column` is joined in app/router.py."""

from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from app.engine.engine import Engine
from app.engine.head_figures import head_statistics
from app.engine.recorded import Recorded
from app.engine.visits import EVERYONE
from app.parameters import check_index, read_field
from app.screens.compare import columns, facets
from app.screens.compare.facets import Wanted
from app.wire.progress import with_progress
from app.wire.replies import Handler, Json, Reports, half, refusal, single
from app.wire.route_parameters import FACET, LAYER
from vit.tasks.facets import Facet


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {
        "pictures": _pictures,
        "forward": _forward,
        "fidelity": _fidelity,
        "measures": _measures,
        "times": _times,
        "received": _received,
        "directions": _directions,
        "matches": _matches,
        "turned": _turned,
    }


def _pictures(engine: Engine, _: Recorded, request: Request) -> Response:
    """The pictures of the visit; for those who have none, an empty list."""
    page = engine.visits.granted(request.path_params["token"])
    if page is None or page.visit == EVERYONE:
        return Json([])
    return Json(columns.pictures(engine, page.visit))


def _forward(engine: Engine, _: Recorded, request: Request) -> Response:
    """A pass of a page's own, as lines of JSON; it stops when nobody reads them any more."""
    page = engine.visits.granted(request.path_params["token"])
    if page is None or page.visit == EVERYONE:
        return refusal(404, "This view has expired.")
    key = columns.column_key(engine, page, request.query_params)
    engine.taught.check(key.checkpoint, page.visit)
    visit = page.visit
    return Reports(
        with_progress(lambda step: columns.forward(engine, key, step, visit), is_long=False)
    )


def _fidelity(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """How far the pass is from that of the trained patch size."""
    return Json(columns.fidelity(engine, recorded))


def _measures(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """Attention distances, and the response error of the resized kernel."""
    return Json(columns.measures(engine, recorded))


def _times(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """The time of a pass, from several: progress and result as lines of JSON."""
    return Reports(with_progress(lambda step: columns.times(engine, recorded, step), is_long=False))


def _received(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Attention [H,N] to each token of a layer, the mean over all queries, in float32."""
    layer = request.path_params["layer"]
    check_index("layer", layer, recorded.trace.config.depth)
    return single(head_statistics(engine, recorded).received[layer])


def _directions(_: Engine, recorded: Recorded, request: Request) -> Response:
    """Directions [P,F] of the patches by a facet, in float16."""
    return half(facets.directions(recorded, _wanted(recorded, request)))


def _matches(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The mutual matches of another view of the same visit, the first, with this one."""
    visits, wanted = engine.visits, _wanted(recorded, request)
    page = visits.granted(request.path_params["token"])
    other = visits.granted(request.query_params.get("other", ""))
    if page is None or other is None or page.visit != other.visit:
        return refusal(404, "This view has expired.")
    beside = engine.record(other.key)
    text = request.query_params.get("other_layer", str(wanted.layer))
    layer = cast(int, read_field("other_layer", LAYER, text))
    check_index("other_layer", layer, beside.trace.config.depth + 1)
    first = Wanted(layer, wanted.facet, wanted.head)
    return Json(facets.matches(beside, first, recorded, wanted))


def _turned(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """How every facet of a layer finds the patches of the picture again, upside down."""
    layer = request.path_params["layer"]
    check_index("layer", layer, recorded.trace.config.depth + 1)
    return Json(facets.turned(engine, recorded, layer))


def _wanted(recorded: Recorded, request: Request) -> Wanted:
    """The layer, facet and head of a request, checked."""
    layer, fields = request.path_params["layer"], request.query_params
    facet = cast(Facet, read_field("facet", FACET["facet"], fields.get("facet", "token")))
    head = (
        cast(int, read_field("head", FACET["head"], fields["head"])) if "head" in fields else None
    )
    check_index("layer", layer, recorded.trace.config.depth + 1)
    check_index("head", head, recorded.trace.config.heads)
    return Wanted(layer, facet, head)
