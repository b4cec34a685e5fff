"""The binary routes that feed the viewer: everything under an unguessable token.

Gradio's component values stay small descriptors; queries, keys and maps travel here, as raw
little-endian numbers. Every path begins with /gradio_api/, which Gradio passes on in all modes.
"""

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from torch import Tensor

import vit
from app import changed, columns, explain_routes, export_routes, exports, feature_routes
from app.cache import Cache
from app.engine import Engine
from app.gallery import MEASURED_SIDE, drawn_scene, example_picture, examples
from app.images import InputError, jpeg
from app.objects import objects
from app.recorded import Recorded, Superseded, TraceKey
from app.replies import half, raw, sentence, single

BASE = "/gradio_api/vit"
VIEWER = Path(__file__).resolve().parents[1] / "assets" / "viewer"
LONGEST = 1024  # px of the picture sent to the page
THUMBNAIL = 112
FUSED_LIMIT = 800  # tokens: above, a fused map is too large to send and rollout stays here
LANES = 4096  # lanes of all pages whose newest request is known

Json = dict[str, Any]
Body = Callable[[Engine, Recorded, Request], Response]


def routes(engine: Engine) -> list[Route]:
    """The routes for Gradio's app."""
    bodies: dict[str, Body] = {
        "picture": _picture,
        "qk": _all_queries_and_keys,
        "qk/{layer:int}": _queries_and_keys,
        "from/{query}": _rows_from,
        "to/{query}": _rows_to,
        "fused/{fusion}/{layer:int}": _fused,
        "rollout/{query}": _rollout,
        "positions": _positions,
        "measures": _measures,
        "objects": _objects,
        **explain_routes.bodies(),
        **feature_routes.bodies(),
        **export_routes.bodies(),
    }
    view = BASE + "/{token}/"
    return [
        Route(BASE + "/static/{folder}/{name}.js", _static),
        Route(BASE + "/example/{index:int}", _example),
        Route(BASE + "/scene/{kind}/{seed:int}", _scene),
        Route(view + "column", _newest(engine, "column", columns.asked, columns.column)),
        Route(view + "changed", _newest(engine, "lane", changed.asked, changed.changed)),
        *(Route(view + path, _guarded(engine, body)) for path, body in bodies.items()),
    ]


def _guarded(engine: Engine, body: Body) -> Callable[[Request], Response]:
    """A route that finds its token's trace; what a request got wrong comes back as a sentence."""

    def answer(request: Request) -> Response:
        key = engine.granted(request.path_params["token"])
        if key is None:
            return _expired()
        try:
            engine.record(key)
        except InputError:
            return _expired()
        try:
            return engine.fitting(key.checkpoint, lambda: body(engine, engine.record(key), request))
        except (ValueError, IndexError) as error:
            return sentence(422, str(error))

    return answer


def _expired() -> Response:
    return sentence(404, "This view has expired.")


async def _static(request: Request) -> Response:
    """One of the viewer's modules: small, many at once, so read right here and not in a thread."""
    folder, name = request.path_params["folder"], request.path_params["name"]
    path = VIEWER / folder / f"{name}.js"
    if not (folder.isidentifier() and name.isidentifier() and path.is_file()):
        return sentence(404, "No such file.")
    headers = {"Cache-Control": "no-cache"}
    return Response(path.read_bytes(), media_type="text/javascript", headers=headers)


def _example(request: Request) -> Response:
    index = request.path_params["index"]
    if index >= len(examples()):
        return sentence(404, "No such example.")
    return raw(jpeg(example_picture(index).rgb, THUMBNAIL), "image/jpeg")


def _scene(request: Request) -> Response:
    """A scene as the model card measures it."""
    kind, seed = request.path_params["kind"], request.path_params["seed"]
    try:
        scene = drawn_scene(kind, seed, MEASURED_SIDE)
    except InputError as error:
        return sentence(422, str(error))
    return raw(jpeg(scene.picture.rgb, MEASURED_SIDE), "image/jpeg")


def _newest(
    engine: Engine,
    lane: str,
    choose: Callable[[Engine, TraceKey, Mapping[str, str]], TraceKey],
    show: Callable[[Engine, Recorded, TraceKey], Json],
) -> Callable[[Request], Response]:
    """A route that makes another trace of the page's own; in each lane only the newest counts.

    `lane` is the query field that names the lane, `show` gets the page's own key last.
    """
    newest: Cache[tuple[str, str], int] = Cache(LANES, lambda _: 1)
    numbers = itertools.count()

    def answer(request: Request) -> Response:
        token, number = request.path_params["token"], next(numbers)
        own, here = engine.granted(token), (token, request.query_params.get(lane, ""))
        if own is None:
            return _expired()
        newest.put(here, number)
        try:
            key = choose(engine, own, request.query_params)
            recorded = engine.record(key, lambda: newest.get(here) == number)
            return JSONResponse(show(engine, recorded, own))
        except Superseded:
            return sentence(409, "A newer request took its place.")
        except ValueError as error:
            return sentence(422, str(error))

    return answer


def _picture(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """The upload as a JPEG."""
    return raw(jpeg(engine.picture(recorded.key.digest).rgb, LONGEST), "image/jpeg")


def _queries_and_keys(_: Engine, recorded: Recorded, request: Request) -> Response:
    """Query [H,N,K] then key [H,N,K] of a layer in float16."""
    layer = request.path_params["layer"]
    _check_layer(recorded.trace, layer)
    return half(*_query_and_key(recorded.trace, layer))


def _all_queries_and_keys(_: Engine, recorded: Recorded, __: Request) -> Response:
    """Every layer's query and key."""
    return packed(recorded.trace)


def packed(trace: vit.Trace) -> Response:
    """Every layer's query and key in float16, one layer after the other."""
    layers = (_query_and_key(trace, layer) for layer in range(trace.config.depth))
    return half(*itertools.chain.from_iterable(layers))


def _query_and_key(trace: vit.Trace, layer: int) -> tuple[Tensor, Tensor]:
    """Query and key [H,N,K], the key without its mean over the tokens.

    That mean adds the same to every score of a row, so the softmax does not see it; float16 does.
    """
    key = trace.key[layer].float()
    return trace.query[layer], key - key.mean(dim=1, keepdim=True)


def _rows_from(_: Engine, recorded: Recorded, request: Request) -> Response:
    """Attention [L,H,N] from a token, exact, in float32."""
    return single(exports.attention_rows(recorded.trace, _query(request), "from"))


def _rows_to(_: Engine, recorded: Recorded, request: Request) -> Response:
    """Attention [L,H,N] to a token, exact, in float32."""
    return single(exports.attention_rows(recorded.trace, _query(request), "to"))


def _fused(_: Engine, recorded: Recorded, request: Request) -> Response:
    """Attention [N,N] of a layer in float16: heads fused by mean, max or min, or one `head3`."""
    trace, layer = recorded.trace, request.path_params["layer"]
    _check_layer(trace, layer)
    if trace.config.tokens > FUSED_LIMIT:
        text = f"{trace.config.tokens} tokens are more than the {FUSED_LIMIT} of a fused map."
        return sentence(413, text)
    fusion = request.path_params["fusion"]
    if fusion.startswith("head"):
        return half(trace.attention(layer)[_head(trace, fusion)])
    return half(vit.fused_attention(trace, layer, fusion))


def _rollout(_: Engine, recorded: Recorded, request: Request) -> Response:
    """Rollout [L,N] from a token up to each layer, in float32."""
    return single(vit.rollout_stages(recorded.trace, source=_query(request)))


def _positions(_: Engine, recorded: Recorded, __: Request) -> Response:
    """Position embeddings [P,D] of length 1, in float16."""
    return half(vit.position_directions(recorded.model))


def _measures(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """Attention distances and the resized kernel's response error."""
    return JSONResponse(columns.measures(engine, recorded))


def _objects(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """Where a drawn scene's objects are among the patches, null for any other picture."""
    return JSONResponse(objects(engine, recorded))


def _head(trace: vit.Trace, name: str) -> int:
    """The head that `head3` names."""
    number = name.removeprefix("head")
    if not number.isdecimal() or int(number) >= trace.config.heads:
        raise ValueError(
            f"Head {number!r} does not exist: heads are 0 to {trace.config.heads - 1}."
        )
    return int(number)


def _query(request: Request) -> int | None:
    text = request.path_params["query"]
    if text == "default":
        return None
    if not text.isdecimal():
        raise ValueError(f"Token {text!r} is not a number: use a token's number or 'default'.")
    return int(text)


def _check_layer(trace: vit.Trace, layer: int) -> None:
    if layer >= trace.config.depth:
        raise ValueError(f"Layer {layer} does not exist: layers are 0 to {trace.config.depth - 1}.")
