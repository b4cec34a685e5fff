"""Fixed fresh pictures, and what a model answers on them.

Pictures are drawn by seeds of their own, which no training uses, so each can be drawn again by
its kind and seed, at any size.
"""

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vit.model import ViT
from vit.scenes.backdrops import TEXTURED, Backgrounds
from vit.scenes.photolike import PhotoLike
from vit.scenes.scene import SIDE, SceneKind, draw_photo_like, draw_scene
from vit.training.batches import Batch, collect, pixels

CERTAIN_ENOUGH = 0.5
"""A class counts as seen from this probability on; when none reaches it, "none of these"."""

FIRST_SEED = 1_000_000
PROGRESS_SEED = 2_000_000
CALIBRATION_SEED = 3_000_000

_AT_ONCE = 50

Images = npt.NDArray[np.uint8]  # [B,S,S,3]


def fixed_scenes(
    kind: SceneKind,
    count: int,
    first_seed: int = FIRST_SEED,
    backgrounds: Backgrounds = TEXTURED,
) -> Batch:
    """Draw the scenes of a kind whose seeds begin at `first_seed`."""
    seeds = range(first_seed, first_seed + count)
    return collect([draw_scene(seed, kind, SIDE, backgrounds) for seed in seeds])


def fixed_photo_like(kind: PhotoLike, count: int, first_seed: int = FIRST_SEED) -> Images:
    """Draw photo-like pictures that show none of the classes."""
    seeds = range(first_seed, first_seed + count)
    return np.stack([draw_photo_like(seed, kind) for seed in seeds])


@torch.inference_mode()
def probabilities(model: ViT, images: Images) -> Tensor:
    """Pictures [B,S,S,3] -> the probability of every class [B,C], in float32."""
    pieces = torch.split(pixels(images), _AT_ONCE)
    return torch.cat([torch.sigmoid(model(piece).float()) for piece in pieces])


def accuracy(model: ViT, scenes: Batch) -> float:
    """Share of one-object scenes whose most probable class is the object's."""
    return float(hits(probabilities(model, scenes.images), scenes).mean())


def hits(answers: Tensor, scenes: Batch) -> npt.NDArray[np.bool_]:
    """Whether the most probable class [B,C] is the first object's, [B]."""
    return answers.argmax(dim=1).numpy() == scenes.classes[:, 0]


def none_of_these(answers: Tensor) -> float:
    """Share of pictures on which no class of [B,C] is probable enough."""
    return float((answers.amax(dim=1) < CERTAIN_ENOUGH).float().mean())
