"""The recipe of the embedded checkpoint: sizes and schedules, all of them in steps."""

import math
from dataclasses import dataclass

import numpy as np

from vit.config import Labels, Preprocessing, ViTConfig
from vit.scenes.drawings import CLASS_NAMES
from vit.scenes.scene import SIDE

PATCH_SIZES = (24, 16, 12, 8, 6)
SHIPPED_PATCH = 8
MEAN, STD = (0.45, 0.45, 0.45), (0.245, 0.245, 0.245)

_LEARNING_SHARE = 13 / 33
_REFINING_RATE, _REFINING_WARM_UP = 0.7, 0.02
_REFINING: dict[int, float] = {24: 0.24, 16: 0.28, 12: 0.22, 8: 0.20, 6: 0.06}
_CURRICULUM_END = 0.45
_PHASES: tuple[tuple[float, dict[int, float]], ...] = (
    (0.45, {24: 0.25, 16: 0.45, 12: 0.3}),
    (0.75, {24: 0.1, 16: 0.2, 12: 0.3, 8: 0.4}),
    (1.0, {24: 0.13, 16: 0.17, 12: 0.2, 8: 0.3, 6: 0.2}),
)
"""Coarse to fine: end of each phase as a share of the learning steps, and patch sizes by share."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Settings of one training run; equal recipes give equal weights.

    The first phase learns from easy to hard and from coarse to fine. The longer second phase
    refines: a second, lower cosine (warm restart, Loshchilov & Hutter 2017, arXiv 1608.03983) over
    all patch sizes, because the accuracy of coarse ones drops while fine ones are learned.
    """

    steps: int = 16_500
    batch: int = 64
    seed: int = 1
    width: int = 192
    depth: int = 6
    heads: int = 6
    learning_rate: float = 1e-3
    warm_up: float = 0.04
    weight_decay: float = 0.05
    clip: float = 1.0

    def __post_init__(self) -> None:
        """Raise ValueError for settings that would fail late."""
        for name in ("steps", "batch"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} {getattr(self, name)} must be at least 1")

    @property
    def config(self) -> ViTConfig:
        """The model's architecture: stored at patch 12 and 12 x 12 positions, shipped at 8."""
        return ViTConfig(
            image=(SIDE, SIDE),
            patch=SHIPPED_PATCH,
            width=self.width,
            depth=self.depth,
            heads=self.heads,
            classes=len(CLASS_NAMES),
            outputs="sigmoid",
            resampling="bilinear",
            base_patch=12,
            base_grid=(12, 12),
            trained_patches=PATCH_SIZES,
        )

    @property
    def learning_steps(self) -> int:
        """Number of steps before the refinement."""
        return round(self.steps * _LEARNING_SHARE)

    def refines(self, step: int) -> bool:
        """Whether a step belongs to the refinement."""
        return step >= self.learning_steps

    def rate(self, step: int) -> float:
        """Learning rate of a step: in each phase a linear warm-up, then a cosine to zero."""
        if self.refines(step):
            done = (step - self.learning_steps) / (self.steps - self.learning_steps)
            warm = min(1.0, (done + 1e-3) / _REFINING_WARM_UP)
            return self.learning_rate * _REFINING_RATE * warm * _cosine(done)
        done = step / self.learning_steps
        return self.learning_rate * min(1.0, (done + 1e-3) / self.warm_up) * _cosine(done)

    def easiness(self, step: int) -> float:
        """Easiness of a step: 1 at the start (large single objects), 0 from 45 % of learning on."""
        return max(0.0, 1 - step / self.learning_steps / _CURRICULUM_END)

    def softmax_weight(self, step: int) -> float:
        """Weight of the exclusive class loss, from 1 to 0.2; it speeds up the first steps."""
        return 0.2 + 0.8 * _cosine(min(1.0, step / self.learning_steps))

    def patch(self, step: int) -> int:
        """Patch size of a step."""
        phases = (shares for end, shares in _PHASES if step < end * self.learning_steps)
        shares = next(phases, _REFINING)
        rng = np.random.default_rng([self.seed, step, 1])
        return int(rng.choice(list(shares), p=list(shares.values())))


def preprocessing() -> Preprocessing:
    """The preprocessing of the checkpoint: centre crop to a square, resized by area."""
    return Preprocessing((SIDE, SIDE), "center", 1.0, "area", MEAN, STD)


def labels() -> Labels:
    """The twenty drawn classes."""
    return Labels(CLASS_NAMES, "drawn scenes")


def _cosine(done: float) -> float:
    return 0.5 + 0.5 * math.cos(math.pi * done)
