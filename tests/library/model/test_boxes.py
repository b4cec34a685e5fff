"""Which pixels of the upload a patch covers: measured by ramps of grey."""

from typing import Any

import numpy as np
import pytest
from torch import Tensor

from tests.support.pixels import levels, model_for, noise
from vit.framing import WHOLE, Framing, own_shape
from vit.model import ViT
from vit.preprocess import prepare

SLANT = 9.0  # levels that a ramp rises along its other axis, so that roundings cancel


def ramps(shape: tuple[int, int], at: tuple[float, float], steep: tuple[float, float]) -> Any:
    """Red rises to the right, green downwards, each by `steep` levels a pixel, middle grey `at`.

    The middle of pixel i lies at i + 1/2. `at` and `steep` as (x, y).
    """
    x, y = np.arange(shape[1]) + 0.5, (np.arange(shape[0]) + 0.5)[:, None]
    rgb = np.zeros((*shape, 3))
    rgb[..., 0] = (x - at[0]) * steep[0] + (y / shape[0] - 0.5) * SLANT
    rgb[..., 1] = (y - at[1]) * steep[1] + (x / shape[1] - 0.5) * SLANT
    return np.rint(rgb + 127.5).clip(0, 255).astype(np.uint8)


def profile(seen: Tensor, other: np.ndarray[Any, Any], whole: int) -> np.ndarray[Any, Any]:
    """Levels [pixels] above middle grey of a ramp [other axis, pixels], less its slant.

    `other` says where the lines of the other axis lie on the upload of `whole` pixels.
    """
    inside = (other > 0.1 * whole) & (other < 0.9 * whole)
    lines = seen.double().numpy()[inside] - 127.5
    return (lines - (other[inside] / whole - 0.5)[:, None] * SLANT).mean(axis=0)


def edges(values: np.ndarray[Any, Any], at: float, steep: float) -> tuple[float, float]:
    """Both ends, in pixels of the upload, of a patch whose pixels [p] lie on a ramp."""
    slope, middle = np.polyfit(np.arange(len(values)) - (len(values) - 1) / 2, values, 1) / steep
    return at + middle - slope * len(values) / 2, at + middle + slope * len(values) / 2


def check_boxes(model: ViT, shape: tuple[int, int], framing: Framing) -> int:
    """Hold boxes of patches against what their pixels say of a ramp; how many sides were held."""
    grid, p, checked = model.config.grid, model.config.patch, 0
    view = prepare(model, noise(*shape), framing).view
    size = (model.config.image[1], model.config.image[0])  # everything here as (x, y)
    start, length = view.crop[:2], view.crop[2:]
    at = [s + (np.arange(n) + 0.5) * w / n for s, w, n in zip(start, length, size, strict=True)]
    for share in (0, 0.3, 0.7, 1):
        row, col = round(share * (grid.rows - 1)), round(share * (grid.cols - 1))
        box = view.to_source(grid.box(grid.token(row, col)))
        middle = [begin + side / 2 for begin, side in zip(box[:2], box[2:], strict=True)]
        # What a pixel is blended from reaches out by two of its own sides, or of the upload's.
        reach = [2 * max(1, side / p) for side in box[2:]]
        steep = [97 / (side / 2 + r) for side, r in zip(box[2:], reach, strict=True)]
        rgb = ramps(shape, (middle[0], middle[1]), (steep[0], steep[1]))
        pixels = levels(prepare(model, rgb, framing))
        for axis, first, seen in ((0, col, pixels[0]), (1, row, pixels[1].T)):
            begin, end = box[axis], box[axis] + box[axis + 2]
            whole, other = shape[1 - axis], at[1 - axis]
            if begin < reach[axis] or end > whole - reach[axis]:
                continue  # blended from what lies beyond the edge of the upload
            values = profile(seen, other, shape[axis])[first * p : first * p + p]
            found = edges(values, middle[axis], steep[axis])
            assert found == pytest.approx((begin, end), abs=0.1), (row, col, axis)
            checked += 2
    return checked


FRAMINGS = [
    Framing(),
    Framing(down=-1, right=-1),
    Framing(down=0.37, right=-0.61),
    WHOLE,
]


BOX_SHAPES = [(151, 249), (60, 83), (700, 400)]


@pytest.mark.parametrize("framing", FRAMINGS, ids=str)
@pytest.mark.parametrize(
    ("crop", "interpolation", "crop_pct"),
    [
        ("center", "bicubic", 0.875),
        ("center", "bilinear", 1.0),
        ("squash", "bicubic", 0.9),
        ("border", "bicubic", 0.9),
    ],
)
@pytest.mark.parametrize("size", [(96, 96), (64, 128), (160, 96)], ids=str)
@pytest.mark.parametrize("shape", BOX_SHAPES, ids=str)
def test_boxes_of_patches_are_exact_to_a_tenth_of_an_upload_pixel(
    shape: Any, size: Any, crop: Any, interpolation: Any, crop_pct: float, framing: Framing
):
    """The two ends of every row and column of patches, read off a ramp under each of them."""
    model = model_for(size, crop=crop, crop_pct=crop_pct, interpolation=interpolation)
    assert check_boxes(model, shape, framing) >= 4


@pytest.mark.parametrize("shape", BOX_SHAPES, ids=str)
def test_boxes_of_an_input_in_the_picture_s_own_shape(shape: Any):
    framing = Framing("shape")
    model = model_for((96, 96))
    model = model.at_size(own_shape(shape, (96, 96), 8), 8)
    prepared = prepare(model, noise(*shape), framing)
    assert prepared.view.crop == pytest.approx((0, 0, shape[1], shape[0]))
    assert check_boxes(model, shape, framing) >= 8


@pytest.mark.parametrize("framing", [Framing(), Framing(down=-0.4, right=0.9), WHOLE], ids=str)
@pytest.mark.parametrize("shape", [(240, 180), (151, 249), (700, 400)], ids=str)
def test_an_area_mean_takes_the_whole_pixels_nearest_to_its_boxes(shape: Any, framing: Framing):
    """A pixel of the input may lie half a pixel of the upload off, but not all of them."""
    model = model_for((96, 96), interpolation="area", crop_pct=1.0)
    view, off = prepare(model, noise(*shape), framing).view, []
    rows = view.crop.top + (np.arange(96) + 0.5) * view.crop.height / 96
    for col in range(1, 95):
        left = view.crop.left + (col + 0.5) * view.crop.width / 96
        steep = 40 / max(1, view.crop.width / 96)
        pixels = levels(prepare(model, ramps(shape, (left, 0), (steep, 1)), framing))
        off.append(profile(pixels[0], rows, shape[0])[col] / steep)
    assert max(map(abs, off)) <= 0.56
    assert abs(np.mean(off)) <= 0.11
