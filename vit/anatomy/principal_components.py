"""Principal components of the rows of a table."""

from typing import cast

import torch
from torch import Tensor
from torch.linalg import eigh  # pyright: ignore[reportUnknownVariableType]


def principal_components(table: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """The first components [n,F] of a table's rows [R,F], and their shares [n] of the variance.

    n is `count`, or fewer if there are fewer rows or columns. Components have length 1 and are
    orthogonal, the one of largest variance first. The sign of a component is arbitrary; its entry
    of largest size is made positive. Shares are 0..1, all 0 if all rows are equal.
    """
    precise = table.double()
    apart = precise - precise.mean(dim=0)
    wide = apart.shape[1] > apart.shape[0]
    scatter = apart @ apart.T if wide else apart.T @ apart
    variances, axes = (part.flip(-1) for part in cast(list[Tensor], eigh(scatter)))
    count = min(count, len(variances))
    first = axes[:, :count].T
    if wide:
        first = torch.nn.functional.normalize(first @ apart, dim=1)
    strongest = first.gather(1, first.abs().argmax(dim=1, keepdim=True))
    total = variances.sum().clamp(min=torch.finfo(precise.dtype).tiny)
    shares = (variances[:count] / total).clamp(0, 1)
    return (first * strongest.sign()).to(table.dtype), shares.to(table.dtype)
