"""The words of a selection: what is written is read again, and nothing else is handed over."""

import random

import numpy as np
import pytest
from PIL import Image

from app.engine.gallery import examples
from app.engine.pictures import open_example, open_scene
from app.engine.store import own_key
from app.engine.visits import Grant
from app.screens.compare.columns import column_key
from app.screens.explore.link import explore_link
from app.settings import Selection
from app.share.opening import NOT_HELD, SENDERS, open_link
from app.share.selection import placed, selection_of, write
from tests.support.checkpoints import embedded
from tests.support.links import engine_of, visit_link
from tests.support.rotary import KINDS
from tests.support.sending import open_sent
from tests.support.tiny import tiny_model
from vit.framing import Framing
from vit.pictures.images import InputError

MINE, YOURS = "my visit", "your visit"


@pytest.fixture
def engine(monkeypatch):
    return engine_of(monkeypatch, embedded())


@pytest.fixture
def upload(tmp_path):
    """The path of a picture that nobody else has."""
    path = tmp_path / "mine.png"
    pixels = np.random.default_rng(5).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return str(path)


def some_selection(engine, draw: random.Random, upload: str) -> Selection:
    """Any selection that a page can come to."""
    digest = draw.choice(
        [
            lambda: open_example(engine, draw.randrange(len(examples()))),
            lambda: open_scene(engine, "two", draw.randrange(10_000)),
            lambda: open_scene(engine, "tiny", draw.randrange(10_000), draw.choice((96, 480))),
            lambda: open_sent(engine, upload, MINE),
        ]
    )()
    fit = draw.choice(("crop", "squash", "shape"))
    place = [round(draw.uniform(-1, 1), 4) if fit == "crop" else 0.0 for _ in range(2)]
    patch = draw.choice((None, 6, 8, 12, 16, 24))
    side = draw.choice((None, 96))
    return Selection(digest, "embedded", patch, Framing(fit, *place), side)


def test_words_that_are_written_are_read_again(engine, upload):
    for seed in range(80):
        selection = some_selection(engine, random.Random(seed), upload)
        words = write(engine, selection)
        again = open_link(engine, words, {}, MINE).selection
        assert engine.key(again) == engine.key(selection)
        assert write(engine, again) == words
        assert all(isinstance(word, str) and word for word in words.values())


def test_defaults_are_left_out(engine):
    first = open_example(engine, 0)
    assert write(engine, Selection(first, "embedded")) == {}
    assert write(engine, Selection(first, "embedded", 8, side=96)) == {}
    moved = Selection(first, "embedded", 12, Framing("crop", -0.25, 0.5))
    assert write(engine, moved) == {"patch": "12", "down": "-0.25", "right": "0.5"}


def test_a_drawn_scene_that_is_an_example_is_written_as_the_example(engine):
    assert write(engine, Selection(open_scene(engine, "two", 4), "embedded")) == {
        "picture": "example:two-4"
    }
    assert visit_link(engine, {"picture": "example:3"}).viewer["selection"] == {
        "picture": "example:two-4"
    }
    names = [example.name for example in examples()]
    drawn = ["one-1", "two-2", "one-3", "two-4", "tiny-5", "one-6", "cluttered-7", "empty-8"]
    assert names[:8] == drawn
    photographs = ["cat", "astronaut", "coffee", "rocket", "pavilion", "bricks"]
    assert names[8:] == photographs
    items = visit_link(engine, {}).strip["items"]
    assert [item["name"] for item in items] == names


def test_the_view_of_a_link_has_the_words_of_the_link(engine):
    words = {"picture": "scene:one:77:96", "patch": "16", "fit": "squash"}
    explored = visit_link(engine, words)
    assert explored.viewer["selection"] == words
    assert explored.viewer["patch"] == 16
    assert explored.strip["items"][-1]["name"] == "scene:one:77:96"
    key = engine.granted(explored.viewer["token"])
    assert write(engine, selection_of(key)) == words


def test_a_side_is_one_of_the_models(monkeypatch):
    model = tiny_model(image=(32, 32), rope=KINDS["axial"]).float()
    engine = engine_of(monkeypatch, model)
    explored = visit_link(engine, {"side": "48"})
    assert explored.viewer["input"] == (48, 48)
    assert explored.viewer["selection"] == {"side": "48"}
    error = visit_link(engine, {"side": "50"}).answer["error"]
    assert error.startswith("side: Input size 50 px cannot be had")


def test_an_own_picture_is_the_visits_alone(engine, upload):
    digest = open_sent(engine, upload, MINE)
    words = {"picture": f"own:{digest[:12]}", "patch": "12", "down": "0.5"}
    mine = visit_link(engine, words, MINE)
    assert mine.viewer["digest"] == digest
    assert mine.viewer["selection"] == words
    assert mine.viewer["opened"]["expects"] is None
    yours = visit_link(engine, words, YOURS)
    assert yours.viewer["digest"] == open_example(engine, 0)
    assert yours.viewer["selection"] == {"patch": "12", "down": "0.5"}
    assert yours.viewer["opened"]["sentence"] == SENDERS
    assert yours.viewer["opened"]["expects"] == digest[:12]
    assert yours.answer["error"] is None


def test_what_is_said_of_the_patches_of_a_missing_picture_is_kept(engine, upload):
    digest = open_sent(engine, upload, MINE)  # 40 x 60 pixels: another grid than the example's
    words = {"picture": f"own:{digest[:12]}", "fit": "shape"}
    tokens = visit_link(engine, words, MINE).viewer["tokens"]
    example = visit_link(engine, {"fit": "shape"}, MINE).viewer["tokens"]
    assert tokens != example
    last = max(tokens, example) - 1
    link = words | {"query": str(last), "hidden": str(last - 1), "mask": "block:0.0.0.13"}
    yours = visit_link(engine, link, YOURS)
    assert yours.answer["error"] is None
    facts = yours.viewer["opened"]["facts"]
    assert facts["query"] == last
    assert facts["mask"]["right"] == 13
    assert facts["change"]["hidden"] == [last - 1]
    wrong = visit_link(engine, link | {"layer": "6"}, YOURS)
    assert wrong.answer["error"].startswith("layer: 6 is not there")


def test_no_digits_hand_a_picture_to_somebody_else(engine, upload):
    digest = open_sent(engine, upload, MINE)
    visit_link(engine, {"picture": f"own:{digest[:12]}"}, MINE)
    sentences = set()
    for text in (digest, digest[:12], f"own:{digest}", f"own:{digest[:12]}", f"example:{digest}"):
        for again in (False, True):
            for words in ({"picture": text}, {"picture": text, "model": "embedded"}):
                _, explored = explore_link(engine, words, words, YOURS, again=again)
                assert explored.viewer["digest"] != digest
                sentences.add(explored.viewer["opened"]["sentence"])
        own = engine.key(Selection(open_example(engine, 0), "embedded"))
        for name in ("picture", "digest"):
            assert column_key(engine, Grant(own, YOURS), {name: text}) == own
        with pytest.raises(InputError, match="is not a whole number"):
            column_key(engine, Grant(own, YOURS), {"example": text})
        with pytest.raises(InputError, match="is not held here"):
            column_key(engine, Grant(own, YOURS), {"own": text})
    assert sentences == {None, SENDERS, NOT_HELD}


def test_the_own_picture_of_a_page_that_is_gone_is_wanted_back(engine, upload, monkeypatch):
    digest = open_sent(engine, upload, MINE)
    words = {"picture": f"own:{digest[:12]}", "patch": "12", "right": "-0.5"}
    engine.album.drop(digest)
    opened = visit_link(engine, words, MINE).viewer["opened"]
    assert (opened["sentence"], opened["expects"]) == (NOT_HELD, digest[:12])
    restarted = engine_of(monkeypatch, embedded())
    selection, explored = explore_link(restarted, words, {}, MINE, again=True)
    assert explored.viewer["opened"]["sentence"] == NOT_HELD
    # the next upload is seen as the words say, any other picture from its centre
    upload_again = open_sent(restarted, upload, MINE)
    opened_again = Selection(upload_again, "embedded", 12, selection.framing, None, digest[:12])
    assert placed(opened_again, selection).framing == Framing("crop", 0, -0.5)
    assert placed(opened_again, selection).expects == ""
    other = open_scene(restarted, "one", 5)
    assert not placed(Selection(other, "embedded", 12, selection.framing), selection).framing.moved


def test_a_model_that_was_trained_here_is_a_word_while_it_is_held(engine):
    key = own_key("2 layers × 2 heads, hidden 16", "Ab_-9")
    engine.store.hold(key, tiny_model().float())
    explored = visit_link(engine, {"model": key})
    assert explored.viewer["checkpoint"] == key
    assert explored.viewer["selection"] == {"model": "trained:Ab_-9"}
    assert visit_link(engine, {"model": "trained:Ab_-9"}).viewer["checkpoint"] == key
    engine.store._own.drop(key)
    gone = visit_link(engine, {"model": "trained:Ab_-9"})
    assert "no longer in memory: train it again" in gone.answer["error"]
    assert gone.viewer["checkpoint"] == "embedded"
