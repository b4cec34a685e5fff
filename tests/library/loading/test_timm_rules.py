"""What another computation is refused by: its name, its options, or what it holds."""

from typing import Any

import pytest
import timm
import torch
from timm.layers import GluMlp, RmsNorm, SwiGLU
from timm.models.vision_transformer import ResPostBlock
from torch import nn

from tests.support.skeletons import bare, config
from vit.loading.timm_config import (
    UnsupportedArchitecture,
    describe,
)


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


def test_a_wrapped_or_compiled_model_is_named():
    model = bare("vit_tiny_patch16_224")
    for wrapped in (nn.DataParallel(model), torch.compile(model)):
        with pytest.raises(UnsupportedArchitecture, match="so pass"):
            describe(wrapped)
