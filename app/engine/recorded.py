"""A trace with what it was made from: what travels between the engine and the screens."""

from collections.abc import Callable
from dataclasses import dataclass

import torch

import vit
from app.engine.interventions import NONE, Intervention
from vit.framing import AS_MODEL


@dataclass(frozen=True)
class TraceKey:
    """What a trace was made from; a session holds this, never tensors."""

    digest: str
    checkpoint: str
    height: int
    width: int
    patch: int
    framing: vit.Framing = AS_MODEL
    intervention: Intervention = NONE


@dataclass(frozen=True, eq=False)
class Recorded:
    """A trace, the model it came from, and what the forward took.

    The model is looked up when it is needed: a trace that is kept keeps no checkpoint in memory.
    `notice` says in one sentence what the person should know of how it was made.
    """

    key: TraceKey
    find: Callable[[], vit.ViT]
    trace: vit.Trace
    milliseconds: float
    notice: str | None = None

    @property
    def model(self) -> vit.ViT:
        """The model at the size of the trace."""
        return self.find()


class Superseded(Exception):  # noqa: N818 - an event, not an error
    """A newer request took the place of this one before its forward began."""


def alike(before: Recorded, after: Recorded) -> float:
    """Cosine of what a model gives out, logits or features, in two passes.

    The two may lie on two devices, when the GPU's memory did for one of them only.
    """
    outputs = [one.trace.logits.float().cpu() for one in (before, after)]
    return torch.cosine_similarity(*outputs, dim=0).item()
