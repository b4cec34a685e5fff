"""A mistyped name: the nearest names that load, and no advice that cannot be followed."""

import pytest

from vit.loading.nearest import is_offered, nearest
from vit.loading.weights import LoadError, resolve

MISTYPED = [
    "swin_tiny",
    "dinov2_vits14",
    "dino_vits16",
    "vit-base-patch16",
    "vit_bas_patch16_224",
    "vit_base_patch16_224.mine",
    "google/vit-base-patch16-224",
    "vit_dwee_patch16_reg1_gap_25",
    "resnet50x",
    "swin_tiny_patch4_window7_224.mine",
    "samvit_base_patch16_224",
    "vit_base_patch16_xp_224",
    "xyz",
    "",
    "vit base",
    "https://somewhere.example/vit",
]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dinov2_vits14", "vit_small_patch14_dinov2.lvd142m"),
        ("dino_vits16", "vit_small_patch16_224.dino"),
        ("vit_bas_patch16_224", "vit_base_patch16_224"),
        ("deit-small", "deit_small_patch16_224"),
        ("google/vit-base-patch16-224", "vit_base_patch16_224"),
    ],
)
def test_names_that_people_type_have_a_neighbour(typed: str, first: str):
    assert nearest(typed)[0].startswith(first)


@pytest.mark.parametrize("typed", MISTYPED)
def test_what_is_suggested_can_be_loaded(typed: str):
    names = nearest(typed)
    assert len(set(names)) == len(names) <= 3
    for name in names:
        assert is_offered(resolve(name))


def test_what_this_vit_cannot_reproduce_is_not_suggested():
    assert not is_offered("vit_dwee_patch16_reg1_gap_256")
    assert "vit_dwee_patch16_reg1_gap_256" not in nearest("vit_dwee_patch16_reg1_gap_256")
    assert nearest("xyz") == []


@pytest.mark.parametrize("typed", MISTYPED)
def test_the_public_sentence_advises_no_file_of_this_machine(typed: str):
    with pytest.raises(LoadError) as caught:
        resolve(typed)
    public = caught.value.public
    for refused in ("local-dir", "=file", "list_models", "\n"):
        assert refused not in public
    assert "swin" not in public.replace(typed, "").replace(typed.partition(".")[0], "")
