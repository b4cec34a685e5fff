"""Localisation of a model's maps on scenes with known objects, and spread of its heads."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from vit.anatomy.head_statistics import attention_distance, uniform_distance
from vit.anatomy.position_similarity import position_similarity
from vit.gradient import trace_gradient
from vit.maps.faithfulness import points_at
from vit.maps.flow import rollout
from vit.maps.relevance import gradient_rollout, relevance
from vit.model import ViT
from vit.scenes.scene import Mask
from vit.trace import trace
from vit.training.batches import pixels
from vit.training.evaluate import Images, fixed_scenes

Figures = dict[str, Any]

_METHODS = {"gradient rollout": gradient_rollout, "relevance": relevance}


def pointing_game(model: ViT, count: int) -> Figures:
    """Return how often the hottest patch is on the object: rollout, edges, any patch, the centre.

    On scenes with one object; `edges` uses the patch with the highest edge density.
    """
    scenes = fixed_scenes("one", count)
    inputs = pixels(scenes.images)
    masks = [torch.as_tensor(mask == 1) for mask in scenes.masks]
    maps = [rollout(trace(model, each)) for each in inputs]
    edges = [edge_density(image, model.config.patch) for image in scenes.images]
    height, width = model.config.image
    centre = [bool(mask[height // 2, width // 2]) for mask in masks]
    return {
        "rollout": _mean([points_at(*pair) for pair in zip(maps, masks, strict=True)]),
        "edges": _mean([points_at(*pair) for pair in zip(edges, masks, strict=True)]),
        "centre": _mean(centre),
        "random": _mean([float(mask.float().mean()) for mask in masks]),
    }


def edge_density(image: Images, patch: int) -> Tensor:
    """Return the mean size [rows,cols] of the brightness gradient in the patches of [S,S,3]."""
    down, across = np.gradient(image.mean(axis=2))
    strength = torch.as_tensor(np.hypot(down, across), dtype=torch.float32)
    return torch.nn.functional.avg_pool2d(strength[None, None], patch)[0, 0]


def own_and_other(model: ViT, count: int) -> dict[str, Figures]:
    """Return how often a class's map peaks on its own object and on the other of two.

    Over both classes of every scene with two objects, for each class-specific method.
    """
    scenes = fixed_scenes("two", count)
    own: dict[str, list[bool]] = {name: [] for name in _METHODS}
    other: dict[str, list[bool]] = {name: [] for name in _METHODS}
    for each, mask, classes in zip(
        pixels(scenes.images), scenes.masks, scenes.classes, strict=True
    ):
        for label, target in enumerate(classes, 1):
            recorded = trace_gradient(model, each, int(target))
            for name, method in _METHODS.items():
                heat = method(recorded)
                own[name].append(points_at(heat, _labelled(mask, label)))
                other[name].append(points_at(heat, _labelled(mask, 3 - label)))
    return {name: {"own": _mean(own[name]), "other": _mean(other[name])} for name in _METHODS}


def head_distances(model: ViT, count: int) -> Figures:
    """Return the mean attention distance of every head in pixels [L][H], over one-object scenes."""
    inputs = pixels(fixed_scenes("one", count).images)
    distances = torch.stack([attention_distance(trace(model, each)) for each in inputs]).mean(0)
    return {
        "pixels": [[round(float(head), 1) for head in layer] for layer in distances],
        "uniform": round(uniform_distance(model.config.grid), 1),
    }


def position_neighbourhood(model: ViT) -> Figures:
    """Return how well the similarity of positions agrees with their distance on the grid.

    The mean similarity of neighbouring patches and of patches at least half a grid apart, and the
    correlation of similarity with distance, near -1 if the positions encode the grid.
    """
    rows, cols = model.config.grid.rows, model.config.grid.cols
    similarity = position_similarity(model).flatten(2).flatten(0, 1)  # [P,P]
    cells = torch.cartesian_prod(torch.arange(rows), torch.arange(cols)).float()
    distance = torch.cdist(cells, cells)
    off = distance > 0
    pairs = torch.stack([similarity[off], distance[off]])
    return {
        "neighbours": round(float(similarity[distance == 1].mean()), 3),
        "far": round(float(similarity[distance >= rows / 2].mean()), 3),
        "correlation_with_distance": round(float(torch.corrcoef(pairs)[0, 1]), 3),
    }


def _labelled(mask: Mask, label: int) -> Tensor:
    return torch.as_tensor(mask == label)


def _mean(values: list[bool] | list[float]) -> float:
    return round(float(np.mean(values)), 4)
