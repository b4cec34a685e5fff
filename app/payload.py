"""The binary routes that feed the viewer: everything under an unguessable token.

Gradio's component values stay small descriptors; queries, keys and maps travel here, as raw
little-endian numbers. Every path begins with /gradio_api/, which Gradio passes on in all modes.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from torch import Tensor

import vit
from app import exports
from app.engine import Engine, Recorded
from app.gallery import example_picture, examples
from app.images import InputError, Picture, jpeg
from app.settings import ViewState

BASE = "/gradio_api/vit"
VIEWER = Path(__file__).resolve().parents[1] / "assets" / "viewer"
LONGEST = 1024  # px of the picture sent to the page
THUMBNAIL = 112
FUSED_LIMIT = 800  # tokens: above, a fused map is too large to send and rollout stays here
FIGURES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}

Body = Callable[[Recorded, Request], Response]


def routes(engine: Engine) -> list[Route]:
    """The routes for Gradio's app, most specific first."""

    def guarded(body: Body) -> Callable[[Request], Response]:
        return lambda request: _answer(engine, request, body)

    def picture(request: Request) -> Response:
        key = engine.granted(request.path_params["token"])
        if key is None:
            return _expired()
        try:
            rgb = engine.picture(key.digest).rgb
        except InputError:
            return _expired()
        return _bytes(jpeg(rgb, LONGEST), "image/jpeg")

    def figure(recorded: Recorded, request: Request) -> Response:
        return _figure(recorded, engine.picture(recorded.key.digest), request)

    view = BASE + "/{token}"
    return [
        Route(BASE + "/static/{file}", _static),
        Route(BASE + "/example/{index:int}", _example),
        Route(view + "/picture", picture),
        Route(view + "/qk/{layer:int}", guarded(_queries_and_keys)),
        Route(view + "/from/{query}", guarded(_rows_from)),
        Route(view + "/to/{query}", guarded(_rows_to)),
        Route(view + "/fused/{fusion}/{layer:int}", guarded(_fused)),
        Route(view + "/rollout/{query}", guarded(_rollout)),
        Route(view + "/positions", guarded(_positions)),
        Route(view + "/figure.{format}", guarded(figure)),
        Route(view + "/array.npz", guarded(_array)),
        Route(view + "/python", guarded(_python)),
    ]


def _answer(engine: Engine, request: Request, body: Body) -> Response:
    """Find the token's trace and answer; what the request got wrong comes back as a sentence."""
    key = engine.granted(request.path_params["token"])
    if key is None:
        return _expired()
    try:
        recorded = engine.record(key)
    except InputError:
        return _expired()
    try:
        return body(recorded, request)
    except (ValueError, IndexError) as error:
        return PlainTextResponse(str(error), status_code=422)


def _expired() -> Response:
    return PlainTextResponse("This view has expired.", status_code=404)


def _static(request: Request) -> Response:
    path = VIEWER / request.path_params["file"]
    if path.parent != VIEWER or not path.is_file():
        return PlainTextResponse("No such file.", status_code=404)
    return FileResponse(path, headers={"Cache-Control": "no-cache"})


def _example(request: Request) -> Response:
    index = request.path_params["index"]
    if index >= len(examples()):
        return PlainTextResponse("No such example.", status_code=404)
    return _bytes(jpeg(example_picture(index).rgb, THUMBNAIL), "image/jpeg")


def _queries_and_keys(recorded: Recorded, request: Request) -> Response:
    """Query [H,N,K] then key [H,N,K] of a layer in float16.

    Keys come without their mean over the tokens: it adds the same to every score of a row, so the
    softmax does not see it, but float16 does.
    """
    trace, layer = recorded.trace, request.path_params["layer"]
    _check_layer(trace, layer)
    key = trace.key[layer].float()
    return _half(trace.query[layer], key - key.mean(dim=1, keepdim=True))


def _rows_from(recorded: Recorded, request: Request) -> Response:
    """Attention [L,H,N] from a token, exact, in float32."""
    return _single(exports.attention_rows(recorded.trace, _query(request), "from"))


def _rows_to(recorded: Recorded, request: Request) -> Response:
    """Attention [L,H,N] to a token, exact, in float32."""
    return _single(exports.attention_rows(recorded.trace, _query(request), "to"))


def _fused(recorded: Recorded, request: Request) -> Response:
    """Head-fused attention [N,N] of a layer in float16."""
    trace, layer = recorded.trace, request.path_params["layer"]
    _check_layer(trace, layer)
    if trace.config.tokens > FUSED_LIMIT:
        text = f"{trace.config.tokens} tokens are more than the {FUSED_LIMIT} of a fused map."
        return PlainTextResponse(text, status_code=413)
    return _half(vit.fused_attention(trace, layer, request.path_params["fusion"]))


def _rollout(recorded: Recorded, request: Request) -> Response:
    """Rollout [L,N] from a token up to each layer, in float32."""
    return _single(vit.rollout_stages(recorded.trace, source=_query(request)))


def _positions(recorded: Recorded, _: Request) -> Response:
    """Position embeddings [P,D] of length 1, in float16."""
    return _half(vit.position_directions(recorded.model))


def _figure(recorded: Recorded, picture: Picture, request: Request) -> Response:
    """The shown map as a figure for print."""
    kind = request.path_params["format"]
    if kind not in FIGURES:
        raise ValueError(f"A figure cannot be saved as {kind!r}: use {', '.join(FIGURES)}.")
    body = exports.figure(recorded, picture, _state(request), kind)
    return _file(body, FIGURES[kind], f"attention.{kind}")


def _array(recorded: Recorded, request: Request) -> Response:
    """The shown map as a .npz file."""
    body = exports.array(recorded, _state(request))
    return _file(body, "application/octet-stream", "attention.npz")


def _python(recorded: Recorded, request: Request) -> Response:
    """Lines of Python that compute the shown map."""
    return PlainTextResponse(exports.python(recorded, _state(request)))


def _state(request: Request) -> ViewState:
    return ViewState.parse(dict(request.query_params))


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


def _half(*tensors: Tensor) -> Response:
    """Tensors one after the other as float16."""
    limit = torch.finfo(torch.float16).max
    arrays = [tensor.float().clamp(-limit, limit).half().cpu().numpy() for tensor in tensors]
    return _numbers(*arrays)


def _single(tensor: Tensor) -> Response:
    return _numbers(tensor.float().cpu().numpy())


def _numbers(*arrays: np.ndarray) -> Response:
    body = b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)
    return _bytes(body, "application/octet-stream")


def _bytes(body: bytes, kind: str) -> Response:
    return Response(body, media_type=kind, headers={"Cache-Control": "private, max-age=3600"})


def _file(body: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=kind, headers=headers)
