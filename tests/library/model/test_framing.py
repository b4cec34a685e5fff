"""The framing: where the model looks, and an input of the picture's own shape."""

import itertools
import math

import pytest

from vit.framing import WHOLE, Framing, own_shape


def test_the_middle_of_a_crop_is_the_default():
    assert Framing() == Framing("crop", 0.0, 0.0)
    assert not Framing().moved
    assert Framing(right=-0.5).moved
    assert Framing(down=0.5).moved
    assert not WHOLE.moved


@pytest.mark.parametrize(
    ("framing", "said"),
    [
        (("stretch",), "fit 'stretch' is none of 'crop', 'squash', 'shape'"),
        (("crop", 1.5), "down 1.5 is outside -1..1"),
        (("crop", 0, -2), "right -2 is outside -1..1"),
        (("crop", math.nan), "down nan is outside -1..1"),
        (("squash", 0.5), "only a crop can be moved"),
        (("shape", 0, 0.5), "only a crop can be moved"),
    ],
)
def test_a_framing_that_cannot_be_is_named(framing, said):
    with pytest.raises(ValueError, match=said):
        Framing(*framing)


@pytest.mark.parametrize(
    ("source", "image", "patch", "size"),
    [
        ((480, 640), (96, 96), 8, (80, 104)),  # 10 x 13 of at most 144
        ((640, 480), (96, 96), 8, (104, 80)),
        ((500, 500), (224, 224), 16, (224, 224)),
        ((1, 9000), (96, 96), 8, (8, 1152)),  # one row of 144
        ((9000, 1), (96, 96), 8, (1152, 8)),
        ((300, 300), (32, 48), 8, (32, 32)),  # 16 of at most 24
        ((10, 10), (16, 16), 16, (16, 16)),
    ],
)
def test_the_size_of_an_input_in_the_picture_s_shape(source, image, patch, size):
    assert own_shape(source, image, patch) == size


def test_an_input_in_the_picture_s_shape_is_bounded_and_near_its_aspect():
    sides, patches = (64, 97, 150, 333, 1000), (6, 8, 16)
    for height, width, patch in itertools.product(sides, sides, patches):
        down, across = own_shape((height, width), (96, 96), patch)
        rows, cols = down // patch, across // patch
        assert (rows * patch, cols * patch) == (down, across)
        assert rows * cols <= (96 // patch) ** 2
        # Half a patch of the shorter side is the nearest that whole patches come.
        bent = abs(math.log(down / across * width / height))
        assert bent <= math.log(1 + 0.6 / (min(rows, cols) - 0.5)), (height, width, patch)
