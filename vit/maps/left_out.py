"""Attention of a layer with some tokens left out of some heads, such as the heads' sinks.

What a query gives to a token that is left out stays with the query itself, as if the head had done
nothing with it: rows still sum to 1. Rescaling the rest of the row instead only moves a sink to the
head's next patch.
"""

import torch
from torch import Tensor

from vit.door import check_layer
from vit.maps.streaming import Fusion, fused_rows
from vit.trace import Trace


def fused_attention(
    trace: Trace, layer: int, fusion: Fusion = "mean", without: Tensor | None = None
) -> Tensor:
    """[N,N] head-fused attention of one layer, derived a few rows at a time.

    `without` [L,H,N] as in `vit.rollout_tokens`. ValueError for another fusion or mask,
    IndexError for a layer that does not exist.
    """
    check_left_out(trace, without)
    layer = check_layer(layer, trace.config.depth)
    marked = left_out_of(without, layer)
    rows = fused_rows(trace.query[layer], trace.key[layer], fusion, marked)
    return torch.cat([fused for _, fused in rows])


def head_attention(trace: Trace, layer: int, head: int, without: Tensor | None = None) -> Tensor:
    """[N,N] attention of one head; `without` [L,H,N] as in `vit.rollout_tokens`.

    IndexError for a layer or head that does not exist.
    """
    check_left_out(trace, without)
    layer, heads = check_layer(layer, trace.config.depth), trace.config.heads
    if not 0 <= head < heads:
        raise IndexError(f"head {head} does not exist: heads are 0 to {heads - 1}")
    one = slice(head, head + 1)
    marked = None if without is None else without[layer, one]
    rows = fused_rows(trace.query[layer, one], trace.key[layer, one], "mean", marked)
    return torch.cat([attention for _, attention in rows])


def left_out_of(without: Tensor | None, layer: int) -> Tensor | None:
    """What is left out of one layer [H,N]; None where that is nothing."""
    return None if without is None or not without[layer].any() else without[layer]


def check_left_out(trace: Trace, without: Tensor | None) -> None:
    """Raise ValueError for what is no mask [L,H,N] of the trace's heads and tokens."""
    config = trace.config
    expected = (config.depth, config.heads, config.tokens)
    if without is not None and (without.shape != expected or without.dtype != torch.bool):
        raise ValueError(
            f"without is {without.dtype} of shape {tuple(without.shape)}, expected a mask "
            f"(torch.bool) of shape {expected}: take vit.attention_sinks(trace)"
        )
