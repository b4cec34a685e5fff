"""The routes of an operator, beside those of the page."""

from collections.abc import Callable

from starlette.routing import Route

from app.engine.engine import Engine
from app.operator.health import health_routes
from app.operator.metrics import metrics_route
from app.settings import Settings


def operator_routes(engine: Engine, settings: Settings, view: Callable[[], object]) -> list[Route]:
    """Health always, metrics where they are wanted; `view` as `health_routes` says."""
    metrics = [metrics_route(engine)] if settings.metrics else []
    return [*health_routes(view), *metrics]
