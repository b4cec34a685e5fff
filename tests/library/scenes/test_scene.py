"""Scenes: equal everywhere by seed, masks that tell the truth, and nothing drawn where none is."""

import hashlib

import numpy as np
import pytest

from vit.scenes.backdrops import Stock
from vit.scenes.drawings import CLASS_NAMES, VARIANTS
from vit.scenes.photographs import photographs
from vit.scenes.photolike import TRAINING_KINDS
from vit.scenes.scene import KINDS, LAYOUTS, compose, draw_photo_like, draw_scene
from vit.scenes.textures import TEXTURES, fill_mask, normalised, two_colours
from vit.scenes.unseen import UNSEEN_KINDS

SEEDS = range(40)
MEANS = [[117.1, 166.4, 82.3], [140.7, 179.9, 148.9], [77.5, 107.8, 94.6], [65.8, 75.7, 70.4]]
PHOTO_LIKE = {**TRAINING_KINDS, **UNSEEN_KINDS}


def test_masks_and_names_are_those_of_the_trained_checkpoint():
    digest = hashlib.sha256()
    for kind in KINDS:
        for seed in range(12):
            scene = draw_scene(seed, kind)
            digest.update(scene.mask.tobytes() + " ".join(scene.names).encode())
    assert digest.hexdigest()[:16] == "15d75e9c58f26f4d"


def test_pictures_differ_by_at_most_one_grey_level_from_the_recorded_ones():
    means = [draw_scene(seed, "one").rgb.mean(axis=(0, 1)) for seed in range(4)]
    np.testing.assert_allclose(means, MEANS, atol=1)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_draws_the_same_scene(kind):
    first, again = draw_scene(7, kind), draw_scene(7, kind)
    assert np.array_equal(first.rgb, again.rgb)
    assert np.array_equal(first.mask, again.mask)
    assert first.names == again.names
    assert not np.array_equal(first.rgb, draw_scene(8, kind).rgb)


def test_kinds_of_one_seed_are_different_scenes():
    assert not np.array_equal(draw_scene(3, "one").rgb, draw_scene(3, "tiny").rgb)


@pytest.mark.parametrize("kind", KINDS)
def test_one_seed_gives_the_same_scene_at_any_size(kind):
    small, large = draw_scene(5, kind, 96), draw_scene(5, kind, 384)
    assert small.names == large.names
    shrunk = large.mask[2::4, 2::4]
    union = ((small.mask > 0) | (shrunk > 0)).sum()
    assert ((small.mask == shrunk) & (small.mask > 0)).sum() >= 0.75 * union
    difference = np.abs(
        small.rgb.astype(float) - large.rgb.reshape(96, 4, 96, 4, 3).mean(axis=(1, 3))
    )
    assert difference.mean() < 12


@pytest.mark.parametrize(
    ("kind", "objects"), [("one", 1), ("two", 2), ("tiny", 1), ("cluttered", 1), ("empty", 0)]
)
def test_a_kind_shows_as_many_objects_as_it_says(kind, objects):
    for seed in SEEDS:
        scene = draw_scene(seed, kind)
        assert len(set(scene.names)) == len(scene.names) == objects
        assert scene.classes == tuple(CLASS_NAMES.index(name) for name in scene.names)
        assert set(np.unique(scene.mask)) <= set(range(objects + 1))
        assert scene.rgb.shape == (96, 96, 3)
        assert scene.rgb.dtype == scene.mask.dtype == np.uint8
        assert all((scene.mask == label).any() for label in range(1, objects + 1))


def test_tiny_objects_are_smaller_than_all_others():
    areas = {
        kind: np.median([(draw_scene(seed, kind).mask > 0).mean() for seed in SEEDS])
        for kind in ("one", "tiny")
    }
    assert areas["tiny"] < 0.4 * areas["one"]


def test_objects_stand_out_where_the_mask_says():
    """The mean step of brightness across the mask's border exceeds that elsewhere."""
    inside, outside = [], []
    for seed in SEEDS:
        scene = draw_scene(seed, "one")
        step = np.abs(np.diff(scene.rgb.astype(float).mean(axis=2), axis=1))
        border = scene.mask[:, 1:] != scene.mask[:, :-1]
        inside.append(step[border].mean())
        outside.append(step[~border].mean())
    assert np.mean(inside) > 3 * np.mean(outside)


def test_both_of_two_objects_stay_visible():
    for seed in SEEDS:
        labels = set(np.unique(draw_scene(seed, "two").mask))
        assert {1, 2} <= labels


def test_every_class_is_drawn():
    names = {name for seed in range(150) for name in draw_scene(seed, "two").names}
    assert names == set(CLASS_NAMES)


def test_no_object_is_drawn_in_empty_scenes_and_photo_like_pictures(monkeypatch):
    def refuse(*_):
        raise AssertionError("an object was drawn")

    monkeypatch.setattr("vit.scenes.scene._draw_object", refuse)
    with pytest.raises(AssertionError, match="was drawn"):
        draw_scene(0, "one")
    for seed in range(5):
        assert not draw_scene(seed, "empty").mask.any()
        for kind in PHOTO_LIKE.values():
            draw_photo_like(seed, kind)


@pytest.mark.parametrize("name", PHOTO_LIKE)
def test_photo_like_pictures_repeat_and_vary(name):
    first = draw_photo_like(1, PHOTO_LIKE[name])
    assert first.shape == (96, 96, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, draw_photo_like(1, PHOTO_LIKE[name]))
    assert not np.array_equal(first, draw_photo_like(2, PHOTO_LIKE[name]))
    assert np.mean([draw_photo_like(seed, PHOTO_LIKE[name]).std() for seed in range(8)]) > 10


def test_kinds_kept_for_measuring_are_not_among_those_of_training():
    assert not set(TRAINING_KINDS) & set(UNSEEN_KINDS)
    assert not set(TRAINING_KINDS.values()) & set(UNSEEN_KINDS.values())


@pytest.mark.parametrize("texture", TEXTURES, ids=lambda texture: texture.__name__)
def test_textures_use_the_whole_range_at_any_size(texture):
    for side in (64, 224):
        field = texture(np.random.default_rng(0), side)
        assert field.shape == (side, side)
        assert field.dtype == np.float32
        grey = normalised(field)
        assert grey.min() == 0
        assert grey.max() >= 254


@pytest.mark.parametrize("texture", TEXTURES, ids=lambda texture: texture.__name__)
def test_textures_draw_as_many_random_numbers_at_any_size(texture):
    small, large = np.random.default_rng(0), np.random.default_rng(0)
    texture(small, 64)
    texture(large, 224)
    assert small.random() == large.random()


def test_two_colours_run_from_the_first_to_the_second():
    ramp = np.array([[0, 255]], np.uint8)
    image = two_colours(ramp, np.array([10.0, 20, 30]), np.array([200.0, 100, 0]))
    assert image.tolist() == [[[10, 20, 30], [200, 100, 0]]]


def test_a_mask_is_filled_to_its_corners():
    mask = np.zeros((8, 8), np.uint8)
    fill_mask(mask, np.array([[2.0, 3], [5, 3], [5, 6], [2, 6]]), 2)
    expected = np.zeros((8, 8), np.uint8)
    expected[3:7, 2:6] = 2
    assert np.array_equal(mask, expected)


@pytest.mark.parametrize("name", CLASS_NAMES)
def test_drawings_fill_the_unit_square(name):
    for variant in VARIANTS[name]:
        points = np.concatenate([part.points for part in variant])
        assert np.abs(points).max() <= 1.2
        assert np.ptp(points, axis=0).max() >= 1.4
        assert all(len(part.points) >= 3 for part in variant)


def test_a_stock_serves_scenes_like_fresh_ones():
    rng = np.random.default_rng(0)
    stock = Stock(rng, 96, 8, 2)
    drawn = [compose(rng, LAYOUTS["one"], stock) for _ in range(10)]
    assert len({scene.rgb.tobytes() for scene in drawn}) == 10
    assert stock.picture(rng, 96).shape == (96, 96, 3)


def test_photographs_are_read_from_installed_packages():
    images = photographs()
    assert "lion" in images
    assert all(image.ndim == 3 and image.dtype == np.uint8 for image in images.values())


def test_bad_requests_are_refused_in_one_sentence():
    with pytest.raises(ValueError, match=r"'three' is unknown: use one of one, two, tiny"):
        draw_scene(1, "three")
    with pytest.raises(ValueError, match="size 8 is too small to draw in: use 32"):
        draw_scene(1, "one", 8)
