"""Decoding of uploaded picture files; errors are one plain sentence for the user."""

import hashlib
import io
import os
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import get_args

import numpy as np
from PIL import Image, UnidentifiedImageError

from vit.pictures.damage import DAMAGE
from vit.pictures.deep_values import Read, array_of
from vit.pictures.heic import MISSING, is_heic, open_heic
from vit.pictures.levels import LevelChoice, LevelNote, with_sentence
from vit.pictures.pixels_alone import is_known, pixels_alone
from vit.pictures.profiles import LEFT_OUT
from vit.pictures.tiff_tags import BITS, HEIGHT, ORIENTATION, SAMPLES, TIFFS, WIDTH, TiffTags
from vit.pictures.to_rgb import RGB, orientation, rgb_of, rgb_of_values, upright

# Pillow reads more formats, some of them by programs and parsers that are unsafe for untrusted
# files (EPS starts Ghostscript).
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "PPM")
READABLE = "JPEG, PNG, WebP, GIF, TIFF, BMP or AVIF"
# A JPEG with both sides at least twice this long is decoded at 1/2, 1/4 or 1/8 of its size.
DRAFT = 2048
PROFILES = (b"iCCP", b"ICC_PROFILE\0")  # by which a PNG and a JPEG say that they have one
HEAD = 4096  # bytes of a file by which its format is named


class InputError(ValueError):
    """An input cannot be used; the message is one sentence for the user."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A decoded picture.

    `rgb` uint8 [H0,W0,3], read-only; `digest` the SHA-256 of its bytes and shape in hex, equal for
    equal pictures; `name` is text from the user (escape it before display). `levels` says how
    values beyond eight bits became grey levels, None where there is nothing to say.
    """

    rgb: RGB
    digest: str
    name: str
    levels: LevelNote | None = None


def picture_of(rgb: RGB, name: str) -> Picture:
    """Picture with a read-only copy of pixels, uint8 [H0,W0,3]; InputError for another array."""
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or not rgb.size:
        raise InputError(f"A picture is uint8 [height, width, 3], and this is {rgb.shape}.")
    frozen = np.array(rgb, order="C")
    frozen.flags.writeable = False
    digest = hashlib.sha256(f"{frozen.shape}".encode() + frozen.data)
    return Picture(frozen, digest.hexdigest(), name)


def decode(
    file: str | os.PathLike[str] | bytes,
    name: str | None = None,
    max_pixels: int = 50_000_000,
    levels: LevelChoice = "auto",
) -> Picture:
    """Picture decoded from a file, by its path or its bytes, rotated by its EXIF orientation.

    HEIC opens where the package pillow-heif is installed. The first frame of an animation,
    transparency over white, colours converted to sRGB by the profile of the file. A very large JPEG
    is decoded at a fraction of its size. The size is checked in the header, before any pixel is
    decoded.

    Values beyond eight bits become 256 grey levels by `levels`. "auto": 16 bits fill the bits that
    the file states (PNG's sBIT, TIFF's MaxSampleValue, OME's SignificantBits), else the fewest of
    8, 10 and 12 bits where all values lie under a sixteenth of the range, else the whole range;
    values without a fixed range (float, signed, 32 bits) are taken as 0..1 or, with one of 16 at
    least, as 0..255 where they lie within, else from the least to the greatest. "stored" leaves 16
    bits their range; "stretched" goes from the least value to the greatest. `Picture.levels` says
    what was done.

    Raises InputError for a file that cannot be read or has more than `max_pixels` pixels.
    """
    if levels not in get_args(LevelChoice):
        choices = ", ".join(get_args(LevelChoice))
        raise InputError(f"levels: {levels!r} is none of {choices}.")
    source = io.BytesIO(file) if isinstance(file, bytes) else Path(file)
    try:
        if not (len(file) if isinstance(file, bytes) else Path(file).stat().st_size):
            raise InputError(f"This file is empty: choose a {READABLE} picture.")
        with Image.open(source, formats=FORMATS) as image:
            rgb, note = _pixels(image, partial(_content, file), max_pixels, levels)
    except InputError:
        raise
    except FileNotFoundError as error:
        raise InputError("The uploaded file is no longer there: upload it again.") from error
    except Image.DecompressionBombError as error:
        raise InputError(_too_large("more than 178 million", max_pixels)) from error
    except DAMAGE as error:
        rgb, note = _otherwise(file, max_pixels, levels, error)
    own = "" if isinstance(file, bytes) else Path(file).name
    return replace(picture_of(rgb, own if name is None else name), levels=note)


def read_picture(file: str | os.PathLike[str]) -> RGB:
    """Pixels, uint8 [H0,W0,3] in sRGB, of a picture's file, as the app reads it.

    Upright, over white, its colours converted to sRGB by its profile, deep values as grey levels
    (see `decode`). ValueError, one sentence, for a file that cannot be read.
    """
    return decode(file).rgb.copy()


def _content(file: str | os.PathLike[str] | bytes) -> bytes:
    """All bytes of a file."""
    return file if isinstance(file, bytes) else Path(file).read_bytes()


def _otherwise(
    file: str | os.PathLike[str] | bytes, max_pixels: int, levels: LevelChoice, error: Exception
) -> tuple[RGB, LevelNote | None]:
    """Pixels of a file that Pillow does not read as it stands; InputError where nothing does."""
    damaged = InputError("This picture is damaged or incomplete: save it again or choose another.")
    if isinstance(error, MemoryError):
        damaged = InputError("There is no memory for this picture here: make it smaller.")
    try:
        head = _head(file)
        known = is_known(head) or is_heic(head)
        if isinstance(error, UnidentifiedImageError) and not known:
            raise InputError(_unknown(head)) from error
        content = _content(file)
        if is_heic(head):
            return _of_heic(content, max_pixels, levels)
        return _without_metadata(content, max_pixels, levels)
    except InputError:
        raise
    except DAMAGE:
        raise damaged from error


def _of_heic(content: bytes, max_pixels: int, levels: LevelChoice) -> tuple[RGB, LevelNote | None]:
    """Pixels of a HEIC picture; InputError where the package for it is missing."""
    image = open_heic(content)
    if image is None:
        raise InputError(MISSING)
    with image:
        return _pixels(image, lambda: content, max_pixels, levels)


def _without_metadata(
    content: bytes, max_pixels: int, levels: LevelChoice
) -> tuple[RGB, LevelNote | None]:
    """Pixels of a file that cannot be read for what stands beside them: a text, a profile, a time.

    A TIFF of values that Pillow does not know is read by OpenCV. One of DAMAGE for other files.
    """
    bare = pixels_alone(content)
    lost = LEFT_OUT if any(mark in content for mark in PROFILES) else None
    try:
        with Image.open(io.BytesIO(bare), formats=FORMATS) as image:
            rgb, note = _pixels(image, lambda: bare, max_pixels, levels)
            return rgb, with_sentence(note, lost)
    except Image.DecompressionBombError as error:
        raise InputError(_too_large("more than 178 million", max_pixels)) from error
    except UnidentifiedImageError:
        if not bare.startswith(TIFFS):
            raise
    tags = TiffTags(content)
    check_size(tags.number(WIDTH, 0), tags.number(HEIGHT, 0), max_pixels)
    values = array_of(content)
    if values is None:
        raise InputError(_unusual(tags))
    rgb, note = rgb_of_values(values, content, levels)
    return upright(rgb, tags.number(ORIENTATION, 1)), note


def _unusual(tags: TiffTags) -> str:
    """Message for a TIFF that nothing reads here."""
    samples, bits = tags.number(SAMPLES, 1), tags.number(BITS, 1)
    return (
        f"This TIFF has {samples} value{'s' if samples > 1 else ''} of {bits} bits a pixel, packed "
        "in a way that cannot be read here: save it as a PNG of 8 or 16 bits."
    )


def png(rgb: RGB) -> bytes:
    """A PNG file of uint8 [H,W,3], every pixel as it is."""
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "PNG")
    return file.getvalue()


def jpeg(rgb: RGB, longest: int) -> bytes:
    """Bytes of a JPEG of a picture [H0,W0,3], reduced if a side exceeds `longest` pixels."""
    image = Image.fromarray(rgb)
    image.thumbnail((longest, longest), reducing_gap=2.0)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()


def _pixels(
    image: Image.Image, read: Read, max_pixels: int, levels: LevelChoice
) -> tuple[RGB, LevelNote | None]:
    """Pixels, uint8 [H0,W0,3], of an opened, not yet decoded image, and what was done to them."""
    check_size(*image.size, max_pixels)
    if image.format in ("JPEG", "MPO"):
        image.draft(image.mode, (DRAFT, DRAFT))
    image.load()
    rgb, note = rgb_of(image, read, levels)
    return upright(rgb, orientation(image)), note


def check_size(width: int, height: int, max_pixels: int) -> None:
    """Raise InputError for more pixels than are allowed."""
    if width * height > max_pixels:
        megapixels = f"{width} × {height} = {width * height / 1e6:.0f} million"
        raise InputError(_too_large(megapixels, max_pixels))


def _too_large(size: str, max_pixels: int) -> str:
    """Message for a picture with too many pixels."""
    return (
        f"This picture has {size} pixels and the limit is {max_pixels / 1e6:g} million: make it "
        "smaller and upload it again."
    )


def _head(file: str | os.PathLike[str] | bytes) -> bytes:
    """The first bytes of a file."""
    if isinstance(file, bytes):
        return file[:HEAD]
    with Path(file).open("rb") as source:
        return source.read(HEAD)


def _unknown(head: bytes) -> str:
    """Message for a file that no decoder can read, by its first bytes."""
    if b"<svg" in head.lower():
        return "This is an SVG drawing, which has no pixels: export it as PNG and upload that."
    return f"This file is not a picture that can be read here: choose {READABLE}."
