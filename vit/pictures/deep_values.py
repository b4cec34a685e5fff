"""Values of pictures beyond eight unsigned bits, as arrays, and what their files state of them."""

import re
from collections.abc import Callable
from typing import cast

import cv2
import numpy as np
from PIL import Image

from vit.pictures import tiff_tags
from vit.pictures.levels import SHARE, LevelChoice, Stated, Values
from vit.pictures.png_chunks import SIGNATURE, pixels_alone, stated_bits
from vit.pictures.tiff_tags import TIFFS, TiffTags

Read = Callable[[], bytes]
UNSIGNED, SIGNED, FLOAT = 1, 2, 3  # TIFF's SampleFormat
_SIGNIFICANT = re.compile(rb'<Pixels\b[^>]*\bSignificantBits="([0-9]{1,2})"')  # OME-XML


def stated(content: bytes) -> Stated:
    """What a PNG or TIFF states of its values; nothing of another file or a damaged one."""
    if content.startswith(SIGNATURE):
        return Stated(bits=stated_bits(content))
    try:
        tags = TiffTags(content)
    except ValueError:
        return Stated()
    depth = tags.number(tiff_tags.BITS, 1)
    white_is_zero = tags.number(tiff_tags.PHOTOMETRIC, 1) == 0
    return Stated(depth if 8 < depth < 16 else 16, _bits_of(tags), white_is_zero)


def _bits_of(tags: TiffTags) -> int | None:
    """The bits in use that a TIFF states: OME's, else those of which its largest value is all ones.

    The standard has MaxSampleValue for statistics, so another value of it says nothing.
    """
    ome = _SIGNIFICANT.search(tags.text(tiff_tags.DESCRIPTION))
    if ome:
        return int(ome[1]) or None
    largest = max(tags.numbers(tiff_tags.LARGEST), default=0)
    bits = largest.bit_length()
    return bits if 8 <= bits < 16 and largest == 2**bits - 1 else None


def grey_values(image: Image.Image, read: Read) -> Values | None:
    """Grey values [H0,W0] of a loaded image in their own type; None for eight unsigned bits."""
    if image.mode.startswith("I;16") or (image.mode == "I" and image.format == "PPM"):
        return np.asarray(image).astype(np.uint16)
    if image.mode == "F":
        return np.asarray(image)
    if image.format != "TIFF" or image.mode not in ("I", "L"):
        return np.asarray(image) if image.mode == "I" else None
    try:
        tags = TiffTags(read())
    except ValueError:
        return np.asarray(image) if image.mode == "I" else None
    bits = tags.number(tiff_tags.BITS, 1)
    signed = tags.number(tiff_tags.FORMAT, UNSIGNED) == SIGNED
    values = np.asarray(image)
    if image.mode == "L":
        return values.view(np.int8) if signed and bits == 8 else None
    if bits == 16:
        return values.astype(np.int16)
    return values if signed else values.view(np.uint32)


def colour_values(image: Image.Image, read: Read, choice: LevelChoice) -> Values | None:
    """Colours [H0,W0,3 or 4] of a loaded image of 16 bits that has to be stretched; else None.

    Pillow keeps the upper eight bits, which are enough for all others.
    """
    if image.mode not in ("RGB", "RGBA", "LA") or image.format not in ("PNG", "TIFF"):
        return None
    content = read()
    if not _has_sixteen_bits(content):
        return None
    colours = np.asarray(image if image.mode == "RGB" else image.convert("RGBA"))[..., :3]
    bits = stated(content).bits
    bound = 256 // SHARE if bits is None else 2 ** max(0, bits - 8)
    if choice != "stretched" and colours.max(initial=0) >= min(bound, 256):
        return None
    return array_of(content)


def _has_sixteen_bits(content: bytes) -> bool:
    if content.startswith(SIGNATURE):
        return content[24] == 16
    return content[:4] in TIFFS and TiffTags(content).number(tiff_tags.BITS, 1) == 16


def array_of(content: bytes) -> Values | None:
    """Values of a PNG or TIFF by OpenCV, [H0,W0] or red first [H0,W0,3 or 4]; None where it cannot.

    Neither 0-is-white nor the orientation is applied to more than eight unsigned bits.
    """
    half = False
    if content.startswith(SIGNATURE):
        bare = pixels_alone(content)
    else:
        tags = TiffTags(content)
        kind = tags.number(tiff_tags.FORMAT, UNSIGNED)
        half = kind == FLOAT and tags.number(tiff_tags.BITS, 1) == 16
        changed = {tiff_tags.FORMAT: UNSIGNED} if half else {}
        if tags.number(tiff_tags.PHOTOMETRIC, 1) == 0:
            changed[tiff_tags.PHOTOMETRIC] = 1
        bare = tags.alone(changed)
    try:
        file = np.frombuffer(bare, np.uint8)
        values = cast("Values | None", cv2.imdecode(file, cv2.IMREAD_UNCHANGED))
    except cv2.error:
        return None
    if values is None or (values.ndim == 3 and values.shape[2] not in (1, 3, 4)):
        return None
    if half and values.dtype == np.uint16:
        values = values.view(np.float16)
    if values.ndim == 2:
        return values
    if values.shape[2] == 1:
        return values[..., 0]
    return values[..., [2, 1, 0, 3][: values.shape[2]]]
