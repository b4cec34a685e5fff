"""The routes of the method Features, under a view's token."""

from starlette.requests import Request
from starlette.responses import Response

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.wire.replies import Handler, half, single
from vit.anatomy.features import feature_components, feature_directions


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {
        "features_colours": _colours,
        "features_norms": _norms,
        "features_layer": _directions,
    }


def _colours(_: Engine, recorded: Recorded, __: Request) -> Response:
    """Shares of variance [3], then the colours [L+1,P,3] of all layers, in float16."""
    trace = recorded.trace
    return half(feature_components(trace).shares, vit.feature_colours(trace))


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
