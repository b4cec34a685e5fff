"""A cache of tensors derived from stored parameters, valid while these do not change."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor


class _Kept(NamedTuple):
    """A derived tensor, the stored tensor it was derived from, and that tensor's state."""

    state: tuple[object, ...]
    stored: Tensor
    tensor: Tensor


class Derived:
    """Derived tensors by name."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: dict[str, _Kept] = {}

    @property
    def nbytes(self) -> int:
        """Bytes of all derived tensors."""
        return sum(kept.tensor.nbytes for kept in self._kept.values())

    def get(self, name: str, stored: Tensor, derive: Callable[[Tensor], Tensor]) -> Tensor:
        """The tensor derived from a stored parameter, cached while that is frozen and unchanged.

        Computed outside inference mode, because an inference tensor cannot be used in a later pass
        that needs gradients. The stored tensor is kept with it, so that its memory is not reused
        for another tensor, and a changed parameter is always detected.
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
