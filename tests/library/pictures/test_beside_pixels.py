"""What stands beside the pixels of a JPEG, WebP, GIF or TIFF never decides whether it can be read.

Chromium shows each of these JPEG, WebP and GIF files; it shows no TIFF.
"""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from tests.support.deep_files import ASCII, LONG, SHORT, tiff
from tests.support.picture_files import COLS, QUARTERS, ROWS
from vit.pictures.images import InputError, decode
from vit.pictures.pixels_alone import pixels_alone

EXIF = b"Exif\0\0II*\0\x08\0\0\0"
TURNED = EXIF + struct.pack("<HHHIHHI", 1, 274, SHORT, 1, 6, 0, 0)
FAR = 0x7FFFFFFF


def saved(kind: str, mode: str = "RGB", **options: object) -> bytes:
    file = io.BytesIO()
    Image.fromarray(QUARTERS).convert(mode).save(file, kind, **options)
    return file.getvalue()


def jpeg(*segments: tuple[int, bytes], mode: str = "RGB") -> bytes:
    """A JPEG with segments (marker, bytes) behind its first two bytes."""
    whole = saved("JPEG", mode, quality=95)
    between = (
        b"\xff" + struct.pack(">BH", marker, len(data) + 2) + data for marker, data in segments
    )
    return whole[:2] + b"".join(between) + whole[2:]


JPEGS = {
    "a profile without a number": jpeg((0xE2, b"ICC_PROFILE\0")),
    "a profile with half its numbers": jpeg((0xE2, b"ICC_PROFILE\0\1")),
    "a profile that is no profile": jpeg((0xE2, b"ICC_PROFILE\0\1\1nonsense")),
    "profiles of 6 MB": jpeg(*((0xE2, b"ICC_PROFILE\0\1\1" + bytes(60_000)),) * 100),
    "a short segment of Adobe": jpeg((0xEE, b"Adobe")),
    "a short header of JFIF": jpeg((0xE0, b"JFIF")),
    "half a version of JFIF": jpeg((0xE0, b"JFIF\0")),
    "a thumbnail that is none": jpeg((0xE0, b"JFXX\0\x10nonsense")),
    "EXIF that is none": jpeg((0xE1, b"Exif\0\0nonsense")),
    "EXIF that begins beyond the end": jpeg((0xE1, b"Exif\0\0II*\0\xff\xff\xff\x7f")),
    "XMP that is no text": jpeg((0xE1, b"http://ns.adobe.com/xap/1.0/\0\xff\xfe\0")),
    "several pictures that are not there": jpeg((0xE2, b"MPF\0nonsense")),
    "a block of Photoshop that is cut": jpeg((0xED, b"Photoshop 3.0\x008BIM\x04")),
    "large comments": jpeg(*((0xFE, bytes(65_000)),) * 20),
    "more behind the end": jpeg() + jpeg()[:99],
}


def chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def webp(flags: int, *chunks: bytes, quality: int | None = None) -> bytes:
    """A WebP with these flags of its extended header, and chunks behind the pixels."""
    options = {"lossless": True} if quality is None else {"quality": quality}
    sides = struct.pack("<I", COLS - 1)[:3] + struct.pack("<I", ROWS - 1)[:3]
    parts = [chunk(b"VP8X", struct.pack("<I", flags) + sides), saved("WEBP", **options)[12:]]
    body = b"WEBP" + b"".join([*parts, *chunks])
    return b"RIFF" + struct.pack("<I", len(body)) + body


WEBPS = {
    "EXIF that is none": webp(8, chunk(b"EXIF", b"nonsense")),
    "EXIF that is none, lossy": webp(8, chunk(b"EXIF", b"nonsense"), quality=95),
    "EXIF that is promised": webp(8),
    "XMP that is no text": webp(4, chunk(b"XMP ", b"\xff\xfe<")),
    "a profile that is none": webp(32, chunk(b"ICCP", b"nonsense")),
    "an unknown part": webp(0, chunk(b"ABCD", b"nonsense")),
    "more behind the end": webp(0) + bytes(99),
}


def gif(*blocks: bytes) -> bytes:
    """A GIF with blocks before its frame."""
    whole = saved("GIF")
    frame = 13 + 3 * 2 ** ((whole[10] & 7) + 1)
    return b"GIF89a" + whole[6:frame] + b"".join(blocks) + whole[frame:]


def extension(label: int, *blocks: bytes) -> bytes:
    held = b"".join(bytes([len(block)]) + block for block in blocks)
    return bytes([0x21, label]) + held + b"\0"


GIFS = {
    "what a program added, empty": gif(extension(0xFF)),
    "what a program added, short": gif(extension(0xFF, b"abc")),
    "a loop without its number": gif(extension(0xFF, b"NETSCAPE2.0", b"\1")),
    "a comment of 255 kB": gif(extension(0xFE, *[bytes(255)] * 1000)),
    "no end": gif()[:-1],
    "a comment that is cut behind the frame": gif()[:-1] + extension(0xFE, bytes(200))[:50],
}


def entry(tag: int, kind: int, raw: bytes) -> dict[str, tuple[int, int, bytes]]:
    return {"entry": (tag, kind, raw)}


def pointing(tag: int, kind: int, count: int) -> bytes:
    """A TIFF with a tag whose values lie beyond its end."""
    whole = tiff(QUARTERS, 2, **entry(tag, LONG, struct.pack("<I", 12345678)))
    mark = struct.pack("<HHII", tag, LONG, 1, 12345678)
    assert whole.count(mark) == 1
    return whole.replace(mark, struct.pack("<HHII", tag, kind, count, FAR))


TIFFS = {
    "a pointer out of the file": tiff(QUARTERS, 2, **entry(40965, LONG, b"\xff\xff\xff\x7f")),
    "XMP of another type": tiff(QUARTERS, 2, **entry(700, SHORT, b"\1\0")),
    "XMP as a text": tiff(QUARTERS, 2, **entry(700, ASCII, b"ab\0")),
    "an orientation out of the file": pointing(274, SHORT, 9),
    "a text of 2 GB": pointing(270, ASCII, FAR),
    "extra samples as a text": tiff(QUARTERS, 2, **entry(338, ASCII, b"x\0")),
    "a profile out of the file": pointing(34675, 7, 5000),
    "EXIF out of the file": pointing(34665, LONG, 1),
    "a type that is none": pointing(305, 99, 1),
    "a resolution out of the file": pointing(282, 5, 1),
}
FILES = {
    **{f"JPEG: {kind}": file for kind, file in JPEGS.items()},
    **{f"WebP: {kind}": file for kind, file in WEBPS.items()},
    **{f"GIF: {kind}": file for kind, file in GIFS.items()},
    **{f"TIFF: {kind}": file for kind, file in TIFFS.items()},
}


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("kind", FILES)
def test_pixels_are_read_whatever_stands_beside_them(kind: str):
    rgb = decode(FILES[kind]).rgb
    assert rgb.shape == QUARTERS.shape
    inner = np.abs(rgb.astype(int) - QUARTERS)[[[3], [-3]], [3, -3]]  # a lossy edge is no edge
    assert inner.max() < 25


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("kind", [kind for kind in FILES if not kind.startswith("WebP")])
def test_files_without_all_that_have_the_same_pixels(kind: str):
    assert np.array_equal(decode(pixels_alone(FILES[kind])).rgb, decode(FILES[kind]).rgb)


def test_what_decides_the_pixels_stays():
    broken = (0xE0, b"JFIF")
    turned = decode(jpeg((0xE1, TURNED), broken)).rgb
    assert turned.shape == (COLS, ROWS, 3)
    inks = decode(jpeg(broken, mode="CMYK")).rgb
    assert np.abs(inks.astype(int) - decode(jpeg(mode="CMYK")).rgb).max() == 0
    clear = Image.new("P", (4, 4), 0)
    file = io.BytesIO()
    clear.save(file, "GIF", transparency=0)
    whole = file.getvalue()
    at = whole.index(b"\x21\xf9")
    assert decode(whole[:at] + extension(0xFF) + whole[at:]).rgb.min() == 255


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["JPEG", "GIF"])
def test_damaged_pixels_stay_damaged(kind: str, cut: float):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, kind)
    whole = file.getvalue()
    broken = whole[:2] + b"\xff\xe0\0\6JFIF" + whole[2:] if kind == "JPEG" else whole
    with pytest.raises(InputError, match="damaged or incomplete"):
        decode(broken[: int(len(broken) * cut)])


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_bytes_that_only_begin_as_a_picture_are_refused():
    for head in (b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\0\0", b"GIF89a" + bytes(8), b"II*\0"):
        for rest in (b"", bytes(40), zlib.compress(bytes(999))):
            with pytest.raises(InputError):
                decode(head + rest)
