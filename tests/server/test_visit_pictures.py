"""A picture of one's own: it is sent by a page, has its name there, and lives with its visit."""

import io
import re

import numpy as np
import pytest
import torch
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.engine.pictures import open_again, open_example, open_expected
from app.engine.tabs import visit_of
from app.engine.visits import IDLE, Visits
from app.router import routes
from app.screens.explore.view import explore
from app.settings import Selection
from app.wire.contract import BASE, OPENED, TAB
from tests.support.client import noise
from tests.support.sending import open_sent, sent
from vit.pictures.images import InputError, png

MINE, HERS = "0" * 32, "f" * 32  # secrets of two tabs
NAMES = {MINE: "holiday.png", HERS: "marie_diagnosis.png"}


@pytest.fixture
def client(engine):
    with TestClient(Starlette(routes=routes(engine))) as one:
        yield one


def send(client, content, secret=MINE):
    return client.post(f"{BASE}/open", content=content, headers={TAB: secret})


def on_disk(engine):
    return [path for path in engine.uploads._folder.path.iterdir() if path.is_file()]


def view(engine, digest, visit):
    return explore(engine, Selection(digest, "embedded"), visit)


def test_a_file_is_opened_by_the_visit_that_sent_it_alone(engine, client):
    file = send(client, png(noise(1).rgb)).json()
    mine, hers = visit_of(MINE), visit_of(HERS)
    with pytest.raises(InputError, match="open it again"):
        open_expected(engine, file, hers, Selection("", "embedded"))
    assert open_expected(engine, file, mine, Selection("", "embedded")) == noise(1).digest


def test_a_path_is_no_file_that_was_sent(engine, client, tmp_path):
    send(client, b"x")
    (path,) = on_disk(engine)
    for name in (str(path), path.name, f"../{path.name}", "/etc/passwd", ""):
        with pytest.raises(InputError, match="open it again"):
            open_expected(engine, {"file": name}, visit_of(MINE), Selection("", "embedded"))


@pytest.mark.parametrize("secret", ["", "0" * 31, "g" * 32, "0" * 33])
def test_what_is_no_page_sends_nothing(engine, client, secret):
    reply = send(client, b"content", secret)
    assert (reply.status_code, len(engine.uploads)) == (422, 0)
    assert "A page sends pictures" in reply.text


def test_too_much_and_nothing_are_refused_and_leave_nothing(engine, client, monkeypatch):
    def pieces():
        for _ in range(OPENED.most // 2**20 + 1):
            yield bytes(2**20)

    assert send(client, b"").status_code == 422
    assert send(client, pieces()).status_code == 413  # nobody said how large it is
    assert send(client, b"x" * (OPENED.most + 1)).status_code == 413
    assert (on_disk(engine), engine.uploads.nbytes) == ([], 0)


def test_a_file_that_cannot_be_read_does_not_stay(engine, client):
    file = send(client, b"no picture").json()
    with pytest.raises(InputError, match="not a picture that can be read"):
        open_expected(engine, file, visit_of(MINE), Selection("", "embedded"))
    assert on_disk(engine) == []


@pytest.fixture
def shared(engine, tmp_path):
    """Digest of a picture that two visits opened, each from a file of its own."""
    (tmp_path / "one.png").write_bytes(png(noise(1).rgb))
    Image.fromarray(noise(1).rgb).save(tmp_path / "other.png", compress_level=1)
    files = zip(NAMES, ("one.png", "other.png"), strict=True)
    digests = {
        open_sent(engine, tmp_path / file, visit_of(secret), NAMES[secret])
        for secret, file in files
    }
    (digest,) = digests
    return digest


@pytest.mark.parametrize("secret", NAMES)
def test_two_visits_with_the_same_pixels_have_each_its_own_name(engine, client, shared, secret):
    visit, name = visit_of(secret), NAMES[secret]
    stem, foreign = name.removesuffix(".png").replace("_", "-"), ["marie", "holiday"]
    foreign = next(one for one in foreign if one not in name)
    explored = view(engine, shared, visit)
    view(engine, open_example(engine, 0), visit)
    start = f"{BASE}/{explored.viewer['token']}"
    assert explored.viewer["picture_name"] == name
    assert explored.strip["items"][-1]["label"] == name
    pages = [
        client.get(f"{start}/{path}")
        for path in ("picture.png", "figure.png", "array.npz", "python", "pictures")
    ]
    pages += [client.get(f"{start}/saved/compare.png", params={"link": "screen=compare"})]
    texts = [f"{one.headers} {one.content[:100_000]!r}" for one in pages if one.is_success]
    assert len(texts) == len(pages)
    assert all(stem in text or name in text for text in texts)
    changed = client.get(f"{start}/changed", params={"lane": "heads", "off": "0.0"}).json()
    column = client.get(f"{start}/column", params={"column": "1", "patch": 4}).json()
    film = client.get(f"{start}/film/pan/facts").json()
    part = client.get(f"{start}/teach/part").json()
    names = [one["viewer"]["picture_name"] for one in (changed, column)]
    assert [*names, part["name"], film["title"]] == [*[name] * 3, f"Pan over {name}"]
    assert not re.search(foreign, f"{explored} {texts} {changed} {column} {film} {part}")


def test_equal_pixels_share_their_traces(engine, shared, forwards):
    for secret in NAMES:
        view(engine, shared, visit_of(secret))
    assert len(forwards) == 1


def test_a_name_goes_with_its_visit_and_is_nobody_else_s(engine, shared):
    engine.visits.leave(visit_of(HERS))
    assert engine.picture(shared, visit_of(MINE)).name == NAMES[MINE]
    assert engine.picture(shared, visit_of(HERS)).name == "picture"
    assert engine.picture(shared).name == "picture"


def test_the_input_of_a_model_is_the_same_after_its_pixels_were_let_go(engine, tmp_path):
    grain = np.random.default_rng(0).integers(0, 256, (900, 1400, 3), np.uint8)
    Image.fromarray(grain).save(tmp_path / "large.jpg", quality=90)
    key = engine.key(Selection(open_sent(engine, tmp_path / "large.jpg"), "embedded"))
    first = engine.prepared(key).pixels.clone()
    for cache in (engine._inputs, engine.album._pixels, engine._traces, engine.album._pages):
        cache.drop_where(lambda _: True)
    assert torch.equal(engine.prepared(key).pixels, first)


def test_eighteen_visitors_whose_photographs_do_not_fit_lose_none(engine, client):
    engine.budget.limit = 2**20  # bytes: three of their pictures
    content, views = {}, {}
    for number in range(18):
        secret = f"{number:032x}"
        file = io.BytesIO()
        Image.fromarray(noise(number).rgb).resize((400, 300)).save(file, "JPEG")
        content[secret] = file.getvalue()
        opened = send(client, content[secret], secret).json()
        visit = visit_of(secret)
        digest = open_expected(engine, opened, visit, Selection("", "embedded"))
        views[secret] = view(engine, digest, visit)
    for secret, one in views.items():
        start = f"{BASE}/{one.viewer['token']}"
        for path in ("picture", "qk/0", "picture.png"):
            assert client.get(f"{start}/{path}").status_code == 200
        again = view(engine, one.viewer["digest"], visit_of(secret))
        assert again.viewer["digest"] == one.viewer["digest"]
    assert len(on_disk(engine)) == 18


def test_files_end_with_their_visits_and_no_sooner(engine, client):
    class Clock:
        now = 0.0

        def __call__(self):
            return self.now

    engine.visits._clock = clock = Clock()
    for number, secret in enumerate((MINE, HERS)):
        send(client, bytes([number]) * 9, secret)
    token = view(engine, open_example(engine, 0), visit_of(MINE)).viewer["token"]
    for minute in range(60):
        clock.now = 60.0 * minute
        assert client.get(f"{BASE}/{token}/alive").json()["known"]
    assert len(on_disk(engine)) == 1
    clock.now += IDLE + 1
    assert not client.get(f"{BASE}/{token}/alive").json()["known"]
    assert on_disk(engine) == []


def test_a_page_that_sends_its_file_again_has_its_picture_back(engine, tmp_path):
    (tmp_path / "mine.png").write_bytes(png(noise(3).rgb))
    open_again(engine, sent(engine, tmp_path / "mine.png", "mine"), "mine")
    assert engine.visits.owned("mine", noise(3).digest[:12]) == noise(3).digest
    assert engine.picture(noise(3).digest, "mine").name == "mine.png"
    open_again(engine, {"file": "0" * 64}, "mine")  # which is said where the picture is missed
    open_again(engine, {}, "mine")


def test_a_picture_of_the_strip_that_is_sent_stays_one_of_the_strip(engine, tmp_path):
    example = open_example(engine, 0)
    (tmp_path / "mine.png").write_bytes(png(engine.picture(example).rgb))
    assert open_sent(engine, tmp_path / "mine.png", "mine") == example
    assert engine.drawn(example) is not None
    engine.visits.leave("mine")
    assert engine.holds(example)


def test_visits_keep_the_names_of_their_pictures():
    visits = Visits()
    visits.own("mine", "digest", "mine.png")
    visits.own("hers", "digest", "hers.png")
    assert (visits.name("mine", "digest"), visits.name("hers", "digest")) == (
        "mine.png",
        "hers.png",
    )
    assert visits.name("mine", "other") == visits.name("nobody", "digest") == ""
