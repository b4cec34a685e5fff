"""An opened image as RGB: its grey levels, its orientation, transparency over white."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image

from vit.pictures.damage import DAMAGE
from vit.pictures.deep_values import Read, colour_values, grey_values, stated
from vit.pictures.levels import (
    WHITE_IS_ZERO,
    LevelChoice,
    LevelNote,
    Levels,
    Values,
    grey_levels,
    with_sentence,
)
from vit.pictures.profiles import KEY, STRETCHED, has_profile, srgb
from vit.pictures.tiff_tags import ORIENTATION, TiffTags

RGB = npt.NDArray[np.uint8]
# How an array is turned that was stored with an orientation.
_TURNS: dict[int, Callable[[RGB], RGB]] = {
    2: lambda rgb: rgb[:, ::-1],
    3: lambda rgb: rgb[::-1, ::-1],
    4: lambda rgb: rgb[::-1],
    5: lambda rgb: rgb.swapaxes(0, 1),
    6: lambda rgb: np.rot90(rgb, -1),
    7: lambda rgb: rgb[::-1, ::-1].swapaxes(0, 1),
    8: lambda rgb: np.rot90(rgb),
}


def upright(rgb: RGB, orientation: object) -> RGB:
    """The picture [H0,W0,3] turned as its file says; as it is for what is no orientation."""
    turn = _TURNS.get(orientation) if isinstance(orientation, int) else None
    return turn(rgb) if turn else rgb


def rgb_of(image: Image.Image, read: Read, choice: LevelChoice) -> tuple[RGB, LevelNote | None]:
    """Pixels [H0,W0,3] of a loaded image, and what was done to its values, where that needs saying.

    `read` gives the bytes of its file.
    """
    grey = grey_values(image, read)
    if grey is not None:
        levels, note = grey_levels(grey, choice, stated(read()))
        levels[_clear(image, grey)] = 255
        return _of_levels(levels, note, image)
    colours = colour_values(image, read, choice)
    if colours is not None:
        rgb, note = rgb_of_values(colours, read(), choice)
        rgb = upright(rgb, _tiff_orientation(read())) if image.format == "TIFF" else rgb
        return rgb, with_sentence(note, STRETCHED if has_profile(image) else None)
    note = WHITE_IS_ZERO if image.format == "TIFF" and stated(read()).white_is_zero else None
    converted, sentence = srgb(image)
    return _over_white(converted), with_sentence(note, sentence)


def _of_levels(
    levels: Levels, note: LevelNote | None, image: Image.Image
) -> tuple[RGB, LevelNote | None]:
    """Pixels of an image's grey levels [H0,W0], by its profile where they are those of the file."""
    if not has_profile(image):
        return _three(levels), note
    if note not in (None, WHITE_IS_ZERO):
        return _three(levels), with_sentence(note, STRETCHED)
    eight = Image.fromarray(levels)
    eight.info[KEY] = image.info[KEY]
    converted, sentence = srgb(eight)
    return _over_white(converted), with_sentence(note, sentence)


def rgb_of_values(
    values: Values, content: bytes, choice: LevelChoice
) -> tuple[RGB, LevelNote | None]:
    """Pixels [H0,W0,3] of values [H0,W0] or [H0,W0,3 or 4] of a file, and the note."""
    if values.ndim == 2:
        levels, note = grey_levels(values, choice, stated(content))
        return _three(levels), note
    levels, note = grey_levels(values[..., :3], choice, stated(content))
    if values.shape[2] == 3:
        return levels, note
    alpha = values[..., 3].astype(np.float32)
    opaque = np.iinfo(values.dtype).max if values.dtype.kind in "ui" else 1
    shares = (alpha * (255 / opaque)).clip(0, 255).astype(np.uint8)
    return _over_white(Image.fromarray(np.dstack([levels, shares]))), note


def orientation(image: Image.Image) -> object:
    """What the EXIF of a loaded image says of its orientation; 1 for none and for a damaged one.

    A TIFF has been turned by Pillow. Browsers leave what XMP says unread, and so does this.
    """
    raw: object = image.info.get("exif")
    if not isinstance(raw, bytes) or image.format == "TIFF":
        return 1
    exif = Image.Exif()
    try:
        exif.load(raw)
        return exif.get(ORIENTATION, 1)
    except DAMAGE:
        return 1


def _tiff_orientation(content: bytes) -> int:
    return TiffTags(content).number(ORIENTATION, 1)


def _three(levels: npt.NDArray[np.uint8]) -> RGB:
    """Grey levels [H0,W0] as RGB."""
    return np.repeat(levels[..., None], 3, axis=2)


def _clear(image: Image.Image, values: Values) -> npt.NDArray[np.bool_]:
    """Which pixels have the one value that a PNG of 16 grey bits shows as transparent."""
    key: object = image.info.get("transparency")
    return values == key if isinstance(key, int) else np.zeros(values.shape, np.bool_)


def _over_white(image: Image.Image) -> RGB:
    """An image of eight bits as RGB without transparency."""
    if not image.has_transparency_data:
        return np.asarray(image.convert("RGB"))
    with_alpha = image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(with_alpha, mask=with_alpha.getchannel("A"))
    return np.asarray(paper)
