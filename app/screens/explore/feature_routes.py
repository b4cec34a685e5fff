"""The routes of the method Features, under a view's token."""

from typing import cast

from starlette.requests import Request
from starlette.responses import Response

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export.feature_axes import feature_places
from app.parameters import read_field
from app.wire.replies import Handler, half, single
from app.wire.view_state import VIEW_FIELDS, Axes, ViewState
from vit.anatomy.features import feature_directions


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {
        "features_colours": _colours,
        "features_norms": _norms,
        "features_layer": _directions,
    }


def _colours(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Shares of variance [L+1,3], then places [L+1,P,3] on three axes, 0..1, in float16."""
    text = request.query_params.get("axes", ViewState().axes)
    axes = cast(Axes, read_field("axes", VIEW_FIELDS["axes"], text))
    places, shares = feature_places(engine, recorded, axes)
    return half(shares, places)


def _norms(_: Engine, recorded: Recorded, __: Request) -> Response:
    """Lengths [L+1,P] of the patch tokens, exact, in float32."""
    return single(vit.feature_norms(recorded.trace))


def _directions(_: Engine, recorded: Recorded, request: Request) -> Response:
    """What gives every token's similarity to every patch in one layer, in float16.

    That is the cosines [N,P], or, where these are more numbers, the directions [N,D] whose
    products they are.
    """
    trace, layer = recorded.trace, request.path_params["layer"]
    directions = feature_directions(trace, layer)
    if trace.grid.patches > trace.config.width:
        return half(directions)
    return half(directions @ directions[trace.grid.prefix :].T)
