"""The routes of one's own ViT: what a choice of sizes means, and training it."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.engine.engine import Engine
from app.screens.learn.build import Plan, facts, training_seconds
from app.screens.learn.trainings import Workshop
from app.wire.replies import Reports, sentence


def routes(engine: Engine, base: str) -> list[Route]:
    """Routes that need no view's token: no picture of anybody's is in them."""
    workshop = Workshop(engine.store)
    return [
        Route(f"{base}/build", _told(lambda request: JSONResponse(facts(_plan(request))))),
        Route(f"{base}/train", _told(lambda request: _train(workshop, request))),
        Route(f"{base}/train/{{name}}/{{word}}", _told(lambda request: _order(workshop, request))),
    ]


def _told(body: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """A route whose refusals come back as a sentence."""

    def answer(request: Request) -> Response:
        try:
            return body(request)
        except ValueError as error:
            return sentence(422, str(error))

    return answer


def _plan(request: Request) -> Plan:
    return Plan.parse(request.query_params)


def _train(workshop: Workshop, request: Request) -> Response:
    """Progress as lines of JSON; who closes the connection stops the training."""
    seconds = training_seconds(request.query_params)
    return Reports(workshop.start(_plan(request), seconds))


def _order(workshop: Workshop, request: Request) -> Response:
    """Pause, go on or stop."""
    workshop.order(request.path_params["name"], request.path_params["word"])
    return JSONResponse({})
