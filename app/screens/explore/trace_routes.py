"""The routes of what a trace holds: the picture, queries and keys, fused maps, sinks."""

import itertools
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.head_figures import head_statistics, left_out
from app.engine.recorded import Recorded
from app.parameters import read_field
from app.wire.forms_view import Sinks
from app.wire.limits import FUSED_LIMIT
from app.wire.lists import indices, vector
from app.wire.replies import Handler, Json, half, raw, refusal, single
from app.wire.route_parameters import LEAVE_OUT
from app.wire.scene_objects import objects
from vit.maps.streaming import log_sums


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {
        "picture": _picture,
        "qk": _all_queries_and_keys,
        "qk_layer": _queries_and_keys,
        "row_sums": _row_sums,
        "fused": _fused,
        "sinks": _sinks,
        "positions": _positions,
        "objects": _objects,
    }


def _picture(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """The picture as a JPEG."""
    return raw(engine.album.page(recorded.key.digest), "image/jpeg")


def _queries_and_keys(_: Engine, recorded: Recorded, request: Request) -> Response:
    """Query [H,N,K] then key [H,N,K] of a layer in float16."""
    layer = request.path_params["layer"]
    _check_layer(recorded.trace, layer)
    return half(*query_and_key(recorded.trace, layer))


def _all_queries_and_keys(_: Engine, recorded: Recorded, __: Request) -> Response:
    """Every layer's query and key."""
    return packed(recorded.trace)


def packed(trace: vit.Trace) -> Response:
    """Every layer's query and key in float16, one layer after the other."""
    layers = (query_and_key(trace, layer) for layer in range(trace.config.depth))
    return half(*itertools.chain.from_iterable(layers))


def query_and_key(trace: vit.Trace, layer: int) -> tuple[Tensor, Tensor]:
    """Query and key [H,N,K], the key without its mean over the tokens.

    That mean adds the same to every score of a row, so the softmax does not see it; float16 does.
    """
    key = trace.key[layer].float()
    return trace.query[layer], key - key.mean(dim=1, keepdim=True)


def _row_sums(_: Engine, recorded: Recorded, request: Request) -> Response:
    """Log-sum-exp [H,N] of every row of a layer's scores, by the key that goes with it."""
    layer = request.path_params["layer"]
    _check_layer(recorded.trace, layer)
    return single(sums(recorded, layer))


def sums(recorded: Recorded, layer: int) -> Tensor:
    """Log-sum-exp [H,N] of a layer's scores, computed once: all columns need it."""
    make = partial(_sums_of, recorded.trace, layer)
    return recorded.kept.get_or_make(f"sums of layer {layer}", make)


def _sums_of(trace: vit.Trace, layer: int) -> Tensor:
    return log_sums(*query_and_key(trace, layer))


def _fused(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Attention [N,N] of a layer in float16: heads fused by mean, max or min, or one `head3`.

    `leave_out` leaves out sinks.
    """
    trace, layer = recorded.trace, request.path_params["layer"]
    _check_layer(trace, layer)
    if trace.config.tokens > FUSED_LIMIT:
        text = f"{trace.config.tokens} tokens are more than the {FUSED_LIMIT} of a fused map."
        return refusal(413, text)
    fusion, without = request.path_params["fusion"], without_sinks(engine, recorded, request)
    if fusion.startswith("head"):
        return half(vit.head_attention(trace, layer, _head(trace, fusion), without))
    return half(vit.fused_attention(trace, layer, fusion, without))


def without_sinks(engine: Engine, recorded: Recorded, request: Request) -> Tensor | None:
    """The sinks that a request leaves out; None where it leaves out nothing."""
    (name, switch), *_ = LEAVE_OUT.items()
    wanted = bool(read_field(name, switch, request.query_params.get(name, "0")))
    return left_out(engine, recorded, wanted=wanted)


def _sinks(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """The sinks of all heads, layer by layer."""
    statistics = head_statistics(engine, recorded)
    places = zip(*map(indices, statistics.sinks.nonzero().T), strict=True)
    shares = vector(statistics.received[statistics.sinks])
    reply: Sinks = {
        "sinks": [
            (layer, head, token, share)
            for (layer, head, token), share in zip(places, shares, strict=True)
        ],
        "left_out": vector(statistics.sinks_share),
    }
    return Json(reply)


def _positions(_: Engine, recorded: Recorded, __: Request) -> Response:
    """Position embeddings [P,D] of length 1, in float16."""
    return half(vit.position_directions(recorded.model))


def _objects(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """Where a drawn scene's objects are among the patches; null for any other picture."""
    return Json(objects(engine, recorded))


def _head(trace: vit.Trace, name: str) -> int:
    """The head that `head3` names."""
    number = name.removeprefix("head")
    if not number.isdecimal() or int(number) >= trace.config.heads:
        raise ValueError(
            f"Head {number!r} does not exist: heads are 0 to {trace.config.heads - 1}."
        )
    return int(number)


def _check_layer(trace: vit.Trace, layer: int) -> None:
    if layer >= trace.config.depth:
        raise ValueError(f"Layer {layer} does not exist: layers are 0 to {trace.config.depth - 1}.")
