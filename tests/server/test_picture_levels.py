"""Grey levels of an upload: two renditions of one file, each with its word in a link."""

import numpy as np
import pytest

from app.engine.pictures import open_example, open_expected, open_levels, open_scene
from app.screens.compare.columns import pictures
from app.screens.explore.link import explore_link
from app.screens.explore.view import explore
from app.settings import Selection
from app.share.selection import placed, write
from tests.support.checkpoints import embedded
from tests.support.deep_files import png16
from tests.support.links import engine_of, visit_link
from tests.support.sending import open_sent, sent
from vit.framing import Framing
from vit.pictures.images import InputError

MINE, YOURS = "my visit", "your visit"


@pytest.fixture
def engine(monkeypatch):
    return engine_of(monkeypatch, embedded())


@pytest.fixture
def upload(tmp_path):
    """The path of a picture of 12 bits in 16."""
    path = tmp_path / "cells.png"
    path.write_bytes(png16(np.arange(4096, dtype=np.uint16).reshape(64, 64)))
    return str(path)


def test_a_picture_says_what_was_done_and_offers_the_way_back(engine, upload):
    shown = open_sent(engine, upload, MINE)
    facts = explore(engine, Selection(shown, "embedded"), MINE).viewer["levels"]
    assert (facts["other"], facts["offer"]) == ("stored", "Show as stored")
    stored = open_levels(engine, shown, facts["other"], MINE)
    viewer = explore(engine, Selection(stored, "embedded"), MINE).viewer
    assert viewer["levels"]["other"] == "auto"
    assert viewer["selection"] == {"picture": f"own:{stored[:12]}", "levels": "stored"}
    assert open_levels(engine, stored, "auto", MINE) == shown
    plain = explore(engine, Selection(open_example(engine, 0), "embedded"), MINE).viewer
    assert plain["levels"] is None


def test_the_two_have_names_that_tell_them_apart(engine, upload):
    shown = open_sent(engine, upload, MINE)
    open_levels(engine, shown, "stored", MINE)
    labels = [one["label"] for one in pictures(engine, MINE)]
    assert labels == ["cells.png, levels as stored", "cells.png"]


def test_pixels_that_were_let_go_are_made_with_the_same_levels(engine, upload):
    stored = open_levels(engine, open_sent(engine, upload, MINE), "stored", MINE)
    engine.album._pixels.drop(stored)
    assert engine.picture(stored).digest == stored


def test_nobody_else_gets_the_other_levels(engine, upload):
    stored = open_levels(engine, open_sent(engine, upload, MINE), "stored", MINE)
    words = {"picture": f"own:{stored[:12]}", "levels": "stored"}
    assert visit_link(engine, words, MINE).viewer["digest"] == stored
    assert visit_link(engine, words, YOURS).viewer["opened"]["expects"] == stored[:12]


def test_a_file_that_is_opened_again_has_the_levels_of_its_link(engine, upload, monkeypatch):
    stored = open_levels(engine, open_sent(engine, upload, MINE), "stored", MINE)
    words = {"picture": f"own:{stored[:12]}", "levels": "stored", "right": "-0.5"}
    restarted = engine_of(monkeypatch, embedded())
    before, _ = explore_link(restarted, words, {}, MINE, again=True)
    assert write(restarted, before)["levels"] == "stored"  # so the page asks for it again
    again = open_expected(restarted, sent(restarted, upload, MINE), MINE, before)
    assert again == stored
    after = placed(Selection(again, "embedded", None, before.framing), before)
    assert after.framing == Framing("crop", 0, -0.5)
    assert write(restarted, after) == words


def test_another_file_than_the_link_s_opens_as_every_picture(engine, upload, monkeypatch):
    words = {"picture": "own:0123456789ab", "levels": "stored"}
    before, _ = explore_link(engine, words, {}, MINE)
    opened = open_expected(engine, sent(engine, upload, MINE), MINE, before)
    assert engine.album.levels(opened) == "auto"
    assert engine.visits.opened(MINE) == [opened]


def test_levels_that_cannot_be_had_are_one_sentence(engine, upload):
    scene = open_scene(engine, "one", 5)
    with pytest.raises(InputError, match="no other grey levels"):
        open_levels(engine, scene, "stored", MINE)
    with pytest.raises(InputError, match="no longer held"):
        open_levels(engine, "0" * 64, "stored", MINE)
    with pytest.raises(InputError, match="'dark' is none of auto, stored, stretched"):
        open_levels(engine, open_sent(engine, upload, MINE), "dark", MINE)
    assert "levels: 'dark' is none of" in visit_link(engine, {"levels": "dark"}).answer["error"]
