"""The routes that save what is on screen, under a view's token."""

import itertools
from collections.abc import Mapping
from typing import cast

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export import bundles, contents, exports, names, view_python
from app.parameters import check_index
from app.share.page_facts import read_page
from app.wire.replies import Handler, saved, streamed
from app.wire.route_parameters import FIGURE_KINDS, OCTETS, SAVED_KINDS
from app.wire.view_state import ViewState
from vit.figures.figures import Kind
from vit.pictures.images import png


def handlers(makers: Mapping[str, contents.Maker]) -> dict[str, Handler]:
    """Name of a route -> its handler; `makers` give what each screen shows, by its name."""
    return {
        "figure": _figure,
        "array": _array,
        "rows_file": _rows,
        "layer_file": _layer,
        "python": _python,
        "picture_file": _picture,
        "saved": lambda engine, recorded, request: _saved(makers, engine, recorded, request),
    }


def _saved(
    makers: Mapping[str, contents.Maker], engine: Engine, recorded: Recorded, request: Request
) -> Response:
    """What a screen shows, as a figure or as numbers."""
    screen, kind = request.path_params["screen"], request.path_params["format"]
    if screen not in makers:
        raise ValueError(f"{screen!r} is no screen to save: use {', '.join(makers)}.")
    _check_kind(kind, SAVED_KINDS)
    grant = engine.visits.granted(request.path_params["token"])
    link = request.query_params.get("link", "")
    page = read_page(engine, recorded, link, grant.visit if grant else "")
    content = makers[screen](engine, recorded, page)
    if kind == "npz":
        body = contents.numbers(engine, recorded, content, page)
    else:
        body = contents.figure(engine, recorded, content, page, cast(Kind, kind))
    name = f"{contents.stem(engine, recorded, content)}.{kind}"
    return saved(body, SAVED_KINDS[kind], name)


def _check_kind(kind: str, kinds: Mapping[str, str]) -> None:
    if kind not in kinds:
        raise ValueError(f"A figure cannot be saved as {kind!r}: use {', '.join(kinds)}.")


def _figure(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The map as a figure for print."""
    kind = request.path_params["format"]
    _check_kind(kind, FIGURE_KINDS)
    state = _state(request)
    body = exports.figure(engine, recorded, state, kind)
    return saved(body, FIGURE_KINDS[kind], f"{names.map_stem(engine, recorded, state)}.{kind}")


def _array(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The map as a .npz file."""
    state = _state(request)
    body = exports.array(engine, recorded, state)
    name = f"{names.map_stem(engine, recorded, state)}.npz"
    return saved(body, OCTETS, name)


def _rows(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The readout's attention in every layer and head."""
    source = recorded.trace.config.readout_name
    name = names.stem(engine, recorded, "attention", source, "all-layers")
    return saved(exports.rows(engine, recorded, _state(request)), OCTETS, f"{name}.npz")


def _layer(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """All weights [H,N,N] of a layer in float32, a few MiB at a time."""
    layer = request.path_params["layer"]
    check_index("layer", layer, recorded.trace.config.depth)
    head = bundles.layer_header(recorded)
    heads, tokens, _ = bundles.layer_shape(recorded)
    pieces = itertools.chain([head], bundles.layer_pieces(recorded.trace, layer))
    name = names.stem(engine, recorded, "attention", f"L{layer + 1}", "all-heads")
    return streamed(pieces, len(head) + 4 * heads * tokens * tokens, f"{name}.npy")


def _picture(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """The picture itself, for the copied Python."""
    name = f"{names.picture_stem(engine, recorded)}.png"
    return saved(png(engine.picture(recorded.key.digest).rgb), "image/png", name)


def _python(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Lines of Python that compute the map."""
    return PlainTextResponse(view_python.python(engine, recorded, _state(request)))


def _state(request: Request) -> ViewState:
    return ViewState.parse(dict(request.query_params))
