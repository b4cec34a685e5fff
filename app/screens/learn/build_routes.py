"""The routes of one's own ViT: what a choice of sizes means, and training it."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from app.engine.engine import Engine
from app.screens.learn.build import Plan, facts, training_seconds
from app.screens.learn.trainings import Workshop
from app.wire.replies import Json, Reports, refusal

Endpoint = Callable[[Request], Response]


def routes(engine: Engine) -> dict[str, Endpoint]:
    """Name of a route -> its endpoint; none needs a view token, they expose no picture."""
    workshop = Workshop(engine.store)
    return {
        "build": _with_errors(lambda request: Json(facts(_plan(request)))),
        "train": _with_errors(lambda request: _train(workshop, request)),
        "train_order": _with_errors(lambda request: _order(workshop, request)),
    }


def _with_errors(endpoint: Endpoint) -> Endpoint:
    """Turn ValueError into a 422 reply."""

    def checked(request: Request) -> Response:
        try:
            return endpoint(request)
        except ValueError as error:
            return refusal(422, str(error))

    return checked


def _plan(request: Request) -> Plan:
    return Plan.parse(request.query_params)


def _train(workshop: Workshop, request: Request) -> Response:
    """Progress as lines of JSON; closing the connection stops the training."""
    seconds = training_seconds(request.query_params)
    return Reports(workshop.start(_plan(request), seconds))


def _order(workshop: Workshop, request: Request) -> Response:
    """Pause, go on or stop."""
    workshop.order(request.path_params["name"], request.path_params["order"])
    return Json({})
