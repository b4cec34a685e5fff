"""The routes of the Teach screen, each for the visit of its token alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from app.engine.engine import Engine
from app.engine.gallery import SEEDS, drawn_scene, example_picture, examples
from app.engine.visits import Grant
from app.parameters import Whole, check_index, read_field
from app.screens.teach.classes import read_classes
from app.screens.teach.desk import Desks, Sheet, cut
from app.screens.teach.folder import folder_reply
from app.screens.teach.learning import Teacher
from app.wire.contract_teach import CLASSES, PICTURE, TEACH_ROUTES
from app.wire.ended import Endpoint
from app.wire.forms_teach import TeachPicture, TeachState, TeachWay
from app.wire.own_visit import of_visit
from app.wire.progress import with_progress
from app.wire.replies import Json, Reports, raw
from app.wire.sent import posted
from vit.pictures.images import jpeg

THUMBNAIL = 160  # px
LONGEST_NAME = 120  # letters of a file's name


@dataclass(frozen=True)
class Lesson:
    """What a request is about: the lesson of a visit, and what serves it."""

    engine: Engine
    desks: Desks
    teacher: Teacher
    grant: Grant
    request: Request

    @property
    def visit(self) -> str:
        """The visit."""
        return self.grant.visit

    def field(self, route: str, name: str) -> object:
        """A field of the query, by the contract; None where it is left out."""
        text = self.request.query_params.get(name)
        one = TEACH_ROUTES[route]
        readers = {**one.required, **one.optional}
        return None if text is None else read_field(name, cast(Whole, readers[name]), text)


def routes(engine: Engine) -> dict[str, Endpoint]:
    """Name of a route -> its endpoint."""
    desks = Desks(engine)
    teacher = Teacher(engine, desks)

    def answer(request: Request, reply: Callable[[Lesson], Response]) -> Response:
        return of_visit(
            *(engine, request),
            lambda grant: reply(Lesson(engine, desks, teacher, grant, request)),
        )

    def got(reply: Callable[[Lesson], Response]) -> Endpoint:
        return lambda request: answer(request, reply)

    return {
        "teach": got(_state),
        "teach_classes": posted(
            CLASSES, lambda request, body: answer(request, lambda lesson: _classes(lesson, body))
        ),
        "teach_picture": posted(
            PICTURE, lambda request, body: answer(request, lambda lesson: _picture(lesson, body))
        ),
        "teach_example": got(_example),
        "teach_scene": got(_scene),
        "teach_part": got(_part),
        "teach_thumbnail": got(_thumbnail),
        "teach_learn": got(_learn),
        "teach_compare": got(_compare),
        "teach_folder": got(_folder),
    }


def _state(lesson: Lesson) -> Response:
    """All that a page needs that is loaded again."""
    desks, visit = lesson.desks, lesson.visit
    state: TeachState = {
        "classes": desks.classes(visit),
        "pictures": [described(desks.sheet(visit, name)) for name in desks.ids(visit)],
        "taught": lesson.teacher.reports(visit),
    }
    return Json(state)


def _classes(lesson: Lesson, body: bytes) -> Response:
    """The classes as they are on the page."""
    lesson.desks.sort(lesson.visit, read_classes(body))
    return Json({})


def _picture(lesson: Lesson, body: bytes) -> Response:
    """A file that was sent, as a picture of the lesson."""
    name = lesson.request.query_params.get("name", "picture")[:LONGEST_NAME]
    return _added(lesson.desks.add(lesson.visit, lesson.desks.decoded(body, name)))


def _example(lesson: Lesson) -> Response:
    """An example of the strip."""
    index = int(lesson.request.path_params["index"])
    check_index("index", index, len(examples()))
    photograph = examples()[index].kind == "photo"
    return _added(lesson.desks.add(lesson.visit, example_picture(index), photograph=photograph))


def _scene(lesson: Lesson) -> Response:
    """A drawn scene."""
    seed = Whole(0, SEEDS - 1).read(str(lesson.request.path_params["seed"]))
    picture = drawn_scene(lesson.request.path_params["kind"], seed).picture
    return _added(lesson.desks.add(lesson.visit, picture, photograph=False))


def _part(lesson: Lesson) -> Response:
    """A part of the picture at hand, a view of that photograph."""
    key, engine = lesson.grant.key, lesson.engine
    picture = engine.picture(key.digest, lesson.visit)
    rows, cols, _ = picture.rgb.shape
    given = {name: lesson.field("teach_part", name) for name in ("top", "left", "height", "width")}
    whole = {"top": 0, "left": 0, "height": rows, "width": cols}
    box = {name: whole[name] if value is None else value for name, value in given.items()}
    part = cut(picture, cast("tuple[int, int, int, int]", tuple(box.values())))
    photograph = engine.drawn(key.digest) is None
    return _added(lesson.desks.add(lesson.visit, part, key.digest, photograph=photograph))


def _thumbnail(lesson: Lesson) -> Response:
    """A small JPEG of a picture of the lesson."""
    sheet = lesson.desks.sheet(lesson.visit, lesson.request.path_params["id"])
    return raw(jpeg(sheet.rgb(), THUMBNAIL), "image/jpeg")


def _learn(lesson: Lesson) -> Response:
    """Progress by pictures, then what was learned; closing the connection stops it."""
    way = cast(TeachWay, lesson.field("teach_learn", "way") or "auto")
    visit, checkpoint = lesson.visit, lesson.grant.key.checkpoint
    return Reports(with_progress(lambda step: lesson.teacher.learn(visit, checkpoint, way, step)))


def _compare(lesson: Lesson) -> Response:
    """Progress by pictures of no class, then how the taught ones lie to them."""
    key = lesson.teacher.mine(lesson.visit, lesson.request.query_params.get("model", "")).key
    return Reports(with_progress(lambda step: lesson.teacher.compare(lesson.visit, key, step)))


def _folder(lesson: Lesson) -> Response:
    """A taught model as timm saves one."""
    one = lesson.teacher.mine(lesson.visit, lesson.request.query_params.get("model", ""))
    return folder_reply(one.taught.model)


def _added(sheet: Sheet) -> Response:
    return Json(described(sheet))


def described(sheet: Sheet) -> TeachPicture:
    """What the page knows of a picture."""
    return {"id": sheet.id, "name": sheet.name, "group": sheet.group, "size": sheet.size}
