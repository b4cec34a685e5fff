"""Facts read from timm's models, and the models that are turned away, each with its reason."""

from typing import Any

import pytest
import timm
import torch
from timm.data import create_transform
from timm.layers import GluMlp, RmsNorm, RotaryEmbedding, SwiGLU
from timm.models.vision_transformer import ResPostBlock
from torch import nn

from vit.config import Preprocessing, Rope, ViTConfig
from vit.loading.timm_config import (
    FLEXIVIT_PATCHES,
    UnsupportedArchitecture,
    describe,
    hub_file,
    skeleton,
)
from vit.model import ViT


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


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("vit_pwee_patch16_reg1_gap_256", "its blocks run attention and MLP in parallel"),
        ("vit_small_patch16_18x2_224", "its blocks run several attentions and MLPs in parallel"),
        ("vit_dwee_patch16_reg1_gap_256", "its attention is the difference of two"),
        ("vit_dpwee_patch16_reg1_gap_256", "its attention is the difference of two"),
        ("vit_small_r26_s32_224", r"a convolutional stem cuts its patches \(hybrid\)"),
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
        ({"patch_size": (16, 8)}, "its patches are not square"),
        ({"in_chans": 1}, "not cut from three colour channels"),
        ({"img_size": 9}, "image 9 is not a multiple of patch 16: use 16"),
        ({"global_pool": "max"}, "it pools neither by the class token nor by the mean"),
        ({"global_pool": ""}, "it pools neither by the class token nor by the mean"),
        ({"embed_norm_layer": RmsNorm}, "its norms are of two kinds"),
        ({"embed_norm_layer": nn.LayerNorm}, "its norms use different epsilons"),
        ({"act_layer": "relu"}, "its blocks.0.mlp.act is of the unknown type ReLU"),
    ],
)
def test_an_option_that_changes_the_result_is_refused(changes: dict[str, Any], reason: str):
    with pytest.raises(UnsupportedArchitecture, match=reason):
        config("vit_tiny_patch16_224", **changes)


def _gate(model: Any) -> None:
    model.blocks[1].attn.gate = nn.Linear(192, 192)


def _approximate(model: Any) -> None:
    model.blocks[1].mlp.act = nn.GELU(approximate="tanh")


def _swiglu(model: Any) -> None:
    model.blocks[1].mlp = SwiGLU(192, 768, act_layer=nn.GELU)


def _packed_last(model: Any) -> None:
    for block in model.blocks:
        block.mlp = GluMlp(192, 1536, act_layer=nn.SiLU)


def _post_norm(model: Any) -> None:
    model.blocks[1] = ResPostBlock(192, 3, qkv_bias=True)


def _norm_inside(model: Any) -> None:
    model.blocks[1].mlp.norm = nn.LayerNorm(768, eps=1e-6)


def _second_head(model: Any) -> None:
    model.dist_token = nn.Parameter(torch.zeros(1, 1, 192))


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
        (_approximate, "it uses more than one activation"),
        (_swiglu, "its blocks differ in kind"),
        (_packed_last, "its gates are packed last"),
        (_post_norm, "its blocks differ in kind"),
        (_norm_inside, "its blocks differ in what they norm inside"),
        (_second_head, "its tokens do not match its position embedding"),
        (_heads, "its heads differ between blocks"),
        (_scale, "its heads differ between blocks or do not divide its width"),
        (_epsilon, "its norms use different epsilons"),
        (_replaced, "the forward of its blocks.1.attn was replaced"),
        (_overlap, "its patches overlap"),
        (_size, "its input size is not fixed"),
        (_tokens, "its tokens do not match its position embedding"),
        (_two_norms, "it has two final norms"),
        (_interpolation, "not resized bicubic or bilinear"),
    ],
)
def test_a_change_that_leaves_no_trace_in_the_parameters_is_seen(tamper: Any, reason: str):
    model = bare("vit_tiny_patch16_224")
    describe(model)
    tamper(model)
    with pytest.raises(UnsupportedArchitecture, match=reason):
        describe(model)


def _more_latents(model: Any) -> None:
    model.attn_pool.latent_len = 2


def _mean_of_latents(model: Any) -> None:
    model.attn_pool.pool = "avg"


def _pooled_positions(model: Any) -> None:
    model.attn_pool.pos_embed = nn.Parameter(torch.zeros(196, 768))


def _wider_pool(model: Any) -> None:
    model.attn_pool.mlp.fc1 = nn.Linear(768, 768)


def _pool_heads(model: Any) -> None:
    model.attn_pool.num_heads = 6


def _nearest_edge(model: Any) -> None:
    model.rope.normalize_coords = "min"


def _periods(model: Any) -> None:
    model.rope.min_period, model.rope.max_period = 1.0, 50.0


def _old_grid(model: Any) -> None:
    model.rope.feat_shape = [7, 7]


def _turned_prefix(model: Any) -> None:
    model.blocks[1].attn.num_prefix_tokens = 0


def _other_pairs(model: Any) -> None:
    model.blocks[1].attn.rotate_half = False


def _half_heads(model: Any) -> None:
    model.rope.dim = 32


def _other_kind(model: Any) -> None:
    model.rope = RotaryEmbedding(64)


def _gated(model: Any) -> None:
    model.blocks[0].attn.gate = nn.Linear(384, 384)


@pytest.mark.parametrize(
    ("tamper", "reason"),
    [
        (_nearest_edge, "are not measured in patches or from edge to edge"),
        (_periods, "are not measured in patches or from edge to edge"),
        (_old_grid, "are not measured in patches or from edge to edge"),
        (_turned_prefix, "its attention does not turn the patches alone"),
        (_other_pairs, "its attention does not turn the patches alone"),
        (_half_heads, "its attention does not turn the patches alone"),
        (_other_kind, "its rotary positions are of another kind"),
        (_gated, "it gates the output of attention"),
    ],
)
def test_rotary_positions_of_another_kind_are_refused(tamper: Any, reason: str):
    model = bare("vit_small_patch16_dinov3")
    describe(model)
    tamper(model)
    with pytest.raises(UnsupportedArchitecture, match=reason):
        describe(model)


def test_rotary_positions_in_pixels_are_refused():
    model = bare("vit_small_patch16_rope_224")
    model.rope.grid_type = "pixel"
    with pytest.raises(UnsupportedArchitecture, match="are not measured in patches"):
        describe(model)


def test_a_model_for_language_positions_is_refused():
    with pytest.raises(UnsupportedArchitecture, match="its rotary positions are of another kind"):
        config("vit_medium_patch16_rope_reg1_gap_256", rope_type="mrope")


@pytest.mark.parametrize(
    "tamper", [_more_latents, _mean_of_latents, _pooled_positions, _wider_pool, _pool_heads]
)
def test_another_pooling_attention_is_refused(tamper: Any):
    model = bare("vit_base_patch16_siglip_224")
    describe(model)
    tamper(model)
    with pytest.raises(UnsupportedArchitecture, match="its pooling attention has another"):
        describe(model)


def test_a_distilled_model_that_norms_after_the_pooling_is_refused():
    with pytest.raises(UnsupportedArchitecture, match="its two heads do not read a norm before"):
        config("deit_tiny_distilled_patch16_224", fc_norm=True)


def test_a_wrapped_or_compiled_model_is_named():
    model = bare("vit_tiny_patch16_224")
    for wrapped in (nn.DataParallel(model), torch.compile(model)):
        with pytest.raises(UnsupportedArchitecture, match="so pass"):
            describe(wrapped)
