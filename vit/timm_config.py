# pyright: standard
"""Architecture and preprocessing of a timm model, read from the model itself."""

from typing import Any

import timm
import torch
from timm.data.config import resolve_model_data_config
from timm.layers.activations import QuickGELU
from timm.models.vision_transformer import checkpoint_filter_fn
from torch import Tensor, nn

from vit.config import Preprocessing, ViTConfig
from vit.labels import is_projection
from vit.timm_parts import objections

# Patch sizes FlexiViT drew in training at 240 px: 30 to 5 patches a side (arXiv 2212.08013).
FLEXIVIT_PATCHES = (8, 10, 12, 15, 16, 20, 24, 30, 40, 48)


class UnsupportedArchitecture(ValueError):  # noqa: N818 - reads as what it says
    """The model computes something that this ViT does not; the message is the reason."""


def describe(timm_model: nn.Module) -> tuple[ViTConfig, Preprocessing]:
    """Facts of a timm model that this ViT computes alike.

    Raises UnsupportedArchitecture, in one sentence, for a model that computes anything else.
    """
    model: Any = timm_model
    reason = next(objections(model), None)
    if reason:
        raise UnsupportedArchitecture(f"{_name(model)} is not supported: {reason}")
    try:
        return _config(model), _preprocessing(model)
    except ValueError as error:
        raise UnsupportedArchitecture(f"{_name(model)} is not supported: {error}") from error


def skeleton(tag: str) -> nn.Module:
    """timm's model of a tag `architecture.name` on the meta device: all facts, no weights."""
    with torch.device("meta"):
        return timm.create_model(tag, pretrained=False)


def hub_file(tag: str) -> tuple[str, str]:
    """(repository, file name) of a tag's weights on the hub."""
    facts: Any = timm.get_pretrained_cfg(tag)
    return facts.hf_hub_id, facts.hf_hub_filename or "model.safetensors"


def adapt(state: dict[str, Tensor], timm_model: nn.Module) -> dict[str, Tensor]:
    """A stored state dict under timm's present parameter names, by timm's own filter."""
    return checkpoint_filter_fn(state, timm_model, adapt_layer_scale=True)  # type: ignore[arg-type]


def _config(model: Any) -> ViTConfig:
    block, embed, facts = model.blocks[0], model.patch_embed, _facts(model)
    name = str(facts.get("architecture"))
    # Some of FlexiViT's tags are the plain models it was compared with.
    flexible = name.startswith("flexivit") and "patch" not in str(facts.get("tag"))
    ratio = block.mlp.fc1.out_features / model.embed_dim
    return ViTConfig(
        image=tuple(embed.img_size),
        patch=embed.patch_size[0],
        width=model.embed_dim,
        depth=len(model.blocks),
        heads=block.attn.num_heads,
        mlp_ratio=ratio,
        classes=0 if _is_nothing(model.head) else model.head.out_features,
        class_token=model.cls_token is not None,
        registers=0 if model.reg_token is None else model.reg_token.shape[1],
        pool=model.global_pool,
        prefix_positions=not model.no_embed_class,
        pre_norm=not _is_nothing(model.norm_pre),
        patch_bias=embed.proj.bias is not None,
        qkv_bias=block.attn.qkv.bias is not None,
        layer_scale=not _is_nothing(block.ls1),
        activation="quick_gelu" if type(block.mlp.act) is QuickGELU else "gelu",
        final_norm="fc_norm" if _is_nothing(model.norm) else "norm",
        eps=block.norm1.eps,
        outputs="none" if _is_nothing(model.head) or is_projection(model) else "softmax",
        resampling="flexivit" if flexible else "bicubic",
        trained_patches=FLEXIVIT_PATCHES if flexible else (embed.patch_size[0],),
    )


def _preprocessing(model: Any) -> Preprocessing:
    facts = resolve_model_data_config(model)
    names = ("crop_pct", "interpolation", "mean", "std")
    size, crop = tuple(model.patch_embed.img_size), facts["crop_mode"]
    return Preprocessing(size=size, crop=crop, **{name: facts[name] for name in names})


def _facts(model: Any) -> dict[str, Any]:
    return getattr(model, "pretrained_cfg", None) or {}


def _name(model: Any) -> str:
    return _facts(model).get("architecture") or type(model).__name__


def _is_nothing(module: Any) -> bool:
    return type(module) is nn.Identity
