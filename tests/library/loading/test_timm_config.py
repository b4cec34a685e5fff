"""Facts read from timm's models, and the models that are turned away, each with its reason."""

from typing import Any

import pytest
import timm
import torch
from timm.data import create_transform

from tests.support.skeletons import bare, config
from vit.config import Preprocessing, Rope, ViTConfig
from vit.loading.timm_config import (
    FLEXIVIT_PATCHES,
    describe,
    hub_file,
    skeleton,
)
from vit.model import ViT


def test_the_original_vit():
    facts, preprocessing = describe(skeleton("vit_base_patch16_224.augreg_in21k_ft_in1k"))
    assert facts == ViTConfig(trained_patches=(16,))
    assert preprocessing == Preprocessing((224, 224), "center", 0.9, "bicubic")


@pytest.mark.parametrize(
    ("tag", "facts"),
    [
        ("deit3_small_patch16_224", {"prefix_positions": False, "layer_scale": True, "eps": 1e-6}),
        ("vit_base_patch32_clip_224", {"pre_norm": True, "patch_bias": False, "eps": 1e-5}),
        ("vit_base_patch32_clip_quickgelu_224", {"activation": "quick_gelu", "outputs": "none"}),
        ("vit_small_patch16_224.dino", {"classes": 0, "outputs": "none"}),
        ("vit_small_patch14_reg4_dinov2", {"registers": 4, "image": (518, 518)}),
        ("vit_base_patch16_gap_224", {"class_token": False, "pool": "avg", "final_norm": "norm"}),
        ("vit_wee_patch16_reg1_gap_256", {"registers": 1, "final_norm": "fc_norm"}),
        ("vit_base_patch16_224_miil", {"qkv_bias": False, "classes": 11221}),
        ("vit_base_patch16_siglip_224", {"pool": "attention", "classes": 0, "outputs": "none"}),
        ("test_vit3", {"pool": "attention", "pool_prefix": True, "registers": 1}),
        ("vit_so400m_patch14_siglip_384", {"image": (384, 384), "patch": 14, "ragged": True}),
        ("vit_so400m_patch14_siglip_378", {"image": (378, 378), "patch": 14, "ragged": False}),
        ("vit_base_patch32_siglip_gap_256", {"activation": "gelu_tanh", "pool": "avg"}),
        ("deit_small_distilled_patch16_224", {"distilled": True, "classes": 1000}),
        ("vit_giant_patch14_dinov2", {"mlp": "packed", "activation": "silu", "hidden": 4096}),
        (
            "aimv2_large_patch14_224",
            {"mlp": "gated", "norm": "rms", "patch_norm": True, "proj_bias": False, "hidden": 2816},
        ),
        ("beit3_base_patch16_224", {"sub_norm": True, "mlp_norm": True, "final_norm": "fc_norm"}),
        ("vit_base_patch16_rpn_224", {"post_norm": True, "final_norm": "fc_norm"}),
        ("vit_small_patch16_dinov3", {"positions": "none", "registers": 4, "qkv_bias": False}),
        ("vit_small_patch16_dinov3_qkvb", {"qkv_bias": True, "layer_scale": True, "eps": 1e-5}),
        ("eva02_base_patch14_224", {"mlp_norm": True, "sub_norm": False, "layer_scale": False}),
        ("vit_pe_core_small_patch16_384", {"pool_heads": 8, "pool_prefix": True}),
        ("vit_pe_core_gigantic_patch14_448", {"pool_mlp_ratio": 4.0, "class_token": False}),
        ("vit_base_patch16_radio_v3", {"final_norm": "none", "registers": 7}),
        ("vit_tiny_patch16_224", {"trained_patches": (16,), "resampling": "bicubic"}),
        ("flexivit_small", {"trained_patches": FLEXIVIT_PATCHES, "resampling": "flexivit"}),
        ("flexivit_base.patch30_in21k", {"trained_patches": (16,), "resampling": "bicubic"}),
    ],
)
def test_what_sets_a_kind_apart(tag: str, facts: dict[str, Any]):
    found = config(tag)
    assert {name: getattr(found, name) for name in facts} == facts


@pytest.mark.parametrize("tag", ["vit_base_patch32_clip_224.openai", "vit_small_patch16_224.dino"])
def test_a_projection_or_features_are_no_classifier(tag: str):
    assert config(tag).outputs == "none"


@pytest.mark.parametrize(
    ("tag", "rope"),
    [
        ("vit_small_patch16_dinov3", Rope(kind="centred", temperature=100.0)),
        ("vit_small_patch16_rope_224", Rope(temperature=100.0, columns_first=True)),
        (
            "vit_small_patch16_rope_mixed_224",
            Rope(kind="mixed", temperature=10.0, columns_first=True),
        ),
        ("eva02_tiny_patch14_336", Rope(reference=(16, 16))),
        (
            "vit_pe_core_small_patch16_384",
            Rope(reference=(24, 24), offset=1.0, columns_first=True),
        ),
        ("eva_giant_patch14_224", None),
        ("vit_tiny_patch16_224", None),
    ],
)
def test_how_queries_and_keys_turn(tag: str, rope: Rope | None):
    assert config(tag).rope == rope


def test_norms_of_queries_and_keys():
    facts = config("vit_base_patch16_sapiens2", num_kv_heads=6)
    assert (facts.qk_norm, facts.norm, facts.image) == (True, "rms", (1024, 768))


def test_every_patch_of_flexivit_divides_its_input():
    assert all(240 % patch == 0 for patch in FLEXIVIT_PATCHES)


def test_an_odd_mlp_width_survives_the_ratio():
    for width, hidden in ((1152, 4304), (896, 906), (48, 123)):
        odd = {"embed_dim": width, "num_heads": 1, "mlp_ratio": (hidden + 0.5) / width}
        assert config("vit_tiny_patch16_224", **odd).hidden == hidden


def test_preprocessing_is_what_timm_would_resolve():
    _, facts = describe(bare("vit_medium_patch16_gap_384", img_size=(64, 96)))
    assert (facts.crop, facts.crop_pct, facts.size) == ("squash", 0.95, (64, 96))
    model = bare("vit_base_patch16_224_miil")
    facts = describe(model)[1]
    assert (facts.interpolation, facts.crop_pct, facts.mean) == ("bilinear", 0.875, (0.0,) * 3)


@pytest.mark.parametrize("missing", [None, 0])
def test_a_crop_share_that_nobody_gave_is_seven_eighths(missing: float | None):
    model = bare("vit_tiny_patch16_224")
    model.pretrained_cfg = model.pretrained_cfg | {"crop_pct": missing}
    assert describe(model)[1].crop_pct == 0.875
    assert "size=256" in str(create_transform(224, crop_pct=missing))


def test_a_model_without_timms_facts_gets_timms_defaults():
    with torch.device("meta"):
        model = timm.models.VisionTransformer(depth=1)
    assert describe(model)[1].mean == timm.data.IMAGENET_DEFAULT_MEAN


def test_weights_lie_in_a_repository_of_timms():
    tag = "vit_small_patch16_224.dino"
    assert hub_file(tag) == (f"timm/{tag}", "model.safetensors")


def test_a_supported_model_has_exactly_our_parameters():
    for tag in (
        "deit3_small_patch16_224",
        "vit_small_patch14_reg4_dinov2",
        "eva_large_patch14_196",
        "vit_base_patch16_siglip_224",
        "deit_tiny_distilled_patch16_224",
        "aimv2_large_patch14_224",
        "beit3_base_patch16_224",
    ):
        theirs = bare(tag)
        with torch.device("meta"):
            ours = ViT(describe(theirs)[0])
        shapes = {name: tensor.shape for name, tensor in theirs.state_dict().items()}
        assert {name: tensor.shape for name, tensor in ours.state_dict().items()} == shapes
