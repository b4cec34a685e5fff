"""Where class names come from, and when there are none."""

from types import SimpleNamespace
from typing import Any

import pytest

from vit.config import Labels
from vit.loading.labels import class_labels, is_projection
from vit.loading.timm_config import skeleton


def model(classes: int, **facts: Any) -> Any:
    """What the labels look at of a timm model."""
    return SimpleNamespace(num_classes=classes, pretrained_cfg=facts)


TIMM = {"architecture": "vit_base_patch16_224", "tag": "augreg_in21k_ft_in1k", "num_classes": 1000}


def test_the_checkpoints_own_names_come_first():
    own = model(2, **TIMM | {"num_classes": 2, "label_names": ["n01", "n02"]})
    assert class_labels(own) == Labels(("n01", "n02"), "checkpoint")


def test_descriptions_replace_the_codes_they_describe():
    described = {"label_names": ["n01", "n02"], "label_descriptions": {"n02": "goldfish"}}
    assert class_labels(model(2, **described)).names == ("n01", "goldfish")


@pytest.mark.parametrize(
    ("tag", "subset", "index", "name"),
    [
        ("vit_base_patch16_224.augreg_in21k_ft_in1k", "imagenet-1k", 285, "Egyptian cat"),
        ("vit_base_patch16_224.augreg_in21k", "imagenet-21k-goog", 0, "organism"),
        ("vit_base_patch16_clip_224.openai_ft_in12k", "imagenet-12k", 2, "person"),
        ("vit_base_patch16_224_miil.in21k", "imagenet-21k-miil", 2, "person"),
    ],
)
def test_timms_own_tags_name_imagenets_classes(tag: str, subset: str, index: int, name: str):
    labels = class_labels(skeleton(tag))
    assert labels.source == subset
    assert labels.name(index) == name


def test_no_two_classes_share_a_name():
    names = class_labels(skeleton("vit_base_patch16_224.augreg_in21k_ft_in1k")).names or ()
    assert len(set(names)) == len(names) == 1000
    assert sum(name.startswith("crane: ") for name in names) == 2
    assert {"maillot", "maillot, tank suit"} <= set(names)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"hf_hub_id": "somebody/vit", "source": "hf-hub", "num_classes": 1000},
        TIMM | {"hf_hub_id": "somebody/vit", "source": "hf-hub"},
        TIMM | {"source": "local-dir"},
        TIMM | {"source": "local-dir", "hf_hub_id": "timm/vit_base_patch16_224.x"},
        TIMM | {"source": "file"},
        TIMM | {"tag": "my_own"},
    ],
)
def test_a_thousand_classes_of_somebody_else_are_not_imagenets(facts: dict[str, Any]):
    labels = class_labels(model(1000, **facts))
    assert labels == Labels()
    assert labels.name(17) == "class 17"


def test_timms_repository_on_the_hub_counts_as_timms():
    facts = TIMM | {"source": "hf-hub", "hf_hub_id": "timm/vit_base_patch16_224.x"}
    assert class_labels(model(1000, **facts)).source == "imagenet-1k"


def test_a_classifier_of_another_size_than_the_checkpoints_has_no_names():
    assert class_labels(model(1000, **TIMM | {"num_classes": 21843})) == Labels()
    assert class_labels(model(2, **TIMM | {"num_classes": 3, "label_names": ["a"]})) == Labels()


def test_names_by_index_must_be_of_the_models_classes():
    assert class_labels(model(3, label_names={"2": "oak"})).names == ("class 0", "class 1", "oak")
    assert class_labels(model(2, label_names={"2": "oak"})) == Labels()
    assert class_labels(model(0, label_names={})) == Labels()


def test_a_bare_file_as_wide_as_a_projection_is_one():
    clip = {"architecture": "vit_base_patch32_clip_224", "tag": "openai", "source": "file"}
    assert is_projection(model(512, **clip, num_classes=512))
    assert not is_projection(model(10, **clip, num_classes=512))


def test_a_projection_of_clip_is_told_from_a_classifier():
    assert is_projection(skeleton("vit_base_patch32_clip_224.openai"))
    assert is_projection(skeleton("vit_large_patch14_clip_quickgelu_224.openai"))
    assert not is_projection(skeleton("vit_base_patch32_clip_224.openai_ft_in1k"))
    assert not is_projection(skeleton("vit_base_patch16_224.bamboo"))
    assert not is_projection(model(512, hf_hub_id="somebody/vit", source="hf-hub"))
