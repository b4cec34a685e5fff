"""Films read from files: frames at even times, in order, within bounds."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

import cv2

from vit.pictures.films import LONGEST_SIDE, MOST_FRAMES, MOST_SECONDS, Film, encoded
from vit.pictures.images import RGB, InputError

MOST_PIXELS = 40_000_000  # of a frame: 8K has 33 million
LEAST_RATE, MOST_RATE = 1.0, 240.0  # frames per second that a file may state
USUAL_RATE = 25.0  # where it states none
DENSE = 4  # times as many frames are held as are wanted, so that those chosen lie at even times
READABLE_FILMS = "MP4, MOV, AVI, WebM or GIF"
NO_FRAME = (
    f"This film holds no frame that can be read: save it as {READABLE_FILMS} and open it again."
)
ONE_FRAME = "This film holds one frame alone: open it as a picture."
NO_FILM = f"This file is not a film that can be read here: choose {READABLE_FILMS}."
# What a damaged film makes OpenCV raise, or what its times and sizes make of the arithmetic.
FAULTS = (cv2.error, ValueError, ArithmeticError, MemoryError)
EMPTY = f"This file is empty: choose a film, {READABLE_FILMS}."


class Read(Protocol):
    """Called as a film is read; an exception that it raises stops the reading."""

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` tenths of a second are read."""
        ...


def ignore_reading(done: int, total: int) -> None:
    """No progress."""


def read_film(content: bytes, count: int = MOST_FRAMES, step: Read = ignore_reading) -> Film:
    """Film of `count` frames at most, at even times of the first ten seconds of a file.

    The file is read in order, because seeking misses frames with many codecs, and what it says of
    its own length is not believed: frames are thinned by two whenever there are too many. Only the
    containers of READABLE_FILMS are opened, never a list of other files or addresses. InputError,
    one sentence, for what holds no film.
    """
    if not content:
        raise InputError(EMPTY)
    if not _is_film(content[:16]):
        raise InputError(NO_FILM)
    try:
        kept, read, longer = _kept(content, max(2, min(count, MOST_FRAMES)), step)
    except InputError:
        raise
    except FAULTS as error:
        raise InputError(NO_FRAME) from error
    if not kept:
        raise InputError(NO_FRAME)
    if len(kept) == 1:
        raise InputError(ONE_FRAME)
    times = [time for time, _ in kept]
    places = _even(times, max(2, min(count, MOST_FRAMES, len(kept))))
    return Film(
        tuple(kept[place][1] for place in places),
        tuple(times[place] - times[0] for place in places),
        read,
        longer,
    )


def _is_film(head: bytes) -> bool:
    """Whether a file begins as one of the containers that are read."""
    return (
        head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free")
        or (head[:4] == b"RIFF" and head[8:12] == b"AVI ")
        or head[:4] == b"\x1a\x45\xdf\xa3"  # WebM and Matroska
        or head[:4] == b"GIF8"
    )


def _even(times: Sequence[float], count: int) -> list[int]:
    """Which of these ascending times lie nearest to `count` even ones; each once."""
    length = times[-1] - times[0]
    wanted = (times[0] + length * one / (count - 1) for one in range(count))
    return sorted(
        {min(range(len(times)), key=lambda i, time=time: abs(times[i] - time)) for time in wanted}
    )


def _kept(content: bytes, count: int, step: Read) -> tuple[list[tuple[float, bytes]], int, bool]:
    """Frames with their seconds, fewer than 4 * count; how many were read; whether more follow."""
    with tempfile.TemporaryDirectory() as folder:  # OpenCV 5.0 crashes on a stream
        path = Path(folder) / "film"
        path.write_bytes(content)
        return _kept_of(path, count, step)


def _kept_of(path: Path, count: int, step: Read) -> tuple[list[tuple[float, bytes]], int, bool]:
    kept: list[tuple[float, bytes]] = []
    film = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    try:
        rate, every, number = _rate(film), 1, 0
        while film.grab():
            seconds = _seconds(film, number, rate, kept)
            if seconds > MOST_SECONDS:
                return kept, number, True
            step(int(10 * seconds), int(10 * MOST_SECONDS))
            if number % every == 0 and (frame := _frame(film)) is not None:
                kept.append((seconds, frame))
            if len(kept) >= DENSE * count:
                kept, every = kept[::2], every * 2
            number += 1
        return kept, number, False
    finally:
        film.release()


def _rate(film: cv2.VideoCapture) -> float:
    """Frames per second as the file states them, where that can be; InputError for a huge frame."""
    pixels = film.get(cv2.CAP_PROP_FRAME_WIDTH) * film.get(cv2.CAP_PROP_FRAME_HEIGHT)
    if pixels > MOST_PIXELS:
        raise InputError(
            f"A frame of this film has {pixels / 1e6:.0f} million pixels and the limit is "
            f"{MOST_PIXELS / 1e6:.0f} million: make it smaller and open it again."
        )
    rate = film.get(cv2.CAP_PROP_FPS)
    return rate if LEAST_RATE <= rate <= MOST_RATE else USUAL_RATE


def _seconds(
    film: cv2.VideoCapture, number: int, rate: float, kept: Sequence[tuple[float, bytes]]
) -> float:
    """When the frame just read is shown: its own time stamp where that goes forward."""
    stamp = film.get(cv2.CAP_PROP_POS_MSEC) / 1000
    return stamp if number == 0 or stamp > (kept[-1][0] if kept else -1) else number / rate


def _frame(film: cv2.VideoCapture) -> bytes | None:
    """The frame just read as a JPEG file; None for one that is damaged."""
    good, picture = film.retrieve()
    if not good or picture.size == 0:
        return None
    scale = LONGEST_SIDE / max(picture.shape[:2])
    if scale < 1:
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if picture.ndim == 2:
        picture = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
    return encoded(cast(RGB, picture[..., :3]))
