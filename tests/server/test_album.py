"""Pictures in memory: pixels come and go, what they are made from stays."""

import numpy as np
import pytest
from PIL import Image

from app.engine.album import Album
from app.engine.budget import PASS, Budget
from app.engine.cache import Cache
from app.engine.gallery import drawn_scene
from tests.support.client import noise
from vit.pictures.images import InputError, decode

PLENTY = 2**30
LIMIT = 50_000_000  # pixels


@pytest.fixture
def photograph(tmp_path):
    path = tmp_path / "photograph.jpg"
    smooth = Image.fromarray(np.random.default_rng(0).integers(0, 256, (9, 12, 3), np.uint8))
    smooth.resize((1200, 900)).save(path, quality=90)
    return path


def squeezed(budget):
    """Fill the budget with what takes longer to make than pixels, then make room again."""
    other = Cache(budget, lambda size: size, worth=PASS)
    budget.limit = budget.nbytes
    for number in range(3):
        other.put(number, 1)
    other.drop_where(lambda _: True)
    budget.limit = PLENTY


def test_an_upload_s_pixels_come_back_from_its_file_though_that_is_deleted(photograph):
    budget = Budget(PLENTY)
    album, expected = Album(budget, LIMIT), decode(photograph)
    digest = album.open(str(photograph)).digest
    size = photograph.stat().st_size
    photograph.unlink()
    squeezed(budget)
    assert size <= budget.nbytes <= size + 2000 < expected.rgb.nbytes // 20
    assert album.holds(digest)
    again = album.picture(digest)
    assert (again.digest, again.name) == (expected.digest, "photograph.jpg")
    assert np.array_equal(again.rgb, expected.rgb)
    assert album.picture(digest) is again
    assert album.drawn(digest) is None


def test_a_scene_is_drawn_again_from_its_seed():
    budget = Budget(PLENTY)
    album, scene = Album(budget, LIMIT), drawn_scene("two", 7, 96)
    digest = album.hold_drawn(scene).digest
    squeezed(budget)
    assert budget.nbytes < 1000
    again = album.drawn(digest)
    assert again.picture.digest == digest
    assert np.array_equal(again.mask, scene.mask)
    assert album.drawn(digest) is again
    assert album.picture(digest) is again.picture


def test_a_picture_that_comes_from_nowhere_is_kept_as_it_is():
    budget = Budget(PLENTY)
    album, picture = Album(budget, LIMIT), noise(1)
    album.hold(picture)
    assert album.picture(picture.digest) is picture
    assert picture.rgb.nbytes <= budget.nbytes <= picture.rgb.nbytes + 2000


def test_two_thousand_scenes_take_little_more_than_their_seeds():
    budget = Budget(2**20)
    album = Album(budget, LIMIT)
    scene = drawn_scene("one", 3, 96)
    for seed in range(2000):
        album.hold_drawn(type(scene)(noise(seed), scene.mask, scene.names, "one", seed))
        assert budget.nbytes <= budget.limit
    assert sum(album.holds(noise(seed).digest) for seed in range(0, 2000, 100)) == 20


def test_what_is_gone_is_said():
    album = Album(Budget(PLENTY), LIMIT)
    digest = album.hold(noise(1)).digest
    album.drop(digest)
    assert not album.holds(digest)
    assert album.drawn(digest) is None
    with pytest.raises(InputError, match="no longer held in memory: please open it again"):
        album.picture(digest)


def test_a_file_that_cannot_be_read_leaves_nothing(tmp_path):
    budget = Budget(PLENTY)
    (tmp_path / "text.jpg").write_text("no picture")
    with pytest.raises(InputError, match="not a picture that can be read"):
        Album(budget, LIMIT).open(str(tmp_path / "text.jpg"))
    assert budget.nbytes == 0
