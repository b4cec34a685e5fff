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
from timm.layers.activations import GELU, GELUTanh, QuickGELU
from timm.layers.attention import Attention
from timm.layers.attention_pool import AttentionPoolLatent
from timm.layers.drop import DropPath
from timm.layers.layer_scale import LayerScale
from timm.layers.mlp import GluMlp, Mlp, SwiGLU
from timm.layers.norm import LayerNorm, RmsNorm
from timm.layers.patch_dropout import PatchDropout
from timm.layers.patch_embed import PatchEmbed
from timm.models.deit import VisionTransformerDistilled
from timm.models.vision_transformer import Block, ResPostBlock, VisionTransformer
from torch import nn

from vit.config import Activation
from vit.config import Mlp as MlpKind

MLPS: dict[type[nn.Module], MlpKind] = {Mlp: "plain", SwiGLU: "gated", GluMlp: "packed"}

_NOTHING = (nn.Identity,)
_NORM = (LayerNorm, nn.LayerNorm, RmsNorm)
_MAYBE_NORM = (nn.Identity, *_NORM)
_DROPOUT = (nn.Dropout,)  # dropout of any kind is off when a model is evaluated
_LINEAR = (nn.Linear,)
_ACTIVATIONS: dict[type[nn.Module], Activation] = {
    nn.GELU: "gelu",
    GELU: "gelu",
    GELUTanh: "gelu_tanh",
    QuickGELU: "quick_gelu",
    nn.SiLU: "silu",
}
_ACTIVATION = tuple(_ACTIVATIONS)

# Every part a supported model may have, and the types it may be of; N is the number of a block.
_PARTS: dict[str, tuple[type[nn.Module], ...]] = {
    "": (VisionTransformer, VisionTransformerDistilled),
    "patch_embed": (PatchEmbed,),
    "patch_embed.proj": (nn.Conv2d,),
    "patch_embed.norm": _MAYBE_NORM,
    "pos_drop": _DROPOUT,
    "patch_drop": (nn.Identity, PatchDropout),
    "norm_pre": _MAYBE_NORM,
    "blocks": (nn.Sequential,),
    "blocks.N": (Block, ResPostBlock),
    "blocks.N.norm1": _NORM,
    "blocks.N.attn": (Attention,),
    "blocks.N.attn.qkv": _LINEAR,
    "blocks.N.attn.q_norm": _NOTHING,
    "blocks.N.attn.k_norm": _NOTHING,
    "blocks.N.attn.attn_drop": _DROPOUT,
    "blocks.N.attn.norm": _MAYBE_NORM,
    "blocks.N.attn.proj": _LINEAR,
    "blocks.N.attn.proj_drop": _DROPOUT,
    "blocks.N.ls1": (nn.Identity, LayerScale),
    "blocks.N.drop_path1": (nn.Identity, DropPath),
    "blocks.N.norm2": _NORM,
    "blocks.N.mlp": tuple(MLPS),
    "blocks.N.mlp.fc1": _LINEAR,
    "blocks.N.mlp.fc1_g": _LINEAR,
    "blocks.N.mlp.fc1_x": _LINEAR,
    "blocks.N.mlp.act": _ACTIVATION,
    "blocks.N.mlp.drop1": _DROPOUT,
    "blocks.N.mlp.norm": _MAYBE_NORM,
    "blocks.N.mlp.fc2": _LINEAR,
    "blocks.N.mlp.drop2": _DROPOUT,
    "blocks.N.ls2": (nn.Identity, LayerScale),
    "blocks.N.drop_path2": (nn.Identity, DropPath),
    "norm": _MAYBE_NORM,
    "attn_pool": (AttentionPoolLatent,),
    "attn_pool.q": _LINEAR,
    "attn_pool.kv": _LINEAR,
    "attn_pool.q_norm": _NOTHING,
    "attn_pool.k_norm": _NOTHING,
    "attn_pool.proj": _LINEAR,
    "attn_pool.proj_drop": _DROPOUT,
    "attn_pool.norm": _NORM,
    "attn_pool.mlp": (Mlp,),
    "attn_pool.mlp.fc1": _LINEAR,
    "attn_pool.mlp.act": _ACTIVATION,
    "attn_pool.mlp.drop1": _DROPOUT,
    "attn_pool.mlp.norm": _NOTHING,
    "attn_pool.mlp.fc2": _LINEAR,
    "attn_pool.mlp.drop2": _DROPOUT,
    "fc_norm": _MAYBE_NORM,
    "head_drop": _DROPOUT,
    "head": (nn.Identity, nn.Linear),
    "head_dist": (nn.Identity, nn.Linear),
}

# What an unknown part means, by its type or else by its place.
_MEANING = {
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
    "patch_embed": "a convolutional stem cuts its patches (hybrid)",
    "blocks.N.attn.q_norm": "it norms queries and keys",
    "blocks.N.attn.gate": "it gates the output of attention",
    "attn_pool": "it pools by an attention of another kind",
    "attn_pool.q_norm": "its pooling attention norms queries and keys",
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


def is_nothing(module: Any) -> bool:
    """Whether a part is absent, or stands for nothing."""
    return module is None or type(module) is nn.Identity


def activations(model: Any) -> set[Activation]:
    """Names of all activations in use."""
    named = model.named_modules()
    return {_activation(module) for name, module in named if name.endswith(".act")}


def _activation(module: Any) -> Activation:
    """The two classes called GELU compute the same, but one of them can also approximate."""
    if type(module) is nn.GELU and module.approximate == "tanh":
        return "gelu_tanh"
    return _ACTIVATIONS[type(module)]


def _has_plain_patches(model: Any) -> bool:
    conv, patch = model.patch_embed.proj, tuple(model.patch_embed.patch_size)
    return (
        conv.kernel_size == conv.stride == patch
        and (conv.padding, conv.dilation, conv.groups) == ((0, 0), (1, 1), 1)
        and conv.in_channels == 3
    )


def _counts_tokens(model: Any) -> bool:
    tokens = (model.cls_token, getattr(model, "dist_token", None), model.reg_token)
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


def _pools_plainly(model: Any) -> bool:
    if model.global_pool == "token":
        return model.cls_token is not None
    return model.global_pool in ("avg", "map")


def _pools_by_plain_attention(model: Any) -> bool:
    pool = model.attn_pool
    if pool is None:
        return model.global_pool != "map"
    return (
        (pool.pool, pool.latent_len, pool.pos_embed) == ("token", 1, None)
        and pool.num_heads * pool.head_dim == pool.out_features == model.embed_dim
        and pool.mlp.fc1.out_features == pool.mlp.fc2.in_features
        and math.isclose(pool.scale, pool.head_dim**-0.5)
    )


def _has_one_kind_of_block(model: Any) -> bool:
    mlps = [block.mlp for block in model.blocks]
    kinds = {(type(block), type(block.mlp)) for block in model.blocks}
    return len(kinds) == 1 and not any(getattr(mlp, "gate_last", False) for mlp in mlps)


def _norms_alike_in_all_blocks(model: Any) -> bool:
    pairs = {(is_nothing(b.attn.norm), is_nothing(b.mlp.norm)) for b in model.blocks}
    return len(pairs) == 1


def _has_one_kind_of_norm(model: Any) -> bool:
    norms = [type(module) is RmsNorm for module in model.modules() if type(module) in _NORM]
    return len(set(norms)) == 1


def _epsilons(model: Any) -> set[float]:
    return {module.eps for module in model.modules() if type(module) in _NORM}


_RULES: tuple[tuple[str, Callable[[Any], bool]], ...] = (
    ("its input size is not fixed", lambda m: m.patch_embed.img_size is not None),
    ("its patches are not square", lambda m: len(set(m.patch_embed.patch_size)) == 1),
    ("its patches overlap or are not cut from three colour channels", _has_plain_patches),
    ("it has no learned position embedding", lambda m: m.pos_embed is not None),
    ("its tokens do not match its position embedding", _counts_tokens),
    ("its heads differ between blocks or do not divide its width", _has_plain_heads),
    ("it uses more than one activation", lambda m: len(activations(m)) == 1),
    ("its blocks differ in kind, or its gates are packed last", _has_one_kind_of_block),
    ("its blocks differ in what they norm inside", _norms_alike_in_all_blocks),
    ("its norms are of two kinds", _has_one_kind_of_norm),
    ("its norms use different epsilons", lambda m: len(_epsilons(m)) == 1),
    ("it pools neither by the class token nor by the mean nor by attention", _pools_plainly),
    ("its pooling attention has another query, width or scale", _pools_by_plain_attention),
    ("it has two final norms", lambda m: is_nothing(m.norm) or is_nothing(m.fc_norm)),
    (
        "its two heads do not read a norm before the pooling",
        lambda m: not hasattr(m, "dist_token") or is_nothing(m.fc_norm),
    ),
    (
        "its pictures are not resized bicubic or bilinear",
        lambda m: resolve_model_data_config(m)["interpolation"] in ("bicubic", "bilinear"),
    ),
)
