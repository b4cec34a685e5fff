"""The table of weights that can be loaded by key, and where the embedded ones lie."""

import os
from dataclasses import dataclass
from pathlib import Path

ASSETS = Path(os.environ.get("VIT_ASSETS") or Path(__file__).resolve().parents[1] / "assets")
EMBEDDED = "embedded"


@dataclass(frozen=True)
class Checkpoint:
    """One set of weights: `tag` is timm's name of it, None for the embedded one.

    `megabytes` is what has to be fetched (four bytes a parameter, in 10^6 bytes); `classes` is 0
    where the model gives features instead of class names; `about` says what it knows.
    """

    key: str
    tag: str | None
    title: str
    family: str
    licence: str
    megabytes: int
    classes: int
    about: str


_APACHE = "Apache-2.0"
_IMAGENET = "names 1000 classes of photographs (ImageNet-1k)"
_FEATURES = "features learned from photographs without labels; it names no classes"

_TABLE = (
    Checkpoint(
        EMBEDDED,
        None,
        "Scenes ViT (embedded)",
        "Built in",
        "as this project",
        0,
        20,
        "names twenty drawn objects at five patch sizes; it has seen no photographs",
    ),
    Checkpoint(
        "vit_base_patch16_224",
        "vit_base_patch16_224.augreg_in21k_ft_in1k",
        "ViT-B/16",
        "ViT",
        _APACHE,
        346,
        1000,
        _IMAGENET,
    ),
    Checkpoint(
        "vit_small_patch16_224",
        "vit_small_patch16_224.augreg_in21k_ft_in1k",
        "ViT-S/16",
        "ViT",
        _APACHE,
        88,
        1000,
        _IMAGENET,
    ),
    Checkpoint(
        "vit_base_patch32_224",
        "vit_base_patch32_224.augreg_in21k_ft_in1k",
        "ViT-B/32",
        "ViT",
        _APACHE,
        353,
        1000,
        _IMAGENET,
    ),
    Checkpoint(
        "deit_small_patch16_224",
        "deit_small_patch16_224.fb_in1k",
        "DeiT-S/16",
        "DeiT",
        _APACHE,
        88,
        1000,
        _IMAGENET,
    ),
    Checkpoint(
        "deit3_small_patch16_224",
        "deit3_small_patch16_224.fb_in22k_ft_in1k",
        "DeiT III-S/16",
        "DeiT",
        _APACHE,
        88,
        1000,
        _IMAGENET,
    ),
    Checkpoint(
        "flexivit_small",
        "flexivit_small.1200ep_in1k",
        "FlexiViT-S",
        "FlexiViT",
        _APACHE,
        88,
        1000,
        f"{_IMAGENET} at ten patch sizes",
    ),
    Checkpoint(
        "vit_small_patch16_224_dino",
        "vit_small_patch16_224.dino",
        "DINO ViT-S/16",
        "DINO",
        _APACHE,
        87,
        0,
        _FEATURES,
    ),
    Checkpoint(
        "vit_small_patch8_224_dino",
        "vit_small_patch8_224.dino",
        "DINO ViT-S/8",
        "DINO",
        _APACHE,
        87,
        0,
        _FEATURES,
    ),
    Checkpoint(
        "vit_small_patch14_dinov2",
        "vit_small_patch14_dinov2.lvd142m",
        "DINOv2 ViT-S/14",
        "DINOv2",
        _APACHE,
        88,
        0,
        _FEATURES,
    ),
    Checkpoint(
        "vit_small_patch14_reg4_dinov2",
        "vit_small_patch14_reg4_dinov2.lvd142m",
        "DINOv2 ViT-S/14, 4 registers",
        "DINOv2",
        _APACHE,
        88,
        0,
        _FEATURES,
    ),
    Checkpoint(
        "vit_base_patch32_clip_quickgelu_224",
        "vit_base_patch32_clip_quickgelu_224.openai",
        "CLIP ViT-B/32",
        "CLIP",
        _APACHE,
        351,
        0,
        "the picture half of CLIP, learned from pictures with captions; it names no classes",
    ),
)

CHECKPOINTS: dict[str, Checkpoint] = {checkpoint.key: checkpoint for checkpoint in _TABLE}
