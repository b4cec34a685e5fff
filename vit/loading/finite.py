"""Parameters that are no numbers: what a training that diverged or overflowed leaves in a file."""

import math

import torch
from torch import Tensor

from vit.overflow import NotFiniteError

PLAIN = (torch.float32, torch.float64, torch.float16, torch.bfloat16)  # dtypes of weights


def check_finite(state: dict[str, Tensor]) -> None:
    """NotFiniteError with the first parameter that holds NaN or infinity, and how many do."""
    faults = [name for name, tensor in state.items() if not _is_finite(tensor)]
    if not faults:
        return
    tensor = state[faults[0]]
    count = tensor.numel() - int(torch.isfinite(tensor).sum())
    more = f", as do {len(faults) - 1} more tensors" if len(faults) > 1 else ""
    raise NotFiniteError(
        f"{faults[0]} holds NaN or infinity in {count} of {tensor.numel()} values{more}, as after "
        "a training that diverged: use an earlier checkpoint"
    )


def _is_finite(tensor: Tensor) -> bool:
    """Whether all values are finite, by the least and the greatest: no mask is made."""
    if tensor.is_meta or not tensor.numel():
        return True
    return all(math.isfinite(float(bound)) for bound in tensor.detach().aminmax())


def check_stored(state: dict[str, Tensor]) -> None:
    """ValueError with the first parameter that is stored as no plain floating-point numbers."""
    for name, tensor in state.items():
        if tensor.is_meta:
            raise ValueError(
                f"{name} has a shape but no values: save the weights from a real device"
            )
        if tensor.layout != torch.strided or tensor.dtype not in PLAIN:
            kind = str(tensor.dtype if tensor.layout == torch.strided else tensor.layout)
            raise ValueError(
                f"{name} is stored as {kind.removeprefix('torch.')}: save the weights in float32, "
                "float16 or bfloat16"
            )
