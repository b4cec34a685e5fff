"""The routes of one's own ViT: what a choice of sizes means, and training it for a visit."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from app.engine.engine import Engine
from app.screens.learn.build import Plan, facts, training_seconds
from app.screens.learn.trainings import Workshop
from app.wire.own_visit import of_visit
from app.wire.replies import Json, Reports, refusal

Endpoint = Callable[[Request], Response]


def build_routes() -> dict[str, Endpoint]:
    """Name of a route without a view -> its endpoint: it computes little and exposes nothing."""
    return {"build": _build}


def routes(engine: Engine) -> dict[str, Endpoint]:
    """Name of a route of a visit -> its endpoint."""
    workshop = Workshop(engine.store)

    def of_page(reply: Callable[[Request, str], Response]) -> Endpoint:
        return lambda request: of_visit(engine, request, lambda grant: reply(request, grant.visit))

    return {
        "train": of_page(lambda request, visit: _train(workshop, request, visit)),
        "train_order": of_page(lambda request, visit: _order(workshop, request, visit)),
    }


def _build(request: Request) -> Response:
    try:
        return Json(facts(_plan(request)))
    except ValueError as error:
        return refusal(422, str(error))


def _plan(request: Request) -> Plan:
    return Plan.parse(request.query_params)


def _train(workshop: Workshop, request: Request, visit: str) -> Response:
    """Progress as lines of JSON; closing the connection stops the training."""
    seconds = training_seconds(request.query_params)
    return Reports(workshop.start(_plan(request), seconds, visit))


def _order(workshop: Workshop, request: Request, visit: str) -> Response:
    """Pause, go on or stop."""
    workshop.order(request.path_params["name"], request.path_params["order"], visit)
    return Json({})
