"""Pictures in memory: pixels come and go, what they are made from stays."""

import io

import numpy as np
import pytest
from PIL import Image

from app.engine.album import Album, File
from app.engine.budget import PASS, Budget
from app.engine.cache import Cache
from app.engine.gallery import drawn_scene
from app.engine.uploads import Uploads
from app.engine.visits import Visits
from tests.support.client import noise
from vit.pictures.images import InputError, decode, png

PLENTY = 2**30
LIMIT = 50_000_000  # pixels


def empty(budget):
    """An album without pictures, and the files that it makes them from."""
    uploads = Uploads(PLENTY, Visits())
    return Album(budget, LIMIT, uploads), uploads


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


def test_an_upload_s_pixels_come_back_from_its_file(photograph):
    budget = Budget(PLENTY)
    (album, uploads), expected = empty(budget), decode(photograph)
    file = uploads.add("mine", photograph.read_bytes())
    digest = album.open(File(file)).digest
    photograph.unlink()
    squeezed(budget)
    assert budget.nbytes == 0  # the file lies on the disk
    assert album.holds(digest)
    again = album.picture(digest, "photograph.jpg")
    assert (again.digest, again.name) == (expected.digest, "photograph.jpg")
    assert np.array_equal(again.rgb, expected.rgb)
    assert album.picture(digest).rgb is again.rgb
    assert album.drawn(digest) is None


def test_a_picture_goes_with_the_last_of_the_files_that_it_comes_from(photograph):
    (album, uploads), pixels = empty(Budget(PLENTY)), decode(photograph)
    files = [photograph.read_bytes(), png(pixels.rgb)]
    mine, hers = (uploads.add(visit, file) for visit, file in zip(("m", "h"), files, strict=True))
    digests = {album.open(File(one)).digest for one in (mine, hers)}
    assert digests == {pixels.digest}
    uploads.forget("h")
    assert np.array_equal(album.picture(pixels.digest).rgb, pixels.rgb)
    uploads.forget("m")
    assert not album.holds(pixels.digest)
    with pytest.raises(InputError, match="no longer held here: please open it again"):
        album.picture(pixels.digest)


def test_what_a_page_shows_of_a_picture_is_made_once_and_counted(photograph):
    budget = Budget(PLENTY)
    album, uploads = empty(budget)
    digest = album.open(File(uploads.add("mine", photograph.read_bytes()))).digest
    before = budget.nbytes
    assert album.page(digest) is album.page(digest)
    assert Image.open(io.BytesIO(album.page(digest))).size == (1024, 768)
    assert budget.nbytes - before >= len(album.page(digest))


def test_a_scene_is_drawn_again_from_its_seed():
    budget = Budget(PLENTY)
    (album, _), scene = empty(budget), drawn_scene("two", 7, 96)
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
    (album, _), picture = empty(budget), noise(1)
    album.hold(picture)
    assert album.picture(picture.digest) is picture
    assert picture.rgb.nbytes <= budget.nbytes <= picture.rgb.nbytes + 2000


def test_two_thousand_scenes_take_little_more_than_their_seeds():
    budget = Budget(2**20)
    album, _ = empty(budget)
    scene = drawn_scene("one", 3, 96)
    for seed in range(2000):
        album.hold_drawn(type(scene)(noise(seed), scene.mask, scene.names, "one", seed))
        assert budget.nbytes <= budget.limit
    assert sum(album.holds(noise(seed).digest) for seed in range(0, 2000, 100)) == 20


def test_what_is_gone_is_said():
    album, _ = empty(Budget(PLENTY))
    digest = album.hold(noise(1)).digest
    album.drop(digest)
    assert not album.holds(digest)
    assert album.drawn(digest) is None
    with pytest.raises(InputError, match="no longer held here: please open it again"):
        album.picture(digest)


def test_a_file_that_cannot_be_read_leaves_nothing():
    budget = Budget(PLENTY)
    album, uploads = empty(budget)
    with pytest.raises(InputError, match="not a picture that can be read"):
        album.open(File(uploads.add("mine", b"no picture")))
    assert budget.nbytes == 0
