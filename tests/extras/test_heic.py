"""HEIC pictures where pillow-heif is installed: `make test-extras`."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.support.icc_files import display_p3, from_p3
from tests.support.picture_files import COLS, GREY, QUARTERS, ROWS, off, refusal
from vit.pictures.images import InputError, decode

package = pytest.importorskip("pillow_heif", reason="make test-extras installs pillow-heif")
LARGE = np.asarray(Image.fromarray(QUARTERS).resize((160, 96), Image.Resampling.NEAREST))


@pytest.fixture(autouse=True)
def encoder():
    package.register_heif_opener()


def heic(image: Image.Image, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, "HEIF", quality=-1, chroma=444, **options)  # without loss
    assert file.getvalue()[4:12] in (b"ftypheic", b"ftypmif1", b"ftypheix")
    return file.getvalue()


def test_a_heic_picture_is_itself(tmp_path: Path):
    content = heic(Image.fromarray(LARGE))
    assert off(decode(content, "a.heic"), LARGE) <= 4  # by the colours of the coding
    (tmp_path / "a.heic").write_bytes(content)
    picture = decode(tmp_path / "a.heic")
    assert picture.name == "a.heic"
    assert picture.digest == decode(content).digest


def test_a_grey_one_is_grey():
    slope = np.asarray(Image.fromarray(GREY).resize((160, 96), Image.Resampling.BILINEAR))
    assert off(decode(heic(Image.fromarray(slope))), slope) <= 2


def test_transparency_lies_over_white():
    image = Image.fromarray(LARGE)
    alpha = np.full(LARGE.shape[:2], 255, np.uint8)
    alpha[:, :80] = 0
    image.putalpha(Image.fromarray(alpha))
    expected = LARGE.copy()
    expected[:, :80] = 255
    assert off(decode(heic(image)), expected) <= 4


@pytest.mark.parametrize(("orientation", "quarters"), [(1, 0), (3, 2), (6, 1), (8, 3)])
def test_a_turned_photograph_stands_upright(orientation: int, quarters: int):
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = np.ascontiguousarray(np.rot90(LARGE, quarters))
    assert off(decode(heic(Image.fromarray(stored), exif=exif.tobytes())), LARGE) <= 4


def test_of_several_pictures_the_first():
    other = Image.fromarray(255 - LARGE)
    content = heic(Image.fromarray(LARGE), save_all=True, append_images=[other])
    assert off(decode(content), LARGE) <= 4


def test_a_large_one_is_refused_before_its_pixels_are_decoded(tmp_path: Path):
    content = heic(Image.fromarray(QUARTERS).resize((160, 96)))
    (tmp_path / "a.heic").write_bytes(content)
    assert "160 × 96" in refusal(tmp_path / "a.heic", max_pixels=ROWS * COLS)


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.95])
def test_a_damaged_one_is_one_sentence(cut: float):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    content = heic(Image.fromarray(noise))
    with pytest.raises(InputError, match="damaged or incomplete"):
        decode(content[: int(len(content) * cut)])


def test_the_colours_of_a_phone_are_converted(tmp_path: Path):
    """Phones write HEIC in Display P3."""
    colours = np.asarray(Image.new("RGB", (96, 64), (200, 80, 40)))
    picture = decode(heic(Image.fromarray(colours), icc_profile=display_p3()))
    assert off(picture, from_p3(colours)) <= 1
    assert off(picture, colours) > 10
    assert picture.levels
    assert "(Display P3)" in picture.levels.sentence
