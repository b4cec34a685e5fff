"""Fixed evaluation pictures, and a model's probabilities and accuracy on them.

Pictures are drawn from seeds that no training uses; each can be drawn again from its kind and
seed, at any size.
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
"""A class is predicted from this probability on; if none reaches it: "none of these"."""

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
    """Draw `count` scenes of a kind, with seeds from `first_seed` on."""
    seeds = range(first_seed, first_seed + count)
    return collect([draw_scene(seed, kind, SIDE, backgrounds) for seed in seeds])


def fixed_photo_like(kind: PhotoLike, count: int, first_seed: int = FIRST_SEED) -> Images:
    """Draw `count` photo-like pictures [B,S,S,3] that show none of the classes."""
    seeds = range(first_seed, first_seed + count)
    return np.stack([draw_photo_like(seed, kind) for seed in seeds])


@torch.inference_mode()
def probabilities(model: ViT, images: Images) -> Tensor:
    """Return the probability [B,C] of every class for pictures [B,S,S,3], in float32."""
    pieces = torch.split(pixels(images), _AT_ONCE)
    return torch.cat([torch.sigmoid(model(piece).float()) for piece in pieces])


def accuracy(model: ViT, scenes: Batch) -> float:
    """Return the share of one-object scenes whose most probable class is the object's."""
    return float(hits(probabilities(model, scenes.images), scenes).mean())


def hits(answers: Tensor, scenes: Batch) -> npt.NDArray[np.bool_]:
    """Return whether the most probable class of [B,C] is the first object's, [B]."""
    return answers.argmax(dim=1).numpy() == scenes.classes[:, 0]


def none_of_these(answers: Tensor) -> float:
    """Return the share of pictures on which no class of [B,C] reaches CERTAIN_ENOUGH."""
    return float((answers.amax(dim=1) < CERTAIN_ENOUGH).float().mean())
