"""Whatever is raised in a handler, a route, a stream or a thread ends with one coded sentence."""

import json
import shutil
import sys

import pytest

from app import router
from app.screens.learn.trainings import Training
from app.settings import Settings
from app.ui import explore
from app.wire import progress
from app.wire.contract import PAGE_ROUTES, VIEW_ROUTES
from app.wire.route import Lines, LongWork
from tests.support.checkpoints import OFFERED, Hub, embedded
from tests.support.contracted import TAUGHT, View
from tests.support.events import DIGITS, EventPage
from tests.support.site import serving
from tests.support.unexpected import BOOM, Fault, boom, coded
from vit.scenes.scene import KINDS

ROUTES = PAGE_ROUTES | VIEW_ROUTES
STREAMS = [name for name, one in ROUTES.items() if isinstance(one.body, LongWork | Lines)]
CONTROLS = ("models", "patch", "side")
SILENT = ("cancel", "unload")  # events that show nothing
# Data of events that no page sends.
FORGED = {
    ("av-pick", "select"): [{"index": 10**9}, {"index": "x"}, {"index": DIGITS}],
    ("av-scene", "draw"): [
        {"kind": "one", "seed": DIGITS},
        {"kind": KINDS[0], "seed": "9" * 5000},
        {"kind": ["one"], "seed": 1},
        {"kind": "one", "seed": True},
    ],
    ("av-source", "frame"): [{"fit": "x", "down": 0, "right": 0}, {"fit": [], "down": DIGITS}],
    ("av-levels", "levels"): [{"levels": "best"}, {"levels": None}, {"levels": {}}],
    ("av-sizes", "choose"): [{"patch": "x"}, {"patch": -1}, {"patch": 1.5}, {"patch": DIGITS}],
    ("av-model", "choose"): [{"key": None}, {"key": 5}, {"key": ["embedded"]}, {"key": ""}],
    ("av-card", "open"): [{"seed": 1, "checkpoint": 5}, {"seed": None, "checkpoint": "embedded"}],
    ("av-patch", "input"): [],
    ("av-side", "input"): [],
    ("av-upload", "open"): [{"file": "/etc/passwd"}, {"file": ["x"]}, {"file": DIGITS}],
}
VALUES = {  # and values of components
    ("av-patch", "input"): [15, "x", None, DIGITS, [8]],
    ("av-side", "input"): ["x", None, 0, 10**9],
}


@pytest.fixture(scope="module")
def fault():
    return Fault()


@pytest.fixture(scope="module")
def site(fault):
    """The app, in each handler of which something nobody expects is raised when `fault` is on."""
    hub, guarded = Hub(), explore.guarded
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explore, "guarded", lambda one, *ends: guarded(fault.inside(one), *ends))
        with serving(Settings(device="cpu", threads=1), hub.load, hub) as running:
            yield running


@pytest.fixture
def page(site, fault):
    one = EventPage(site.url)
    one.open()
    assert one.shown["answer"]["error"] is None
    yield one
    fault.on = False
    one.client.close()


def test_every_handler_ends_with_a_coded_sentence_and_the_controls_as_shown(page, fault, caplog):
    before = {name: page.shown[name] for name in CONTROLS}
    fault.on = True
    for event in page.events:
        count = len(caplog.records)
        answer = page.send(event, {})
        assert len(caplog.records) == count + 1, event
        if event[1] in SILENT:
            continue
        assert coded(answer["error"], caplog) == BOOM, event
        assert answer["progress"] is None, event
        assert page.shown["models"] == before["models"], event
        assert page.shown["patch"] == before["patch"]["value"], event
        assert page.shown["side"] == 96, event  # px, the checkpoint's own
    fault.on = False
    assert page.send(("av-pick", "select"), {"index": 1})["error"] is None  # the app goes on


@pytest.mark.parametrize("event", FORGED, ids="-".join)
def test_forged_data_of_an_event_is_a_sentence(page, event, caplog):
    forged = [(data, None) for data in [*FORGED[event], {}, None, [], "x"]]
    given = [({}, value) for value in VALUES[event]] if event in VALUES else forged
    for data, value in given:
        answer = page.send(event, data, value)
        assert answer["error"], (data, value)
        assert len(answer["error"]) < 300
        assert answer["progress"] is None
    assert not caplog.records


@pytest.mark.parametrize("data", [None, "x", [1], {"key": {}, "tab": 5, "selection": []}])
def test_no_event_takes_odd_data_for_a_fault(page, data, caplog):
    for event in page.events:
        page.send(event, data, data)
    assert not caplog.records


@pytest.mark.parametrize("answer", [None, "x", [1], {"top": 5}])
def test_a_forged_answer_is_no_fault(page, answer, caplog):
    """The page's present answer comes back to the server with each event."""
    page.shown["answer"] = answer
    assert page.send(("av-pick", "select"), {"index": "x"})["error"]
    assert not caplog.records


def test_a_page_whose_session_is_gone_brings_its_choices_again(site):
    """After a restart the page still has sizes that this session never got from the server."""
    page = EventPage(site.url, "another")
    for event in set(page.events) - {(None, "load"), ("av-view", "restore")}:
        if event[1] not in SILENT:
            page.shown.clear()
            page.send(event, {}, 16)
            assert page.shown["viewer"].keys() == {"lost"}, event
            assert "error" not in page.shown.get("answer", {}), event
            assert "value" not in page.shown.get("patch", {}), event
    assert page.send(("av-view", "restore"), {"selection": {"patch": "16"}})["error"] is None
    assert page.shown["patch"]["value"] == 16
    assert page.send(("av-patch", "input"), value=8)["error"] is None
    page.client.close()


def test_a_download_that_fails_unexpectedly_says_so(page, site, monkeypatch, caplog):
    monkeypatch.setattr(site.engine.store, "fetch", boom)
    answer = page.send(("av-model", "choose"), {"key": OFFERED})
    assert coded(answer["error"], caplog) == BOOM
    assert answer["progress"] is None
    assert page.shown["models"]["chosen"] == "embedded"


@pytest.fixture
def view(monkeypatch):
    return View(monkeypatch, embedded())


@pytest.fixture
def broken(monkeypatch):
    """A view in whose every endpoint something nobody expects is raised."""
    fault, ended = Fault(), router.ended
    monkeypatch.setattr(router, "ended", lambda name, one: ended(name, fault.inside(one)))
    made = View(monkeypatch, embedded())
    fault.on = True
    return made


def test_every_route_replies_with_a_coded_sentence(broken, caplog):
    for name in ROUTES:
        reply = broken.ask(name, **({"model": "x"} if name in TAUGHT else {}))
        assert reply.status_code == 500, name
        assert reply.headers["content-type"].startswith("text/plain"), name
        assert coded(reply.text, caplog) == BOOM, name
    assert len(caplog.records) >= len(ROUTES)


@pytest.mark.parametrize("name", STREAMS)
def test_every_stream_ends_with_a_coded_sentence(view, name, monkeypatch, caplog):
    if name == "train":
        monkeypatch.setattr(Training, "reports", boom)
    elif name in TAUGHT:
        view.taught()
    monkeypatch.setattr(progress, "_progress", boom)  # of each step of long work
    reply = view.ask(name, **({"model": view.taught()} if name == "teach_compare" else {}))
    assert reply.status_code == 200, reply.text
    assert coded(json.loads(reply.text.splitlines()[-1])["error"], caplog) == BOOM


def test_a_training_whose_process_fails_ends_with_a_coded_sentence(view, monkeypatch, caplog):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    *_, last = map(json.loads, view.ask("train").text.splitlines())
    assert coded(last["error"], caplog) == "status 1: "
