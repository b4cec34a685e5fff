"""For an operator: health, the log of long work, and counts; none names what a visitor wrote."""

import errno
import io
import json
import sys
import tempfile

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app import observed, unexpected
from app.engine.downloads import Download
from app.engine.passes import Pass
from app.operator.health import health_routes
from app.operator.log import begin_log
from app.operator.metrics import MISSING, check_metrics
from app.settings import Selection
from tests.support.checkpoints import embedded
from tests.support.contracted import View
from tests.support.unexpected import BOOM, boom
from vit.pictures.images import InputError


@pytest.fixture
def view(monkeypatch):
    return View(monkeypatch, embedded())


@pytest.fixture
def log(monkeypatch):
    """Begins a log of a kind; what it has, line by line."""
    monkeypatch.setattr(observed, "_listeners", [])
    monkeypatch.setattr(unexpected.LOG, "handlers", [])
    monkeypatch.setattr(unexpected.LOG, "propagate", True)
    out = io.StringIO()

    def begin(kind):
        begin_log(kind, out)
        return lambda: out.getvalue().splitlines()

    return begin


def health(make=lambda: None) -> TestClient:
    return TestClient(Starlette(routes=health_routes(make)))


def test_a_program_that_can_serve_pages_is_alive_and_ready():
    made = []
    client = health(lambda: made.append(1))
    assert (client.get("/healthz").status_code, client.get("/healthz").text) == (200, "alive")
    assert not made  # nothing is computed for a sign of life
    assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ready")
    assert made


def test_a_program_without_its_model_says_why_it_is_not_ready(caplog):
    def fail():
        raise InputError("There is no such file.")

    reply = health(fail).get("/readyz")
    assert reply.status_code == 503
    assert reply.text == "The first view cannot be made: There is no such file."
    reply = health(boom).get("/readyz")
    assert reply.status_code == 503
    assert BOOM not in reply.text
    assert health(boom).get("/healthz").status_code == 200


def test_a_full_disk_is_no_place_for_uploads(monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device", "/secret/folder")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    reply = health().get("/readyz")
    assert reply.status_code == 503
    assert reply.text == (
        "The folder for temporary files cannot be written: No space left on device."
    )


def test_long_work_is_one_line_of_json(view, log):
    lines = log("json")
    view.ask("faithfulness", target=1)
    assert view.ask("ablation").status_code == 200
    first, second = map(json.loads, lines())
    assert list(first) == ["at", "event", "kind", "seconds", "outcome", "tokens", "lane"]
    tokens = view.descriptor["tokens"]
    wanted = {"event": "work", "kind": "faithfulness", "outcome": "done", "lane": "long"}
    assert first.items() >= (wanted | {"tokens": tokens}).items()
    assert second["kind"] == "ablation"
    assert 0 < first["seconds"] < 60


def test_a_log_that_nobody_reads_stops_no_work(view, log):
    log("json")
    gone = io.StringIO()
    begin_log("words", gone)
    gone.close()
    assert "result" in view.ask("ablation").text.splitlines()[-1]
    assert observed.totals().works["ablation", "done"]


def test_no_line_names_a_picture_or_a_visit(view, log):
    lines = log("json")
    view.ask("film_open", name="my holiday")
    view.ask("film_pass")
    view.ask("teach_learn", model=view.taught())
    kinds = {json.loads(line)["kind"] for line in lines()}
    assert {"film_open", "film_pass", "teach_learn"} <= kinds
    text = "\n".join(lines())
    for secret in (
        view.descriptor["digest"],
        view.descriptor["token"],
        "a page",
        "green",
        "holiday",
    ):
        assert secret not in text


def test_how_long_work_ends_is_said(view, log, monkeypatch):
    lines, engine = log("words"), view.engine
    wanted = Selection(view.descriptor["digest"], "embedded", 8)
    for work in (Pass(engine, wanted, "a page", "x"), Download(engine, "no such model")):
        work.start()
        assert work.done(60)
    stopped = Pass(engine, Selection(wanted.picture, "embedded", 24), "a page", "x")
    stopped.cancel()
    stopped.start()
    assert stopped.done(60)
    monkeypatch.setattr("app.wire.progress._progress", boom)
    view.ask("ablation")
    said = [line.split(" after ")[0] for line in lines()]
    assert said == ["pass: done", "download: refused", "pass: stopped", "ablation: failed"]
    assert "145 tokens, lane persons" in lines()[0]


def test_an_unexpected_error_is_a_line_of_json_with_its_code(view, log, monkeypatch):
    lines = log("json")
    monkeypatch.setattr(view.engine, "record", boom)
    reply = view.ask("qk")
    (line,) = map(json.loads, lines())
    facts = {"event": "error", "kind": "RuntimeError", "where": "route qk"}
    assert line.items() >= facts.items()
    assert f" {line['code']}:" in reply.text
    assert f"RuntimeError: {BOOM}" in line["traceback"]


def test_replies_are_counted_by_the_names_of_routes(view):
    before = observed.totals()
    view.ask("qk")
    view.ask("scene", kind="nothing")
    view.client.get("/gradio_api/vit/unknown-token/qk")
    counts = observed.totals().replies - before.replies
    assert counts == {("qk", 200): 1, ("scene", 422): 1, ("qk", 404): 1}


def test_metrics_without_their_package_are_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "prometheus_client", None)  # as where it is not installed
    check_metrics(wanted=False)
    with pytest.raises(ValueError, match="pip install prometheus-client"):
        check_metrics(wanted=True)
    assert "\n" not in MISSING
