"""Colours of a file that has a colour profile (ICC), as sRGB."""

import io
from collections.abc import Callable
from typing import Any, cast

import numpy as np
from PIL import Image, ImageCms

from vit.pictures.damage import DAMAGE

KEY = "icc_profile"  # of Pillow's facts about an image
FAULTS = (ImageCms.PyCMSError, *DAMAGE)
LEFT_OUT = "The file's colour profile cannot be read and was left out."
UNFIT = "The file's colour profile does not fit its pixels and was left out."
STRETCHED = "The file's colour profile was left out, because the levels are not those of the file."
NEAR = 2  # levels: a profile by which no colour moves further is sRGB's
LONGEST_NAME = 40  # letters of a profile's name that are shown
GRID = 17  # steps along each axis of the colours by which a profile is tried

# Colour space of a profile -> Pillow's mode, and the modes of images that it fits.
_SPACES = {
    "RGB": ("RGB", {"1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX"}),
    "GRAY": ("L", {"1", "L", "LA"}),
    "CMYK": ("CMYK", {"CMYK"}),
}
_EXACT = ImageCms.Flags.NOOPTIMIZE
_Convert = Callable[[Image.Image], Image.Image]


def has_profile(image: Image.Image) -> bool:
    """Whether a file says that it has a colour profile, be it one that can be read or not."""
    return KEY in image.info


def srgb(image: Image.Image) -> tuple[Image.Image, str | None]:
    """A loaded image of eight bits in sRGB, with its transparency, and a sentence on what was done.

    The image itself without a sentence where it has no profile, or one that leaves every colour
    within NEAR levels; the image itself with one where its profile cannot be used.
    """
    if not has_profile(image):
        return image, None
    try:
        return _by_profile(image, image.info[KEY])
    except FAULTS:
        return image, LEFT_OUT


def _by_profile(image: Image.Image, content: object) -> tuple[Image.Image, str | None]:
    if not isinstance(content, bytes) or not content:
        return image, LEFT_OUT
    profile = ImageCms.ImageCmsProfile(io.BytesIO(content))
    space = str(cast(Any, profile).profile.xcolor_space).strip()
    mode, fits = _SPACES.get(space, ("", set[str]()))
    if image.mode not in fits:
        return image, UNFIT
    convert = _conversion(profile, mode)
    if _is_srgb(convert, mode):
        return image, None
    converted = convert(image.convert(mode))
    if image.has_transparency_data:
        converted.putalpha(image.convert("RGBA").getchannel("A"))
    name = f" ({_name(profile)})" if _name(profile) else ""
    return converted, f"Colours converted to sRGB from the file's colour profile{name}."


def _conversion(profile: ImageCms.ImageCmsProfile, mode: str) -> _Convert:
    """Colours of a mode by a profile -> sRGB, as its maker wishes: black becomes black."""
    target = ImageCms.ImageCmsProfile(cast(Any, ImageCms).createProfile("sRGB"))
    if mode != "L":
        return ImageCms.ImageCmsTransform(profile, target, mode, "RGB").apply
    # What is quick for colours rounds dark greys by up to 10 levels; each of 256 is exact.
    exact = ImageCms.ImageCmsTransform(profile, target, mode, "RGB", flags=_EXACT)
    ramp = Image.fromarray(np.arange(256, dtype=np.uint8)[None])
    table = np.asarray(exact.apply(ramp))[0]
    return lambda image: Image.fromarray(table[np.asarray(image)])


def _is_srgb(convert: _Convert, mode: str) -> bool:
    """Whether a conversion leaves colours where they are."""
    if mode == "CMYK":
        return False
    steps = np.linspace(0, 255, GRID).round().astype(np.uint8)
    colours = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(1, -1, 3)
    tried = Image.fromarray(colours).convert(mode)
    before, after = (np.asarray(one, np.int16) for one in (tried.convert("RGB"), convert(tried)))
    return bool(np.abs(after - before).max() <= NEAR)


def _name(profile: ImageCms.ImageCmsProfile) -> str:
    """What a profile calls itself, as far as it can be shown."""
    said = ImageCms.getProfileDescription(profile)
    return "".join(filter(str.isprintable, said)).strip()[:LONGEST_NAME]
