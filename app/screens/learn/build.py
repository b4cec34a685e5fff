"""A ViT sized on the page: its rules, its cost, and whether it can be trained here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.wire.forms_learn import BrokenPlan, ModelPlan, SizeRule
from app.wire.limits import MLP_RATIO, MODEL_SIZES, TRAINING_SECONDS
from vit.anatomy.cost import map_bytes, multiply_adds, parameters, record_bytes
from vit.config import ViTConfig
from vit.pictures.images import InputError
from vit.training.trial import trial_config

LARGEST_IMAGE, MOST_PARAMETERS, MOST_MULTIPLY_ADDS = 96, 3_000_000, 60_000_000


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The six sizes of a model, each within its range."""

    image: int
    patch: int
    width: int
    heads: int
    depth: int
    mlp_ratio: float

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Plan":
        """From a query string; InputError names a size that is missing or out of its range."""
        sizes = {name: _whole(query, name, *MODEL_SIZES[name]) for name in MODEL_SIZES}
        text = query.get("mlp_ratio", "")
        ratio = float(text) if re.fullmatch(r"\d{1,2}(\.\d{1,2})?", text, re.ASCII) else 0.0
        low, high = MLP_RATIO
        if not low <= ratio <= high:
            raise InputError(f"Mlp_ratio {text!r} is not a number from {low:g} to {high:g}.")
        return cls(**sizes, mlp_ratio=ratio)

    @property
    def rules(self) -> list[SizeRule]:
        """The two rules between the sizes: the remainder, and the nearest sizes that fit."""
        return [
            _rule("image size % patch size", self.image, self.patch),
            _rule("hidden dimension % heads", self.width, self.heads),
        ]

    @property
    def config(self) -> ViTConfig:
        """The architecture; ValueError where a rule does not hold."""
        return trial_config(
            *(self.image, self.patch, self.width),
            *(self.heads, self.depth, self.mlp_ratio),
        )

    @property
    def title(self) -> str:
        """The page's name of a model of these sizes."""
        return (
            f"{self.depth} layers × {self.heads} heads, hidden {self.width}, "
            f"patch {self.patch} of {self.image} px"
        )


def facts(plan: Plan) -> ModelPlan | BrokenPlan:
    """The rules, and where they hold the shape and cost of the model.

    Costs are of one picture, in multiply-adds and bytes of float32.
    """
    if not all(rule["holds"] for rule in plan.rules):
        return {"rules": plan.rules, "shape": None}
    config = plan.config
    parts = parameters(config)
    return {
        "rules": plan.rules,
        "shape": {
            "rows": config.grid.rows,
            "cols": config.grid.cols,
            "patches": config.grid.patches,
            "tokens": config.tokens,
            "patch_numbers": 3 * config.patch**2,
            "head_width": config.head_width,
            "hidden": config.hidden,
        },
        "parameters": {name: count for name, count in parts.items() if count},
        "total": sum(parts.values()),
        "multiply_adds": multiply_adds(config),
        "weight_bytes": 4 * sum(parts.values()),
        "record_bytes": record_bytes(config),
        "map_bytes": map_bytes(config),
        "refused": refusal(config),
    }


def refusal(config: ViTConfig) -> str | None:
    """Why a model is too large to train here, in one sentence; None when it is not."""
    side, total, cost = config.image[0], sum(parameters(config).values()), multiply_adds(config)
    if side > LARGEST_IMAGE:
        return f"Pictures of {side} px are too large to train on here: use {LARGEST_IMAGE} at most."
    if total > MOST_PARAMETERS:
        return (
            f"{total / 1e6:.1f} M parameters are too many to train here: "
            f"use {MOST_PARAMETERS / 1e6:.0f} M at most."
        )
    if cost > MOST_MULTIPLY_ADDS:
        return (
            f"{cost / 1e6:.0f} M multiply-adds a picture are too many to train here: "
            f"use {MOST_MULTIPLY_ADDS / 1e6:.0f} M at most."
        )
    return None


def training_seconds(query: Mapping[str, str]) -> int:
    """Seconds of training; InputError outside the range."""
    return _whole(query, "seconds", *TRAINING_SECONDS)


def _whole(query: Mapping[str, str], name: str, low: int, high: int) -> int:
    text = query.get(name, "")
    value = int(text) if re.fullmatch(r"\d{1,5}", text, re.ASCII) else -1
    if not low <= value <= high:
        raise InputError(f"{name.capitalize()} {text!r} is not a whole number, {low} to {high}.")
    return value


def _rule(name: str, size: int, part: int) -> SizeRule:
    left = size % part
    below = size - left
    return {
        "name": name,
        "reads": f"{size} % {part} = {left}",
        "holds": left == 0,
        "nearest": [fits for fits in (below, below + part) if fits] if left else [],
    }
