"""Fast arithmetic on a CPU: bfloat16 where the processor has it, attention in float32."""

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch.overrides import TorchFunctionMode


class Float32Attention(TorchFunctionMode):
    """A mode that computes fused attention in float32 inside an autocast region.

    On a CPU the backward pass of fused attention is several times slower in bfloat16.
    """

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Run a function unchanged, but fused attention in float32."""
        if func is not F.scaled_dot_product_attention:
            return func(*args, **(kwargs or {}))
        with torch.autocast("cpu", enabled=False):
            context = func(*(each.float() for each in args), **(kwargs or {}))
        return context.to(args[0].dtype)


def has_bfloat16() -> bool:
    """Return whether the CPU has bfloat16 instructions; without them autocast is slow."""
    facts = Path("/proc/cpuinfo")
    flags = facts.read_text(encoding="utf-8") if facts.exists() else ""
    return "amx_bf16" in flags or "avx512_bf16" in flags


@contextmanager
def fast() -> Generator[None]:
    """Compute in mixed precision where that is faster, else in float32."""
    with ExitStack() as stack:
        if has_bfloat16():
            stack.enter_context(torch.autocast("cpu", torch.bfloat16))
            stack.enter_context(Float32Attention())
        yield
