"""The routes of the Explain screen, under a view's token."""

from collections.abc import Callable, Sequence
from typing import cast

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from torch import Tensor

from app.engine.engine import Engine
from app.engine.head_figures import left_out
from app.engine.likeness import Likeness
from app.engine.recorded import Recorded
from app.parameters import check_index, read_field
from app.screens.explain import likeness, likeness_code, maps
from app.screens.explain.laboratory_saving import Knobs, stages
from app.wire.progress import Step
from app.wire.question import Question, long_work, question_of
from app.wire.replies import Handler, Json, single
from app.wire.route_parameters import KNOBS, QUERY, SIGNED
from vit.maps.methods import METHODS

METHOD_WORDS = tuple(METHODS)


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler; similarities have the same ones as classes."""
    return {
        "methods": lambda _, __, ___: Json(maps.table()),
        "classes": lambda _, recorded, __: Json(maps.classes(recorded)),
        "rollout_film": _film,
        "likeness": _likeness,
        "likeness_pictures": _pictures,
        "likeness_python": _python,
        **_explaining("", _of_class),
        **_explaining("likeness_", likeness.question),
    }


Asking = Callable[[Engine, Recorded, Request, Sequence[str]], Question]


def _explaining(start: str, asking: Asking) -> dict[str, Handler]:
    """The routes of maps and measurements, whose requests `asking` reads."""

    def numbers(
        make: Callable[[Engine, Recorded, Question], Tensor], words: Sequence[str] = METHOD_WORDS
    ) -> Handler:
        return lambda engine, recorded, request: single(
            make(engine, recorded, asking(engine, recorded, request, words))
        )

    def long(work: Callable[[Engine, Recorded, Question, Step], object]) -> Handler:
        return lambda engine, recorded, request: long_work(
            work, engine, recorded, asking(engine, recorded, request, METHOD_WORDS)
        )

    return {
        f"{start}maps": numbers(maps.maps),
        f"{start}maps_randomised": numbers(maps.randomised_maps),
        f"{start}maps_signed": numbers(maps.signed_maps, SIGNED),
        f"{start}faithfulness": long(maps.faithfulness),
        f"{start}removal": long(maps.removal),
    }


def _of_class(_: Engine, recorded: Recorded, request: Request, words: Sequence[str]) -> Question:
    return question_of(recorded, request, words)


def _likeness(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The cosine of two parts, and both in words."""
    aim = likeness.question(engine, recorded, request).target
    return Json(likeness.facts(engine, recorded, aim))


def _python(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Lines of Python that compute the map of the first method."""
    question = likeness.question(engine, recorded, request)
    aim, [method, *_] = cast(Likeness, question.target), question.methods
    return PlainTextResponse(likeness_code.python(engine, recorded, aim, method))


def _pictures(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Pictures whose features a part can be compared with."""
    visit = likeness.visit_of(engine, request)
    return Json(likeness.pictures(engine, recorded, visit))


def _film(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Rollout [L,N] from a token up to each layer, with the knobs of the request, in float32."""
    given = request.query_params
    knobs = {name: read_field(name, one, given.get(name, "")) for name, one in KNOBS.items()}
    source = read_field("query", QUERY["query"], request.path_params["query"])
    check_index("head", cast(int, knobs["head"]), recorded.trace.config.heads)
    chosen = Knobs.read(knobs, 0)
    without = left_out(engine, recorded, wanted=chosen.leave_out)
    return single(stages(recorded.trace, chosen, cast("int | None", source), without))
