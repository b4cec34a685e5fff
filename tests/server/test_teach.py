"""A lesson over its routes: pictures, classes, and what is learned of them."""

import json

import pytest

from app.engine.engine import Engine
from app.screens.explore.view import explore
from app.screens.teach import desk, learning
from app.settings import Selection
from app.wire.limits import TEACH_PICTURES
from tests.support.lesson import CLASSES, MINE, Lesson, noise, picture
from vit.pictures.images import png

TWO = (noise(1), noise(3))


@pytest.fixture
def lesson(page) -> Lesson:
    return Lesson(page)


def test_a_taught_model_names_pictures_that_it_never_saw(lesson):
    lesson.fill()
    report = lesson.taught()
    engine: Engine = lesson.engine
    for index in range(6):
        digest = engine.hold(picture(index)).digest
        explored = explore(engine, Selection(digest, report["checkpoint"]), MINE)
        assert explored.answer["top"][0]["name"] == CLASSES[index % 2]
        assert explored.viewer["title"].startswith("red, green · ")


def test_what_was_learned_is_said(lesson):
    lesson.fill()
    steps, last = lesson.learn(way="linear")
    report = last["result"]
    assert [(step["done"], step["total"]) for step in steps] == [(i, 8) for i in range(9)]
    assert (report["right"], report["judged"]) == (8, 8)
    assert report["low"] > report["chance"] == 0.5
    assert report["tells"]
    assert report["confusion"] == [[4, 0], [0, 4]]
    assert report["photographs"] == [4, 4]
    assert report["way"] == "linear"
    assert report["depth"] in {row["depth"] for row in report["losses"]}
    assert report["wrong"] == []


def test_labels_without_meaning_are_too_few_pictures_to_tell(lesson):
    ids = [lesson.add(noise(0, seed=index)) for index in range(6)]
    lesson.sort({"a": ids[0::2], "b": ids[1::2]})
    report = lesson.taught(way="linear")
    assert report["judged"] == 6
    assert not report["tells"]
    assert len(report["wrong"]) == sum(map(sum, report["confusion"])) - sum(
        report["confusion"][i][i] for i in range(2)
    )


def part(lesson: Lesson, left: int) -> str:
    """A part of the page's picture, by its id."""
    found = lesson.get("teach/part", top=0, left=left, height=40, width=30).json()
    assert found["group"] == lesson.page.picture.digest
    return found["id"]


def test_a_class_of_one_photograph_is_not_judged(lesson):
    lesson.sort({"a": [part(lesson, 0), part(lesson, 30)], "b": [*map(lesson.add, TWO)]})
    report = lesson.taught()
    assert report["photographs"] == [1, 2]
    assert report["judged"] == 2
    assert not report["tells"]


def test_views_of_one_photograph_judge_nothing(lesson):
    ids = [part(lesson, left) for left in (0, 10, 20, 30)]
    lesson.sort({"a": ids[:2], "b": ids[2:]})
    report = lesson.taught()
    assert (report["judged"], report["by_view"], report["tells"]) == (0, True, False)
    assert all(row["loss"] is not None for row in report["losses"])  # of views, for the depth


def test_features_are_computed_once_for_a_picture(lesson, monkeypatch):
    count = []
    features = learning.features_of
    monkeypatch.setattr(learning, "features_of", lambda *given: count.append(1) or features(*given))
    classes = lesson.fill()
    lesson.taught()
    assert len(count) == 8
    classes["red"].append(lesson.add(noise(20)))
    lesson.sort(classes)
    lesson.taught()
    assert len(count) == 9


def test_the_same_picture_twice_is_one(lesson):
    assert lesson.add(noise(0)) == lesson.add(noise(0), name="copy.png")
    assert len(lesson.get("teach").json()["pictures"]) == 1


@pytest.mark.parametrize(
    ("classes", "sentence"),
    [
        ({"red": 4}, "1 class is not possible: name 2 to 20."),
        ({"red": 2, "green": 1}, "Class 'green' has 1 picture: give it 2 or more."),
        ({"red": 2, "": 2}, "One class has no name: give it one."),
        ({"red": 2, "green": 0}, "Class 'green' has 0 pictures: give it 2 or more."),
    ],
)
def test_what_cannot_be_taught_is_one_sentence(lesson, classes, sentence):
    ids = iter([lesson.add(noise(index)) for index in range(8)])
    lesson.sort({name: [next(ids) for _ in range(count)] for name, count in classes.items()})
    assert lesson.learn()[1] == {"error": sentence}
    assert lesson.get("teach").json()["taught"] == []


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("[1]", "The classes are not a list of names with their pictures: reload the page."),
        ("{", "The classes are not a list of names with their pictures: reload the page."),
        ([("a", ["x"]), ("b", ["x"])], "The same picture is in 'a' and in 'b'"),
        ([("Cat", []), ("cat", [])], "Two classes are called 'cat'"),
        ([(f"c{i}", []) for i in range(21)], "21 classes are too many: name at most 20."),
        ([("x" * 41, [])], "has 41 letters: use at most 40."),
    ],
)
def test_classes_that_contradict_themselves_are_refused(lesson, rows, sentence):
    body = (
        rows
        if isinstance(rows, str)
        else json.dumps([{"name": name, "pictures": ids} for name, ids in rows])
    )
    reply = lesson.post("teach/classes", body)
    assert reply.status_code == 422
    assert sentence in reply.text
    assert "\n" not in reply.text


def test_a_damaged_file_among_others_is_refused_alone(lesson):
    good = lesson.add(noise(0))
    reply = lesson.post("teach/picture", png(noise(1))[:200], name="broken.png")
    assert reply.status_code == 422
    assert reply.text.endswith(".")
    assert [one["id"] for one in lesson.get("teach").json()["pictures"]] == [good]


def test_a_lesson_has_a_largest_number_of_pictures(lesson, monkeypatch):
    monkeypatch.setattr(desk, "TEACH_PICTURES", 3)
    for index in range(3):
        lesson.add(noise(index))
    reply = lesson.post("teach/picture", png(noise(4)), name="one more.png")
    assert reply.status_code == 422
    assert reply.text.startswith("one more.png was not added: a lesson has at most 3 pictures")
    assert TEACH_PICTURES == 400


def test_a_part_outside_the_picture_is_refused(lesson):
    reply = lesson.get("teach/part", top=0, left=60, height=10, width=20)
    assert reply.status_code == 422
    assert "is not within the picture of 50 × 70 px" in reply.text
