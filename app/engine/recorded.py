"""A trace and its origin: what travels between the engine and the screens."""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor

import vit
from app.engine.cache import Budget, Cache
from app.engine.interventions import NONE, Intervention
from vit.framing import AS_MODEL

KEPT = 16 * 2**20  # bytes of what is derived of a trace and kept with it


@dataclass(frozen=True)
class TraceKey:
    """The origin of a trace; a session holds this, never tensors."""

    digest: str
    checkpoint: str
    height: int
    width: int
    patch: int
    framing: vit.Framing = AS_MODEL
    intervention: Intervention = NONE


def _kept() -> Cache[str, Tensor]:
    return Cache(Budget(KEPT))


@dataclass(frozen=True, eq=False)
class Recorded:
    """A trace, its key, its model, and the time of its forward in ms.

    The model is looked up on demand: a cached trace keeps no checkpoint in memory. `notice` is a
    sentence for the page on how the trace was computed; None where there is nothing to say. `kept`
    holds by name what several requests derive of the trace; it goes with the trace.
    """

    key: TraceKey
    find: Callable[[], vit.ViT]
    trace: vit.Trace
    milliseconds: float
    notice: str | None = None
    kept: Cache[str, Tensor] = field(default_factory=_kept, repr=False)

    @property
    def nbytes(self) -> int:
        """Bytes of the trace and of what is derived of it by now."""
        return self.trace.nbytes + self.kept.nbytes

    @property
    def model(self) -> vit.ViT:
        """The model at the size of the trace."""
        return self.find()


class Superseded(Exception):  # noqa: N818 - an event, not an error
    """A newer request replaced this one before its forward began."""


def alike(before: Recorded, after: Recorded) -> float:
    """Cosine of a model's outputs, logits or features, in two passes.

    The two may lie on different devices, when the GPU's memory was large enough for one only.
    """
    outputs = [one.trace.logits.float().cpu() for one in (before, after)]
    return torch.cosine_similarity(*outputs, dim=0).item()
