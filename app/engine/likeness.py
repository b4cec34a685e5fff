"""What is explained beside a class: the similarity of two features, a scalar of the last tokens."""

from dataclasses import dataclass
from typing import Literal

import vit
from app.engine.recorded import TraceKey
from vit.config import ViTConfig
from vit.grid import Grid

Whole = Literal["class", "pooled", "patches"]
Part = Whole | tuple[int, ...]  # of a pass: what is read of it, or the mean of some tokens

MOST_PASSES = 600  # of a sweep over single patches; with more, squares of patches are taken out
FEWER_PASSES = 256  # at most so many then


@dataclass(frozen=True)
class Likeness:
    """The cosine of one part of a pass with another part, of it or of the pass `other`.

    The model is the same, so that a part means the same in both. "class" is the class token,
    "pooled" what the model's head reads, "patches" the mean of all patches.
    """

    of: Part
    to: Part
    other: TraceKey | None = None

    def scalar(self, model: vit.ViT, source: vit.Trace) -> vit.Scalar:
        """The scalar; `source` is the pass that `to` is read from, in this model."""
        goal = vit.feature(model, source, part_tokens(self.to, source.config))
        return vit.cosine_with(goal, part_tokens(self.of, source.config))


Explained = int | Likeness  # the index of a class, or a similarity


def part_tokens(part: Part, config: ViTConfig) -> tuple[int, ...] | None:
    """The tokens of a part; None for the pooled feature. ValueError where the model lacks it."""
    if isinstance(part, tuple):
        return part
    if part == "class" and not config.class_token:
        raise ValueError("This model has no class token: choose the mean of all patches.")
    return {
        "class": (0,),
        "pooled": None,
        "patches": tuple(range(config.prefix, config.tokens)),
    }[part]


def sweep_block(grid: Grid) -> int:
    """Side of the squares of patches that a sweep takes out: 1 unless this takes minutes."""
    block = 1
    most = MOST_PASSES
    while -(-grid.rows // block) * -(-grid.cols // block) > most:
        block, most = block + 1, FEWER_PASSES
    return block
