"""Class names of the program's own model from a file, on a page of the machine that serves it."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from app.engine.engine import Engine
from app.engine.references import sentence
from app.engine.visits import Grant
from app.settings import LOCAL_HOSTS
from app.wire.contract_view import NAMES
from app.wire.own_visit import of_visit
from app.wire.replies import Json
from app.wire.sent import posted
from vit.loading.label_files import parse_labels
from vit.pictures.images import InputError

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")  # what a proxy adds to a request
NOT_HERE = (
    "Classes are named on a page of the machine that serves it: start the program there with "
    "--labels and a file of names."
)

Endpoint = Callable[[Request], Awaitable[Response]]


def routes(engine: Engine) -> dict[str, Endpoint]:
    """Name of the route -> its endpoint."""

    def take(request: Request, body: bytes) -> Response:
        return of_visit(engine, request, lambda grant: _named(engine, grant, request, body))

    return {"class_names": posted(NAMES, take)}


def _named(engine: Engine, grant: Grant, request: Request, body: bytes) -> Response:
    """Name the classes of the view's model for every page; InputError where they do not fit."""
    if not (_is_local(request) and engine.store.is_nameable(grant.key.checkpoint)):
        raise InputError(NOT_HERE)
    classes = engine.store.model(grant.key.checkpoint).config.classes
    name = request.query_params.get("name", "")
    try:
        engine.store.name_classes(parse_labels(body, name, classes))
    except ValueError as error:
        raise InputError(sentence(str(error))) from error
    return Json({})


def _is_local(request: Request) -> bool:
    """Whether a request came from this machine itself, and through no proxy."""
    host = request.client.host if request.client else ""
    address = request.url.hostname or ""
    return (
        host in LOCAL_HOSTS
        and address in LOCAL_HOSTS
        and not any(one in request.headers for one in FORWARDED)
    )
