"""Every odd file gives the picture it shows or one sentence; each is made on the fly."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.support.picture_files import COLS, GREY, QUARTERS, ROWS, off, saved
from vit.pictures.images import DRAFT, InputError, decode, jpeg, picture_of


@pytest.mark.parametrize("name", ["a.png", "a.bmp", "a.tiff", "a.webp", "a.ppm", "a.gif"])
def test_a_lossless_picture_is_itself(tmp_path: Path, name: str):
    options = {"lossless": True} if name == "a.webp" else {}
    picture = decode(saved(tmp_path, name, Image.fromarray(QUARTERS), **options))
    assert off(picture, QUARTERS) == 0
    assert picture.name == name


@pytest.mark.parametrize(("name", "mode"), [("a.jpg", "RGB"), ("a.avif", "RGB"), ("c.jpg", "CMYK")])
def test_a_lossy_picture_is_nearly_itself(tmp_path: Path, name: str, mode: str):
    slopes = np.stack([GREY, GREY[:, ::-1], 255 - GREY], axis=2)
    slopes = np.asarray(Image.fromarray(slopes).resize((160, 96), Image.Resampling.BILINEAR))
    path = saved(tmp_path, name, Image.fromarray(slopes).convert(mode), quality=95)
    assert off(decode(path), slopes) < 20


def test_the_name_is_what_the_person_calls_it(tmp_path: Path):
    path = saved(tmp_path, "upload.png", Image.fromarray(QUARTERS))
    assert decode(path, name="<b>my cat</b>").name == "<b>my cat</b>"


def test_the_ending_does_not_matter(tmp_path: Path):
    path = saved(tmp_path, "a.png", Image.fromarray(QUARTERS))
    assert off(decode(path.rename(tmp_path / "a.jpg")), QUARTERS) == 0


@pytest.mark.parametrize("size", [(1, 1), (5000, 1), (1, 5000)])
def test_a_thin_picture_keeps_its_shape(tmp_path: Path, size: tuple[int, int]):
    picture = decode(saved(tmp_path, "a.png", Image.new("RGB", size, (1, 2, 3))))
    assert picture.rgb.shape == (size[1], size[0], 3)
    assert picture.rgb[0, 0].tolist() == [1, 2, 3]


@pytest.mark.parametrize("name", ["a.png", "a.tiff", "a.pgm"])
def test_sixteen_bits_are_scaled_to_eight(tmp_path: Path, name: str):
    dark = GREY // 2  # stretching to the whole range would show
    image = Image.fromarray(dark.astype(np.uint16) * 257)
    assert off(decode(saved(tmp_path, name, image)), dark) == 0


def test_sixteen_bit_colour_is_scaled_to_eight(tmp_path: Path):
    wide = np.repeat(QUARTERS.astype(">u2"), 1, axis=0) * 257
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in wide)
    header = struct.pack(">IIBBBBB", COLS, ROWS, 16, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    coded = (
        struct.pack(">I", len(body)) + tag + body + struct.pack(">I", zlib.crc32(tag + body))
        for tag, body in chunks
    )
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(coded))
    assert off(decode(tmp_path / "a.png"), QUARTERS) == 0


@pytest.mark.parametrize(
    ("scale", "shift", "expected"),
    [
        (1 / 255, 0, GREY),  # 0..1 is what it says
        (0.5 / 255, 0, (GREY / 2).round()),  # so half of it is half as bright
        (3, -100, GREY),  # any other range is stretched
        (1e30, 0, GREY),
    ],
)
def test_a_float_picture_is_scaled(tmp_path: Path, scale: float, shift: float, expected: object):
    image = Image.fromarray((GREY.astype(float) * scale + shift).astype(np.float32))
    assert off(decode(saved(tmp_path, "a.tiff", image)), np.asarray(expected, np.uint8)) <= 1


def test_what_is_no_number_does_not_darken_the_rest(tmp_path: Path):
    values = GREY.astype(np.float32)
    values[0, 1], values[0, 2], values[0, 3] = np.nan, np.inf, -np.inf
    expected = GREY.copy()
    expected[0, 1:4] = 0, 255, 0
    assert off(decode(saved(tmp_path, "a.tiff", Image.fromarray(values))), expected) == 0
    nothing = Image.fromarray(np.full((2, 2), np.nan, np.float32))
    assert decode(saved(tmp_path, "b.tiff", nothing)).rgb.max() == 0


def test_a_flat_float_picture_is_a_picture(tmp_path: Path):
    image = Image.fromarray(np.full((3, 4), 7, np.float32))
    assert decode(saved(tmp_path, "a.tiff", image)).rgb.shape == (3, 4, 3)


def test_whole_numbers_of_32_bits_are_stretched(tmp_path: Path):
    image = Image.fromarray(GREY.astype(np.int32) * 1_000_000 - 5)
    assert off(decode(saved(tmp_path, "a.tiff", image)), GREY) <= 1


def test_transparency_lies_over_white(tmp_path: Path):
    alpha = Image.fromarray(np.tile(np.linspace(0, 255, COLS).astype(np.uint8), (ROWS, 1)))
    weight = np.asarray(alpha)[..., None] / 255
    image = Image.fromarray(QUARTERS)
    image.putalpha(alpha)
    expected = (QUARTERS * weight + 255 * (1 - weight)).round().astype(np.uint8)
    assert off(decode(saved(tmp_path, "a.png", image)), expected) <= 1
    grey = Image.merge("LA", (Image.fromarray(GREY), alpha))
    expected = (GREY * weight[..., 0] + 255 * (1 - weight[..., 0])).round().astype(np.uint8)
    assert off(decode(saved(tmp_path, "b.png", grey)), expected) <= 1


def test_a_palette_with_a_transparent_colour_lies_over_white(tmp_path: Path):
    image = Image.fromarray((QUARTERS[..., 2] > 0).astype(np.uint8), mode="P")
    image.putpalette([200, 30, 40, 10, 20, 250])
    path = saved(tmp_path, "a.png", image, transparency=0)
    picture = decode(path)
    assert picture.rgb[0, 0].tolist() == [255, 255, 255]
    assert picture.rgb[-1, 0].tolist() == [10, 20, 250]
    picture = decode(saved(tmp_path, "b.png", image, transparency=bytes([128, 255])))
    assert np.abs(picture.rgb[0, 0].astype(int) - [227, 142, 147]).max() <= 1


def test_black_and_white_of_one_bit(tmp_path: Path):
    image = Image.fromarray(GREY > 127)
    expected = np.where(GREY > 127, 255, 0).astype(np.uint8)
    assert off(decode(saved(tmp_path, "a.png", image)), expected) == 0


@pytest.mark.parametrize(
    ("orientation", "quarters"), [(2, 0), (3, 2), (6, 1), (8, 3), (99, 0), (1, 0)]
)
def test_a_turned_photograph_stands_upright(tmp_path: Path, orientation: int, quarters: int):
    stored = np.rot90(QUARTERS, quarters)  # the camera was turned: EXIF says how to turn back
    stored = stored[:, ::-1] if orientation == 2 else stored
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = Image.fromarray(np.ascontiguousarray(stored))
    for name in ("a.png", "a.tiff"):
        assert off(decode(saved(tmp_path, name, image, exif=exif)), QUARTERS) == 0


@pytest.mark.parametrize("name", ["a.gif", "a.png", "a.webp", "a.tiff"])
def test_of_an_animation_the_first_frame(tmp_path: Path, name: str):
    later = [Image.fromarray(255 - QUARTERS), Image.new("RGB", (COLS, ROWS), "red")]
    options = {"lossless": True} if name == "a.webp" else {}
    first = Image.fromarray(QUARTERS)
    path = saved(tmp_path, name, first, save_all=True, append_images=later, **options)
    assert off(decode(path), QUARTERS) == 0


def test_of_a_camera_s_two_pictures_the_first(tmp_path: Path):
    first, second = (Image.fromarray(GREY).convert("RGB"), Image.new("RGB", (COLS, ROWS), "red"))
    path = saved(tmp_path, "a.mpo", first, save_all=True, append_images=[second], quality=95)
    assert off(decode(path), GREY) < 30


def test_a_huge_jpeg_is_decoded_at_a_fraction(tmp_path: Path):
    image = Image.fromarray(QUARTERS).resize((2 * DRAFT + 8, 2 * DRAFT), Image.Resampling.NEAREST)
    picture = decode(saved(tmp_path, "a.jpg", image, quality=60))
    assert picture.rgb.shape == (DRAFT, DRAFT + 4, 3)
    small = picture.rgb[:: DRAFT - 1, :: DRAFT + 3]
    assert np.abs(small.astype(int) - QUARTERS[:: ROWS - 1, :: COLS - 1]).max() < 20


def test_the_digest_is_of_the_pixels_and_their_shape(tmp_path: Path):
    image = Image.fromarray(QUARTERS)
    first = decode(saved(tmp_path, "a.png", image))
    again = decode(saved(tmp_path, "b.bmp", image))
    assert first.digest == again.digest == picture_of(QUARTERS, "c").digest
    assert picture_of(QUARTERS.reshape(COLS, ROWS, 3), "c").digest != first.digest
    assert picture_of(255 - QUARTERS, "c").digest != first.digest
    assert len(first.digest) == 64


def test_a_picture_cannot_be_written_to():
    pixels = QUARTERS.copy()
    picture = picture_of(pixels, "a")
    pixels[:] = 0
    assert off(picture, QUARTERS) == 0
    with pytest.raises(ValueError, match="read-only"):
        picture.rgb[0, 0] = 0


@pytest.mark.parametrize("shape", [(4, 4), (0, 4, 3), (4, 4, 4)])
def test_other_arrays_are_no_pictures(shape: tuple[int, ...]):
    with pytest.raises(InputError, match="height, width, 3"):
        picture_of(np.zeros(shape, np.uint8), "a")


@pytest.mark.parametrize(
    ("longest", "size"), [(20, (20, 12)), (40, (40, 24)), (1024, (40, 24)), (1, (1, 1))]
)
def test_a_jpeg_is_shrunk_and_never_enlarged(longest: int, size: tuple[int, int]):
    image = Image.open(io.BytesIO(jpeg(picture_of(QUARTERS, "a").rgb, longest)))
    assert (image.format, image.size) == ("JPEG", size)
    assert np.abs(np.asarray(image)[0, 0].astype(int) - [255, 0, 0]).max() < 140
