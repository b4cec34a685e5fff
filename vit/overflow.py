"""Values of a pass that are no numbers, as an overflow or weights that diverged leave them."""

import torch
from torch import Tensor


class NotFiniteError(ValueError):
    """Raised for a pass that gives infinite or undefined values."""


def check_pass(values: Tensor, place: str) -> Tensor:
    """The values; NotFiniteError, which names the place, unless all are finite."""
    if not bool(torch.isfinite(values).all()):
        raise NotFiniteError(
            f"the pass overflowed (infinite or undefined values in the {place}): use float32 "
            "instead of a half-precision dtype, or check the weights"
        )
    return values
