"""One scene: the maps of every method, and how well a map finds the object."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from vit.gradient import GradTrace, trace_gradient
from vit.maps.faithfulness import average_precision, points_at
from vit.maps.methods import METHODS
from vit.maps.relevance import over_patches
from vit.model import ViT
from vit.trace import trace
from vit.training.evaluate import Images
from vit.training.look import edge_density

BASELINES = {
    "random": "Random numbers",
    "centre": "Nearness to the centre",
    "edges": "Edge density",
}
MASK = "mask"
SLOW = tuple(name for name, method in METHODS.items() if method.cost == "a forward per patch")

Maps = dict[str, Tensor]
Result = TypeVar("Result")


def timed(task: Callable[[], Result]) -> tuple[Result, float]:
    """What a task gives, and the milliseconds it took."""
    began = time.perf_counter()
    result = task()
    return result, (time.perf_counter() - began) * 1000


@dataclass(frozen=True, eq=False)
class Made:
    """One class of one picture: the record, the map [rows,cols] of every method, what each took.

    `times` are milliseconds from the pixels to the map, the record that the method needs included:
    with a backward only where it reads gradients. `forward` is what the plain record took.
    """

    recorded: GradTrace
    forward: float
    maps: Maps = field(default_factory=dict)
    times: dict[str, float] = field(default_factory=dict)


def method_maps(model: ViT, pixels: Tensor, target: int, *, slow: bool) -> Made:
    """Every method's map; without `slow` those with a forward for each patch are left out."""
    _, forward = timed(lambda: trace(model, pixels))
    recorded, with_backward = timed(lambda: trace_gradient(model, pixels, target))
    made = Made(recorded, forward)
    for name, method in METHODS.items():
        if name in SLOW and not slow:
            continue
        tokens, own = timed(lambda tokens=method.tokens: tokens(model, recorded))
        made.maps[name] = over_patches(recorded.trace, tokens)
        made.times[name] = own + (with_backward if method.cost == "one backward" else forward)
    return made


def baseline_maps(image: Images, grid: tuple[int, int], seed: tuple[int, int]) -> Maps:
    """Maps [rows,cols] that know nothing of the model, for a picture [S,S,3]."""
    rows, cols = grid
    down = torch.arange(rows, dtype=torch.float32) - (rows - 1) / 2
    across = torch.arange(cols, dtype=torch.float32) - (cols - 1) / 2
    numbers = np.random.default_rng(seed).random(grid, np.float32)
    return {
        "random": torch.from_numpy(numbers),
        "centre": (rows + cols) - torch.hypot(down[:, None], across),
        "edges": edge_density(image, len(image) // rows),
    }


def object_share(mask: Tensor, grid: tuple[int, int]) -> Tensor:
    """[rows,cols] share of every patch that a mask [H,W] covers."""
    height, width = mask.shape
    return avg_pool2d(mask.float()[None, None], (height // grid[0], width // grid[1]))[0, 0]


def localisation(heat: Tensor, mask: Tensor) -> dict[str, float]:
    """How well a map [rows,cols] finds the object under a mask [H,W], every figure in 0..1.

    `mass` is the share of the map's positive part that lies on the object, where a map without any
    counts as even. `pixels` and `iou` take the patches above the map's mean for the object, as
    Chefer et al. 2021 do: the share of right pixels, and intersection over union, the mean of
    object and background.
    """
    rows, cols = heat.shape
    share = object_share(mask, (rows, cols))
    positive = heat.float().clamp_min(0)
    weights = positive if positive.sum() > 0 else torch.ones_like(positive)
    found = heat > heat.mean()
    found = found.repeat_interleave(mask.shape[0] // rows, 0)
    found = found.repeat_interleave(mask.shape[1] // cols, 1)
    overlaps = [_iou(found, mask), _iou(~found, ~mask)]
    return {
        "precision": average_precision(heat, share),
        "pointing": float(points_at(heat, mask)),
        "mass": float((weights * share).sum() / weights.sum()),
        "pixels": float((found == mask).float().mean()),
        "iou": sum(overlaps) / 2,
    }


def _iou(found: Tensor, true: Tensor) -> float:
    return float((found & true).sum() / (found | true).sum().clamp_min(1))
