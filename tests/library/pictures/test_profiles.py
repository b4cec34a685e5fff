"""Colours of a file with a profile are converted to sRGB, as its own arithmetic says."""

import io
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from tests.support import icc_files
from tests.support.deep_files import chunk, png16
from tests.support.icc_files import BLACK, PAPER, display_p3, from_p3, inks, linear_grey
from vit.pictures.images import decode, read_picture
from vit.pictures.profiles import LEFT_OUT, STRETCHED, UNFIT

COLOURS = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)
GREYS = np.arange(256, dtype=np.uint8).reshape(16, 16)
P3_SAID = "Colours converted to sRGB from the file's colour profile (Display P3)."
WAYS = {  # format -> options that keep every pixel
    "PNG": {},
    "TIFF": {},
    "WEBP": {"lossless": True},
}


def file_of(pixels, kind="PNG", profile=None, **options) -> bytes:
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    file = io.BytesIO()
    image.save(file, kind, icc_profile=profile, **options)
    return file.getvalue()


def off(found, expected) -> int:
    if expected.ndim == 2:
        expected = np.repeat(expected[..., None], 3, axis=2)
    return int(np.abs(found.rgb.astype(int) - expected).max())


@pytest.mark.parametrize("kind", WAYS)
def test_a_photograph_in_display_p3_is_converted_and_it_is_said(kind):
    found = decode(file_of(COLOURS, kind, display_p3(), **WAYS[kind]))
    assert off(found, from_p3(COLOURS)) <= 1
    assert off(found, COLOURS) > 20
    assert found.levels.sentence == P3_SAID
    assert found.levels.other is None


def test_a_jpeg_in_display_p3_is_converted():
    plain = np.full((32, 32, 3), (200, 80, 40), np.uint8)
    found = decode(file_of(plain, "JPEG", display_p3(), quality=100))
    assert off(found, from_p3(plain)) <= 3


def test_what_is_in_srgb_already_keeps_every_level():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for content in (profile, icc_files.matrix_profile(icc_files.SRGB, "another sRGB")):
        found = decode(file_of(COLOURS, profile=content))
        assert found.digest == decode(file_of(COLOURS)).digest
        assert found.levels is None


def test_transparency_lies_over_white_after_the_conversion():
    alpha = np.tile(np.linspace(0, 255, 30).astype(np.uint8), (20, 1))
    found = decode(file_of(np.dstack([COLOURS, alpha]), profile=display_p3()))
    share = alpha[..., None] / 255
    assert off(found, (from_p3(COLOURS) * share + 255 * (1 - share)).round()) <= 2


def test_a_palette_and_greys_are_converted_by_a_profile_of_colours():
    palette = Image.fromarray(COLOURS).quantize(16)
    found = decode(file_of(palette, profile=display_p3()))
    assert off(found, from_p3(np.asarray(palette.convert("RGB")))) <= 1
    assert off(decode(file_of(GREYS, "TIFF", display_p3())), GREYS) <= 1


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_greys_are_converted_by_their_own_profile(kind):
    found = decode(file_of(GREYS, kind, linear_grey()))
    assert off(found, icc_files.encoded(GREYS / 255)) <= 1
    assert "(Linear grey)" in found.levels.sentence


@pytest.mark.parametrize("kind", ["TIFF", "JPEG"])
def test_inks_are_converted_by_their_profile(kind):
    for black in (0, 100, 255):
        image = Image.new("CMYK", (16, 16), (0, 0, 0, black))
        found = decode(file_of(image, kind, inks()))
        lightness = np.full((16, 16), PAPER + (BLACK - PAPER) * black / 255)
        assert off(found, icc_files.from_lightness(lightness, BLACK)) <= 1
        assert "(Grey inks)" in found.levels.sentence


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
@pytest.mark.parametrize("profile", [b"nonsense", display_p3()[:200], display_p3()[:-300]])
def test_a_broken_profile_is_left_out_and_it_is_said(kind, profile):
    plain = decode(file_of(COLOURS, kind))
    found = decode(file_of(COLOURS, kind, profile))
    assert found.digest == plain.digest
    assert found.levels.sentence == LEFT_OUT


def test_a_profile_that_unpacks_to_nothing_is_said():
    whole = file_of(COLOURS)
    for body in (b"icc\0\0nonsense", b"icc\0\0"):
        found = decode(whole[:33] + chunk(b"iCCP", body) + whole[33:])
        assert np.array_equal(found.rgb, COLOURS)
        assert found.levels.sentence == LEFT_OUT


def test_a_profile_of_other_pixels_is_left_out():
    found = decode(file_of(COLOURS, profile=linear_grey()))
    assert np.array_equal(found.rgb, COLOURS)
    assert found.levels.sentence == UNFIT


def test_every_mutation_of_a_profile_gives_a_picture():
    """None raises, and none takes the program down."""
    random, small = np.random.default_rng(1), Image.fromarray(COLOURS[:4, :4])
    for base in (display_p3(), linear_grey(), inks()):
        image = small.convert({"GRAY": "L"}.get(base[16:20].decode(), base[16:20].decode().strip()))
        for _ in range(15):
            broken = bytearray(base)
            for place in random.integers(0, min(len(base), 600), 4):
                broken[place] = random.integers(256)
            assert decode(file_of(image, "TIFF", bytes(broken))).rgb.shape == (4, 4, 3)


def test_deep_values_are_converted_where_they_have_their_whole_range():
    values = np.linspace(0, 65535, 256).round().astype(np.uint16).reshape(16, 16)
    found = decode(with_profile(png16(values), linear_grey()))
    assert off(found, icc_files.encoded(GREYS / 255)) <= 1
    stretched = decode(with_profile(png16(values // 16), linear_grey()))
    assert stretched.levels.sentence.endswith(STRETCHED)
    assert off(stretched, GREYS) <= 1


def with_profile(content: bytes, profile: bytes) -> bytes:
    """A PNG with a profile behind its header."""
    body = b"icc\0\0" + zlib.compress(profile)
    return content[:33] + chunk(b"iCCP", body) + content[33:]


def test_a_program_reads_the_same_pixels(tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(file_of(COLOURS, profile=display_p3()))
    assert np.array_equal(read_picture(path), decode(path).rgb)
