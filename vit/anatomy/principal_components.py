"""Principal components of the rows of a table."""

from typing import cast

import torch
from torch import Tensor
from torch.linalg import eigh, qr  # pyright: ignore[reportUnknownVariableType]

SMALL = 64  # columns up to which all eigenvectors are as fast
BLOCK, ROUNDS = 16, 40  # axes that are followed, of which the first converge; and how long
CONVERGED = 1e-9  # what an axis may miss, as a share of the largest variance


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


def leading_axes(apart: Tensor, count: int) -> Tensor:
    """The first principal axes [count,D] of centred rows [R,D], of length 1 and any sign.

    By subspace iteration (Halko et al. 2011, arXiv 0909.4061) from one fixed start, which is faster
    than all eigenvectors; where it does not converge, from those. Equal rows give equal axes to the
    bit. Axes that do not exist, where D is smaller, are 0.
    """
    scatter = (apart.T @ apart).double()
    width = len(scatter)
    axes = _iterated(scatter, count) if width > SMALL else None
    if axes is None:
        axes = cast(list[Tensor], eigh(scatter))[1].flip(-1)[:, :count].T
    missing = axes.new_zeros(max(0, count - width), width)
    return torch.cat([axes, missing]).to(apart.dtype)


def weighted_quantile(values: Tensor, level: float, weights: Tensor) -> Tensor:
    """[n] the quantile of values [R,n] at a level 0..1, rows counting by weights [R] of a sum of 1.

    Linear between values, as `torch.quantile` where all weights are equal.
    """
    ordered, order = values.sort(dim=0)
    if len(values) == 1:
        return ordered[0]
    each = weights[order]
    tiny = torch.finfo(values.dtype).tiny
    place = (each.cumsum(dim=0) - each) / (1 - each[-1]).clamp(min=tiny)
    above = (place < level).sum(dim=0, keepdim=True).clamp(1, len(values) - 1)
    near, far = place.gather(0, above - 1), place.gather(0, above)
    part = ((level - near) / (far - near).clamp(min=tiny)).clamp(0, 1)
    return ordered.gather(0, above - 1).lerp(ordered.gather(0, above), part)[0]


def _iterated(scatter: Tensor, count: int) -> Tensor | None:
    """The axes [count,D] by subspace iteration; None where it does not converge."""
    generator = torch.Generator().manual_seed(0)
    start = torch.randn(len(scatter), BLOCK, generator=generator, dtype=scatter.dtype)
    basis = cast(list[Tensor], qr(start.to(scatter.device)))[0]
    for _ in range(ROUNDS):
        image = scatter @ basis
        values, turns = (part.flip(-1) for part in cast(list[Tensor], eigh(basis.T @ image)))
        values, turns = values[:count], turns[:, :count]
        missed = (image @ turns - basis @ turns * values).square().sum(dim=0).max().sqrt()
        if missed <= CONVERGED * values[0]:
            return (basis @ turns).T
        basis = cast(list[Tensor], qr(image))[0]
    return None
