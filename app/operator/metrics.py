"""Metrics in the format of Prometheus, by its own client library where that is installed."""

import importlib
import importlib.util
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app import observed, unexpected
from app.engine.engine import Engine

PACKAGE = "prometheus_client"
MISSING = (
    "--metrics needs the package prometheus-client: run pip install prometheus-client in the "
    "program's environment, or leave the option out"
)
Rows = Iterable[tuple[tuple[str, ...], float]]  # values of labels, and a number


def check_metrics(*, wanted: bool) -> None:
    """Raise ValueError where metrics are wanted and their package is missing."""
    if wanted and importlib.util.find_spec(PACKAGE) is None:
        raise ValueError(MISSING)


def metrics_route(engine: Engine) -> Route:
    """`/metrics` of a program whose package is there."""
    client = cast(Any, importlib.import_module(PACKAGE))
    registry = client.CollectorRegistry()
    registry.register(_Collector(engine))
    client.ProcessCollector(registry=registry)  # memory, processor time, open files

    def reply(_: Request) -> Response:
        kind = client.CONTENT_TYPE_LATEST
        return Response(client.generate_latest(registry), headers={"content-type": kind})

    return Route("/metrics", reply)


class _Collector:
    """What is counted and held, read at the moment when it is asked for."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._core = cast(Any, importlib.import_module(f"{PACKAGE}.core"))

    def collect(self) -> Iterator[Any]:
        """The families of metrics; no value of a label was written by a visitor."""
        counts, core = observed.totals(), self._core
        counter, gauge = core.CounterMetricFamily, core.GaugeMetricFamily
        replies = (((kind, str(status)), n) for (kind, status), n in counts.replies.items())
        about = "Replies of the page's routes."
        yield _family(counter, "viewer_requests", about, ("kind", "status"), replies)
        about = "Events of pages, by their handler."
        yield _family(counter, "viewer_events", about, LABELS, counts.events.items())
        about = "Long work that has ended."
        yield _family(counter, "viewer_work", about, LABELS, counts.works.items())
        about = "Seconds of long work that has ended, waiting included."
        yield _family(counter, "viewer_work_seconds", about, LABELS, counts.seconds.items())
        errors = (((kind,), n) for kind, n in unexpected.counted().items())
        yield _family(counter, "viewer_errors", "Unexpected errors.", ("kind",), errors)
        yield from self._state(gauge)

    def _state(self, gauge: Callable[..., Any]) -> Iterator[Any]:
        load, budget = self._engine.store.work.load(), self._engine.budget
        lanes = (((lane,), load[lane]) for lane in LANES)
        yield _family(gauge, "viewer_queue", "Passes that wait for a slot.", ("lane",), lanes)
        for name, about, value in (
            ("viewer_running", "Passes that compute.", load["running"]),
            ("viewer_cache_bytes", "Bytes of models, records and pictures.", budget.nbytes),
            ("viewer_cache_limit_bytes", "Their bound.", budget.limit),
        ):
            yield gauge(name, about, value=value)
        device = (((self._engine.store.device.type,), 1),)
        yield _family(gauge, "viewer_device", "The device of the models.", ("device",), device)


LABELS = ("kind", "outcome")
LANES = ("persons", "long")


def _family(
    family: Callable[..., Any], name: str, about: str, labels: tuple[str, ...], rows: Rows
) -> Any:
    one = family(name, about, labels=labels)
    for values, number in rows:
        one.add_metric(values, number)
    return one
