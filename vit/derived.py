"""Tensors derived from stored parameters, kept while those stay as they are."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor


class _Kept(NamedTuple):
    """A derived tensor with the state of the stored one that it was made from."""

    state: tuple[object, ...]
    stored: Tensor
    tensor: Tensor


class Derived:
    """What was derived, by name."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._kept: dict[str, _Kept] = {}

    @property
    def nbytes(self) -> int:
        """Bytes of all derived tensors."""
        return sum(kept.tensor.nbytes for kept in self._kept.values())

    def get(self, name: str, stored: Tensor, derive: Callable[[Tensor], Tensor]) -> Tensor:
        """The tensor derived from a stored parameter; kept while that is frozen and unchanged.

        Computed outside inference mode, because an inference tensor could not enter a later pass
        that needs gradients. The stored tensor is kept beside it, so that its memory is not given
        to another one, and a changed parameter is always seen.
        """
        if stored.requires_grad or stored.is_inference():
            return derive(stored)
        state = (stored.data_ptr(), stored.device, stored.dtype, stored._version)
        kept = self._kept.get(name)
        if kept is None or kept.state != state:
            with torch.inference_mode(mode=False), torch.no_grad():
                kept = _Kept(state, stored.detach(), derive(stored))
            self._kept[name] = kept
        return kept.tensor
