"""The overlay, pixel by pixel."""

import numpy as np
import pytest

from vit.figures.render import PADDING, cover, luminance, overlay, seen
from vit.grid import Box, View

RAMP = np.stack([np.arange(256)] * 3, axis=1).astype(np.uint8)


def chess(rows: int, cols: int) -> np.ndarray:
    """Every pixel another colour."""
    return np.random.default_rng(0).integers(0, 256, (rows, cols, 3), np.uint8)


def test_the_whole_picture_is_itself():
    rgb = chess(20, 30)
    assert np.array_equal(seen(rgb, View.whole(20, 30), 30), rgb)


def test_a_crop_is_the_part_of_the_picture():
    rgb = chess(20, 30)
    view = View((20, 30), Box(5, 2, 16, 16), (16, 16))
    assert np.array_equal(seen(rgb, view, 16), rgb[2:18, 5:21])


def test_a_crop_that_reaches_outside_is_padded():
    rgb = chess(20, 30)
    view = View((20, 30), Box(-1, -6, 32, 32), (32, 32))
    shown = seen(rgb, view, 32)
    assert np.array_equal(shown[6:26, 1:31], rgb)
    assert (shown[:6] == PADDING).all()
    assert (shown[:, 31:] == PADDING).all()


def test_height_and_width_keep_their_places():
    view = View((20, 30), Box(0, 0, 30, 20), (96, 144))
    assert seen(chess(20, 30), view, 288).shape == (192, 288, 3)


def test_luminance_weighs_green_most():
    colours = np.eye(3, dtype=np.uint8)[None] * 255
    grey = luminance(colours)
    assert grey[0, :, 0].tolist() == [54, 182, 18]
    assert (grey == grey[..., :1]).all()
    assert luminance(np.full((1, 1, 3), 255, np.uint8)).tolist() == [[[255] * 3]]


def test_a_cover_takes_its_colours_from_the_map():
    made = cover(np.array([[0.0, 0.5, 1.0]]), RAMP, 1.0)
    assert made[0, :, 0].tolist() == [0, 128, 255]


@pytest.mark.parametrize(
    ("position", "opacity", "alpha"),
    [(0, 1, 0.38), (0.2, 1, 0.69), (0.4, 1, 1), (1, 1, 1), (0.2, 0.5, 0.345), (1, 0, 0)],
)
def test_alpha_rises_with_the_weight(position: float, opacity: float, alpha: float):
    made = cover(np.array([[position]]), RAMP, opacity)
    assert made[0, 0, 3] == int(255 * alpha + 1e-9)


def test_alpha_of_a_signed_map_rises_from_its_middle():
    made = cover(np.array([[0.0, 0.5, 0.6, 1.0]]), RAMP, 1.0, signed=True)
    assert made[0, :, 3].tolist() == [255, 96, int(255 * (0.38 + 0.62 * 0.5)), 255]


def test_blocks_cover_their_patches_and_nothing_else():
    photo = np.full((6, 12, 3), 100, np.uint8)
    covering = np.zeros((2, 3, 4), np.uint8)
    covering[1, 2] = 200, 0, 50, 255
    shown = overlay(photo, covering).copy()
    assert (shown[3:, 8:] == [200, 0, 50]).all()
    shown[3:, 8:] = 100
    assert (shown == 100).all()


def test_half_a_cover_shows_half_of_the_photo():
    photo = np.full((2, 2, 3), 100, np.uint8)
    covering = np.full((1, 1, 4), [200, 200, 200, 128], np.uint8)
    assert np.abs(overlay(photo, covering).astype(int) - 150).max() <= 1


def test_a_smooth_cover_has_more_shades_than_patches():
    photo = np.zeros((40, 40, 3), np.uint8)
    covering = np.zeros((2, 2, 4), np.uint8)
    covering[..., 3] = 255
    covering[0, 0, :3] = 255
    assert len(np.unique(overlay(photo, covering))) == 2
    assert len(np.unique(overlay(photo, covering, smooth=True))) > 10
