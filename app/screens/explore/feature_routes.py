"""The routes of the method Features, under a view's token."""

from dataclasses import replace

import torch
from starlette.requests import Request
from starlette.responses import Response

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export import foregrounds, segments
from app.export.feature_axes import feature_places
from app.wire.forms_features import SegmentFacts
from app.wire.lists import matrix
from app.wire.replies import Handler, Json, half, single
from app.wire.view_state import ViewState
from vit.anatomy.features import feature_directions


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {
        "features_colours": _colours,
        "features_norms": _norms,
        "features_layer": _directions,
        "features_foreground": _foreground,
        "features_segments": _segments,
        "features_segment_facts": _segment_facts,
    }


def _state(recorded: Recorded, request: Request) -> ViewState:
    """What a request chooses, after the layer of its path; ValueError for what is not there."""
    state = ViewState.parse(dict(request.query_params))
    state = replace(state, depth=request.path_params.get("layer"))
    config = recorded.trace.config
    state.check(layers=config.depth, heads=config.heads, tokens=config.tokens)
    return state


def _colours(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Shares of variance [L+1,3], then places [L+1,P,3] on three axes, 0..1, in float16."""
    places, shares = feature_places(engine, recorded, _state(recorded, request))
    return half(shares, places)


def _norms(_: Engine, recorded: Recorded, __: Request) -> Response:
    """Lengths [L+1,P] of the patch tokens, exact, in float32."""
    return single(vit.feature_norms(recorded.trace))


def _directions(_: Engine, recorded: Recorded, request: Request) -> Response:
    """What gives every token's similarity to every patch in one layer, in float16.

    That is the cosines [N,P], or, where these are more numbers, the directions [N,F] whose
    products they are.
    """
    trace, state = recorded.trace, _state(recorded, request)
    layer = foregrounds.depth_of(recorded, state)
    if state.facet == "token":
        directions = feature_directions(trace, layer)
    else:
        directions = vit.facet_directions(
            recorded.model, trace, layer, state.facet, state.facet_head, prefix=True
        )
    if trace.grid.patches > directions.shape[1]:
        return half(directions)
    return half(directions @ directions[trace.grid.prefix :].T)


def _foreground(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Eight figures, then places [P] and parts [P,3], in float32.

    The figures are Otsu's threshold, the 1st and 99th percentile of the places, the share of the
    first component, those of three inside the foreground, and whether these are axes of all
    pictures, 1 or 0.
    """
    state = _state(recorded, request)
    front = foregrounds.own_foreground(recorded, state)
    places, shares = foregrounds.parts(engine, recorded, state)
    figures = front.places.new_tensor([front.threshold, front.low, front.high, front.share])
    common = shares.new_tensor([float(foregrounds.has_common_axes(engine, recorded, state))])
    return single(torch.cat([figures, shares, common, front.places, places.flatten()]))


def _segments(_: Engine, recorded: Recorded, request: Request) -> Response:
    """What the method says of its segments, then labels [P], in float32."""
    labels, value = segments.segments(recorded, _state(recorded, request))
    return single(torch.cat([torch.tensor([value]), labels.cpu().float()]))


def _segment_facts(_: Engine, recorded: Recorded, request: Request) -> Response:
    """How many patches other seeds group alike, and which heads look at the segments."""
    state = _state(recorded, request)
    received, within = segments.attention(recorded, state)
    reply: SegmentFacts = {
        "agreement": segments.agreement(recorded, state),
        "layer": segments.attention_layer(recorded, state),
        "received": matrix(received),
        "within": matrix(within),
    }
    return Json(reply)
