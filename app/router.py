"""The binary routes that feed the viewer: everything under an unguessable token.

Gradio's component values stay small descriptors; queries, keys and maps travel here, as raw
little-endian numbers. Every path begins with /gradio_api/, which Gradio passes on in all modes.
"""

import itertools
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.engine.cache import Cache
from app.engine.engine import Engine
from app.engine.gallery import MEASURED_SIDE, drawn_scene, example_picture, examples
from app.engine.recorded import Recorded, Superseded, TraceKey
from app.export import routes as export_routes
from app.screens.compare import columns
from app.screens.compare import routes as compare_routes
from app.screens.explain import routes as explain_routes
from app.screens.explore import feature_routes, trace_routes
from app.screens.heads import changed, depth_routes, intervention_routes
from app.screens.heads import routes as head_routes
from app.screens.learn import build_routes, diagram_routes
from app.screens.learn import routes as learn_routes
from app.screens.positions import routes as position_routes
from app.wire.replies import raw, sentence
from vit.pictures.images import InputError, jpeg

BASE = "/gradio_api/vit"
VIEWER = Path(__file__).resolve().parents[1] / "assets" / "viewer"
THUMBNAIL = 112
LANES = 4096  # lanes of all pages whose newest request is known

Json = dict[str, Any]
Body = Callable[[Engine, Recorded, Request], Response]


def routes(engine: Engine) -> list[Route]:
    """The routes for Gradio's app."""
    bodies: dict[str, Body] = {
        **trace_routes.bodies(),
        **compare_routes.bodies(),
        **explain_routes.bodies(),
        **feature_routes.bodies(),
        **export_routes.bodies(),
        **learn_routes.bodies(),
        **intervention_routes.bodies(),
        **depth_routes.bodies(),
        **head_routes.bodies(),
        **position_routes.bodies(),
        **diagram_routes.bodies(),
    }
    view = BASE + "/{token}/"
    return [
        Route(BASE + "/static/{path:path}", _static),
        Route(BASE + "/example/{index:int}", _example),
        Route(BASE + "/scene/{kind}/{seed:int}", _scene),
        Route(view + "column", _newest(engine, "column", columns.asked, columns.column)),
        Route(view + "changed", _newest(engine, "lane", changed.asked, changed.changed)),
        *build_routes.routes(engine, BASE),
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
    path = _module(request.path_params["path"])
    if path is None:
        return sentence(404, "No such file.")
    headers = {"Cache-Control": "no-cache"}
    return Response(path.read_bytes(), media_type="text/javascript", headers=headers)


def _module(name: str) -> Path | None:
    """The file of a module, as `heads/finder/lasso.js`; None for any other name."""
    parts = name.removesuffix(".js").split("/")
    if not name.endswith(".js") or not all(part.isidentifier() for part in parts):
        return None
    path = VIEWER.joinpath(*parts).with_suffix(".js")
    return path if path.is_file() else None


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
    numbers, in_order = itertools.count(), threading.Lock()

    def answer(request: Request) -> Response:
        token = request.path_params["token"]
        own, here = engine.granted(token), (token, request.query_params.get(lane, ""))
        if own is None:
            return _expired()
        with in_order:  # so that no older number is put after a newer one
            number = next(numbers)
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
