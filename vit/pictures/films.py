"""Short films: frames at even times from a file, a pan over one picture, and a film as a file."""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

import cv2
import numpy as np

from vit.pictures.images import RGB, InputError

MOST_FRAMES, MOST_SECONDS = 64, 10.0
LONGEST_SIDE = 1280  # px of a frame that is kept
MOST_PIXELS = 40_000_000  # of a frame: 8K has 33 million
QUALITY = 92  # of the JPEG that a frame is kept as
LEAST_RATE, MOST_RATE = 1.0, 240.0  # frames per second that a file may state
USUAL_RATE = 25.0  # where it states none
DENSE = 4  # times as many frames are held as are wanted, so that those chosen lie at even times
READABLE_FILMS = "MP4, MOV, AVI, WebM or GIF"
NO_FRAME = (
    f"This film holds no frame that can be read: save it as {READABLE_FILMS} and open it again."
)
ONE_FRAME = "This film holds one frame alone: open it as a picture."
NO_FILM = f"This file is not a film that can be read here: choose {READABLE_FILMS}."
EMPTY = f"This file is empty: choose a film, {READABLE_FILMS}."
# A pan: sides of its window in shares of the picture, first and last, and the way of its centre.
PAN_FRAMES, PAN_SECONDS = 16, 4.0
WINDOW = (0.75, 0.5625)  # 1.33 times larger at the end
Box = tuple[float, float, float, float]  # left, top, width, height


class Read(Protocol):
    """Called as a film is read; an exception that it raises stops the reading."""

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` tenths of a second are read."""
        ...


def ignore_reading(done: int, total: int) -> None:
    """No progress."""


@dataclass(frozen=True, eq=False)
class Film:
    """Frames of a film.

    `frames` are JPEG files of at most 1280 px a side, all of one size: 64 take some 20 MB instead
    of 240. `seconds` [F] is when each is shown, from 0. `read` is how many frames there were to
    choose from, `longer` whether the film goes on after the ten seconds that were read.
    """

    frames: tuple[bytes, ...]
    seconds: tuple[float, ...]
    read: int
    longer: bool = False

    def rgb(self, index: int) -> RGB:
        """Pixels of a frame, uint8 [H,W,3]."""
        return _pixels(self.frames[index])

    @property
    def step(self) -> float:
        """The mean time from frame to frame, in s."""
        return (self.seconds[-1] - self.seconds[0]) / max(1, len(self.frames) - 1)


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
    kept, read, longer = _kept(content, max(2, min(count, MOST_FRAMES)), step)
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


def pan_film(rgb: RGB, count: int = PAN_FRAMES) -> tuple[Film, tuple[Box, ...]]:
    """A film whose motion is known: a window that moves over a picture uint8 [H,W,3] and closes in.

    Also where each frame lies: left, top, width and height in shares of the picture. The window
    shows three quarters of each side at first and ends 1.33 times as near, on an arc from the upper
    left to the lower right.
    """
    count = max(2, min(count, MOST_FRAMES))
    height, width, _ = rgb.shape
    scale = min(1.0, LONGEST_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    boxes = tuple(_window(place) for place in np.linspace(0, 1, count))
    frames = tuple(_jpeg(_cut(rgb, box, size)) for box in boxes)
    seconds = tuple(float(one) for one in np.linspace(0, PAN_SECONDS, count))
    return Film(frames, seconds, count), boxes


def film_file(frames: Iterable[RGB], rate: float, size: tuple[int, int]) -> bytes:
    """A WebM file, VP8, of frames uint8 [height,width,3], so many a second.

    `size` is (height, width), even numbers. OSError where this OpenCV cannot write it.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.webm"
        code = cv2.VideoWriter.fourcc(*"VP80")
        writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, code, rate, (size[1], size[0]))
        if not writer.isOpened():
            raise OSError("this OpenCV writes no VP8")
        try:
            for frame in frames:
                writer.write(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
        finally:
            writer.release()
        return path.read_bytes()


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
    return _encoded(cast(RGB, picture[..., :3]))


def _window(place: float) -> Box:
    """The window of a pan at a place of its way, 0 to 1."""
    side = WINDOW[0] + (WINDOW[1] - WINDOW[0]) * place
    right = 0.42 + 0.16 * place + 0.05 * np.sin(np.pi * place)
    down = 0.42 + 0.16 * place - 0.05 * np.sin(np.pi * place)
    return float(right - side / 2), float(down - side / 2), side, side


def _cut(rgb: RGB, box: Box, size: tuple[int, int]) -> RGB:
    """The part of a picture in a box, resampled to (width, height)."""
    height, width, _ = rgb.shape
    left, top, wide, high = box
    x, y = wide * width / size[0], high * height / size[1]
    # Centres of pixels lie at halves: pixel i of the frame shows left + (i + 1/2) x - 1/2.
    inverse = np.array(
        [[x, 0, left * width + x / 2 - 0.5], [0, y, top * height + y / 2 - 0.5]], dtype=np.float64
    )
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    cut = cv2.warpAffine(rgb, inverse, size, flags=flags, borderMode=cv2.BORDER_REFLECT_101)
    return cast(RGB, cut)


def _jpeg(rgb: RGB) -> bytes:
    return _encoded(cast(RGB, cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)))


def _encoded(bgr: RGB) -> bytes:
    """A JPEG file of uint8 [H,W,3], blue first."""
    _, file = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return file.tobytes()


def _pixels(file: bytes) -> RGB:
    """Pixels of a JPEG file, uint8 [H,W,3], red first."""
    bgr = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)
    return cast(RGB, cv2.cvtColor(cast(RGB, bgr), cv2.COLOR_BGR2RGB))
