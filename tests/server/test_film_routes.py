"""The Film screen's routes: a visit's own film, its maps, a patch followed, what is saved."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import vit
from app.engine.held_bytes import held_bytes
from app.router import BASE
from app.screens.film import passes, ways
from app.screens.film.clips import Clip
from app.settings import Selection
from tests.support.client import Page, close, noise
from tests.support.film_files import film_of, gif
from tests.support.film_pages import FRAMES, computed, facts, opened
from vit.maps.flow import attention_rows
from vit.pictures.film_reading import read_film
from vit.pictures.films import pan_film
from vit.tasks.facets import facet_directions
from vit.tasks.follow import follow_patch


@pytest.fixture
def sent(page: Page, tmp_path: Path):
    """Name of a film that the page has opened."""
    return opened(page, film_of(tmp_path, "webm", count=9))


def test_a_film_has_its_facts_before_a_frame_is_computed(page: Page, sent: str):
    told = facts(page, sent)
    assert (told["title"], told["kept"], told["read"], told["done"]) == ("walk.webm", 9, 9, 0)
    assert [frame["index"] for frame in told["frames"]] == [0, 3, 5, 8]
    assert [frame["seconds"] for frame in told["frames"]] == pytest.approx([0, 0.3, 0.5, 0.8])
    assert (told["known"], told["size"], told["facet_layer"]) == (False, [48, 64], 2)


def test_maps_come_frame_by_frame_and_equal_the_library(page: Page, sent: str):
    *steps, last = computed(page, sent)
    assert [step["done"] for step in steps] == [0, 1, 2, 3, 4]
    assert last == {"result": {"done": 4}}
    frame = Image.open(io.BytesIO(page.get(f"film/{sent}/frame/5").content))
    model = page.recorded.model
    prepared = vit.prepare(model, np.asarray(frame))
    trace = vit.trace(model, prepared.pixels, prepared.view)
    rows = page.numbers(f"film/{sent}/rows/1/2/1", "<f2", (1, 3, 27), frames=FRAMES)
    close(rows.float()[0], attention_rows(trace, None, "from")[1], atol=2e-3)
    assert facts(page, sent)["done"] == 4


def test_what_is_done_stays_and_only_the_rest_is_computed(page: Page, sent: str, monkeypatch):
    forwards, maps = [], passes.frame_maps

    def counted(*given: object) -> passes.FrameMaps:
        forwards.append(given)
        return maps(*given)

    monkeypatch.setattr(passes, "frame_maps", counted)
    computed(page, sent, 2)
    assert len(forwards) == 2
    computed(page, sent)  # frames 0 and 8 are there
    assert len(forwards) == 4
    computed(page, sent)
    assert len(forwards) == 4


def test_a_pass_that_is_stopped_keeps_its_frames(page: Page, sent: str):
    engine, film = page.engine, read_film(gif())
    key = passes.film_key(page.recorded.key, "x", (20, 30))
    one = passes.empty_pass(engine, key, film)

    def step(done: int, total: int, _=None) -> None:
        if done == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        passes.compute(engine, one, film, (0, 1, 2, 3), step, lambda: None)
    assert one.done((0, 1, 2, 3)) == [0, 1]


def test_a_film_is_nobody_elses(page: Page, sent: str):
    other = page.engine.grant(page.recorded.key, "another page")
    for path in (f"film/{sent}/facts", f"film/{sent}/frame/0", f"film/{sent}/pass"):
        reply = page.client.get(f"{BASE}/{other}/{path}")
        assert (reply.status_code, reply.text) == (
            422,
            "This film is no longer held here: open it again.",
        )


def test_the_view_that_all_share_has_no_film(page: Page):
    everyone = page.engine.grant(page.recorded.key, "everyone")
    reply = page.client.get(f"{BASE}/{everyone}/film/pan/facts")
    assert reply.status_code == 404


def test_a_film_goes_with_its_visit_and_with_the_next_film(page: Page, sent: str):
    computed(page, sent)
    second = opened(page, gif())
    assert page.get(f"film/{sent}/facts").status_code == 422
    computed(page, second)
    before = page.engine.budget.nbytes
    page.engine.visits.leave("a page")
    other = page.engine.grant(page.recorded.key, "another page")
    assert page.client.get(f"{BASE}/{other}/film/{second}/facts").status_code == 422
    assert page.engine.budget.nbytes < before
    renewed = page.engine.grant(page.recorded.key, "a page")
    assert page.client.get(f"{BASE}/{renewed}/film/{second}/facts").status_code == 422


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"hello, this is text", "This file is not a film that can be read here: choose MP4"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(99), "This film holds no frame that can be read"),
    ],
)
def test_a_file_without_frames_is_a_sentence_and_the_film_before_stays(
    page: Page, sent: str, content: bytes, words: str
):
    url = f"{BASE}/{page.token}/film/open"
    reply = page.client.post(url, params={"name": "bad.mp4"}, content=content)
    assert json.loads(reply.text.splitlines()[-1])["error"].startswith(words)
    assert facts(page, sent)["title"] == "walk.webm"


# ---- memory


def test_the_bytes_that_are_said_are_the_bytes_that_are_held(page: Page, sent: str):
    said = facts(page, sent)["bytes"]
    before = page.engine.budget.nbytes
    computed(page, sent)
    config = page.recorded.trace.config
    assert page.engine.budget.nbytes - before == FRAMES * passes.frame_bytes(config)
    content = gif()
    film = read_film(content)
    key = passes.film_key(page.recorded.key, "x", (20, 30))
    one = passes.empty_pass(page.engine, key, film)
    empty = held_bytes(one.frames)
    passes.compute(page.engine, one, film, (0, 1, 2, 3), lambda *_: None, lambda: None)
    numbers = held_bytes(one.frames) - empty
    assert 0 <= numbers - one.nbytes() < 4096 * len(one.frames)  # tensors have heads
    assert said == passes.film_bytes(config, FRAMES)


def test_a_film_lies_on_disk_and_goes_with_its_visit(page: Page, sent: str):
    uploads = page.engine.uploads
    film = read_film(film_of(Path("/tmp"), "webm", count=9))
    assert uploads.nbytes == sum(map(len, film.frames))
    frames = [page.get(f"film/{sent}/frame/{number}").content for number in range(9)]
    assert frames == list(film.frames)
    page.engine.visits.leave("a page")
    assert (uploads.nbytes, len(uploads)) == (0, 0)


def test_a_film_beyond_300_mb_is_refused_with_the_number_that_fits():
    config = vit.ViTConfig(image=(518, 518), patch=14, width=1536, depth=40, heads=24)
    each = passes.frame_bytes(config)
    assert each == 2 * (40 * 24 * 1370 + 1369 * 1536)
    passes.check_room(config, 300_000_000 // each - 1)
    with pytest.raises(ValueError, match=r"limit is 300 MB: choose at most 4\d frames\."):
        passes.check_room(config, 64)


def test_what_is_kept_of_a_large_film_fits(page: Page):
    # 64 frames of 1280 x 720 px and a ViT-S/14 at 518 px: all layers and heads, and directions.
    config = vit.ViTConfig(image=(518, 518), patch=14, width=384, depth=12, heads=6)
    frames = 64 * passes.frame_bytes(config)
    assert frames < 85_000_000
    draw = np.random.default_rng(0)
    noisy = np.repeat(np.repeat(draw.integers(0, 256, (90, 160, 3), np.uint8), 8, 0), 8, 1)
    film, _ = pan_film(noisy, 8)
    assert 8 * sum(map(len, film.frames)) + frames < passes.MOST_BYTES


# ---- a pan, and a patch followed


def test_a_patch_of_a_pan_is_followed_beside_the_truth(page: Page):
    computed(page, "pan", 6)
    told = facts(page, "pan", 6)
    assert told["known"]
    assert told["title"] == "Pan over noise"
    way = page.get("film/pan/way/3/9", frames=6).json()
    likeness = page.numbers("film/pan/likeness/3/9", "<f2", (6, 24), frames=6)
    model, tables = page.recorded.model, []
    for frame in told["frames"]:
        rgb = Image.open(io.BytesIO(page.get(f"film/pan/frame/{frame['index']}").content))
        prepared = vit.prepare(model, np.asarray(rgb))
        trace = vit.trace(model, prepared.pixels, prepared.view)
        tables.append(facet_directions(model, trace, 2, "value").half())
    expected = follow_patch(tables, 1, 9, 6)
    assert told["frames"][1]["index"] == 3
    assert way["places"] == expected.places.tolist()
    assert way["lost"] == expected.lost.tolist()
    close(likeness.float(), expected.similarity, atol=2e-3)
    assert way["truth"][1] == pytest.approx([1, 3])  # where it was clicked: patch 9 of 6 columns
    errors = [
        np.hypot(place // 6 - true[0], place % 6 - true[1])
        for at, (place, true) in enumerate(zip(way["places"], way["truth"], strict=True))
        if true is not None and at != 1
    ]
    assert way["error"] == pytest.approx(np.mean(errors))


def test_the_true_way_is_that_of_the_pixels(page: Page):
    clip_film, boxes = pan_film(page.picture.rgb, 3)
    clip = Clip("pan-x", "Pan", clip_film, boxes)
    key = passes.film_key(page.recorded.key, "x", (50, 70))
    one = passes.empty_pass(page.engine, key, clip.film)
    first, *_, last = ways.true_way(clip, one, [0, 1, 2], 0, 15)
    assert first == pytest.approx((2, 3))
    left, top, width, height = boxes[0]
    crop = one.view.crop  # of 50 x 70 px
    x = left + width * (crop.left + 3.5 / 6 * crop.width) / 70
    y = top + height * (crop.top + 2.5 / 4 * crop.height) / 50
    left, top, width, height = boxes[2]
    assert last == pytest.approx(
        (
            ((y - top) / height * 50 - crop.top) / crop.height * 4 - 0.5,
            ((x - left) / width * 70 - crop.left) / crop.width * 6 - 0.5,
        )
    )


def test_a_frame_without_maps_cannot_be_followed_yet(page: Page):
    page.get("film/pan/facts", frames=4)
    reply = page.get("film/pan/way/0/0", frames=4)
    assert reply.status_code == 422
    assert reply.text == "Frame 0 has no maps yet: wait until it has, or choose another."


def test_a_film_has_its_own_shape_where_the_view_has(page: Page, sent: str):
    selection = Selection(page.picture.digest, "embedded", framing=vit.Framing("shape"))
    key = page.engine.key(selection)
    page.engine.record(key)
    token = page.engine.grant(key, "a page")
    told = page.client.get(f"{BASE}/{token}/film/{sent}/facts").json()
    assert told["input"] == list(vit.own_shape((48, 64), (32, 48), 8))
    assert told["crop"] == [0, 0, 64, 48]


def test_a_model_of_drawings_says_that_photographs_are_a_guess(page: Page, sent: str):
    assert facts(page, sent)["note"].startswith("This model was trained on drawings alone")
    drawn = page.engine.hold(noise(1))
    assert drawn.digest != page.picture.digest
