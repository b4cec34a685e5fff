"""The facts of a link: every field is read, bits are sets, and what is wrong is named."""

import json
import random

import pytest

from app.engine.interventions import Intervention
from app.parameters import base64_bytes, bit_set
from app.share.facts import read_facts
from app.wire.link_fields import CHANGE_FIELDS, FACT_FIELDS, SELECTION_FIELDS, LinkFacts
from app.wire.view_state import VIEW_FIELDS
from tests.support.checkpoints import embedded
from tests.support.forms import faults
from tests.support.links import BROKEN, COLUMN, SAMPLES, base64url, bits, engine_of
from tests.support.links import visit_link as visit
from tests.support.rotary import KINDS
from tests.support.tiny import tiny_model


@pytest.fixture(scope="module")
def engine():
    with pytest.MonkeyPatch.context() as patch:
        yield engine_of(patch, embedded())


def test_every_field_of_a_figure_is_one_of_the_link_with_the_same_reader():
    shared = {name: FACT_FIELDS[name].reader for name in VIEW_FIELDS}
    assert all(shared[name] == VIEW_FIELDS[name] for name in VIEW_FIELDS if name != "target")


def test_names_are_of_one_thing():
    names = [*SELECTION_FIELDS, *FACT_FIELDS, *CHANGE_FIELDS]
    assert len(names) == len(set(names))
    assert list(SAMPLES) == list(FACT_FIELDS)


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "turn"])
def test_a_fact_reaches_the_page(engine, name: str):
    text, expected = SAMPLES[name]
    explored = visit(engine, {name: text, "picture": "scene:two:7", "utm_source": "x", "view": "y"})
    assert explored.answer["error"] is None
    facts = json.loads(json.dumps(explored.viewer["opened"]["facts"]))
    assert facts.keys() == {name}
    if name == "columns":
        expected = [{**COLUMN, **column} for column in expected]
    assert facts[name] == expected
    assert faults(facts, LinkFacts) == []


def test_every_default_has_the_form_of_its_field():
    facts = {name: one.default for name, one in FACT_FIELDS.items() if one.default is not None}
    assert faults(facts, LinkFacts) == []
    assert len(facts) > 30


def test_all_facts_at_once(engine):
    query = {name: text for name, (text, _) in SAMPLES.items() if name != "turn"}
    explored = visit(engine, query | {"off": "0.2-1.5"})
    assert explored.answer["error"] is None
    assert len(explored.viewer["opened"]["facts"]) == len(SAMPLES)


@pytest.mark.parametrize(("kind", "turns"), [("axial", ["0.0"]), ("mixed", ["0.0", "2.2"])])
def test_turns_are_those_of_the_model(monkeypatch, kind: str, turns: list[str]):
    engine = engine_of(monkeypatch, tiny_model(rope=KINDS[kind]).float())
    for text in ("0.0", "2.2", "3.0", "0.3"):
        explored = visit(engine, {"turn": text})
        assert (explored.answer["error"] is None) == (text in turns)


def test_a_changed_pass_is_one_fact(engine):
    query = {"off": "0.2-1.5", "fill": "mean", "hidden": "3-17", "temperature": "4:1.5"}
    expected = {
        "off": ["0.2", "1.5"],
        "fill": "mean",
        "hidden": [3, 17],
        "blanked": [],
        "temperature": {"4": 1.5},
    }
    assert visit(engine, query).viewer["opened"]["facts"] == {"change": expected}
    packed = {"off": f"*6.{bits([2, 11])}", "hidden": f"*{bits([3, 17])}"}
    assert visit(engine, query | packed).viewer["opened"]["facts"] == {"change": expected}


def test_masks(engine):
    scene = {"picture": "scene:two:7"}
    for text, expected in (
        ("block:0.11.3.3", {"kind": "block", "top": 0, "bottom": 11, "left": 3, "right": 3}),
        ("object:1", {"kind": "object", "index": 1}),
        ("none", {"kind": "none"}),
    ):
        facts = visit(engine, scene | {"mask": text}).viewer["opened"]["facts"]
        assert facts == {"mask": expected}
    assert visit(engine, {"mask": "object:1"}).answer["error"].startswith("mask: 1 is not there")


def test_a_trained_models_title_in_a_column_keeps_its_commas():
    title = "Own ViT: 4 layers × 4 heads, hidden 96, patch 8 of 48 px (a-b_c)"
    (column,) = read_facts({"columns": f"model:{title},patch:8"})["columns"]
    assert column == {**COLUMN, "checkpoint": title, "patch": 8}


def test_bits_are_a_set():
    for seed in range(60):
        draw = random.Random(seed)
        numbers = draw.sample(range(draw.choice((8, 9, 36, 145, 4096))), draw.randint(1, 8))
        assert bit_set(bits(numbers)) == sorted(numbers)
        patches = Intervention.parse({"hidden": f"*{bits(numbers)}"})
        assert patches == Intervention.parse({"hidden": "-".join(map(str, numbers))})
        stride = draw.randint(1, 16)
        heads = [divmod(number, stride) for number in numbers]
        named = "-".join(f"{layer}.{head}" for layer, head in heads)
        packed = f"*{stride}.{bits(numbers)}"
        assert Intervention.parse({"off": packed}) == Intervention.parse({"off": named})


def test_base64_is_read_as_it_is_written_and_nothing_else():
    for seed in range(60):
        draw = random.Random(seed)
        packed = draw.randbytes(draw.randint(1, 240))
        assert base64_bytes(base64url(packed)) == packed
    for text in ("", "A", "AAAAA", "AA==", "A A", "A/+A", "é" * 4, "A" * 4097):
        with pytest.raises(ValueError, match="is not base64"):
            base64_bytes(text)


@pytest.mark.parametrize("link", BROKEN)
def test_a_broken_link_names_its_field_and_shows_the_first_example(engine, monkeypatch, link):
    monkeypatch.setattr(engine.store, "fetch", _only_embedded(engine.store.fetch))
    name, _, text = link.partition("=")
    explored = visit(engine, {"colormap": "grey", name: text})
    error = explored.answer["error"]
    assert error.startswith(f"{name}: ")
    assert error.endswith(".")
    assert "\n" not in error
    assert explored.viewer["selection"] == {}
    assert explored.viewer["checkpoint"] == "embedded"
    assert explored.strip["chosen"] == 0
    nothing = {"facts": {}, "sentence": None, "expects": None, "waits": None}
    assert explored.viewer["opened"] == nothing


def _only_embedded(fetch):
    def fetch_embedded(key, *others):
        assert key == "embedded", f"{key} would have been fetched"
        return fetch(key, *others)

    return fetch_embedded
