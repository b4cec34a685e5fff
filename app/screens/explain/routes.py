"""The routes of the Explain screen, under a view's token like those of app/payload.py."""

from collections.abc import Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app import explain
from app.engine import Engine
from app.recorded import Recorded
from app.replies import Reports, single


def bodies() -> dict[str, Callable[[Engine, Recorded, Request], Response]]:
    """Path under the token -> what answers there."""
    return {
        "methods": lambda *_: JSONResponse(explain.table()),
        "classes": lambda _, recorded, __: JSONResponse(explain.classes(recorded)),
        "maps": _maps,
        "maps/randomised": _randomised,
        "faithfulness": partial(long_work, explain.faithfulness),
        "removal": partial(long_work, explain.removal),
    }


def question_of(recorded: Recorded, request: Request) -> explain.Question:
    """The class and methods that a request asks about; ValueError for a model without classes."""
    config, query = recorded.trace.config, request.query_params
    if config.outputs == "none":
        raise ValueError(explain.NO_CLASS)
    return explain.Question.parse(query.get("target", ""), query.get("methods", ""), config.classes)


def _maps(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Maps [M,N] of a class in float32, in the order of the methods asked for."""
    return single(explain.maps(engine, recorded, question_of(recorded, request)))


def _randomised(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The same maps with shuffled weights."""
    return single(explain.randomised_maps(engine, recorded, question_of(recorded, request)))


def long_work(
    work: Callable[[Engine, Recorded, explain.Question, explain.Step], explain.Json],
    engine: Engine,
    recorded: Recorded,
    request: Request,
) -> Response:
    """Progress and result as lines of JSON; who closes the connection stops the work."""
    question = question_of(recorded, request)
    reports = explain.with_progress(lambda step: work(engine, recorded, question, step))
    return Reports(reports)
