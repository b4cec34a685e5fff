"""Equal to timm's evaluation transform, and a view that leads back to the right pixels."""

from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from timm.data import create_transform
from torch import Tensor

from tests.support.pixels import levels, model_for, noise
from vit.config import Preprocessing
from vit.framing import WHOLE, Framing
from vit.grid import Box
from vit.preprocess import prepare

CLIP = {"mean": (0.48145466, 0.4578275, 0.40821073), "std": (0.26862954, 0.26130258, 0.27577711)}


SHAPES = [(300, 200), (200, 300), (97, 131), (96, 96), (40, 33), (37, 500), (1, 7), (601, 1200)]


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
