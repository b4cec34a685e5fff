"""What stands beside the pixels of a PNG never decides whether it can be read."""

import io
import zlib

import numpy
import pytest
from PIL import Image

from tests.support.deep_files import chunk
from vit.pictures.images import InputError, decode

RGB = numpy.random.default_rng(0).integers(0, 256, (20, 30, 3), numpy.uint8)


def picture(*chunks: bytes, image: Image.Image | None = None) -> bytes:
    """A PNG with chunks behind its header."""
    file = io.BytesIO()
    (image or Image.fromarray(RGB)).save(file, "PNG")
    data = file.getvalue()
    return data[:33] + b"".join(chunks) + data[33:]


LARGE = zlib.compress(bytes(3_000_000))
BESIDE = {
    "a large text": chunk(b"zTXt", b"Comment\0\0" + LARGE),
    "a large text in UTF-8": chunk(b"iTXt", b"workflow\0\1\0\0\0" + LARGE),
    "a large profile": chunk(b"iCCP", b"icc\0\0" + LARGE),
    "a broken text": chunk(b"zTXt", b"Comment\0\0nonsense"),
    "a wrong check sum": chunk(b"tEXt", b"a\0b", crc=1),
    "a broken orientation": chunk(b"eXIf", b"nonsense"),
    "a wrong orientation": chunk(b"eXIf", b"II*\0", crc=2),
    "a short resolution": chunk(b"pHYs", b"\0"),
    "a short range of colours": chunk(b"cHRM", b"\0\0"),
    "a short transparency": chunk(b"tRNS", b"\0"),
    "an empty transparency": chunk(b"tRNS", b""),
    "many texts": chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(900_000))) * 80,
}


@pytest.mark.parametrize("kind", BESIDE)
def test_pixels_are_read_whatever_stands_beside_them(kind: str):
    assert numpy.array_equal(decode(picture(BESIDE[kind])).rgb, RGB)


@pytest.mark.parametrize("cut", [9, 20, 60])
def test_a_text_that_is_cut_off_behind_the_pixels_is_left_out(cut: int):
    whole = picture()
    text = chunk(b"tEXt", b"k\0" + bytes(100))
    assert numpy.array_equal(decode(whole[:-12] + text[:cut]).rgb, RGB)


def test_transparency_stays_where_a_text_is_left_out():
    clear = Image.new("P", (4, 4), 0)
    clear.putpalette([255, 0, 0])
    clear.info["transparency"] = 0
    assert decode(picture(BESIDE["a large text"], image=clear)).rgb.min() == 255


@pytest.mark.parametrize("cut", [40, 200, -13])
def test_damaged_pixels_are_one_sentence(cut: int):
    with pytest.raises(InputError, match="damaged or incomplete"):
        decode(picture(BESIDE["a large text"])[:cut])
