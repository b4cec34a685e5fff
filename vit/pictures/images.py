"""Decoding of uploaded picture files; errors are one plain sentence for the user."""

import hashlib
import io
import os
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from vit.pictures.png_chunks import SIGNATURE, pixels_alone

RGB = npt.NDArray[np.uint8]

# Pillow reads more formats, some of them by programs and parsers that are unsafe for untrusted
# files (EPS starts Ghostscript).
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "PPM")
READABLE = "JPEG, PNG, WebP, GIF, TIFF, BMP or AVIF"
# A JPEG with both sides at least twice this long is decoded at 1/2, 1/4 or 1/8 of its size.
DRAFT = 2048
HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}  # brands
HEAD = 4096  # bytes of a file by which its format is named
# Errors of Pillow's decoders for damaged data.
DAMAGE = (
    *(OSError, EOFError, SyntaxError, ValueError, LookupError, TypeError, RuntimeError),
    struct.error,
)


class InputError(ValueError):
    """An input cannot be used; the message is one sentence for the user."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A decoded picture.

    `rgb` uint8 [H0,W0,3], read-only; `digest` the SHA-256 of its bytes and shape in hex, equal for
    equal pictures; `name` is text from the user (escape it before display).
    """

    rgb: RGB
    digest: str
    name: str


def picture_of(rgb: RGB, name: str) -> Picture:
    """Picture with a read-only copy of pixels, uint8 [H0,W0,3]; InputError for another array."""
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or not rgb.size:
        raise InputError(f"A picture is uint8 [height, width, 3], and this is {rgb.shape}.")
    frozen = np.array(rgb, order="C")
    frozen.flags.writeable = False
    digest = hashlib.sha256(f"{frozen.shape}".encode() + frozen.data)
    return Picture(frozen, digest.hexdigest(), name)


def decode(
    file: str | os.PathLike[str] | bytes, name: str | None = None, max_pixels: int = 50_000_000
) -> Picture:
    """Picture decoded from a file, by its path or its bytes, rotated by its EXIF orientation.

    The first frame of an animation, transparency over white, 16 bits scaled to 8. Values without a
    fixed range (float, 32-bit) are taken as 0..1 if they are within it, else scaled from their
    minimum to their maximum. A very large JPEG is decoded at a fraction of its size. The size is
    checked in the header, before any pixel is decoded.

    Raises InputError for a file that cannot be read or has more than `max_pixels` pixels.
    """
    source = io.BytesIO(file) if isinstance(file, bytes) else Path(file)
    try:
        if not (len(file) if isinstance(file, bytes) else Path(file).stat().st_size):
            raise InputError(f"This file is empty: choose a {READABLE} picture.")
        with Image.open(source, formats=FORMATS) as image:
            rgb = _pixels(image, max_pixels)
    except InputError:
        raise
    except FileNotFoundError as error:
        raise InputError("The uploaded file is no longer there: upload it again.") from error
    except Image.DecompressionBombError as error:
        raise InputError(_too_large("more than 178 million", max_pixels)) from error
    except UnidentifiedImageError as error:
        if not _head(file).startswith(SIGNATURE):
            raise InputError(_unknown(_head(file))) from error
        rgb = _without_metadata(file, max_pixels, error)
    except DAMAGE as error:
        rgb = _without_metadata(file, max_pixels, error)
    own = "" if isinstance(file, bytes) else Path(file).name
    return picture_of(rgb, own if name is None else name)


def _without_metadata(
    file: str | os.PathLike[str] | bytes, max_pixels: int, damage: Exception
) -> RGB:
    """Pixels of a PNG that cannot be read for what stands beside them: a text, a profile, a time.

    InputError for another file, or for pixels that are damaged.
    """
    try:
        content = file if isinstance(file, bytes) else Path(file).read_bytes()
        with Image.open(io.BytesIO(pixels_alone(content)), formats=("PNG",)) as image:
            return _pixels(image, max_pixels)
    except InputError:
        raise
    except (*DAMAGE, Image.DecompressionBombError):
        raise InputError(
            "This picture is damaged or incomplete: save it again or choose another."
        ) from damage


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


def _pixels(image: Image.Image, max_pixels: int) -> RGB:
    """Pixels, uint8 [H0,W0,3], of an opened, not yet decoded image."""
    width, height = image.size
    if width * height > max_pixels:
        megapixels = f"{width} × {height} = {width * height / 1e6:.0f} million"
        raise InputError(_too_large(megapixels, max_pixels))
    if image.format in ("JPEG", "MPO"):
        image.draft(image.mode, (DRAFT, DRAFT))
    image.load()
    ImageOps.exif_transpose(image, in_place=True)
    return np.asarray(_eight_bit(image))


def _eight_bit(image: Image.Image) -> Image.Image:
    """The image as 8-bit RGB without transparency."""
    if image.mode.startswith("I;16") or (image.mode == "I" and image.format == "PPM"):
        # A table rounds exactly, without a float copy of a large picture.
        table = np.rint(np.arange(65536) / 257).astype(np.uint8)
        image = Image.fromarray(table[np.asarray(image)])
    elif image.mode in ("I", "F"):
        image = Image.fromarray(_stretched(np.array(image, dtype=np.float32)))
    if not image.has_transparency_data:
        return image.convert("RGB")
    with_alpha = image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(with_alpha, mask=with_alpha.getchannel("A"))
    return paper


def _stretched(values: npt.NDArray[np.float32]) -> RGB:
    """Grey levels [H0,W0] of any numbers [H0,W0], which are overwritten; NaN is black."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    np.nan_to_num(values, copy=False, nan=low, posinf=high, neginf=low)
    values -= low
    values *= 255 / (high - low or 1.0)
    return np.rint(values, out=values).astype(np.uint8)


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
    if head[4:8] == b"ftyp" and head[8:12] in HEIC:
        return "This is a HEIC picture, which cannot be read here: save it as JPEG."
    return f"This file is not a picture that can be read here: choose {READABLE}."
