"""What a layer holds of each patch: the token itself, or its key, query or value."""

from typing import Literal, get_args

import torch
import torch.nn.functional as F
from torch import Tensor

from vit.model import ViT
from vit.trace import Trace

Facet = Literal["token", "key", "query", "value"]


def facet_values(
    model: ViT, trace: Trace, layer: int, facet: Facet = "token", head: int | None = None
) -> Tensor:
    """[N,F] what a layer holds of every token, in at least float32, prefix tokens first.

    `token` is the residual stream after block `layer`, 1 to L, through the final norm (0 is the
    embedding); key, query and value are those that this block received, F = H K of all heads side
    by side, or K of one `head`. IndexError for another layer or head. Keys, queries and values as
    descriptors: Amir et al. 2021, arXiv 2112.05814. ValueError for another facet.
    """
    if facet not in get_args(Facet):
        raise ValueError(f"facet {facet!r} is unknown: use {', '.join(get_args(Facet))}")
    config, first = trace.config, 0 if facet == "token" else 1
    if not first <= layer <= config.depth:
        raise IndexError(f"layer {layer} has no {facet}: layers are {first} to {config.depth}")
    if facet != "token":
        return _of_heads(trace, layer, facet, head)
    with torch.inference_mode():
        normed = model.norm(trace.residual[layer])
    return _precise(normed).clone()


def facet_directions(
    model: ViT,
    trace: Trace,
    layer: int,
    facet: Facet = "token",
    head: int | None = None,
    *,
    prefix: bool = False,
) -> Tensor:
    """[P,F] of every patch its direction from the mean of the picture's patches, of length 1.

    Arguments and errors are those of `facet_values`. A patch equal to the mean is 0. With `prefix`,
    [N,F] of all tokens, from the same mean.
    """
    values = facet_values(model, trace, layer, facet, head)
    patches = values[trace.grid.prefix :]
    return F.normalize((values if prefix else patches) - patches.mean(dim=0), dim=1)


def _of_heads(trace: Trace, layer: int, facet: str, head: int | None) -> Tensor:
    """[N,F] keys, queries or values of a block's heads, or of one."""
    config = trace.config
    if head is not None and not 0 <= head < config.heads:
        raise IndexError(f"head {head} does not exist: heads are 0 to {config.heads - 1}")
    tensors = {"key": trace.key, "query": trace.query, "value": trace.value}[facet]
    parts = tensors[layer - 1][..., : config.head_width]
    chosen = parts if head is None else parts[head : head + 1]
    return _precise(chosen.movedim(0, 1).flatten(1)).clone()


def _precise(values: Tensor) -> Tensor:
    return values.to(torch.promote_types(values.dtype, torch.float32))
