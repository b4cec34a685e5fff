# pyright: standard
"""A model as a folder in the layout of `timm.models.save_for_hf`, which timm itself opens."""

from pathlib import Path
from typing import Any

import timm
import torch
from timm.models import save_for_hf
from torch import Tensor

from vit.config import ViTConfig
from vit.loading.timm_config import UnsupportedArchitecture, describe
from vit.model import ViT

# timm's names of architectures by the epsilon of their norms, which no argument changes.
PLAIN = {1e-6: "vit_base_patch16_224", 1e-5: "vit_base_patch16_clip_224"}
DISTILLED = "deit_base_distilled_patch16_224"
POOLS = {"token": "token", "avg": "avg", "attention": "map"}
# What timm does not know of a model, or its file says otherwise.
BESIDE = {"outputs", "resampling", "base_patch", "base_grid", "trained_patches", "ragged"}
OF_OTHER_WEIGHTS = ("tag", "license", "url", "hf_hub_id", "origin_url", "paper_ids", "notes")


def save_timm(model: ViT, folder: Path | str) -> Path:
    """Write a model with a classifier as config.json and model.safetensors, and return the folder.

    Opens again by `vit.load("local-dir:folder")` and by `timm.create_model("local-dir:folder",
    pretrained=True)`, with the names of its classes. Kernel and positions are saved as they are at
    the model's patch and input size; what timm has no word for is lost: that a kernel serves
    several patch sizes, and a mean over areas as interpolation, which becomes bilinear. ValueError,
    one sentence, for an architecture that timm's VisionTransformer does not have.
    """
    if model.config.outputs == "none":
        raise ValueError("this model names no classes: teach it some before it is saved")
    arguments = _arguments(model.config)
    theirs = _timm_model(model.config, arguments)
    theirs.load_state_dict(_state(model), strict=True, assign=True)
    used = model.preprocessing
    area = used.interpolation == "area"
    theirs.pretrained_cfg |= {
        "input_size": (3, *used.size),
        "crop_pct": used.crop_pct,
        "crop_mode": used.crop,
        "interpolation": "bilinear" if area else used.interpolation,
        "mean": used.mean,
        "std": used.std,
        "num_classes": model.config.classes,
        **dict.fromkeys(OF_OTHER_WEIGHTS),
    }
    names = {"label_names": list(model.labels.names)} if model.labels.names else {}
    save_for_hf(
        *(theirs, str(folder)), model_config=names, model_args=arguments, safe_serialization=True
    )
    return Path(folder)


def _timm_model(config: ViTConfig, arguments: dict[str, Any]) -> Any:
    """timm's model without weights; ValueError unless it computes what ours does."""
    name = DISTILLED if config.distilled else PLAIN.get(config.eps, PLAIN[1e-6])
    try:
        with torch.device("meta"):
            theirs = timm.create_model(name, pretrained=False, **arguments)
        read, _ = describe(theirs)
    except (UnsupportedArchitecture, TypeError, AssertionError) as error:
        raise ValueError(f"timm has no such model: {error}") from error
    fields = vars(config).keys() - BESIDE
    differing = sorted(one for one in fields if getattr(read, one) != getattr(config, one))
    if differing:
        raise ValueError(
            f"timm's VisionTransformer has no such {' or '.join(differing)}: a model with rotary "
            "positions, gates or norms of its own cannot be saved in this layout"
        )
    return theirs


def _arguments(config: ViTConfig) -> dict[str, Any]:
    """The arguments of timm's VisionTransformer for an architecture."""
    own = {
        "img_size": list(config.image),
        "patch_size": config.patch,
        "embed_dim": config.width,
        "depth": config.depth,
        "num_heads": config.heads,
        "mlp_ratio": config.mlp_ratio,
        "num_classes": config.classes,
        "global_pool": POOLS[config.pool],
        "qkv_bias": config.qkv_bias,
        "proj_bias": config.proj_bias,
        "qk_norm": config.qk_norm,
        "scale_attn_norm": config.sub_norm,
        "scale_mlp_norm": config.mlp_norm,
        "init_values": 1.0 if config.layer_scale else None,
        "class_token": config.class_token,
        "pos_embed": "none" if config.positions == "none" else "learn",
        "no_embed_class": not config.prefix_positions,
        "reg_tokens": config.registers,
        "pre_norm": config.pre_norm,
        "final_norm": config.final_norm != "none",
        "fc_norm": config.final_norm == "fc_norm",
        "pool_include_prefix": config.pool_prefix and config.pool != "attention",
        "act_layer": config.activation,
    }
    return {name: value for name, value in own.items() if value is not None}


def _state(model: ViT) -> dict[str, Tensor]:
    """Tensors by timm's names, on the processor; kernel and positions for the size in use."""
    config = model.config
    state = {
        name: tensor.detach().cpu().contiguous() for name, tensor in model.state_dict().items()
    }
    state["patch_embed.proj.weight"] = model.kernel().detach().cpu().clone()
    if config.positions != "none":
        patches = model.patch_positions().detach().cpu()
        prefix = state["pos_embed"][0, : config.prefix] if config.prefix_positions else patches[:0]
        state["pos_embed"] = torch.cat([prefix, patches])[None].clone()
    return state
