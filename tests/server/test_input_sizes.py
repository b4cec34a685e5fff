"""Input sizes: what a model can be asked for, and what memory and page can bear."""

import pytest

from app.engine.input_sizes import (
    base_image,
    check_side,
    check_size,
    fitted,
    input_of,
    is_free,
    offered_patches,
    patch_range,
    sides,
    tokens_of,
)
from app.settings import Selection
from tests.support.client import Page
from tests.support.tiny import tiny_config
from vit.anatomy.cost import record_bytes
from vit.config import Rope
from vit.pictures.images import InputError

ROTARY = {"image": (32, 32), "patch": 8, "width": 24, "heads": 3, "positions": "none"}
PLENTY = 2**40


def rotary(**changes):
    return tiny_config(**(ROTARY | {"rope": Rope(kind="axial")} | changes))


def test_a_rotary_model_takes_any_multiple_of_its_patch():
    offered = sides(rotary(), PLENTY)
    assert (offered[0], offered[-1], offered.step) == (32, 512, 8)  # 64 x 64 patches at most
    assert check_side(rotary(), 40, PLENTY) is None
    with pytest.raises(InputError, match="41 px cannot be had: choose 32 to 512 px in steps of 8"):
        check_side(rotary(), 41, PLENTY)


def test_the_memory_set_aside_bounds_it():
    config = rotary()
    room = record_bytes(rotary(image=(128, 128)))
    assert sides(config, room)[-1] == 128
    assert sides(config, room - 1)[-1] == 120
    assert sides(config, 0)[-1] == 32  # its own size always


def test_any_other_model_keeps_its_own():
    assert list(sides(tiny_config(image=(48, 48)), PLENTY)) == [48]
    with pytest.raises(InputError, match="64 px cannot be had"):
        check_side(tiny_config(image=(48, 48)), 64, PLENTY)


def test_what_is_too_large_or_ragged_is_named():
    kept = tiny_config(image=(48, 48), patch=8, trained_patches=(8, 16))
    with pytest.raises(InputError, match="2048 × 2048 px is too large"):
        check_size(kept, (2048, 2048), 16)
    with pytest.raises(InputError, match="8 px gives 16387 tokens, and 6000 are the most"):
        check_size(kept, (1024, 1024), 8)
    with pytest.raises(InputError, match="Input width 50"):
        check_size(kept, (48, 50), 8)


def test_a_selection_s_side_is_the_trace_s(monkeypatch):
    page = Page(monkeypatch, **(ROTARY | {"rope": Rope(kind="axial"), "registers": 0}))
    key = page.engine.key(Selection(page.picture.digest, "embedded", side=56))
    assert (key.height, key.width) == (56, 56)
    assert page.engine.record(key).trace.grid.rows == 7
    with pytest.raises(InputError, match="cannot be had"):
        page.engine.key(Selection(page.picture.digest, "embedded", side=57))


def photographs(**changes):
    """The sizes of a ViT-S/14 for inputs of 518 px, as the checkpoint for photographs has them."""
    return tiny_config(**({"image": (518, 518), "patch": 14, "registers": 0} | changes))


def test_one_trained_size_gives_every_size_from_half_to_2_6_times_it():
    config = photographs()
    assert is_free(config)
    assert patch_range(config) == range(7, 38)
    assert offered_patches(config, config.image) == tuple(range(7, 38))
    assert offered_patches(config, (224, 224)) == tuple(range(7, 38))
    assert offered_patches(config, (112, 112)) == tuple(range(7, 32))  # 4 patches a side at least
    assert offered_patches(config, (1024, 1024))[0] == 14  # 73 x 73 patches, 5330 tokens


@pytest.mark.parametrize(
    ("patch", "side", "tokens"),
    [
        *((7, 518, 5477), (10, 520, 2705), (12, 516, 1850), (14, 518, 1370), (16, 512, 1025)),
        *((20, 520, 677), (28, 504, 325), (37, 518, 197)),
    ],
)
def test_the_input_goes_to_the_nearest_multiple(patch, side, tokens):
    config = photographs()
    assert fitted(config, config.image, patch) == (side, side)
    assert tokens_of(config, (side, side), patch) == tokens
    assert base_image(config, (side, side), patch) == (518, 518)
    assert input_of(config, patch, None, 0) == input_of(config, patch, side, 0) == (side, side)
    nearest = min(range(patch, 1025, patch), key=lambda multiple: abs(multiple - 518))
    assert fitted(config, config.image, patch)[0] == nearest


def test_sides_that_differ_go_each_to_their_own_multiple():
    config = tiny_config()  # 32 x 48 px
    assert fitted(config, config.image, 10) == (30, 50)
    assert base_image(config, (30, 50), 10) == (32, 48)
    assert base_image(config, (60, 50), 10) == (60, 50)


def test_models_of_several_sizes_with_rotary_positions_or_with_a_rest_keep_their_input():
    several = tiny_config(image=(96, 96), patch=8, trained_patches=(6, 8, 12, 16, 24))
    assert offered_patches(several, several.image) == (4, 6, 8, 12, 16, 24, 32)
    ragged = tiny_config(image=(37, 50), ragged=True)
    for config in (several, rotary(), ragged):
        assert not is_free(config)
        assert fitted(config, config.image, 10) == config.image
    assert offered_patches(rotary(image=(96, 96)), (96, 96)) == (4, 6, 8, 12, 16, 24, 32)


def test_a_size_out_of_range_is_named_with_the_range():
    config = photographs()
    for patch in (0, 3, 6, 38, 60):
        with pytest.raises(InputError, match=f"Patch size {patch} px is out of range: choose 7 to"):
            input_of(config, patch, None, 0)
    assert input_of(config, 74, None, 0) == (518, 518)  # a link of before may have it


def test_more_tokens_than_a_pass_bears_are_refused_with_their_number():
    with pytest.raises(InputError, match=r"7 px gives 16385 tokens.*12 px or more"):
        check_size(photographs(), (896, 896), 7)
    with pytest.raises(InputError, match="Patch size 2 px gives 67082 tokens"):
        input_of(photographs(class_token=True), 2, None, 0)
