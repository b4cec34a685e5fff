"""What surrounds a call changes no number that it gives, for every public function."""

import contextlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch import Tensor

import vit
from tests.support.public_calls import CALLS, METHODS, flat


@contextlib.contextmanager
def default_dtype(dtype: torch.dtype) -> Iterator[None]:
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(torch.float32)


@contextlib.contextmanager
def deterministic() -> Iterator[None]:
    torch.use_deterministic_algorithms(mode=True)
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(mode=False)


@contextlib.contextmanager
def threads(count: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


EXACT: dict[str, Callable[[], Any]] = {
    "no gradients": torch.no_grad,
    "inference": torch.inference_mode,
    "float64 by default": lambda: default_dtype(torch.float64),
    "bfloat16 by default": lambda: default_dtype(torch.bfloat16),
    "another device by default": lambda: torch.device("meta"),
}
NEAR: dict[str, Callable[[], Any]] = {
    "mixed precision": lambda: torch.autocast("cpu", torch.bfloat16),
    "deterministic": deterministic,
    "two threads": lambda: threads(2),
}


def everything() -> dict[str, Any]:
    """All parts of what the calls give, by the name of the call and the way to the part."""
    calls = {**CALLS, **{f"method {name}": call for name, call in METHODS.items()}}
    return {part: one for name, call in calls.items() for part, one in flat(call(), name).items()}


@pytest.fixture(scope="module")
def alone() -> dict[str, Any]:
    return everything()


def test_the_law_holds_for_every_public_function():
    public = {name for name in vit.__all__ if inspect.isfunction(getattr(vit, name))}
    assert CALLS.keys() == public


@pytest.mark.parametrize("kind", [*EXACT, *NEAR])
def test_what_surrounds_a_call_changes_no_map(kind: str, alone: dict[str, Any]):
    with (EXACT | NEAR)[kind]():
        found = everything()
    assert found.keys() == alone.keys()
    tolerance = 0 if kind in EXACT else 1e-5
    for name, expected in alone.items():
        if not isinstance(expected, Tensor | float):
            assert found[name] == expected, name
            continue
        torch.testing.assert_close(
            found[name],
            expected,
            rtol=tolerance,
            atol=tolerance,
            equal_nan=True,
            msg=lambda text, name=name: f"{name}: {text}",
        )


@pytest.mark.parametrize(
    "call", ["load", "from_timm", "from_transformers", "teach", "with_register"]
)
def test_a_model_made_in_inference_mode_gives_gradients(call: str):
    with torch.inference_mode():
        model = CALLS[call]()
    goal = torch.ones(model.config.width)
    target = vit.cosine_with(goal) if model.config.outputs == "none" else 1
    pixels = torch.zeros(3, *model.config.image)
    assert vit.trace_gradient(model, pixels, target).context_grad.isfinite().all()
