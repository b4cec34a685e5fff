"""Public functions: what they are given is checked by its kind, and surroundings change nothing."""

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from torch import Tensor, nn

from vit.door import kind_of
from vit.gradient import GradTrace
from vit.model import ViT
from vit.surroundings import lasting, undisturbed
from vit.trace import Trace

# What a parameter of a kind takes, and how to get one.
_KINDS: dict[Any, str] = {
    ViT: "a model of this library, as vit.load and vit.from_timm give it",
    Trace: "a record of one pass, as vit.trace gives it",
    GradTrace: "a record with gradients, as vit.trace_gradient gives it",
    nn.Module: "a model of torch; a file of weights is for vit.load",
    Tensor: "a tensor; torch.from_numpy makes one of an array",
}
_ELSEWHERE = ("pixels",)  # checked with their shape by vit.door
_SIZES = ("depth", "width", "heads")  # which a pass and its model have in common


def public(value: Any) -> Any:
    """A function that checks its arguments and computes as if alone; anything else as it is."""
    return undisturbed(lasting(_checked(value))) if inspect.isfunction(value) else value


def _checked(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, which raises TypeError for an argument of another kind.

    ValueError for a record of another model.
    """
    names = list(inspect.signature(function).parameters)
    wanted = {
        name: kind
        for name, kind in function.__annotations__.items()
        if name in names and name not in _ELSEWHERE and kind in _KINDS
    }

    @functools.wraps(function)
    def door(*args: Any, **options: Any) -> Any:
        given = dict(zip(names, args, strict=False)) | options
        for name, kind in wanted.items():
            if name in given and not isinstance(given[name], kind):
                raise TypeError(f"{name} takes {_KINDS[kind]}, not {kind_of(given[name])}")
        _check_pass(given)
        return function(*args, **options)

    return door if wanted else function


def _check_pass(given: Mapping[str, Any]) -> None:
    """ValueError for a pass and a model of different sizes."""
    model, trace = given.get("model"), given.get("trace")
    trace = getattr(given.get("grad_trace"), "trace", trace)
    if not isinstance(model, ViT) or not isinstance(trace, Trace):
        return
    for size in _SIZES:
        mine, theirs = (getattr(config, size) for config in (model.config, trace.config))
        if mine != theirs:
            raise ValueError(
                f"the pass is of another model: its {size} is {theirs}, that of the model {mine}"
            )
