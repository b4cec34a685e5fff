"""Pixels of a heat over a picture, equal to the overlay of assets/viewer/draw/paint.js."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from vit.grid import View

RGB = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.floating]

PADDING = (128, 128, 128)  # colour outside the picture, where the model's crop reaches beyond it
STRIPES = 12  # of a patch: whole numbers of them for one to four masks
DIM = 0.7  # of the opacity, on patches that are dimmed
LUMA = (0.2126, 0.7152, 0.0722)  # Rec. 709


def seen(rgb: RGB, view: View, longest: int) -> RGB:
    """[h,w,3] the part of a picture [H0,W0,3] that the model input shows, undistorted.

    The longer side has `longest` px.
    """
    enlarge = longest / max(view.shape)
    height, width = (max(1, round(side * enlarge)) for side in view.shape)
    left, top = view.crop.left, view.crop.top
    right, bottom = left + view.crop.width, top + view.crop.height
    outside = max(0.0, -left, -top, right - rgb.shape[1], bottom - rgb.shape[0])
    border = int(np.ceil(outside))
    image = Image.fromarray(rgb)
    padded = ImageOps.expand(image, border, PADDING) if border else image
    box = (left + border, top + border, right + border, bottom + border)
    return np.asarray(padded.resize((width, height), Image.Resampling.BICUBIC, box=box))


def luminance(rgb: RGB) -> RGB:
    """Rec. 709 luma of a picture [h,w,3], as a grey picture [h,w,3]."""
    luma = np.rint(rgb @ np.array(LUMA, dtype=np.float32)).astype(np.uint8)
    return np.repeat(luma[..., None], 3, axis=2)


def cover(positions: Floats, lut: RGB, opacity: float, *, signed: bool = False) -> RGB:
    """Colour and alpha of each patch, uint8 [rows,cols,4], of positions 0..1 [rows,cols].

    The alpha rises with the position t, so that the picture stays visible where t is low:
    opacity x (.38 + .62 min(1, 2.5 t)); for signed values t is the distance from the middle.
    """
    colours = lut[np.minimum(255, (positions * 256).astype(np.intp))]
    strength = np.abs(2 * positions - 1) if signed else positions
    alpha = 255 * opacity * (0.38 + 0.62 * np.minimum(1, 2.5 * strength))
    return np.concatenate([colours, alpha[..., None].astype(np.uint8)], axis=2)


def tint(colours: Floats, opacity: float, dimmed: npt.NDArray[np.bool_] | None = None) -> RGB:
    """Colours [rows,cols,3] in 0..1 as uint8 [rows,cols,4], all with the same opacity 0..1.

    Patches that are `dimmed` [rows,cols] are black instead, so that the picture is dark there.
    """
    alpha = np.full((*colours.shape[:2], 1), 255 * opacity)
    levels = np.minimum(255, colours * 256)
    if dimmed is not None:
        levels[dimmed], alpha[dimmed] = 0, 255 * opacity * DIM
    return np.concatenate([levels, alpha], axis=2).astype(np.uint8)


def striped(masks: Floats, colours: Floats, opacity: float) -> RGB:
    """Masks [rows,cols,k] in colours [k,3] in 0..1, as uint8 [rows,12 cols,4]; clear where none is.

    A patch of several masks has an upright stripe of each.
    """
    rows, cols, _ = masks.shape
    covering = np.zeros((rows, cols * STRIPES, 4), dtype=np.uint8)
    levels = np.minimum(255, colours * 256).astype(np.uint8)
    for row, col in np.argwhere(masks.any(axis=2)):
        over = np.flatnonzero(masks[row, col])
        places = over[np.arange(STRIPES) * len(over) // STRIPES]
        covering[row, col * STRIPES : (col + 1) * STRIPES, :3] = levels[places]
        covering[row, col * STRIPES : (col + 1) * STRIPES, 3] = round(255 * opacity)
    return covering


def overlay(photo: RGB, covering: RGB, *, smooth: bool = False) -> RGB:
    """[h,w,3] a grey picture [h,w,3] under a cover [rows,cols,4], in blocks or smooth."""
    resampling = Image.Resampling.BILINEAR if smooth else Image.Resampling.NEAREST
    size = (photo.shape[1], photo.shape[0])
    layer = Image.fromarray(covering).resize(size, resampling)
    base = Image.fromarray(photo)
    base.paste(layer, mask=layer.getchannel("A"))
    return np.asarray(base)
