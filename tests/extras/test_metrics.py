"""Metrics where prometheus-client is installed: `make test-extras`."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.operator.metrics import check_metrics, metrics_route
from tests.support.checkpoints import embedded
from tests.support.contracted import View

pytest.importorskip("prometheus_client", reason="make test-extras installs prometheus-client")
parser = pytest.importorskip("prometheus_client.parser")


@pytest.fixture
def view(monkeypatch):
    return View(monkeypatch, embedded())


@pytest.fixture
def read(view):
    """Reads the metrics: (name, labels) -> value."""
    check_metrics(wanted=True)
    client = TestClient(Starlette(routes=[metrics_route(view.engine)]))

    def now():
        reply = client.get("/metrics")
        assert reply.status_code == 200
        assert reply.headers["content-type"].startswith("text/plain; version=")
        families = parser.text_string_to_metric_families(reply.text)
        samples = (sample for family in families for sample in family.samples)
        return {(one.name, tuple(sorted(one.labels.items()))): one.value for one in samples}

    return now


def labels(**values):
    return tuple(sorted(values.items()))


def test_counts_go_on_by_what_was_done(view, read):
    before = read()
    view.ask("ablation")
    view.ask("scene", kind="nothing")
    after = read()

    def more(name, **values):
        key = (name, labels(**values))
        return after[key] - before.get(key, 0)

    assert more("viewer_requests_total", kind="ablation", status="200") == 1
    assert more("viewer_requests_total", kind="scene", status="422") == 1
    assert more("viewer_work_total", kind="ablation", outcome="done") == 1
    assert more("viewer_work_seconds_total", kind="ablation", outcome="done") > 0


def test_what_is_held_and_what_waits_is_a_gauge(view, read):
    found = read()
    engine = view.engine
    assert found["viewer_queue", labels(lane="persons")] == 0
    assert found["viewer_queue", labels(lane="long")] == 0
    assert found["viewer_running", ()] == 0
    assert found["viewer_cache_bytes", ()] == engine.budget.nbytes > 0
    assert found["viewer_cache_limit_bytes", ()] == engine.settings.memory
    assert found["viewer_device", labels(device="cpu")] == 1
    assert found["process_resident_memory_bytes", ()] > 2**20


def test_no_label_holds_what_a_visitor_wrote(view, read):
    view.client.get("/gradio_api/vit/scene/written-by-a-visitor/1")
    view.client.get("/gradio_api/vit/written-by-a-visitor/qk")
    text = str(read())
    assert "written-by-a-visitor" not in text
    assert view.descriptor["token"] not in text
    assert view.descriptor["digest"] not in text
