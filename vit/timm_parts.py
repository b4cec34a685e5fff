# pyright: standard
"""Which timm models this ViT computes alike, part by part.

A state dict that loads strictly proves little: the number of heads, the activation, epsilon and the
pooling leave no trace in it. So every part of a model is looked at, and an unknown one refused.
"""

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from timm.data.config import resolve_model_data_config
from timm.layers.activations import GELU, QuickGELU
from timm.layers.attention import Attention
from timm.layers.drop import DropPath
from timm.layers.layer_scale import LayerScale
from timm.layers.mlp import Mlp
from timm.layers.norm import LayerNorm
from timm.layers.patch_dropout import PatchDropout
from timm.layers.patch_embed import PatchEmbed
from timm.models.vision_transformer import Block, VisionTransformer
from torch import nn

_NOTHING = (nn.Identity,)
_NORM = (LayerNorm, nn.LayerNorm)
_DROPOUT = (nn.Dropout,)  # dropout of any kind is off when a model is evaluated
_LINEAR = (nn.Linear,)

# Every part a supported model may have, and the types it may be of; N is the number of a block.
_PARTS: dict[str, tuple[type[nn.Module], ...]] = {
    "": (VisionTransformer,),
    "patch_embed": (PatchEmbed,),
    "patch_embed.proj": (nn.Conv2d,),
    "patch_embed.norm": _NOTHING,
    "pos_drop": _DROPOUT,
    "patch_drop": (nn.Identity, PatchDropout),
    "norm_pre": (nn.Identity, *_NORM),
    "blocks": (nn.Sequential,),
    "blocks.N": (Block,),
    "blocks.N.norm1": _NORM,
    "blocks.N.attn": (Attention,),
    "blocks.N.attn.qkv": _LINEAR,
    "blocks.N.attn.q_norm": _NOTHING,
    "blocks.N.attn.k_norm": _NOTHING,
    "blocks.N.attn.attn_drop": _DROPOUT,
    "blocks.N.attn.norm": _NOTHING,
    "blocks.N.attn.proj": _LINEAR,
    "blocks.N.attn.proj_drop": _DROPOUT,
    "blocks.N.ls1": (nn.Identity, LayerScale),
    "blocks.N.drop_path1": (nn.Identity, DropPath),
    "blocks.N.norm2": _NORM,
    "blocks.N.mlp": (Mlp,),
    "blocks.N.mlp.fc1": _LINEAR,
    "blocks.N.mlp.act": (nn.GELU, GELU, QuickGELU),
    "blocks.N.mlp.drop1": _DROPOUT,
    "blocks.N.mlp.norm": _NOTHING,
    "blocks.N.mlp.fc2": _LINEAR,
    "blocks.N.mlp.drop2": _DROPOUT,
    "blocks.N.ls2": (nn.Identity, LayerScale),
    "blocks.N.drop_path2": (nn.Identity, DropPath),
    "norm": (nn.Identity, *_NORM),
    "fc_norm": (nn.Identity, *_NORM),
    "head_drop": _DROPOUT,
    "head": (nn.Identity, nn.Linear),
}

# What an unknown part means, by its type or else by its place.
_MEANING = {
    "VisionTransformerDistilled": "it has a distillation token and a second head",
    "Eva": "it turns queries and keys by rotary position embeddings",
    "Beit": "it adds relative position biases to the attention scores",
    "NaFlexVit": "it takes pictures of any shape (NaFlex)",
    "OptimizedModule": "it is compiled, so pass the model from before torch.compile",
    "DataParallel": "it is wrapped, so pass its .module",
    "DistributedDataParallel": "it is wrapped, so pass its .module",
    "ParallelScalingBlock": "its blocks run attention and MLP in parallel",
    "ParallelThingsBlock": "its blocks run several attentions and MLPs in parallel",
    "DiffParallelScalingBlock": "its attention is the difference of two",
    "DiffAttention": "its attention is the difference of two",
    "ResPostBlock": "it norms after attention and MLP instead of before (post-norm)",
    "RmsNorm": "it norms without mean (RMSNorm)",
    "SwiGLU": "its MLP is gated (SwiGLU)",
    "GluMlp": "its MLP is gated (SwiGLU)",
    "GELUTanh": "its activation is the tanh approximation of GELU",
    "patch_embed": "a convolutional stem cuts its patches (hybrid)",
    "patch_embed.norm": "it norms its patches before the positions are added",
    "blocks.N.attn.q_norm": "it norms queries and keys",
    "blocks.N.attn.norm": "it norms inside attention (sub-norm)",
    "blocks.N.attn.gate": "it gates the output of attention",
    "blocks.N.mlp.norm": "it norms inside the MLP (sub-norm)",
    "attn_pool": "it pools by attention",
}


def objections(model: Any) -> Iterator[str]:
    """What speaks against a model, worst first; only the first is sure to make sense.

    Hooks are not looked at.
    """
    for name, module in model.named_modules(remove_duplicate=False):
        place = re.sub(r"^blocks\.\d+", "blocks.N", name)
        kind = type(module).__name__
        if type(module) not in _PARTS.get(place, ()):
            default = f"its {name or 'class'} is of the unknown type {kind}"
            yield _MEANING.get(kind) or _MEANING.get(place) or default
        if "forward" in vars(module):
            yield f"the forward of its {name or 'model'} was replaced"
    yield from (sentence for sentence, holds in _RULES if not holds(model))


def _has_plain_patches(model: Any) -> bool:
    conv, patch = model.patch_embed.proj, tuple(model.patch_embed.patch_size)
    return (
        conv.kernel_size == conv.stride == patch
        and (conv.padding, conv.dilation, conv.groups) == ((0, 0), (1, 1), 1)
        and conv.in_channels == 3
    )


def _counts_tokens(model: Any) -> bool:
    tokens = (model.cls_token, model.reg_token)
    prefix = sum(token.shape[1] for token in tokens if token is not None)
    rows, cols = model.patch_embed.grid_size
    positions = rows * cols + (0 if model.no_embed_class else prefix)
    return model.num_prefix_tokens == prefix and model.pos_embed.shape[1] == positions


def _has_plain_heads(model: Any) -> bool:
    attentions = [block.attn for block in model.blocks]
    return len({attention.num_heads for attention in attentions}) == 1 and all(
        attention.num_heads * attention.head_dim == attention.attn_dim == model.embed_dim
        and math.isclose(attention.scale, attention.head_dim**-0.5)
        for attention in attentions
    )


def _activations(model: Any) -> set[str]:
    """Names of the activations; the two classes called GELU compute the same when exact."""
    acts = [block.mlp.act for block in model.blocks]
    return {f"{type(act).__name__} {getattr(act, 'approximate', 'none')}" for act in acts}


def _pools_plainly(model: Any) -> bool:
    if model.global_pool == "token":
        return model.cls_token is not None
    return model.global_pool == "avg" and not model.pool_include_prefix


def _epsilons(model: Any) -> set[float]:
    return {module.eps for module in model.modules() if type(module) in _NORM}


def _is_nothing(module: Any) -> bool:
    return type(module) is nn.Identity


_RULES: tuple[tuple[str, Callable[[Any], bool]], ...] = (
    ("its input size is not fixed", lambda m: m.patch_embed.img_size is not None),
    ("its patches are not square", lambda m: len(set(m.patch_embed.patch_size)) == 1),
    ("its patches overlap or are not cut from three colour channels", _has_plain_patches),
    ("it has no learned position embedding", lambda m: m.pos_embed is not None),
    ("its tokens do not match its position embedding", _counts_tokens),
    ("its heads differ between blocks or do not divide its width", _has_plain_heads),
    (
        "its blocks use more than one activation or an approximate GELU",
        lambda m: _activations(m) in ({"GELU none"}, {"QuickGELU none"}),
    ),
    ("its norms use different epsilons", lambda m: len(_epsilons(m)) == 1),
    ("it pools neither by the class token nor by the mean of the patches", _pools_plainly),
    (
        "it has no final norm, or two",
        lambda m: _is_nothing(m.norm) != _is_nothing(m.fc_norm),
    ),
    (
        "its pictures are not resized bicubic or bilinear",
        lambda m: resolve_model_data_config(m)["interpolation"] in ("bicubic", "bilinear"),
    ),
)
