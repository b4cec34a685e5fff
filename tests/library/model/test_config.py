"""The facts of a model are checked where they are made, in sentences with a remedy."""

import re
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from vit.config import Labels, Rope, ViTConfig, check_multiple
from vit.grid import Grid


def test_defaults_are_the_papers_base_model():
    config = ViTConfig()
    assert (config.width, config.depth, config.heads, config.hidden) == (768, 12, 12, 3072)
    assert (config.tokens, config.prefix, config.head_width) == (197, 1, 64)


@pytest.mark.parametrize(
    ("facts", "prefix", "names"),
    [
        ({}, 1, ("class token",)),
        ({"registers": 2}, 3, ("class token", "register 1", "register 2")),
        ({"class_token": False, "pool": "avg", "registers": 1}, 1, ("register 1",)),
        ({"class_token": False, "pool": "avg"}, 0, ()),
        (
            {"distilled": True, "registers": 1},
            3,
            ("class token", "distillation token", "register 1"),
        ),
    ],
)
def test_tokens_are_patches_and_prefix_tokens(facts: Any, prefix: int, names: tuple[str, ...]):
    config = ViTConfig(image=(48, 80), **facts)
    assert config.grid == Grid(3, 5, 16, prefix)
    assert config.tokens == 15 + prefix
    assert config.prefix_names == names


@pytest.mark.parametrize(
    ("facts", "token", "name"),
    [
        ({}, 0, "class token"),
        ({"distilled": True}, None, "class and distillation token"),
        ({"pool": "avg"}, None, "mean of the patches"),
        ({"pool": "avg", "pool_prefix": True}, None, "mean of all tokens"),
        ({"pool": "attention", "class_token": False}, None, "pooling attention"),
    ],
)
def test_what_the_classifier_reads_has_a_name(facts: Any, token: int | None, name: str):
    config = ViTConfig(**facts)
    assert (config.readout_token, config.readout_name) == (token, name)


def test_an_input_may_end_in_a_strip_that_no_patch_covers():
    config = ViTConfig(image=(384, 390), patch=14, ragged=True)
    assert (config.grid.rows, config.grid.cols) == (27, 27)


def test_weights_are_stored_as_used_unless_said_otherwise():
    config = ViTConfig(image=(48, 80))
    assert (config.stored_patch, config.stored_grid) == (16, (3, 5))
    config = ViTConfig(image=(48, 80), base_patch=32, base_grid=(7, 7))
    assert (config.stored_patch, config.stored_grid) == (32, (7, 7))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"image": (225, 225)}, "image 225 is not a multiple of patch 16: use 224 or 240"),
        ({"image": (224, 230)}, "image width 230 is not a multiple of patch 16: use 224 or 240"),
        ({"image": (100, 224)}, "image height 100 is not a multiple of patch 16: use 96 or 112"),
        ({"image": (8, 8)}, "image 8 is not a multiple of patch 16: use 16"),
        ({"width": 100}, "width 100 is not a multiple of heads 12: use width 96 or 108"),
        ({"width": 6, "heads": 12}, "width 6 is not a multiple of heads 12: use width 12"),
        ({"pool_heads": 7}, "width 768 is not a multiple of pool_heads 7: use width 763 or 770"),
        (
            {"width": 72, "rope": Rope()},
            "width 72 is not a multiple of 4 times the heads, which rotary positions need: "
            "use width 48 or 96",
        ),
        ({"depth": 0}, "depth 0 must be larger than 0"),
        ({"patch": -1}, "patch -1 must be larger than 0"),
        ({"mlp_ratio": 0.0}, "mlp_ratio 0.0 must be larger than 0"),
        ({"registers": -1}, "registers -1 must not be negative"),
        ({"classes": -1, "outputs": "none"}, "classes -1 must not be negative"),
        ({"classes": 0}, "outputs 'softmax' need at least one class, not 0"),
        (
            {"class_token": False},
            "pool 'token' reads the class token: use class_token=True or pool 'avg'",
        ),
        (
            {"distilled": True, "pool": "avg"},
            "a distilled model reads two normed tokens: use pool 'token' and final_norm 'norm'",
        ),
        ({"image": (9, 9), "ragged": True}, "image 9 is not a multiple of patch 16: use 16"),
        (
            {"positions": "sinusoidal", "width": 90, "heads": 3},
            "width 90 is not a multiple of 4, which sinusoidal positions need: use width 88 or 92",
        ),
    ],
)
def test_facts_that_contradict_each_other_are_one_sentence(facts: Any, sentence: str):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        ViTConfig(**facts)


@pytest.mark.parametrize("size", [16, 224, 240])
def test_a_multiple_is_fine(size: int):
    check_multiple("image", size, 16)


def test_facts_do_not_change():
    with pytest.raises(FrozenInstanceError):
        ViTConfig().depth = 3  # type: ignore[misc]


def test_a_class_without_a_name_is_called_by_its_number():
    assert Labels().name(17) == "class 17"
    assert Labels(("fish", "star"), "checkpoint").name(1) == "star"
