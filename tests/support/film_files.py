"""Films as files, written by OpenCV and Pillow, whose frames tell their number."""

import io
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from vit.pictures.images import RGB

SIDE = (48, 64)  # height, width
CODES = {"webm": "VP80", "mp4": "mp4v", "avi": "MJPG"}


def numbered(index: int, side: tuple[int, int] = SIDE) -> RGB:
    """A frame of one grey level, 4 for each frame before it, with a white lower half."""
    frame = np.full((*side, 3), 20 + 4 * index, dtype=np.uint8)
    frame[side[0] // 2 :] = 255
    return frame


def film_of(folder: Path, kind: str, count: int = 30, rate: float = 10.0) -> bytes:
    """A film of numbered frames."""
    if kind == "gif":
        frames = [Image.fromarray(numbered(index)) for index in range(count)]
        file = io.BytesIO()
        frames[0].save(
            file, "GIF", save_all=True, append_images=frames[1:], duration=round(1000 / rate)
        )
        return file.getvalue()
    path = folder / f"film.{kind}"
    code = cv2.VideoWriter.fourcc(*CODES[kind])
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, code, rate, SIDE[::-1])
    for index in range(count):
        writer.write(numbered(index))
    writer.release()
    return path.read_bytes()


def number_of(frame: RGB) -> float:
    """Which frame it was."""
    return (float(frame[: SIDE[0] // 4].mean()) - 20) / 4


def gif(count: int = 4) -> bytes:
    """A film of noise."""
    draw = np.random.default_rng(3)
    frames = [Image.fromarray(draw.integers(0, 256, (20, 30, 3), np.uint8)) for _ in range(count)]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=100)
    return file.getvalue()
