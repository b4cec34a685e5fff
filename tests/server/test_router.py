"""The routes of all screens: only a granted token opens them, and a mistake is a sentence."""

import io

import pytest
from PIL import Image

from app.front.files import first_file
from app.router import BASE


def test_the_picture_is_the_upload(page):
    shown = Image.open(io.BytesIO(page.get("picture").content))
    assert (shown.format, shown.size) == ("JPEG", (70, 50))


@pytest.mark.parametrize("path", ["picture", "qk/0", "from/0", "positions", "array.npz", "python"])
def test_without_a_granted_token_there_is_nothing(page, path):
    page.token, granted = "x" * 32, page.token
    assert page.get(path).status_code == 404
    page.token = granted
    page.engine.visits.release(granted)
    assert page.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("qk/3", "Layer 3 does not exist: layers are 0 to 2"),
        ("from/27", "token 27 does not exist"),
        ("from/one", "Token 'one' is not a number"),
        ("fused/sum/0", "fusion 'sum' is unknown"),
        ("figure.gif", "A figure cannot be saved as 'gif': use png, svg, pdf"),
        ("features/4", "depth: 4 is not there, choose one from 0 to 3."),
        ("array.npz?method=features&depth=4", "depth: 4 is not there"),
        ("array.npz?layer=9", "9"),
        ("python?method=magic", "magic"),
        ("array.npz?method=positions", "asks from a patch"),
        ("array.npz?method=class", "needs the number of a class"),
        ("python?method=class&target=5", "needs the number of a class"),
    ],
)
def test_a_wrong_request_is_answered_in_a_sentence(page, path, said):
    path, _, query = path.partition("?")
    reply = page.get(path, **dict(pair.split("=") for pair in query.split("&") if pair))
    assert reply.status_code == 422
    assert said in reply.text


def test_files_are_those_of_the_page_alone(page):
    for path in (
        *("../favicon.svg", "style.css", "..%2F..%2Ffavicon.svg", "%2e%2e/reports/parity.md"),
        *("first.js", "first-000000000000.js", f"{first_file()}%00", "none"),
    ):
        assert page.client.get(f"{BASE}/files/{path}").status_code == 404


def test_scenes_of_the_card_have_pictures(page):
    reply = page.client.get(f"{BASE}/scene/one/1000003")
    assert Image.open(io.BytesIO(reply.content)).size == (96, 96)
    assert page.client.get(f"{BASE}/scene/magic/1").status_code == 422
    assert page.client.get(f"{BASE}/scene/one/99999999").status_code == 422


def test_examples_have_thumbnails(page):
    reply = page.client.get(f"{BASE}/example/0")
    assert max(Image.open(io.BytesIO(reply.content)).size) <= 112
    assert page.client.get(f"{BASE}/example/999").status_code == 404


def test_a_sign_of_life_keeps_what_a_page_holds_and_computes_nothing(page, monkeypatch):
    def refuse(*_):
        raise AssertionError("a record was made")

    monkeypatch.setattr(page.engine, "record", refuse)
    born = page.engine.born
    assert page.get("alive").json() == {"born": born, "known": True}
    page.engine.visits.release(page.token)
    assert page.get("alive").json() == {"born": born, "known": False}
