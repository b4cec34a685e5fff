"""Values beyond eight bits become the grey levels that their file states, and it is said how."""

import re
import struct

import numpy as np
import pytest

from tests.support.deep_files import ASCII, SHORT, chunk, png16, tiff
from tests.support.picture_files import GREY
from vit.pictures.images import Picture, decode

GREYS = GREY.reshape(24, 40)


def whole(top: int) -> np.ndarray:
    """Whole numbers of 16 bits from 0 to `top`, in the order of GREY."""
    return np.linspace(0, top, GREYS.size).round().astype(np.uint16).reshape(GREYS.shape)


def grey(picture: Picture) -> np.ndarray:
    assert (picture.rgb == picture.rgb[..., :1]).all()
    return picture.rgb[..., 0]


def said(picture: Picture) -> str:
    assert picture.levels is not None
    text = picture.levels.sentence
    assert re.fullmatch(r"[^.\n]+(\.\d[^.\n]*)*\.", text), text
    assert len(text) <= 300
    return text


@pytest.mark.parametrize("name", ["png", "tiff"])
@pytest.mark.parametrize(("top", "bits"), [(255, 8), (256, 10), (1023, 10), (1024, 12), (4095, 12)])
def test_few_bits_in_sixteen_are_stretched_and_it_is_said(name: str, top: int, bits: int):
    values = whole(top)
    file = png16(values) if name == "png" else tiff(values)
    picture = decode(file)
    white = 2**bits - 1
    assert np.array_equal(grey(picture), np.rint(values * (255 / white)))
    assert f"need {bits} of 16 bits, so {white} is white" in said(picture)
    stored = decode(file, levels=picture.levels.other)
    assert np.array_equal(grey(stored), np.rint(values / 257))
    assert f"65535 is white and the largest value is {top}" in said(stored)
    assert decode(file, levels=stored.levels.other).digest == picture.digest != stored.digest


@pytest.mark.parametrize("top", [4096, 5000, 40000, 65535, 0])
def test_a_dark_picture_is_not_stretched(top: int):
    picture = decode(png16(whole(top)))
    assert np.array_equal(grey(picture), np.rint(whole(top) / 257))
    assert picture.levels is None


OME = b'<OME><Image><Pixels ID="p" SignificantBits="14" Type="uint16"/></Image></OME>\0'
STATED = {
    "sBIT": lambda v, bits: png16(v, chunk(b"sBIT", bytes([bits]))),
    "MaxSampleValue": lambda v, bits: tiff(v, a=(281, SHORT, struct.pack("<H", 2**bits - 1))),
    "SignificantBits": lambda v, bits: tiff(v, a=(270, ASCII, OME.replace(b"14", b"%d" % bits))),
}


@pytest.mark.parametrize("by", STATED)
@pytest.mark.parametrize(("bits", "top"), [(14, 16383), (14, 900), (12, 3000), (9, 511)])
def test_the_bits_that_a_file_states_decide(by: str, bits: int, top: int):
    picture = decode(STATED[by](whole(top), bits))
    assert np.array_equal(grey(picture), np.rint(whole(top) * (255 / (2**bits - 1))))
    assert f"the file states {bits} of 16 bits, so {2**bits - 1} is white" in said(picture)


@pytest.mark.parametrize("by", STATED)
def test_values_beyond_the_bits_that_are_stated_are_shown_as_stored(by: str):
    picture = decode(STATED[by](whole(30000), 12))
    assert np.array_equal(grey(picture), np.rint(whole(30000) / 257))
    assert picture.levels is None


def test_a_dark_png_that_was_scaled_up_as_it_should_be_stays_dark():
    scaled = np.rint(np.arange(200) * (65535 / 4095)).astype(np.uint16).reshape(10, 20)
    picture = decode(png16(scaled, chunk(b"sBIT", b"\x0c")))
    assert picture.rgb.max() == 12
    assert picture.levels is None


@pytest.mark.parametrize("damage", [chunk(b"sBIT", b"\x0c", crc=1), chunk(b"sBIT", b"")])
def test_a_damaged_statement_is_none(damage: bytes):
    assert decode(png16(whole(65535), damage)).levels is None


def test_a_largest_value_that_is_a_statistic_states_no_bits():
    picture = decode(tiff(whole(3000), a=(281, SHORT, struct.pack("<H", 3000))))
    assert "need 12 of 16 bits" in said(picture)
    picture = decode(tiff(whole(30000), a=(281, SHORT, struct.pack("<H", 30000))))
    assert picture.levels is None


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kind", ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "f2", "f4", "f8"])
def test_zero_is_white_turns_any_depth_round(kind: str, order: str):
    values = np.linspace(-90 if kind[0] == "i" else 0, 120, 24).reshape(4, 6).astype(kind)
    if kind in ("u2", "u4", "u8"):  # to the end of the range, where a sign would show
        values = values * (np.iinfo(kind).max // 120)
    plain, turned = decode(tiff(values, 1, order)), decode(tiff(values, 0, order))
    assert np.array_equal(grey(turned), 255 - grey(plain))
    assert grey(plain)[0, 0] == 0
    assert grey(plain)[-1, -1] == (120 if kind in ("u1", "f2", "f4", "f8") else 255)
    assert "white" in said(turned)
    assert (plain.levels is None) == (kind in ("u1", "u2"))


def test_zero_is_white_of_few_bits_says_what_is_black():
    picture = decode(tiff(whole(1023), 0))
    assert np.array_equal(grey(picture), 255 - np.rint(whole(1023) * (255 / 1023)))
    assert "1023 is black and 0 white" in said(picture)
    assert "0 is white, 65535 black" in said(decode(tiff(whole(1023), 0), levels="stored"))


@pytest.mark.parametrize(
    ("kind", "low", "high", "told"),
    [
        ("i1", -128, 127, "Signed 8-bit values: -128 is black, 127 white."),
        ("i2", -32768, 32767, "Signed 16-bit values: -32768 is black, 32767 white."),
        ("u4", 5, 2**32 - 1, "32-bit values: 5 is black, 4294967295 white."),
        ("i4", -(2**31), 2**31 - 1, "Signed 32-bit values: -2147483648 is black, 2147483647 white"),
        ("f4", -3.5, 1e30, "Float values: -3.5 is black, 1e+30 white."),
        ("f8", -1.7e308, 1.7e308, "Float values: -1.7e+308 is black, 1.7e+308 white."),
        ("f4", 0, 0.5, "Float values: 0 is black, 1 white."),
        ("f4", 0.25, 200, "Float values: 0 is black, 255 white."),
        ("f4", 0, 12, "Float values: 0 is black, 12 white."),
        ("u4", 0, 200, "32-bit values: 0 is black, 255 white."),
        ("u4", 0, 1, "32-bit values: 0 is black, 1 white."),
    ],
)
def test_values_without_a_range_are_shown_and_named(kind: str, low: float, high: float, told: str):
    values = np.array([[low, high], [high, low]]).astype(kind)
    picture = decode(tiff(values))
    assert told in said(picture)
    stretched = decode(tiff(values), levels="stretched")
    assert grey(stretched).tolist() == [[0, 255], [255, 0]]
    within = picture.levels.other == "stretched"
    assert within == (picture.digest != stretched.digest)
    assert not within or stretched.levels.other == "auto"


def test_pixels_that_are_no_numbers_are_counted():
    values = np.array([[np.nan, np.inf, 3], [-np.inf, np.nan, 9]], np.float32)
    picture = decode(tiff(values))
    assert grey(picture).tolist() == [[0, 255, 0], [0, 0, 255]]
    assert "2 pixels are no number (NaN): black, 2 pixels are infinite: black or white" in (
        said(picture)
    )
    one = decode(tiff(np.array([[np.nan, 0, 1]], np.float32)))
    assert "1 pixel is no number (NaN)" in said(one)
    assert "infinite" not in said(one)


@pytest.mark.parametrize(
    ("value", "shown", "told"),
    [
        (-3, 0, "Float values: every pixel is -3, so the picture is black all over."),
        (7, 0, "Float values: every pixel is 7, so the picture is black all over."),
        (1, 255, "Float values: every pixel is 1, so the picture is white all over."),
        (0.5, 128, "Float values: every pixel is 0.5, so the picture is grey all over."),
        (np.nan, 0, "Float values: no pixel holds a finite number, so the picture is black all"),
        (np.inf, 255, "Float values: no pixel holds a finite number, so the picture is white all"),
    ],
)
def test_a_picture_of_one_value_is_named(value: float, shown: int, told: str):
    picture = decode(tiff(np.full((3, 4), value, np.float32)))
    assert set(grey(picture).flat) == {shown}
    assert told in said(picture)


def test_one_value_beside_pixels_without_a_number_is_named():
    values = np.array([[np.nan, -3, -3]], np.float32)
    told = said(decode(tiff(values)))
    assert "every pixel with a number is -3" in told
    assert "1 pixel is no number (NaN): black" in told


@pytest.mark.parametrize("name", ["png", "tiff"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_colours_of_few_bits_are_stretched_together(name: str, orientation: int):
    values = np.stack([whole(1023), whole(400)[::-1], whole(1023) * 0], axis=2)
    stored = {1: values, 6: np.rot90(values)}[orientation]
    exif = (
        b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIHH", 274, SHORT, 1, orientation, 0) + bytes(4)
    )
    tag = (274, SHORT, struct.pack("<H", orientation))
    file = png16(stored, chunk(b"eXIf", exif)) if name == "png" else tiff(stored, 2, a=tag)
    picture = decode(file)
    assert np.array_equal(picture.rgb, np.rint(values * (255 / 1023)))
    assert "need 10 of 16 bits" in said(picture)
    assert np.array_equal(decode(file, levels="stored").rgb, np.rint(values / 257))


def test_alpha_is_no_colour_that_decides():
    values = np.dstack([whole(1023)] * 3 + [np.full(GREYS.shape, 65535)]).astype(np.uint16)
    assert np.array_equal(grey(decode(png16(values))), np.rint(whole(1023) * (255 / 1023)))
    values[..., 3] = 0
    assert decode(png16(values)).rgb.min() == 255


def test_the_transparent_grey_of_sixteen_bits_lies_over_white():
    values = whole(65535)
    picture = decode(png16(values, chunk(b"tRNS", struct.pack(">H", values[0, 1]))))
    assert grey(picture)[0, 1] == 255
    assert grey(picture)[0, 2] < 2


def test_a_tiff_that_nothing_reads_is_one_sentence():
    with pytest.raises(ValueError, match=r"5 values of 16 bits a pixel.*save it as a PNG"):
        decode(tiff(np.zeros((4, 4, 5), np.uint16), 1))
