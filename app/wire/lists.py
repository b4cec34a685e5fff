"""Tensors as lists of numbers, the way JSON holds them."""

from typing import Any, cast

from torch import Tensor


def vector(values: Tensor) -> list[float]:
    """The numbers of a tensor [n]."""
    assert values.ndim == 1
    return cast(list[float], _listed(values))


def matrix(values: Tensor) -> list[list[float]]:
    """The rows of a tensor [n,m]."""
    assert values.ndim == 2
    return cast(list[list[float]], _listed(values))


def indices(values: Tensor) -> list[int]:
    """The whole numbers of a tensor [n]."""
    assert values.ndim == 1
    return cast(list[int], _listed(values))


def _listed(values: Tensor) -> Any:
    return values.tolist()  # pyright: ignore
