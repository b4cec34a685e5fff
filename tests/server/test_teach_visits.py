"""A taught model belongs to its visit: who sees it, how it is saved, when it is forgotten."""

import io
import json
import zipfile
from dataclasses import replace

import pytest

import vit
from app.engine.engine import Engine
from app.screens.explore.models import model_marks
from app.screens.explore.view import explore
from app.settings import Selection
from tests.support.lesson import CLASSES, MINE, OTHER, Lesson, noise
from vit.pictures.images import InputError


@pytest.fixture
def lesson(page) -> Lesson:
    return Lesson(page)


def test_a_visit_comes_back_to_its_lesson(lesson):
    classes = lesson.fill()
    report = lesson.taught()
    state = lesson.get("teach").json()
    assert {one["name"]: one["pictures"] for one in state["classes"]} == classes
    assert [one["checkpoint"] for one in state["taught"]] == [report["checkpoint"]]
    assert state["taught"][0] == report


def test_nobody_else_sees_pictures_or_model(lesson, page):
    classes = lesson.fill()
    key = lesson.taught()["checkpoint"]
    other, engine = Lesson(page, OTHER), page.engine
    assert other.get("teach").json() == {"classes": [], "pictures": [], "taught": []}
    assert other.get(f"teach/thumbnail/{classes['red'][0]}").status_code == 422
    assert lesson.get(f"teach/thumbnail/{classes['red'][0]}").status_code == 200
    assert key not in model_marks(engine, "embedded", OTHER)["here"]
    assert [one["key"] for one in model_marks(engine, "embedded", MINE)["own"]] == [key]
    word = explore(engine, Selection(page.picture.digest, key), MINE).viewer["selection"]["model"]
    for name in (key, word):
        with pytest.raises(InputError, match="stayed with the page"):
            explore(engine, Selection(page.picture.digest, name), OTHER)
        for path in ("column", "forward"):
            reply = other.get(path, column="1", checkpoint=name)
            assert reply.status_code == 422
            assert "stayed with the page" in reply.text
        assert lesson.get("column", column="1", checkpoint=name).status_code == 200
        for path in ("teach/compare", "teach/folder.zip"):
            assert other.get(path, model=name).status_code == 422
        link = f"screen=compare&kind=attention&columns={name}"
        assert other.get("saved/compare.npz", screen="compare", link=link).status_code == 422


def test_a_visit_s_lesson_ends_with_it(lesson):
    lesson.fill()
    key = lesson.taught()["checkpoint"]
    engine: Engine = lesson.engine
    assert key in engine.store.held()
    engine.visits.leave(MINE)
    assert key not in engine.store.held()
    assert engine.taught.of(key) is None
    again = Lesson(lesson.page)
    assert again.get("teach").json() == {"classes": [], "pictures": [], "taught": []}


def test_the_base_is_left_as_it_is(lesson):
    base = lesson.engine.store.model("embedded")
    before, config = list(base.state_dict()), base.config
    lesson.fill()
    key = lesson.taught()["checkpoint"]
    assert list(base.state_dict()) == before
    assert base.config is config
    shared = lesson.engine.store.model(key)
    assert shared.patch_embed is base.patch_embed
    assert lesson.engine.store.model(key).labels.names == CLASSES


def test_teaching_with_a_taught_model_at_hand_teaches_its_base(lesson, page):
    lesson.fill()
    first = lesson.taught()["checkpoint"]
    key = page.engine.key(Selection(page.picture.digest, first))
    page.engine.record(key)
    lesson.token = page.engine.grant(key, MINE)
    second = lesson.taught()["checkpoint"]
    assert second != first
    assert page.engine.taught.of_visit(MINE)[0].base == "embedded"


def test_the_folder_is_opened_by_the_library(lesson, tmp_path, monkeypatch):
    lesson.fill()
    report = lesson.taught()
    model = lesson.engine.store.model(report["checkpoint"])
    reply = lesson.get("teach/folder.zip", model=report["checkpoint"])
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-disposition"] == 'attachment; filename="classes-red-green.zip"'
    zipfile.ZipFile(io.BytesIO(reply.content)).extractall(tmp_path)
    monkeypatch.undo()
    opened = vit.load(f"local-dir:{tmp_path / 'classes-red-green'}", device="cpu")
    assert opened.labels.names == CLASSES
    pixels = vit.prepare(model, noise(3)).pixels
    assert vit.trace(opened, pixels).logits.allclose(vit.trace(model, pixels).logits, atol=1e-5)


def test_a_column_of_a_taught_model_says_whether_it_is_none_of_its_classes(lesson):
    lesson.fill()
    key = lesson.taught()["checkpoint"]
    digest = lesson.page.picture.digest

    def said():
        words = lesson.get("column", column="1", checkpoint=key).json()["none"]
        answer = explore(lesson.engine, Selection(digest, key), MINE).answer
        note = answer["note"]
        taught = answer["verdict"] if "None of these" in (answer["verdict"] or "") else None
        assert len(words) < 50
        return f"{words} {taught or note['head'] + note['text']}"

    assert "Not measured yet. One of these, or none?" in said()
    lesson.get("teach/compare", model=key)
    one, nearest = lesson.engine.taught, lesson.engine.taught.strangers(key)
    for line, short, full in (
        (None, "Cannot be told (see Teach).", "cannot be told here"),
        (1.1, "None of these: nearness", "it is less like the taught pictures"),
        (-1.1, "Like the taught ones: nearness", "Like the taught pictures."),
    ):
        one.compare(key, replace(nearest, line=line))
        words = said()
        assert words.startswith(("None of these? ", short))
        assert short in words
        assert full in words
    assert lesson.get("column", column="1").json()["none"] is None


def test_strangers_are_examples_of_the_same_kind(lesson):
    for kind, count in (("photo", 6), ("scene", 7)):
        if kind == "photo":
            lesson.fill()
        else:
            ids = [lesson.get(f"teach/scene/one/{seed}").json()["id"] for seed in range(20, 26)]
            lesson.sort({"a": ids[::2], "b": ids[1::2]})
        key = lesson.taught()["checkpoint"]
        lines = lesson.get("teach/compare", model=key).text.splitlines()
        result = json.loads(lines[-1])["result"]
        assert len(result["names"]) == len(result["other"]) == count
        assert (result["line"] is None) == (result["reason"] is not None)
        assert lesson.get("teach").json()["taught"][0]["compared"] == result
