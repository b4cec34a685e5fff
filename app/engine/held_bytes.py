"""Bytes of memory that a value keeps, with all that it refers to."""

import sys
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any, cast

import torch

CONTAINERS = (list, tuple, set, frozenset, deque)


def held_bytes(value: object) -> int:
    """Bytes of a value and its parts: tensors, arrays, containers, fields of dataclasses.

    What two parts share counts once, and a tensor that is a view of a larger one keeps all of that.
    Functions, and what they refer to, are no part.
    """
    seen: set[tuple[str, int]] = set()
    rest, total = [value], 0
    while rest:
        one = rest.pop()
        mark, size = _own_bytes(one)
        if mark not in seen:
            seen.add(mark)
            total += size
            rest += _parts(one)
    return total


def _own_bytes(value: object) -> tuple[tuple[str, int], int]:
    """What marks a piece of memory, and its bytes without those of its parts."""
    if isinstance(value, torch.Tensor):
        storage = value.untyped_storage()
        return (str(storage.device), storage.data_ptr() or id(value)), storage.nbytes()
    base = getattr(value, "base", None)
    if hasattr(base, "nbytes"):  # of an array that is a view of another
        return _own_bytes(base)
    return ("", id(value)), max(sys.getsizeof(value), _numbers(value))


def _numbers(value: object) -> int:
    """Bytes of the numbers of an array, which need not be its own; 0 for anything else."""
    return int(getattr(value, "nbytes", 0)) if hasattr(value, "dtype") else 0


def _parts(value: object) -> Iterator[Any]:
    if isinstance(value, Mapping):
        entries = cast("Mapping[Any, Any]", value)
        yield from entries
        yield from entries.values()
    elif is_dataclass(value) and not isinstance(value, type):
        yield from vars(value).values()
    elif isinstance(value, CONTAINERS):
        yield from cast("Collection[Any]", value)
