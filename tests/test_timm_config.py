"""Facts read from timm's models, and the models that are turned away, each with its reason."""

from typing import Any

import pytest
import timm
import torch
from timm.data import create_transform
from timm.layers import LayerNorm, RmsNorm
from torch import nn

from vit.config import Preprocessing, ViTConfig
from vit.model import ViT
from vit.timm_config import (
    FLEXIVIT_PATCHES,
    UnsupportedArchitecture,
    describe,
    hub_file,
    skeleton,
)


def bare(name: str, **changes: Any) -> nn.Module:
    """timm's model on the meta device, one or two blocks deep."""
    with torch.device("meta"):
        return timm.create_model(name, **({"depth": 2} | changes))


def config(name: str, **changes: Any) -> ViTConfig:
    return describe(bare(name, **changes))[0]


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
    ):
        theirs = bare(tag)
        with torch.device("meta"):
            ours = ViT(describe(theirs)[0])
        shapes = {name: tensor.shape for name, tensor in theirs.state_dict().items()}
        assert {name: tensor.shape for name, tensor in ours.state_dict().items()} == shapes


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("deit_tiny_distilled_patch16_224", "it has a distillation token and a second head"),
        ("vit_base_patch16_siglip_224", "it pools by attention"),
        ("vit_giant_patch14_dinov2", r"its MLP is gated \(SwiGLU\)"),
        ("aimv2_large_patch14_224", r"it norms without mean \(RMSNorm\)"),
        ("beit3_base_patch16_224", r"it norms inside attention \(sub-norm\)"),
        ("vit_base_patch32_siglip_gap_256", "the tanh approximation of GELU"),
        ("vit_base_patch16_rpn_224", "norms after attention and MLP instead of before"),
        ("vit_pwee_patch16_reg1_gap_256", "its blocks run attention and MLP in parallel"),
        ("vit_small_patch16_18x2_224", "its blocks run several attentions and MLPs in parallel"),
        ("vit_dwee_patch16_reg1_gap_256", "its attention is the difference of two"),
        ("vit_dpwee_patch16_reg1_gap_256", "its attention is the difference of two"),
        ("vit_small_r26_s32_224", r"a convolutional stem cuts its patches \(hybrid\)"),
        ("vit_base_patch16_radio_v3", "it has no final norm, or two"),
        ("eva02_tiny_patch14_224", "rotary position embeddings"),
        ("beit_base_patch16_224", "relative position biases"),
        ("naflexvit_base_patch16_gap", "pictures of any shape"),
        ("resnet18", "its class is of the unknown type ResNet"),
    ],
)
def test_another_computation_is_refused_by_name(name: str, reason: str):
    with torch.device("meta"):
        model = timm.create_model(name)
    with pytest.raises(UnsupportedArchitecture, match=reason) as caught:
        describe(model)
    assert str(caught.value).startswith(f"{name} is not supported: ")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"qk_norm": True}, "it norms queries and keys"),
        ({"scale_mlp_norm": True}, r"it norms inside the MLP \(sub-norm\)"),
        ({"patch_size": (16, 8)}, "its patches are not square"),
        ({"in_chans": 1}, "not cut from three colour channels"),
        ({"img_size": 225}, "image 225 is not a multiple of patch 16: use 224 or 240"),
        ({"pos_embed": "none"}, "it has no learned position embedding"),
        ({"global_pool": "max"}, "it pools neither by the class token nor by the mean"),
        ({"global_pool": ""}, "it pools neither by the class token nor by the mean"),
        ({"global_pool": "avg", "pool_include_prefix": True}, "it pools neither"),
        ({"global_pool": "map"}, "it pools by attention"),
        ({"final_norm": False}, "it has no final norm, or two"),
        ({"embed_norm_layer": LayerNorm}, "it norms its patches before the positions"),
        ({"norm_layer": RmsNorm}, r"it norms without mean \(RMSNorm\)"),
        ({"act_layer": "relu"}, "its blocks.0.mlp.act is of the unknown type ReLU"),
        ({"act_layer": "gelu_tanh"}, "the tanh approximation of GELU"),
    ],
)
def test_an_option_that_changes_the_result_is_refused(changes: dict[str, Any], reason: str):
    with pytest.raises(UnsupportedArchitecture, match=reason):
        config("vit_tiny_patch16_224", **changes)


def _gate(model: Any) -> None:
    model.blocks[1].attn.gate = nn.Linear(192, 192)


def _approximate(model: Any) -> None:
    model.blocks[1].mlp.act = nn.GELU(approximate="tanh")


def _heads(model: Any) -> None:
    model.blocks[1].attn.num_heads, model.blocks[1].attn.head_dim = 6, 32


def _scale(model: Any) -> None:
    model.blocks[1].attn.scale = 1.0


def _epsilon(model: Any) -> None:
    model.blocks[1].norm2.eps = 1e-5


def _replaced(model: Any) -> None:
    model.blocks[1].attn.forward = lambda x, **_: x


def _overlap(model: Any) -> None:
    model.patch_embed.proj.stride = (8, 8)


def _size(model: Any) -> None:
    model.patch_embed.img_size = None


def _tokens(model: Any) -> None:
    model.reg_token = nn.Parameter(torch.zeros(1, 3, 192))


def _two_norms(model: Any) -> None:
    model.fc_norm = nn.LayerNorm(192, eps=1e-6)


def _interpolation(model: Any) -> None:
    model.pretrained_cfg = model.pretrained_cfg | {"interpolation": "lanczos"}


@pytest.mark.parametrize(
    ("tamper", "reason"),
    [
        (_gate, "it gates the output of attention"),
        (_approximate, "more than one activation or an approximate GELU"),
        (_heads, "its heads differ between blocks"),
        (_scale, "its heads differ between blocks or do not divide its width"),
        (_epsilon, "its norms use different epsilons"),
        (_replaced, "the forward of its blocks.1.attn was replaced"),
        (_overlap, "its patches overlap"),
        (_size, "its input size is not fixed"),
        (_tokens, "its tokens do not match its position embedding"),
        (_two_norms, "it has no final norm, or two"),
        (_interpolation, "not resized bicubic or bilinear"),
    ],
)
def test_a_change_that_leaves_no_trace_in_the_parameters_is_seen(tamper: Any, reason: str):
    model = bare("vit_tiny_patch16_224")
    describe(model)
    tamper(model)
    with pytest.raises(UnsupportedArchitecture, match=reason):
        describe(model)


def test_a_wrapped_or_compiled_model_is_named():
    model = bare("vit_tiny_patch16_224")
    for wrapped in (nn.DataParallel(model), torch.compile(model)):
        with pytest.raises(UnsupportedArchitecture, match="so pass"):
            describe(wrapped)
