"""Equal to timm's evaluation transform, and a view that leads back to the right pixels."""

from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from timm.data import create_transform
from torch import Tensor

from tests.support.tiny import tiny_model
from vit.config import Preprocessing
from vit.framing import WHOLE, Framing, own_shape
from vit.grid import Box
from vit.model import ViT
from vit.preprocess import Prepared, prepare

CLIP = {"mean": (0.48145466, 0.4578275, 0.40821073), "std": (0.26862954, 0.26130258, 0.27577711)}
SHAPES = [(300, 200), (200, 300), (97, 131), (96, 96), (40, 33), (37, 500), (1, 7), (601, 1200)]


def model_for(size: tuple[int, int], **facts: Any) -> ViT:
    model = tiny_model(image=size, depth=1)
    model.preprocessing = Preprocessing(size, **facts)
    return model


def noise(height: int, width: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


def timms(rgb: np.ndarray[Any, Any], facts: Preprocessing) -> Tensor:
    transform = create_transform(
        (3, *facts.size),
        interpolation=facts.interpolation,
        mean=facts.mean,
        std=facts.std,
        crop_pct=facts.crop_pct,
        crop_mode=facts.crop,
    )
    return transform(Image.fromarray(rgb))


@pytest.mark.parametrize("crop_pct", [0.875, 0.9, 0.95, 1.0])
@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
@pytest.mark.parametrize("crop", ["center", "squash", "border"])
@pytest.mark.parametrize("size", [(96, 96), (64, 128), (160, 96)], ids=str)
def test_pixels_equal_timms_bit_for_bit(size: Any, crop: Any, interpolation: Any, crop_pct: float):
    model = model_for(size, crop=crop, crop_pct=crop_pct, interpolation=interpolation, **CLIP)
    for shape in SHAPES:
        rgb = noise(*shape)
        prepared = prepare(model, rgb)
        assert prepared.pixels.dtype == torch.float32
        assert torch.equal(prepared.pixels, timms(rgb, model.preprocessing)), shape


def levels(prepared: Prepared) -> Tensor:
    """Pixels [3,H,W] as grey levels 0..255 again, for mean and std of 0.5."""
    return (prepared.pixels * 0.5 + 0.5) * 255


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


def test_a_crop_that_was_not_moved_is_the_model_s_own():
    rgb = noise(97, 131)
    for facts in ({}, {"crop": "border"}, {"interpolation": "area"}, {"crop": "squash"}):
        model = model_for((64, 128), **facts)
        plain, centred = prepare(model, rgb), prepare(model, rgb, Framing("crop", 0.0, 0.0))
        assert torch.equal(plain.pixels, centred.pixels)
        assert plain.view == centred.view


@pytest.mark.parametrize("crop", ["center", "squash", "border"])
def test_a_moved_crop_lies_at_the_edges_of_the_picture(crop: Any):
    model, shape = model_for((96, 96), crop=crop, crop_pct=0.8), (200, 300)
    first, last = (prepare(model, noise(*shape), Framing("crop", d, d)).view.crop for d in (-1, 1))
    free = [first.width < 300, first.height < 200]
    assert free == ([True, False] if crop == "border" else [True, True])
    assert first.left == pytest.approx(0)
    assert last.left + last.width == pytest.approx(300)
    if free[1]:
        assert first.top == pytest.approx(0)
        assert last.top + last.height == pytest.approx(200)
    assert (first.width, first.height) == (last.width, last.height)


@pytest.mark.parametrize("interpolation", ["bicubic", "area"])
def test_the_whole_picture_is_squashed_to_the_input(interpolation: Any):
    rgb = noise(100, 150)
    model = model_for((96, 64), interpolation=interpolation)
    prepared = prepare(model, rgb, WHOLE)
    assert prepared.view.crop == Box(0, 0, 150, 100)
    kind = Image.Resampling.BICUBIC if interpolation == "bicubic" else Image.Resampling.BOX
    direct = np.asarray(Image.fromarray(rgb).resize((64, 96), kind))
    assert np.array_equal(levels(prepared).round().numpy(), direct.transpose(2, 0, 1))


def test_a_border_is_of_the_mean_colour_and_lies_outside_the_upload():
    model = model_for((96, 96), crop="border", crop_pct=1.0)
    prepared = prepare(model, np.full((50, 100, 3), 255, np.uint8))
    assert prepared.view.crop == Box(0, -25, 100, 100)
    assert prepared.pixels[:, :24].abs().max() < 0.01
    assert prepared.pixels[:, 24:72].min() == 1


@pytest.mark.parametrize("shape", [(5000, 1), (1, 5000), (1, 1), (2, 20_000)], ids=str)
@pytest.mark.parametrize("crop", ["center", "squash", "border"])
@pytest.mark.parametrize("size", [(96, 96), (64, 128)], ids=str)
def test_a_picture_of_extreme_shape_is_prepared(shape: Any, crop: Any, size: Any):
    prepared = prepare(model_for(size, crop=crop), noise(*shape))
    assert prepared.pixels.shape == (3, *size)
    assert prepared.pixels.isfinite().all()


def test_an_extreme_picture_is_never_resized_as_a_whole(monkeypatch: pytest.MonkeyPatch):
    """3 x 9000 px would resize to 109 x 329,000: only the part that is shown is drawn."""
    drawn: list[tuple[int, int]] = []
    resize = Image.Image.resize

    def spy(picture: Image.Image, size: tuple[int, int], *rest: Any, **named: Any) -> Image.Image:
        drawn.append(size)
        return resize(picture, size, *rest, **named)

    monkeypatch.setattr(Image.Image, "resize", spy)
    rgb = noise(3, 9000)
    model = model_for((96, 96))
    near = prepare(model, rgb).pixels
    assert drawn == [(96, 96)]
    monkeypatch.undo()
    whole = timms(rgb, model.preprocessing)
    assert (near - whole).abs().max() <= 2.5 / 127.5


def test_the_area_mean_of_a_square_is_taken_from_its_middle():
    rgb = noise(192, 300)
    model = model_for((96, 96), crop_pct=1.0, interpolation="area")
    prepared = prepare(model, rgb)
    assert prepared.view.crop == Box(54, 0, 192, 192)
    square = rgb[:, 54:246].astype(np.float64)
    means = square.reshape(96, 2, 96, 2, 3).mean(axis=(1, 3)).transpose(2, 0, 1)
    assert np.abs(levels(prepared).numpy() - means).max() <= 1.01


def test_a_picture_of_the_models_own_size_passes_unchanged():
    rgb = noise(96, 96)
    prepared = prepare(model_for((96, 96), crop_pct=1.0, interpolation="area"), rgb)
    assert np.array_equal(levels(prepared).round().numpy(), rgb.transpose(2, 0, 1))
    assert prepared.view.crop == Box(0, 0, 96, 96)


def test_another_patch_grid_means_another_input_size():
    model = model_for((96, 96)).at_grid(4, 10)
    assert prepare(model, noise(100, 100)).pixels.shape == (3, 32, 80)


@pytest.mark.parametrize(
    "rgb",
    [
        np.zeros((4, 4, 3), np.float32),
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((0, 4, 3), np.uint8),
    ],
)
def test_an_array_of_another_kind_is_named(rgb: Any):
    with pytest.raises(ValueError, match=r"a picture is uint8 of shape \[height, width, 3\], not"):
        prepare(model_for((96, 96)), rgb)


def test_area_goes_with_a_centre_crop_only():
    with pytest.raises(ValueError, match="interpolation 'area' goes with crop 'center'"):
        prepare(model_for((96, 96), crop="border", interpolation="area"), noise(9, 9))
