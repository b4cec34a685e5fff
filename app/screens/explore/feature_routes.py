"""The routes of the method Features, under a view's token."""

import torch
from starlette.requests import Request
from starlette.responses import Response
from torch import Tensor

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
    return half(colours(recorded))


def colours(recorded: Recorded) -> Tensor:
    """The numbers of that reply in one row, computed once for every page that shows the trace."""
    return recorded.kept.get_or_make("colours", lambda: _colours_of(recorded.trace))


def _colours_of(trace: vit.Trace) -> Tensor:
    components, first = feature_components(trace), trace.grid.prefix
    layers = (feature_directions(trace, layer)[first:] for layer in range(trace.config.depth + 1))
    return torch.cat([components.shares, *(components.colours(one).flatten() for one in layers)])


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
