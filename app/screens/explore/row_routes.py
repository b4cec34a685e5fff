"""The routes of rows: attention from, to and received, rollout; of a token or of a region."""

from typing import cast

import torch
from starlette.requests import Request
from starlette.responses import Response
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.head_figures import head_statistics
from app.engine.recorded import Recorded
from app.export.map_rows import region_rows
from app.parameters import check_index, read_field
from app.screens.explore.trace_routes import query_and_key, sums, without_sinks
from app.wire.regions import tokens_from
from app.wire.replies import Handler, single
from app.wire.route_parameters import LAYER
from vit.maps.flow import attention_rows
from vit.maps.streaming import column


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {"from": _from, "to": _to, "received_rows": _received, "rollout": _rollout}


def _from(_: Engine, recorded: Recorded, request: Request) -> Response:
    """Attention [L,H,N] from a token or a region, exact, in float32."""
    tokens = _region(recorded, request)
    if tokens is not None:
        return single(region_rows(recorded, tokens, "from"))
    return single(attention_rows(recorded.trace, _query(request), "from"))


def _to(_: Engine, recorded: Recorded, request: Request) -> Response:
    """Attention [L,H,N] to a token or a region, exact, in float32."""
    trace, query, tokens = recorded.trace, _query(request), _region(recorded, request)
    if tokens is not None:
        return single(region_rows(recorded, tokens, "to"))
    token = trace.config.readout_token if query is None else query
    if token is None:
        return single(attention_rows(trace, None, "to"))
    if token >= trace.config.tokens:
        raise IndexError(
            f"Token {token} does not exist: tokens are 0 to {trace.config.tokens - 1}."
        )
    layers = range(trace.config.depth)
    columns = [
        column(*query_and_key(trace, layer), sums(recorded, layer), token) for layer in layers
    ]
    return single(torch.stack(columns))


def _received(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """Attention [L,H,N] that each token gets, a mean over all queries, exact, in float32."""
    return single(head_statistics(engine, recorded).received)


def _rollout(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Rollout [L,N] from a token or a region up to each layer; `leave_out` leaves out sinks."""
    trace, tokens = recorded.trace, _region(recorded, request)
    source = _query(request) if tokens is None else vit.region_source(tokens, trace.config.tokens)
    start = cast(int, read_field("start", LAYER, request.query_params.get("start", "0")))
    check_index("start", start, trace.config.depth)
    without = without_sinks(engine, recorded, request)
    return single(vit.rollout_stages(trace, start=start, source=source, without=without))


def _region(recorded: Recorded, request: Request) -> Tensor | None:
    """The tokens [m] of the region that stands in the place of the query, if there is one."""
    text = request.query_params.get("region")
    return None if text is None else tokens_from(text, recorded.trace.grid)


def _query(request: Request) -> int | None:
    text = request.path_params["query"]
    if text == "default":
        return None
    if not text.isdecimal():
        raise ValueError(f"Token {text!r} is not a number: use a token's number or 'default'.")
    return int(text)
