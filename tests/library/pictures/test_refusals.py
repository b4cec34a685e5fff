"""Files that are no pictures, or too large ones: each is refused in one sentence."""

import io
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile

from tests.support.picture_files import COLS, QUARTERS, ROWS, refusal, saved
from vit.pictures.images import decode


def header_of(width: int, height: int) -> bytes:
    """A PNG that promises this size and holds no pixel."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 2**20) + b"IDAT"


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [8000, 12000, 20000])
def test_a_giant_is_refused_from_its_header(tmp_path: Path, side: int):
    # There are no pixels behind the header: only a check before decoding can say "too large".
    (tmp_path / "a.png").write_bytes(header_of(side, side) + bytes(64))
    told = refusal(tmp_path / "a.png")
    assert "limit is 50 million" in told
    assert f"{side} × {side}" in told or side == 20000


def test_the_limit_on_pixels_is_exact(tmp_path: Path):
    path = saved(tmp_path, "a.png", Image.fromarray(QUARTERS))
    assert decode(path, max_pixels=ROWS * COLS)
    assert "40 × 24" in refusal(path, max_pixels=ROWS * COLS - 1)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"Dear diary, today was a good day.\n", "not a picture"),
        (b"GIF89a", "damaged or incomplete"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture"),
        (b'<?xml version="1.0"?>\n<SVG xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
    ],
)
def test_what_is_no_picture_is_refused_plainly(tmp_path: Path, content: bytes, told: str):
    (tmp_path / "a.png").write_bytes(content)
    assert told in refusal(tmp_path / "a.png")


def test_a_heic_picture_names_the_package_that_opens_it(tmp_path: Path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)  # as where it is not installed
    for brand in (b"heic", b"mif1", b"hevc"):
        (tmp_path / "a.heic").write_bytes(struct.pack(">I", 24) + b"ftyp" + brand + bytes(12))
        assert "pip install pillow-heif" in refusal(tmp_path / "a.heic")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP", "AVIF", "PPM"])
def test_a_truncated_picture_is_refused(tmp_path: Path, kind: str):
    buffer = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    Image.fromarray(noise).save(buffer, kind)
    whole = buffer.getvalue()
    (tmp_path / "a").write_bytes(whole)
    assert decode(tmp_path / "a").rgb.shape == (64, 64, 3)
    (tmp_path / "a").write_bytes(whole[: len(whole) // 2])
    told = refusal(tmp_path / "a")
    assert "damaged or incomplete" in told or "not a picture" in told


def test_a_file_that_is_gone_is_one_sentence(tmp_path: Path):
    assert "upload it again" in refusal(tmp_path / "gone.png")
    assert "damaged" in refusal(tmp_path)


def test_a_palette_that_is_not_there_is_damage(tmp_path: Path):
    """Pillow's reader of PNG asserts that there is one."""
    path = saved(tmp_path, "a.png", Image.new("L", (3, 2)))
    content = bytearray(path.read_bytes())
    content[25] = 3  # the type of its colours: a palette
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    path.write_bytes(content)
    assert "damaged or incomplete" in refusal(path)


@pytest.mark.parametrize("place", ["open", "load"])
@pytest.mark.parametrize(
    "error", [AssertionError, zlib.error, ZeroDivisionError, FloatingPointError, BufferError]
)
def test_whatever_a_decoder_raises_is_damage(tmp_path: Path, monkeypatch, error, place: str):
    path = saved(tmp_path, "a.png", Image.fromarray(QUARTERS))
    monkeypatch.setattr(*raising(place, error))
    assert "damaged or incomplete" in refusal(path)


def test_a_decoder_without_memory_says_what_to_do(tmp_path: Path, monkeypatch):
    path = saved(tmp_path, "a.png", Image.fromarray(QUARTERS))
    monkeypatch.setattr(*raising("load", MemoryError))
    assert "no memory for this picture" in refusal(path)


def raising(place: str, error: type[Exception]):
    """A function of Pillow's that raises, as monkeypatch takes it."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return (Image, "open", fail) if place == "open" else (ImageFile.ImageFile, "load", fail)
