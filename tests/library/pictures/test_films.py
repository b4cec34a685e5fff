"""Films read evenly and in order, refused in one sentence, panned and written."""

import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.support.film_files import SIDE, film_of, number_of, numbered
from vit.pictures import film_reading
from vit.pictures.film_reading import read_film
from vit.pictures.films import film_file, gif_file, pan_film
from vit.pictures.images import InputError

PHOTOGRAPH = Path("assets/photographs/cat.jpg")


@pytest.mark.parametrize("kind", ["webm", "mp4", "avi", "gif"])
def test_frames_come_at_even_times_and_in_order(tmp_path: Path, kind: str):
    film = read_film(film_of(tmp_path, kind), 6)
    assert (len(film.frames), film.read, film.longer) == (6, 30, False)
    np.testing.assert_allclose(film.seconds, np.linspace(0, 2.9, 6), atol=0.16)
    assert film.seconds[0] == 0
    numbers = [number_of(film.rgb(index)) for index in range(6)]
    np.testing.assert_allclose(numbers, [round(10 * one) for one in film.seconds], atol=1)
    assert film.rgb(0).shape == (*SIDE, 3)
    assert film.rgb(0)[-1].min() > 230  # the lower half is below


def test_a_short_film_gives_all_of_its_frames(tmp_path: Path):
    film = read_film(film_of(tmp_path, "avi", count=5), 64)
    assert [round(number_of(film.rgb(index))) for index in range(5)] == [0, 1, 2, 3, 4]
    assert film.step == pytest.approx(0.1, abs=1e-3)


def test_a_long_film_is_read_for_ten_seconds_and_says_so(tmp_path: Path):
    film = read_film(film_of(tmp_path, "avi", count=50, rate=4.0), 64)
    assert film.longer
    assert film.read == 41  # 0.00 to 10.00 s
    assert film.seconds[-1] == pytest.approx(10)


def test_frames_are_reduced_and_few_are_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(film_reading, "LONGEST_SIDE", 32)
    held: list[int] = []
    whole = film_reading._kept_of

    def counted(*given: object) -> object:
        kept = whole(*given)
        held.append(len(kept[0]))
        return kept

    monkeypatch.setattr(film_reading, "_kept_of", counted)
    film = read_film(film_of(tmp_path, "avi", count=50, rate=30), 4)
    assert film.rgb(0).shape == (24, 32, 3)
    assert held[0] < film_reading.DENSE * 4


def test_reading_reports_and_can_be_stopped(tmp_path: Path):
    seen: list[tuple[int, int]] = []

    def step(done: int, total: int) -> None:
        seen.append((done, total))
        if done >= 10:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        read_film(film_of(tmp_path, "avi"), 4, step)
    assert seen == [(tenth, 100) for tenth in range(11)]


REFUSED = {
    "nothing": (b"", "is empty: choose a film"),
    "a text": (b"ffconcat version 1.0\nfile /etc/hostname\n" * 9, "is not a film"),
    "a list of addresses": (b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/a.ts\n", "is not a film"),
    "a picture": (PHOTOGRAPH.read_bytes(), "is not a film"),
    "a container alone": (b"\x00\x00\x00\x18ftypmp42" + bytes(400), "holds no frame"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_film_is_one_sentence(what: str):
    content, words = REFUSED[what]
    with pytest.raises(InputError, match=words) as error:
        read_film(content)
    assert re.fullmatch(r"[A-Z][^.]*: [^.]*\.", str(error.value))


def test_one_frame_is_a_picture(tmp_path: Path):
    with pytest.raises(InputError, match="one frame alone: open it as a picture"):
        read_film(film_of(tmp_path, "gif", count=1))


def test_a_giant_frame_is_refused_before_it_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(film_reading, "MOST_PIXELS", 3000)
    with pytest.raises(InputError, match="limit is 0 million"):
        read_film(film_of(tmp_path, "avi"))


def test_a_pan_shows_the_boxes_that_it_names():
    draw = np.random.default_rng(0)
    small = draw.integers(0, 256, (9, 12, 3), dtype=np.uint8)
    rgb = np.asarray(Image.fromarray(small).resize((480, 360), Image.Resampling.BICUBIC))
    film, boxes = pan_film(rgb, 5)
    assert film.seconds == (0, 1, 2, 3, 4)
    for index, (left, top, width, height) in enumerate(boxes):
        assert left >= 0 and left + width <= 1 and top >= 0 and top + height <= 1  # noqa: PT018
        box = (left * 480, top * 360, (left + width) * 480, (top + height) * 360)
        frame = Image.fromarray(rgb).resize((480, 360), Image.Resampling.BICUBIC, box)
        assert np.abs(np.asarray(frame, float) - film.rgb(index)).mean() < 4
    assert boxes[0][0] + boxes[0][2] / 2 < boxes[-1][0] + boxes[-1][2] / 2  # it moves right


@pytest.mark.parametrize(("write", "head"), [(film_file, b"\x1a\x45\xdf\xa3"), (gif_file, b"GIF8")])
def test_a_written_film_is_read_back_frame_by_frame(write, head: bytes):
    frames = [numbered(index) for index in range(6)]
    content = write(frames, 5.0)
    film = read_film(content, 6)
    assert content[:4] == head
    numbers = np.array([number_of(film.rgb(index)) for index in range(6)])
    np.testing.assert_allclose(numbers, range(6), atol=1.2)
    np.testing.assert_allclose(np.diff(numbers), 1, atol=0.4)
    assert film.step == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize("error", [cv2.error("damaged"), ZeroDivisionError(), MemoryError()])
def test_whatever_a_decoder_of_films_raises_is_a_sentence(monkeypatch, error: Exception):
    def fail(_: object) -> None:
        raise error

    monkeypatch.setattr(film_reading, "_frame", fail)
    with pytest.raises(InputError, match="no frame that can be read"):
        read_film(gif_file([numbered(0), numbered(1)], 5.0))


def test_a_film_without_a_time_is_a_sentence(monkeypatch):
    monkeypatch.setattr(film_reading, "_seconds", lambda *_: float("nan"))
    with pytest.raises(InputError, match="no frame that can be read"):
        read_film(gif_file([numbered(0), numbered(1)], 5.0))
