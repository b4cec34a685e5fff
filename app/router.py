"""The routes that feed the page, by the contract: those of a view lie under an unguessable token.

Gradio's component values stay small descriptors; queries, keys and maps travel here, as raw
little-endian numbers.
"""

import itertools
import threading
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app import observed
from app.engine.budget import Budget
from app.engine.cache import Cache
from app.engine.engine import Engine
from app.engine.gallery import MEASURED_SIDE, drawn_scene, example_picture, examples
from app.engine.recorded import Recorded, Superseded, TraceKey
from app.engine.visits import EVERYONE, Grant
from app.export import routes as export_routes
from app.front import files
from app.screens.compare import columns
from app.screens.compare import routes as compare_routes
from app.screens.compare import saving as compare_saving
from app.screens.explain import routes as explain_routes
from app.screens.explain import saving as explain_saving
from app.screens.explore import feature_routes, names_routes, row_routes, trace_routes, visit_routes
from app.screens.film import routes as film_routes
from app.screens.heads import changed, depth_routes, intervention_routes, move_routes
from app.screens.heads import routes as head_routes
from app.screens.heads import saving as head_saving
from app.screens.learn import build_routes, diagram_routes
from app.screens.learn import routes as learn_routes
from app.screens.learn import saving as learn_saving
from app.screens.positions import routes as position_routes
from app.screens.positions import saving as position_saving
from app.screens.teach import routes as teach_routes
from app.wire.contract import BASE, PAGE_ROUTES, VIEW_ROUTES
from app.wire.ended import Async, Endpoint, ended, in_thread
from app.wire.own_visit import for_its_visit
from app.wire.replies import SHOWN, Handler, Json, raw, refusal, refused
from app.wire.route import Route as Contracted
from vit.pictures.images import InputError, jpeg

THUMBNAIL = 112  # px
LANES = 4096  # lanes of all pages whose newest request is known
LONGEST = 32  # letters of a lane's name

SAVED = {  # screen -> what of it is saved
    "explain": explain_saving.contents,
    "compare": compare_saving.contents,
    "positions": position_saving.contents,
    "heads": head_saving.contents,
    "learn": learn_saving.contents,
}


def routes(engine: Engine) -> list[Route]:
    """Every route of the contract, for Gradio's app."""
    page: dict[str, Endpoint] = {
        "file": _file,
        "example": _example,
        "scene": _scene,
        "open": visit_routes.open_route(engine),
        **build_routes.build_routes(),
    }
    view: dict[str, Endpoint] = {
        "column": _newest(engine, "column", columns.column_key, columns.column),
        "alive": visit_routes.alive_route(engine),
        "changed": _newest(engine, "lane", _changed, changed.changed),
        **names_routes.routes(engine),
        **teach_routes.routes(engine),
        **film_routes.routes(engine),
        **build_routes.routes(engine),
    }
    view |= {name: _with_errors(engine, handler) for name, handler in _handlers().items()}
    of_all = {name: in_thread(endpoint) for name, endpoint in page.items()}
    own = {name: for_its_visit(engine, in_thread(endpoint)) for name, endpoint in view.items()}
    start = BASE + "/{token}"
    return [
        *(_route(BASE, PAGE_ROUTES[name], name, one) for name, one in of_all.items()),
        *(_route(start, VIEW_ROUTES[name], name, one) for name, one in own.items()),
    ]


def _route(start: str, route: Contracted, name: str, endpoint: Async) -> Route:
    """A route of the contract for Starlette; whatever its endpoint raises, it replies."""
    path = f"{start}/{route.pattern}"
    return Route(path, ended(name, endpoint), methods=[route.method], name=name)


def _handlers() -> dict[str, Handler]:
    """Name of a route -> its handler, of all screens."""
    return {
        **trace_routes.handlers(),
        **row_routes.handlers(),
        **compare_routes.handlers(),
        **explain_routes.handlers(),
        **feature_routes.handlers(),
        **export_routes.handlers(SAVED),
        **learn_routes.handlers(),
        **intervention_routes.handlers(),
        **move_routes.handlers(),
        **depth_routes.handlers(),
        **head_routes.handlers(),
        **position_routes.handlers(),
        **diagram_routes.handlers(),
    }


def _with_errors(engine: Engine, handler: Handler) -> Endpoint:
    """Find the record of the token; turn ValueError and IndexError into a 422 reply."""

    def endpoint(request: Request) -> Response:
        grant = engine.visits.granted(request.path_params["token"])
        if grant is None:
            return _expired()
        key = grant.key
        try:
            observed.of_tokens(engine.record(key).trace.config.tokens)
        except InputError:
            return _expired()
        try:
            return engine.fitting(
                key.checkpoint,
                lambda: handler(engine, engine.record(key).of(grant.visit), request),
            )
        except SHOWN as error:
            return refused(error)

    return endpoint


def _expired() -> Response:
    return refusal(404, "This view has expired.")


async def _file(request: Request) -> Response:
    """A file of the page, which never changes under its name; in memory, so without a thread."""
    name = request.path_params["name"]
    if files.file_text(name) is None:
        return refusal(404, "No such file.")
    travels = files.travelling(name, request.headers.get("accept-encoding", ""))
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    kind = files.KINDS[PurePosixPath(name).suffix]
    return Response(travels.body, media_type=kind, headers={**kept, **travels.headers})


def _example(request: Request) -> Response:
    """The thumbnail of an example."""
    index = request.path_params["index"]
    if index >= len(examples()):
        return refusal(404, "No such example.")
    return raw(jpeg(example_picture(index).rgb, THUMBNAIL), "image/jpeg")


def _scene(request: Request) -> Response:
    """A scene as the model card measures it."""
    kind, seed = request.path_params["kind"], request.path_params["seed"]
    try:
        scene = drawn_scene(kind, seed, MEASURED_SIDE)
    except InputError as error:
        return refusal(422, str(error))
    return raw(jpeg(scene.picture.rgb, MEASURED_SIDE), "image/jpeg")


def _changed(engine: Engine, page: Grant, query: Mapping[str, str]) -> TraceKey:
    """The key of a changed pass of the page's own view."""
    return changed.changed_key(engine, page.key, query)


def _newest(
    engine: Engine,
    lane: str,
    choose: Callable[[Engine, Grant, Mapping[str, str]], TraceKey],
    reply: Callable[[Engine, Recorded, TraceKey, str], object],
) -> Endpoint:
    """Make another trace beside the page's own; in each lane only the newest request counts.

    `lane` is the query field that names the lane; `reply` gets the page's own key and the token of
    the trace.
    """
    newest: Cache[tuple[str, str], int] = Cache(Budget(LANES), lambda _: 1)
    numbers, in_order = itertools.count(), threading.Lock()

    def endpoint(request: Request) -> Response:
        page = engine.visits.granted(request.path_params["token"])
        if page is None or page.visit == EVERYONE:
            return _expired()
        here = (page.visit, f"{lane}/{request.query_params.get(lane, '')[:LONGEST]}")
        with in_order:  # so that no older number is put after a newer one
            number = next(numbers)
            newest.put(here, number)
        try:
            key = choose(engine, page, request.query_params)
            engine.taught.check(key.checkpoint, page.visit)
            recorded = engine.record(key, lambda: newest.get(here) == number, visit=page.visit)
            token = engine.grant(key, *here)
            return Json(reply(engine, recorded, page.key, token))
        except Superseded:
            return refusal(409, "A newer request took its place.")
        except ValueError as error:
            return refused(error)

    return endpoint
