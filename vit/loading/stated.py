"""What a caller states of a file, or asks of a model, checked once: one sentence for the rest."""

import operator
import os
from collections.abc import Callable, Sequence
from typing import Any, cast, get_args

import torch

from vit.config import Activation, Pool
from vit.loading.load_error import LoadError, short_name

_DTYPES = (torch.float32, torch.float64, torch.bfloat16, torch.float16)
_LEVELS = "three numbers, one for each channel, for values in 0..1"


def reference_text(reference: Any) -> str:
    """A reference as text; a path is one too. LoadError for anything else."""
    if isinstance(reference, str):
        return reference.strip()
    if isinstance(reference, os.PathLike):
        return str(os.fspath(cast("os.PathLike[str]", reference)))
    raise LoadError(f"a reference to weights is a text or a path, not {type(reference).__name__}")


def device_of(name: torch.device | str | None) -> torch.device:
    """The device of a name, by default the GPU if there is one; LoadError for another."""
    if name is None:
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except (RuntimeError, TypeError) as error:
        raise LoadError(f"device {name!r} is unknown: use cpu, or cuda for a GPU") from error
    if device.type == "cuda" and not torch.cuda.is_available():
        raise LoadError(f"device {str(name)!r} was asked for, but torch finds no GPU: use cpu")
    return device


def check_dtype(dtype: Any) -> None:
    """LoadError for what is no dtype of weights."""
    if dtype not in _DTYPES:
        names = ", ".join(str(one) for one in _DTYPES)
        raise LoadError(f"dtype {dtype!r} is none of weights: use one of {names}")


def stated_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts that are given, as plain numbers; LoadError names one that cannot be."""
    return {name: _READERS[name](name, one) for name, one in facts.items() if one is not None}


def check_unstated(reference: str, stated: dict[str, Any]) -> None:
    """LoadError where something is stated of weights whose architecture is known."""
    if stated:
        names = ", ".join(stated)
        raise LoadError(f"{short_name(reference)} says itself what it is: leave out {names}")


def _count(name: str, value: Any) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        number = 0
    if number < 1 or isinstance(value, bool):
        raise LoadError(f"{name} {value!r} is no number of {name}: use a whole number from 1 on")
    return number


def _word(words: Sequence[str]) -> Callable[[str, Any], str]:
    def read(name: str, value: Any) -> str:
        if value not in words:
            raise LoadError(f"{name} {value!r} is not supported: use one of {', '.join(words)}")
        return str(value)

    return read


def _positive(name: str, value: Any) -> float:
    number = _number(value)
    if number is None or not 0 < number < 1:
        raise LoadError(f"{name} {value!r} is too odd for a norm: use a number such as 1e-6")
    return number


def _levels(name: str, value: Any) -> tuple[float, ...]:
    """Three levels; those of std are above 0."""
    parts = _parts(value)
    numbers = [number for number in map(_number, parts) if number is not None]
    if len(numbers) != 3 or len(parts) != 3 or (name == "std" and min(numbers) <= 0):
        above = " above 0" if name == "std" else ""
        raise LoadError(f"{name} {value!r} does not fit: give {_LEVELS}{above}")
    return tuple(numbers)


def _size(name: str, value: Any) -> tuple[int, int]:
    sides = _parts(value)
    if len(sides) != 2:
        raise LoadError(f"{name} {value!r} is no size: give height and width in px, as (96, 64)")
    height, width = (_count(name, side) for side in sides)
    return height, width


def _parts(value: Any) -> list[Any]:
    """The entries of a sequence, an array or a tensor; none of anything else."""
    listed = value.tolist() if hasattr(value, "tolist") else value
    return list(cast("list[Any]", listed)) if isinstance(listed, list | tuple) else []


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if abs(number) < float("inf") else None


_READERS: dict[str, Callable[[str, Any], Any]] = {
    "heads": _count,
    "activation": _word(get_args(Activation)),
    "pool": _word(get_args(Pool)),
    "eps": _positive,
    "mean": _levels,
    "std": _levels,
    "image": _size,
}
