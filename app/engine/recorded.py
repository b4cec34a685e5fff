"""A trace and its origin: what travels between the engine and the screens."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import torch
from torch import Tensor

import vit
from app.engine.cache import Cache
from app.engine.interventions import NONE, Intervention
from app.engine.references import sentence
from vit.framing import AS_MODEL
from vit.overflow import NotFiniteError
from vit.pictures.images import InputError


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


@dataclass(frozen=True, eq=False)
class Kept:
    """What several requests derive of one pass, by name, in a cache of all passes."""

    key: TraceKey
    cache: Cache[tuple[TraceKey, str], Tensor]

    def get_or_make(self, name: str, make: Callable[[], Tensor]) -> Tensor:
        """The tensor of a name, computed once while memory lasts."""
        return self.cache.get_or_make((self.key, name), make)

    def keys(self) -> list[str]:
        """The names of what is there."""
        return [name for key, name in self.cache.keys() if key == self.key]  # noqa: SIM118


@dataclass(frozen=True, eq=False)
class Recorded:
    """A trace, its key, its model, and the time of its forward in ms.

    The model is looked up on demand: a cached trace keeps no checkpoint in memory. `notice` is a
    sentence for the page on how the trace was computed; None where there is nothing to say. `kept`
    holds by name what several requests derive of the trace. `visit` is the one that reads it, which
    has its own names for pictures; empty for none.
    """

    key: TraceKey
    find: Callable[[], vit.ViT]
    trace: vit.Trace
    milliseconds: float
    kept: Kept
    notice: str | None = None
    visit: str = ""

    def of(self, visit: str) -> "Recorded":
        """The same, read by a visit."""
        return self if visit == self.visit else replace(self, visit=visit)

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


@contextmanager
def finite_or_refused() -> Generator[None]:
    """Turn a pass that gives infinite or undefined values into InputError, one sentence."""
    try:
        yield
    except NotFiniteError as error:
        raise InputError(sentence(str(error))) from error


def is_of_numbers(error: BaseException | None) -> bool:
    """Whether an error came from values or weights that are infinite or undefined."""
    while error and not isinstance(error, NotFiniteError):
        error = error.__cause__
    return error is not None
