"""Every route of a running app replies as the contract says: keys, types, dtype and shape."""

import json
from pathlib import Path

import numpy as np
import pytest

from app.screens.card import cards
from app.screens.explore.models import ModelMarks, checkpoint_choices, model_marks
from app.wire.contract import BASE, PAGE_ROUTES, VIEW_ROUTES
from app.wire.forms_card import ModelCards
from app.wire.forms_explain import Progress
from app.wire.forms_explore import Answer, CheckpointChoice, Strip
from app.wire.forms_view import Descriptor, Prediction
from app.wire.route import File, Json, LongWork, Numbers, PageFile, Route
from app.wire.view_state import Direction
from tests.support.checkpoints import embedded
from tests.support.contracted import View
from tests.support.forms import faults
from tests.support.rotary import KINDS
from tests.support.tiny import tiny_model

APP = Path(__file__).resolve().parents[2] / "app"
MODELS = {
    "embedded": embedded,
    "twelve layers, four registers": lambda: tiny_model(
        depth=12, registers=4, rope=KINDS["axial"]
    ).float(),
    "no classes": lambda: tiny_model(outputs="none", classes=0).float(),
}
OF_A_CLASS = {name for name, route in VIEW_ROUTES.items() if "target" in route.required}
NAMES = "class_names"  # of the program's own file alone
REFUSED = {  # what a model does not have
    "embedded": {NAMES, "rotary"},
    "twelve layers, four registers": {NAMES, "score_parts", "teach_folder"},
    "no classes": {NAMES, "rotary", *OF_A_CLASS},
}
# Training takes its time: tests/server/test_build.py compares its lines.
ASKED = [name for name in (*VIEW_ROUTES, *PAGE_ROUTES) if name not in ("train", "train_order")]


@pytest.fixture(scope="module", params=MODELS)
def view(request):
    with pytest.MonkeyPatch.context() as patch:
        one = View(patch, MODELS[request.param]())
        one.model = request.param
        yield one


def test_the_app_has_exactly_the_routes_of_the_contract(view):
    page = {f"{BASE}/{route.pattern}" for route in PAGE_ROUTES.values()}
    own = {BASE + "/{token}/" + route.pattern for route in VIEW_ROUTES.values()}
    assert [route.path for route in view.routes if route.path not in page | own] == []
    assert page | own == {route.path for route in view.routes}
    assert len(page) == len(PAGE_ROUTES)
    assert len(own) == len(VIEW_ROUTES)


@pytest.mark.parametrize("name", ASKED)
def test_a_route_replies_as_the_contract_says(view, name):
    reply = view.ask(name)
    if name in REFUSED[view.model]:
        assert reply.status_code == 422
        assert reply.text.endswith(".")
        assert reply.headers["content-type"].startswith("text/plain")
        return
    assert reply.status_code == 200, reply.text
    route = VIEW_ROUTES.get(name) or PAGE_ROUTES[name]
    assert content_faults(view, name, route, reply) == []


def content_faults(view: View, name: str, route: Route, reply) -> list[str]:
    body, kind = route.body, reply.headers["content-type"].partition(";")[0]
    if isinstance(body, Json):
        return faults(reply.json(), body.form)
    if isinstance(body, LongWork):
        # An empty line comes where nothing was to be said for a second, as on a busy machine.
        *steps, last = filter(None, map(json.loads, reply.text.splitlines()))
        found = [fault for step in steps for fault in faults(step, Progress)]
        assert steps
        assert last.keys() == {"result"}
        return found + faults(last["result"], body.form)
    if isinstance(body, Numbers):
        assert kind == "application/octet-stream"
        values = np.frombuffer(reply.content, {"float16": "<f2", "float32": "<f4"}[body.dtype])
        assert np.isfinite(values).all()
        expected = view.count(name, body)
        return [] if len(values) == expected else [f"{len(values)} numbers instead of {expected}"]
    expected = body.kinds if isinstance(body, File) else ("text/javascript",)
    assert isinstance(body, File | PageFile)
    return [] if kind in expected else [f"{kind} instead of {' or '.join(expected)}"]


def test_a_plan_that_breaks_a_rule_has_its_form(view):
    reply = view.ask("build", "broken plan")
    assert faults(reply.json(), PAGE_ROUTES["build"].body.form) == []
    assert reply.json()["shape"] is None


def test_what_gradio_carries_has_its_form(view):
    explored = json.loads(json.dumps([view.descriptor, view.explored.answer, view.explored.strip]))
    forms = (Descriptor, Answer, Strip)
    found = [faults(value, form) for value, form in zip(explored, forms, strict=True)]
    assert found == [[], [], []]
    assert faults(json.loads(json.dumps(cards())), ModelCards) == []
    assert faults(checkpoint_choices(view.engine), list[CheckpointChoice]) == []
    assert faults(model_marks(view.engine, "embedded"), ModelMarks) == []


def test_a_drawn_scene_has_its_objects(view):
    assert faults(view.json("objects"), VIEW_ROUTES["objects"].body.form) == []
    assert view.json("objects") is not None


def test_replies_are_typed():
    sources = [*(APP / "wire").glob("*.py"), *(APP / "screens").glob("**/*.py")]
    assert len(sources) >= 40
    assert [path.name for path in sources if "dict[str, Any]" in path.read_text("utf-8")] == []


@pytest.mark.parametrize(
    ("value", "form", "fault"),
    [
        ({"index": 1, "name": "cat"}, "prediction", "reply lacks p"),
        ({"index": 1, "name": "cat", "p": 1, "q": 2}, "prediction", "reply has q too"),
        ({"index": 1.5, "name": "cat", "p": 1}, "prediction", "reply.index is 1.5"),
        ({"index": True, "name": "cat", "p": 1}, "prediction", "reply.index is True"),
        ([1, 2, 3], "pair", "reply has 3 items instead of 2"),
        ("both", "word", "reply is 'both', none of"),
        ({"a": None}, "table", "reply.a is None"),
    ],
)
def test_a_difference_is_seen(value, form, fault):
    forms = {
        "prediction": Prediction,
        "pair": tuple[int, int],
        "word": Direction,
        "table": dict[str, float],
    }
    (found,) = faults(value, forms[form])
    assert found.startswith(fault)
