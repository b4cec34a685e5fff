"""What surrounds a call never changes a map: mixed precision, defaults, inference mode are set off.

The library computes in the dtype and on the device of the model, whatever the code around a call
has switched on for itself.
"""

import contextlib
import functools
from collections.abc import Callable, Generator
from typing import ParamSpec, TypeVar

import torch

P = ParamSpec("P")
R = TypeVar("R")


def undisturbed(function: Callable[P, R]) -> Callable[P, R]:
    """The function, computing the same under autocast or another default dtype or device."""

    @functools.wraps(function)
    def alone(*args: P.args, **options: P.kwargs) -> R:
        with contextlib.ExitStack() as stack:
            for kind in ("cpu", "cuda"):
                if torch.is_autocast_enabled(kind):
                    stack.enter_context(torch.autocast(kind, enabled=False))
            if torch.get_default_device().type != "cpu":
                stack.enter_context(torch.device("cpu"))
            if torch.get_default_dtype() != torch.float32:
                stack.enter_context(_default_dtype())
            return function(*args, **options)

    return alone


def lasting(function: Callable[P, R]) -> Callable[P, R]:
    """The function, whose tensors can be used anywhere, also when called in inference mode.

    A model that was made there could not be used for gradients afterwards.
    """

    @functools.wraps(function)
    def outside(*args: P.args, **options: P.kwargs) -> R:
        if not torch.is_inference_mode_enabled():
            return function(*args, **options)
        with torch.inference_mode(mode=False):
            return function(*args, **options)

    return outside


@contextlib.contextmanager
def _default_dtype() -> Generator[None]:
    """Numbers without a dtype are float32 for a while."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32)
    try:
        yield
    finally:
        torch.set_default_dtype(before)
