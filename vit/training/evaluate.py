"""Fixed fresh scenes, and what a model answers on them."""

import numpy as np
import torch
from torch import Tensor

from vit.model import ViT
from vit.scenes import LAYOUTS, SIDE, Scene, SceneKind, compose
from vit.scenes_backdrops import Stock
from vit.training.batches import Batch, collect, pixels

_STOCK = 160
_AT_ONCE = 50


def fixed_scenes(seed: int, kind: SceneKind, count: int) -> list[Scene]:
    """Draw scenes of one kind that no training draws: its seeds have another form."""
    rng = np.random.default_rng([seed, 3])
    stock = Stock(rng, SIDE, _STOCK, _STOCK // 4)
    return [compose(rng, LAYOUTS[kind], stock) for _ in range(count)]


def one_object_scenes(seed: int, count: int) -> Batch:
    """Draw fixed scenes with one object each."""
    return collect(fixed_scenes(seed, "one", count))


@torch.inference_mode()
def probabilities(model: ViT, images: np.ndarray) -> Tensor:
    """Pictures [B,S,S,3] -> the probability of every class [B,C], in float32."""
    model_input = pixels(images)
    pieces = torch.split(model_input, _AT_ONCE)
    return torch.cat([torch.sigmoid(model(piece).float()) for piece in pieces])


def accuracy(model: ViT, scenes: Batch) -> float:
    """Share of one-object scenes whose most probable class is the object's."""
    best = probabilities(model, scenes.images).argmax(dim=1).numpy()
    return float((best == scenes.classes[:, 0]).mean())
