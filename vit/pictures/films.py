"""Short films as frames: a pan over one picture, and frames written as a film."""

import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from PIL import Image

from vit.pictures.images import RGB

MOST_FRAMES, MOST_SECONDS = 64, 10.0
LONGEST_SIDE = 1280  # px of a frame that is kept
QUALITY = 92  # of the JPEG that a frame is kept as
# A pan: sides of its window in shares of the picture, first and last, and the way of its centre.
PAN_FRAMES, PAN_SECONDS = 16, 4.0
WINDOW = (0.75, 0.5625)  # 1.33 times larger at the end
Box = tuple[float, float, float, float]  # left, top, width, height


@dataclass(frozen=True, eq=False)
class Film:
    """Frames of a film.

    `frames` are JPEG files of at most 1280 px a side, all of one size: 64 take some 20 MB instead
    of 240. `seconds` [F] is when each is shown, from 0. `read` is how many frames there were to
    choose from, `longer` whether the film goes on after the ten seconds that were read.
    """

    frames: Sequence[bytes]
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


def film_file(frames: Sequence[RGB], rate: float) -> bytes:
    """A WebM file, VP8, of frames uint8 [height,width,3] of even sides, so many a second.

    OSError where this OpenCV cannot write it.
    """
    height, width, _ = frames[0].shape
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.webm"
        code = cv2.VideoWriter.fourcc(*"VP80")
        writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, code, rate, (width, height))
        if not writer.isOpened():
            raise OSError("this OpenCV writes no VP8")
        try:
            for frame in frames:
                writer.write(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
        finally:
            writer.release()
        return path.read_bytes()


def gif_file(frames: Sequence[RGB], rate: float) -> bytes:
    """An animated GIF of frames uint8 [height,width,3], so many a second, that begins anew."""
    first, *others = (Image.fromarray(frame) for frame in frames)
    file, each = io.BytesIO(), round(1000 / rate)
    first.save(file, "GIF", save_all=True, append_images=others, duration=each, loop=0)
    return file.getvalue()


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
    return encoded(cast(RGB, cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)))


def encoded(bgr: RGB) -> bytes:
    """A JPEG file of uint8 [H,W,3], blue first."""
    _, file = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return file.tobytes()


def _pixels(file: bytes) -> RGB:
    """Pixels of a JPEG file, uint8 [H,W,3], red first."""
    bgr = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)
    return cast(RGB, cv2.cvtColor(cast(RGB, bgr), cv2.COLOR_BGR2RGB))
