"""The routes of the Teach screen, each for the visit of its token alone."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.engine.engine import Engine
from app.engine.visits import EVERYONE, Grant
from app.screens.teach.desk import Desks, Sheet
from app.wire.contract_teach import PICTURE
from app.wire.forms_teach import TeachPicture
from app.wire.replies import raw, refusal
from app.wire.sent import posted
from vit.pictures.images import jpeg

THUMBNAIL = 160  # px
LONGEST_NAME = 120  # letters of a file's name

Endpoint = Callable[[Request], Response] | Callable[[Request], Awaitable[Response]]


def routes(engine: Engine) -> dict[str, Endpoint]:
    """Name of a route -> its endpoint."""
    desks = Desks(engine)
    return {
        "teach_picture": posted(
            PICTURE,
            lambda request, content: _of_visit(
                engine, request, lambda grant: _picture(desks, grant, request, content)
            ),
        ),
        "teach_thumbnail": lambda request: _of_visit(
            engine, request, lambda grant: _thumbnail(desks, grant, request)
        ),
    }


def _of_visit(engine: Engine, request: Request, reply: Callable[[Grant], Response]) -> Response:
    """The reply for the visit of a token; ValueError becomes a 422 reply."""
    grant = engine.visits.granted(request.path_params["token"])
    if grant is None or grant.visit == EVERYONE:
        return refusal(404, "This view has expired.")
    try:
        return reply(grant)
    except ValueError as error:
        return refusal(422, str(error))


def _picture(desks: Desks, grant: Grant, request: Request, content: bytes) -> Response:
    """A file that was sent, as a picture of the lesson."""
    name = request.query_params.get("name", "picture")[:LONGEST_NAME]
    return JSONResponse(described(desks.add(grant.visit, desks.decoded(content, name))))


def _thumbnail(desks: Desks, grant: Grant, request: Request) -> Response:
    """A small JPEG of a picture of the lesson."""
    sheet = desks.sheet(grant.visit, request.path_params["id"])
    return raw(jpeg(sheet.rgb(), THUMBNAIL), "image/jpeg")


def described(sheet: Sheet) -> TeachPicture:
    """What the page knows of a picture."""
    return {"id": sheet.id, "name": sheet.name, "group": sheet.group, "size": sheet.size}
