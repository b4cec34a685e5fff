"""Folders that transformers writes, with its own models as the judge."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import torch
import transformers
from torch import Tensor, nn

from tests.support.layout_files import Compute, Size, Write, Written
from tests.support.random_weights import randomise

NAMES = {0: "cat", 1: "dog", 2: "sea lion"}
TEXT: dict[str, Any] = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 1}
TEXT |= {"intermediate_size": 32, "vocab_size": 50_000, "max_position_embeddings": 8}
Read = Callable[[nn.Module, Tensor], Tensor]


def logits(model: Any, pixels: Tensor) -> Tensor:
    return model(pixels).logits


def first_token(model: Any, pixels: Tensor) -> Tensor:
    return getattr(model, "dinov2", model)(pixels).last_hidden_state[:, 0]


def pooled(model: Any, pixels: Tensor) -> Tensor:
    return model(pixels).pooler_output


def projected(model: Any, pixels: Tensor) -> Tensor:
    return model(pixels).image_embeds


def image_features(model: Any, pixels: Tensor) -> Tensor:
    return model.get_image_features(pixels).pooler_output


def unmasked(model: Any, pixels: Tensor) -> Tensor:
    """The class token of MAE's encoder that sees all patches, in their order."""
    model = getattr(model, "vit", model)
    model.embeddings.config.mask_ratio = 0.0
    patches = (pixels.shape[-1] // model.config.patch_size) ** 2
    noise = torch.arange(patches).expand(len(pixels), -1).float()
    return model(pixels, noise=noise).last_hidden_state[:, 0]


def mean_token(model: Any, pixels: Tensor) -> Tensor:
    return model(pixels).last_hidden_state.mean(dim=1)


# Title -> name of the model, of its configuration, changes of it, and what is compared.
MODELS: dict[str, tuple[str, str, dict[str, Any], Read]] = {
    "ViT": ("ViTForImageClassification", "ViTConfig", {}, logits),
    "ViT, tanh-GELU": (
        "ViTForImageClassification",
        "ViTConfig",
        {"hidden_act": "gelu_pytorch_tanh"},
        logits,
    ),
    "DeiT": ("DeiTForImageClassificationWithTeacher", "DeiTConfig", {}, logits),
    "MAE": ("ViTMAEForPreTraining", "ViTMAEConfig", {"mask_ratio": 0.0}, unmasked),
    "MSN": ("ViTMSNModel", "ViTMSNConfig", {}, first_token),
    "I-JEPA": ("IJepaModel", "IJepaConfig", {}, mean_token),
    "DINOv2": ("Dinov2Model", "Dinov2Config", {}, first_token),
    "DINOv2, gated": ("Dinov2Model", "Dinov2Config", {"use_swiglu_ffn": True}, first_token),
    "DINOv2, a head over two tokens": (
        "Dinov2ForImageClassification",
        "Dinov2Config",
        {},
        first_token,
    ),
    "DINOv2 with registers": (
        "Dinov2WithRegistersModel",
        "Dinov2WithRegistersConfig",
        {"num_register_tokens": 2},
        first_token,
    ),
    "DINOv3": ("DINOv3ViTModel", "DINOv3ViTConfig", {"num_register_tokens": 4}, pooled),
    "DINOv3, gated": (
        "DINOv3ViTModel",
        "DINOv3ViTConfig",
        {"use_gated_mlp": True, "hidden_act": "silu", "num_register_tokens": 4},
        pooled,
    ),
    "DINOv3, another base": (
        "DINOv3ViTModel",
        "DINOv3ViTConfig",
        {"rope_theta": 500.0, "key_bias": True},
        pooled,
    ),
    "CLIP, vision alone": ("CLIPVisionModel", "CLIPVisionConfig", {}, pooled),
    "CLIP, vision with projection": (
        "CLIPVisionModelWithProjection",
        "CLIPVisionConfig",
        {"hidden_act": "gelu", "projection_dim": 24},
        projected,
    ),
    "CLIP": ("CLIPModel", "CLIPConfig", {"projection_dim": 24}, image_features),
    "CLIP, classes": ("CLIPForImageClassification", "CLIPConfig", {}, logits),
    "SigLIP, vision alone": ("SiglipVisionModel", "SiglipVisionConfig", {}, pooled),
    "SigLIP": ("SiglipModel", "SiglipConfig", {}, image_features),
    "SigLIP, classes": ("SiglipForImageClassification", "SiglipConfig", {}, logits),
}


def model_of(title: str, size: Size, **more: Any) -> Any:
    """The model of transformers with every parameter random; `more` changes its configuration."""
    kind, config, changes, _ = MODELS[title]
    changes = changes | more
    facts: dict[str, Any] = {"hidden_size": size.width, "num_hidden_layers": size.depth}
    facts |= {"num_attention_heads": size.heads, "intermediate_size": size.width * 5 // 2}
    facts |= {"image_size": size.image, "patch_size": size.patch}
    if config in ("CLIPConfig", "SiglipConfig"):
        facts = {"vision_config": facts, "text_config": TEXT}
    if config == "ViTMAEConfig":
        facts |= {"decoder_hidden_size": 32, "decoder_num_hidden_layers": 1}
        facts |= {"decoder_num_attention_heads": 1, "decoder_intermediate_size": 32}
    if not config.endswith("VisionConfig"):
        facts |= {"id2label": NAMES, "label2id": {name: i for i, name in NAMES.items()}}
    return randomise(getattr(transformers, kind)(getattr(transformers, config)(**facts | changes)))


def compute_of(title: str, model: nn.Module) -> Compute:
    return partial(MODELS[title][3], model)


def write(title: str, size: Size, folder: Path) -> Written:
    model = model_of(title, size)
    model.save_pretrained(folder)
    return Written(f"local-dir:{folder}", compute_of(title, model))


OF_TRANSFORMERS: dict[str, Write] = {
    f"{title} (transformers)": partial(write, title) for title in MODELS
}
