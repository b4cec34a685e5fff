"""Input sizes: what a model can be asked for, and what memory and page can bear."""

import pytest

from app.engine.input_sizes import check_side, check_size, sides
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
    with pytest.raises(InputError, match="2048 × 2048 px is too large"):
        check_size(2048, 2048, 16)
    with pytest.raises(InputError, match="more than 4096 patches"):
        check_size(1024, 1024, 8)
    with pytest.raises(InputError, match="Input width 50"):
        check_size(48, 50, 8)


def test_a_selection_s_side_is_the_trace_s(monkeypatch):
    page = Page(monkeypatch, **(ROTARY | {"rope": Rope(kind="axial"), "registers": 0}))
    key = page.engine.key(Selection(page.picture.digest, "embedded", side=56))
    assert (key.height, key.width) == (56, 56)
    assert page.engine.record(key).trace.grid.rows == 7
    with pytest.raises(InputError, match="cannot be had"):
        page.engine.key(Selection(page.picture.digest, "embedded", side=57))
