# pyright: standard
"""Reasons why a timm model is not supported: its parts first, then sizes, counts and settings.

A state dict that loads strictly is not enough: it does not contain the number of heads, the
activation, epsilon and the pooling. So every part of a model is checked, and an unknown part is
rejected.
"""

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from timm.data.config import resolve_model_data_config
from timm.layers.norm import RmsNorm

from vit.loading.timm_parts import MEANING, NORM, PARTS, activations, is_nothing
from vit.loading.timm_rope import measures_plainly, turns_patches


def objections(model: Any) -> Iterator[str]:
    """Yield the reasons why a model is not supported; the ones after the first may be consequences.

    Hooks are not checked.
    """
    for name, module in model.named_modules(remove_duplicate=False):
        place = re.sub(r"^blocks\.\d+", "blocks.N", name)
        kind = type(module).__name__
        if type(module) not in PARTS.get(place, ()):
            default = f"its {name or 'class'} is of the unknown type {kind}"
            yield MEANING.get(kind) or MEANING.get(place) or default
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
    tokens = (model.cls_token, getattr(model, "dist_token", None), model.reg_token)
    prefix = sum(token.shape[1] for token in tokens if token is not None)
    rows, cols = model.patch_embed.grid_size
    positions = rows * cols + (0 if model.no_embed_class else prefix)
    fit = model.pos_embed is None or model.pos_embed.shape[1] == positions
    return fit and model.num_prefix_tokens == prefix


def _has_plain_heads(model: Any) -> bool:
    attentions = [block.attn for block in model.blocks]
    return len({attention.num_heads for attention in attentions}) == 1 and all(
        attention.num_heads * attention.head_dim == attention.proj.in_features == model.embed_dim
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
    inside = [(b.attn.norm, b.mlp.norm, b.attn.q_norm, b.attn.k_norm) for b in model.blocks]
    kinds = {tuple(is_nothing(norm) for norm in norms) for norms in inside}
    return len(kinds) == 1 and all(query == key for *_, query, key in kinds)


def _has_one_kind_of_norm(model: Any) -> bool:
    norms = [type(module) is RmsNorm for module in model.modules() if type(module) in NORM]
    return len(set(norms)) == 1


def _epsilons(model: Any) -> set[float]:
    return {module.eps for module in model.modules() if type(module) in NORM}


_RULES: tuple[tuple[str, Callable[[Any], bool]], ...] = (
    ("its input size is not fixed", lambda m: m.patch_embed.img_size is not None),
    ("its patches are not square", lambda m: len(set(m.patch_embed.patch_size)) == 1),
    ("its patches overlap or are not cut from three colour channels", _has_plain_patches),
    ("its tokens do not match its position embedding", _counts_tokens),
    ("its heads differ between blocks or do not divide its width", _has_plain_heads),
    ("it uses more than one activation", lambda m: len(activations(m)) == 1),
    ("its blocks differ in kind, or its gates are packed last", _has_one_kind_of_block),
    ("its blocks differ in what they norm inside", _norms_alike_in_all_blocks),
    ("its norms are of two kinds", _has_one_kind_of_norm),
    ("its norms use different epsilons", lambda m: len(_epsilons(m)) == 1),
    ("its rotary positions are not measured in patches or from edge to edge", measures_plainly),
    ("its attention does not turn the patches alone, in the pairs made for it", turns_patches),
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
