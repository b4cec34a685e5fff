# pyright: standard
"""Architecture and preprocessing of a timm model, read from the model itself."""

from typing import Any

import timm
import torch
from timm.data.config import resolve_model_data_config
from timm.layers.norm import RmsNorm
from timm.models.eva import EvaBlockPostNorm
from timm.models.vision_transformer import ResPostBlock
from torch import nn

from vit.config import Outputs, Preprocessing, ViTConfig
from vit.loading.bounds import check_model
from vit.loading.labels import is_projection
from vit.loading.timm_parts import MLPS, activations, is_nothing
from vit.loading.timm_rope import rope_of
from vit.loading.timm_rules import objections

# Patch sizes FlexiViT drew in training at 240 px: 30 to 5 patches a side (arXiv 2212.08013).
FLEXIVIT_PATCHES = (8, 10, 12, 15, 16, 20, 24, 30, 40, 48)


class UnsupportedArchitecture(ValueError):  # noqa: N818 - reads as what it says
    """A timm model computes something that this ViT does not; the message is the reason."""


def describe(timm_model: nn.Module) -> tuple[ViTConfig, Preprocessing]:
    """Configuration and preprocessing of a timm model.

    Raises UnsupportedArchitecture, in one sentence, for a model that this ViT cannot reproduce.
    """
    model: Any = timm_model
    reason = next(objections(model), None)
    if reason:
        raise UnsupportedArchitecture(f"{_name(model)} is not supported: {reason}")
    try:
        config, preprocessing = _config(model), _preprocessing(model)
        check_model(config, preprocessing)
    except ValueError as error:
        raise UnsupportedArchitecture(f"{_name(model)} is not supported: {error}") from error
    return config, preprocessing


def skeleton(tag: str) -> nn.Module:
    """timm's model of a tag `architecture.name` on the meta device, without weights."""
    with torch.device("meta"):
        return timm.create_model(tag, pretrained=False)


def hub_file(tag: str) -> tuple[str, str]:
    """(repository, file name) of a tag's weights on the hub."""
    facts: Any = timm.get_pretrained_cfg(tag)
    return facts.hf_hub_id, facts.hf_hub_filename or "model.safetensors"


def _config(model: Any) -> ViTConfig:
    block, embed, facts = model.blocks[0], model.patch_embed, _facts(model)
    name = str(facts.get("architecture"))
    # Some of FlexiViT's tags are the baselines, trained at one patch size.
    flexible = name.startswith("flexivit") and "patch" not in str(facts.get("tag"))
    (activation,) = activations(model)
    classes = 0 if is_nothing(model.head) else model.head.out_features
    return ViTConfig(
        image=tuple(embed.img_size),
        patch=embed.patch_size[0],
        width=model.embed_dim,
        depth=len(model.blocks),
        heads=block.attn.num_heads,
        mlp_ratio=block.mlp.fc2.in_features / model.embed_dim,
        classes=classes,
        class_token=model.cls_token is not None,
        distilled=hasattr(model, "dist_token"),
        registers=0 if model.reg_token is None else model.reg_token.shape[1],
        pool="attention" if model.global_pool == "map" else model.global_pool,
        pool_prefix=getattr(model, "pool_include_prefix", model.global_pool == "map"),
        **_pooling(model),
        positions="none" if model.pos_embed is None else "learned",
        prefix_positions=not model.no_embed_class,
        rope=rope_of(model),
        patch_bias=embed.proj.bias is not None,
        qkv_bias=_has_bias(block.attn),
        proj_bias=block.attn.proj.bias is not None,
        layer_scale=not is_nothing(getattr(block, "ls1", None))
        or getattr(block, "gamma_1", None) is not None,
        mlp=MLPS[type(block.mlp)],
        activation=activation,
        **_norms(model),
        outputs=_outputs(model, classes),
        resampling="flexivit" if flexible else "bicubic",
        trained_patches=FLEXIVIT_PATCHES if flexible else (embed.patch_size[0],),
        ragged=any(size % embed.patch_size[0] for size in embed.img_size),
    )


def _outputs(model: Any, classes: int) -> Outputs:
    """What the outputs are; a single one is the logit of one class, for which softmax is 1."""
    if not classes or is_projection(model, classes):
        return "none"
    return "sigmoid" if classes == 1 else "softmax"


def _has_bias(attention: Any) -> bool:
    """Whether queries and values have a bias; the keys may have none."""
    if attention.qkv is None:
        return attention.q_proj.bias is not None
    return attention.qkv.bias is not None or getattr(attention, "q_bias", None) is not None


def _pooling(model: Any) -> dict[str, Any]:
    """Fields of a pooling attention that differs from the blocks."""
    pool, block = model.attn_pool, model.blocks[0]
    if pool is None:
        return {}
    hidden, heads = pool.mlp.fc2.in_features, pool.num_heads
    alike = (heads == block.attn.num_heads, hidden == block.mlp.fc2.in_features)
    return {
        "pool_heads": None if alike[0] else heads,
        "pool_mlp_ratio": None if alike[1] else hidden / model.embed_dim,
    }


def _norms(model: Any) -> dict[str, Any]:
    """Fields of the norms of a model."""
    block = model.blocks[0]
    last = "none" if is_nothing(model.fc_norm) else "fc_norm"
    return {
        "norm": "rms" if type(block.norm1) is RmsNorm else "layer",
        "pre_norm": not is_nothing(model.norm_pre),
        "patch_norm": not is_nothing(model.patch_embed.norm),
        "qk_norm": not is_nothing(block.attn.q_norm),
        "sub_norm": not is_nothing(block.attn.norm),
        "mlp_norm": not is_nothing(block.mlp.norm),
        "post_norm": type(block) in (ResPostBlock, EvaBlockPostNorm),
        "final_norm": last if is_nothing(model.norm) else "norm",
        "eps": block.norm1.eps,
    }


def _preprocessing(model: Any) -> Preprocessing:
    facts = resolve_model_data_config(model)
    names = ("crop_pct", "interpolation", "mean", "std")
    size, crop = tuple(model.patch_embed.img_size), facts["crop_mode"]
    return Preprocessing(size=size, crop=crop, **{name: facts[name] for name in names})


def _facts(model: Any) -> dict[str, Any]:
    return getattr(model, "pretrained_cfg", None) or {}


def _name(model: Any) -> str:
    return _facts(model).get("architecture") or type(model).__name__
