"""Links through the running app: its load event, as the page's own JavaScript sends it."""

import json

import httpx
import pytest
import timm
from timm.models import save_for_hf

import vit
from app.settings import Settings
from tests.support.checkpoints import embedded
from tests.support.links import BROKEN
from tests.support.site import serving

SECRET = "hidden-parent"  # a folder above the checkpoint's
TAB, OTHER = "0f" * 16, "f0" * 16


class LoadEvent:
    """The first request of a page of a running app."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=60)
        self.config = self.client.get("config").json()
        self.number = next(
            one["id"] for one in self.config["dependencies"] if one["targets"][0][1] == "load"
        )

    def viewer_and_answer(self, query, tab=TAB, session="first") -> list:
        body = {"fn_index": self.number, "data": [tab, None, {}], "session_hash": session}
        reply = self.client.post("gradio_api/run/predict", params=query, json=body)
        assert reply.status_code == 200, reply.text
        _, viewer, answer, *_ = reply.json()["data"]
        return [viewer, answer]


@pytest.fixture(scope="module")
def event():
    with serving(Settings(device="cpu", threads=1), lambda key, **_: embedded()) as site:
        one = LoadEvent(site.url)
        one.engine = site.engine
        yield one
        one.client.close()


def test_a_page_without_a_link_opens_with_the_first_example(event):
    viewer, answer = event.viewer_and_answer({})
    assert viewer["selection"] == {}
    assert viewer["opened"] == {"facts": {}, "sentence": None, "expects": None, "waits": None}
    assert answer["error"] is None


def test_a_link_is_shown_at_once(event):
    query = {"picture": "scene:two:77", "patch": "12", "head": "3", "__theme": "dark", "view": "x"}
    viewer, _ = event.viewer_and_answer(query)
    assert viewer["selection"] == {"picture": "scene:two:77", "patch": "12"}
    assert viewer["opened"]["facts"] == {"head": 3}
    assert event.viewer_and_answer(query, session="again")[0]["token"] == viewer["token"]


def test_a_reload_in_the_same_tab_is_the_same_visit(event):
    first = event.viewer_and_answer({}, session="a")[0]["token"]
    assert event.viewer_and_answer({}, session="b")[0]["token"] == first
    assert event.viewer_and_answer({}, OTHER, session="c")[0]["token"] != first
    alone = [event.viewer_and_answer({}, "", session=name)[0]["token"] for name in "dede"]
    assert alone[0] == alone[2] != alone[1] == alone[3]


def test_a_picture_belongs_to_the_tab_that_opened_it(event):
    digest = event.engine.granted(event.viewer_and_answer({})[0]["token"]).digest
    mine = event.engine.visits.granted(event.viewer_and_answer({})[0]["token"]).visit
    event.engine.visits.own(mine, digest)
    query = {"picture": f"own:{digest[:12]}"}
    assert event.viewer_and_answer(query)[0]["opened"]["expects"] is None
    for tab, session in ((OTHER, "c"), ("", "d"), (TAB.upper(), "e"), (mine, "f"), ("", mine)):
        viewer, _ = event.viewer_and_answer(query, tab, session)
        assert viewer["opened"]["expects"] == digest[:12]


@pytest.mark.parametrize("link", BROKEN[::4])
def test_a_broken_link_is_answered_with_a_view_and_a_sentence(event, monkeypatch, link):
    name, _, text = link.partition("=")
    viewer, answer = event.viewer_and_answer({name: text})
    assert viewer["token"]
    assert viewer["selection"] == {}
    assert answer["error"].startswith(f"{name}: ")
    assert answer["serial"] >= 0


def test_nothing_of_the_page_holds_the_path_of_its_model(tmp_path):
    folder = tmp_path / SECRET / "roses"
    model = timm.create_model("test_vit", num_classes=3)
    save_for_hf(model, folder, model_config={"label_names": ["rose", "tulip", "oak"]})
    settings = Settings(device="cpu", threads=1, model=f"local-dir:{folder}")
    with serving(settings, vit.load) as site:
        event = LoadEvent(site.url)
        assert "given:roses" in json.dumps(event.config)
        replies = [event.viewer_and_answer(query) for query in ({}, {"model": "embedded"})]
        assert SECRET not in json.dumps([event.config, replies]) + event.client.get("/").text
        event.client.close()
    assert [viewer["checkpoint"] for viewer, _ in replies] == ["given:roses", "embedded"]
