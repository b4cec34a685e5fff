"""Preprocessing: a picture to the model input, and the view that maps a patch to the picture.

Equal to the evaluation transform of timm, with the same resampling (Pillow's): the weights were
trained and evaluated with it.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image, ImageOps
from torch import Tensor

from vit.config import Preprocessing
from vit.door import kind_of
from vit.framing import AS_MODEL, Framing
from vit.grid import Box, View
from vit.model import ViT

_RESAMPLING = {
    "bicubic": Image.Resampling.BICUBIC,
    "bilinear": Image.Resampling.BILINEAR,
    "area": Image.Resampling.BOX,
}

# A resized picture that is larger than this many inputs is never computed as a whole.
_LARGEST_RESIZED = 64


@dataclass(frozen=True, eq=False)
class Prepared:
    """A model input, `pixels` [3,H,W] float32, normalised, and its `view` of the picture."""

    pixels: Tensor
    view: View


@dataclass(frozen=True)
class _Placing:
    """Position of the input on the resized picture; the corner is negative where it is padded."""

    resized: tuple[int, int]
    top: int
    left: int


def prepare(
    model: ViT, rgb: npt.NDArray[np.uint8] | Image.Image, framing: Framing = AS_MODEL
) -> Prepared:
    """The model input of a picture, uint8 [H0,W0,3] or Pillow's, by the model's preprocessing.

    A `framing` moves the crop or shows the whole picture instead.

    Pillow's picture is turned as its EXIF says and laid on white where it is transparent. Raises
    TypeError for another object, ValueError for an array of another shape or dtype.
    """
    if isinstance(rgb, Image.Image):
        rgb = _levels(rgb)
    if not isinstance(rgb, np.ndarray):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(
            f"a picture is uint8 of shape [height, width, 3] or one of Pillow's, not {kind_of(rgb)}"
        )
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or not rgb.size:
        raise ValueError(
            f"a picture is uint8 of shape [height, width, 3], not {rgb.dtype} of {list(rgb.shape)}"
        )
    facts, source = _framed(model.preprocessing, framing), (rgb.shape[0], rgb.shape[1])
    picture = Image.fromarray(rgb)
    if facts.interpolation == "area":
        crop = _cut_out(source, facts, framing)
        window = _part(picture, crop, facts.size, facts)
    else:
        placing = _place(source, facts, framing)
        crop = _source_box(source, placing, facts)
        window = _window(picture, placing, facts)
    return Prepared(_normalised(window, facts), View(source, crop, facts.size))


def _levels(picture: Image.Image) -> npt.NDArray[np.uint8]:
    """A picture of Pillow's as uint8 [H0,W0,3]."""
    upright = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        ground = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(ground, upright)
    return np.asarray(upright.convert("RGB"))


def _framed(facts: Preprocessing, framing: Framing) -> Preprocessing:
    """The preprocessing, changed to show the whole picture if the framing does."""
    return facts if framing.fit == "crop" else replace(facts, crop="squash", crop_pct=1.0)


def _resized(source: tuple[int, int], facts: Preprocessing) -> tuple[int, int]:
    """(height, width) of the picture after resizing, before the crop."""
    height, width = source
    down, across = (math.floor(edge / facts.crop_pct) for edge in facts.size)
    if facts.crop == "squash":
        return down, across
    if facts.crop == "center" and down == across:
        if width <= height:
            return int(down * height / width), across
        return down, int(across * width / height)
    fit = max if facts.crop == "border" else min
    ratio = fit(height / down, width / across)
    return max(1, round(height / ratio)), max(1, round(width / ratio))


def _place(source: tuple[int, int], facts: Preprocessing, framing: Framing) -> _Placing:
    """Position of the input on the resized picture, with the rounding of timm and torchvision."""
    resized = _resized(source, facts)
    top, left = (
        round((have - want) / 2 * (1 + moved)) if have >= want else -((want - have) // 2)
        for have, want, moved in zip(
            resized, facts.size, (framing.down, framing.right), strict=True
        )
    )
    return _Placing(resized, top, left)


def _source_box(source: tuple[int, int], placing: _Placing, facts: Preprocessing) -> Box:
    """The input's rectangle in pixels of the picture; rounding may scale the axes differently."""
    down = source[0] / placing.resized[0]
    across = source[1] / placing.resized[1]
    height, width = facts.size
    return Box(placing.left * across, placing.top * down, width * across, height * down)


def _window(picture: Image.Image, placing: _Placing, facts: Preprocessing) -> Image.Image:
    """The input as a picture: the resized picture, cropped, and padded where it does not reach."""
    height, width = facts.size
    down, across = placing.resized
    if down * across > _LARGEST_RESIZED * height * width:
        return _far_enlarged(picture, placing, facts)
    resized = picture.resize((across, down), _RESAMPLING[facts.interpolation])
    ground = tuple(round(255 * level) for level in facts.mean) if facts.crop == "border" else 0
    window = Image.new("RGB", (width, height), ground)
    window.paste(resized, (-placing.left, -placing.top))
    return window


def _far_enlarged(picture: Image.Image, placing: _Placing, facts: Preprocessing) -> Image.Image:
    """The input, resized from its part of the picture only, for extreme aspect ratios.

    1 x 5000 px would be resized to 224 x 1,120,000. Pillow keeps the edges of the part in single
    precision, so that a grey level may differ by two from that of the whole resized picture.
    """
    part = _source_box((picture.height, picture.width), placing, facts)
    return _part(picture, part, facts.size, facts)


def _part(
    picture: Image.Image, part: Box, size: tuple[int, int], facts: Preprocessing
) -> Image.Image:
    """A rectangle inside the picture, resized to (height, width)."""
    right = min(part.left + part.width, picture.width)
    bottom = min(part.top + part.height, picture.height)
    edges = (max(part.left, 0.0), max(part.top, 0.0), right, bottom)
    return picture.resize((size[1], size[0]), _RESAMPLING[facts.interpolation], box=edges)


def _cut_out(source: tuple[int, int], facts: Preprocessing, framing: Framing) -> Box:
    """The largest rectangle of the input's aspect, times `crop_pct`, moved by the framing."""
    if framing.fit != "crop":
        return View.whole(*source).crop
    if facts.crop != "center":
        raise ValueError(f"interpolation 'area' goes with crop 'center', not {facts.crop!r}")
    height, width = source
    ratio = min(size / edge for size, edge in zip(source, facts.size, strict=True))
    down, across = (edge * ratio * facts.crop_pct for edge in facts.size)
    left, top = (width - across) / 2 * (1 + framing.right), (height - down) / 2 * (1 + framing.down)
    return Box(left, top, across, down)


def _normalised(window: Image.Image, facts: Preprocessing) -> Tensor:
    """A picture as float32 [3,H,W], minus the mean, divided by the standard deviation."""
    levels = torch.as_tensor(np.array(window)).permute(2, 0, 1).contiguous()
    mean = torch.tensor(facts.mean).view(3, 1, 1)
    std = torch.tensor(facts.std).view(3, 1, 1)
    return levels.to(torch.float32).div(255).sub(mean).div(std)
