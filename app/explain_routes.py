"""The routes of the Explain screen, under a view's token like those of app/payload.py."""

import json
from collections.abc import Callable, Generator
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from app import explain
from app.engine import Engine
from app.recorded import Recorded
from app.replies import single


def bodies() -> dict[str, Callable[[Engine, Recorded, Request], Response]]:
    """Path under the token -> what answers there."""
    return {
        "methods": lambda *_: JSONResponse(explain.table()),
        "classes": lambda _, recorded, __: JSONResponse(explain.classes(recorded)),
        "maps": _maps,
        "maps/randomised": _randomised,
        "faithfulness": partial(_long, explain.faithfulness),
        "removal": partial(_long, explain.removal),
    }


def _question(recorded: Recorded, request: Request) -> explain.Question:
    config, query = recorded.trace.config, request.query_params
    if config.outputs == "none":
        raise ValueError(explain.NO_CLASS)
    return explain.Question.parse(query.get("target", ""), query.get("methods", ""), config.classes)


def _maps(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Maps [M,N] of a class in float32, in the order of the methods asked for."""
    return single(explain.maps(engine, recorded, _question(recorded, request)))


def _randomised(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The same maps with shuffled weights."""
    return single(explain.randomised_maps(engine, recorded, _question(recorded, request)))


def _long(
    work: Callable[[Engine, Recorded, explain.Question, explain.Step], explain.Json],
    engine: Engine,
    recorded: Recorded,
    request: Request,
) -> Response:
    """Progress and result as lines of JSON; who closes the connection stops the work."""
    question = _question(recorded, request)
    reports = explain.with_progress(lambda step: work(engine, recorded, question, step))
    return Reports(reports)


class Reports(StreamingResponse):
    """Reports as lines of JSON, closed at once when nobody reads on."""

    def __init__(self, reports: Generator[explain.Json]) -> None:
        """Send these, one a line."""
        self.reports = reports
        lines = (json.dumps(report) + "\n" for report in reports)
        super().__init__(lines, media_type="application/x-ndjson")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; however that ends, the work behind the reports ends with it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.reports.close()
