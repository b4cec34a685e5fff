"""Ablation: the measured effect of patch tokens or a head, by a pass without them."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

import torch
from torch import Tensor

from vit.gradient import GradTrace
from vit.grid import Grid
from vit.model import ViT
from vit.overflow import check_pass
from vit.progress import PartialStep, ignore_progress
from vit.scalars import Scalar
from vit.targets import Target, check_target
from vit.trace import Trace, to_probabilities

BATCH = 32
WITHOUT_TOKENS, WITHOUT_A_HEAD = "outputs without some tokens", "outputs without a head"
TOKENS_AT_ONCE = 8192  # of a batch: with more of them a report of progress takes seconds to come


def score_of(model: ViT, kept: Tensor, trace: Trace, target: Target) -> Tensor:
    """[B] a class's probability, or a scalar, when only the tokens `kept` [B,n] are encoded.

    NotFiniteError for a pass that overflows.
    """
    encoded = model.encode(trace.residual[0][kept], edits=trace.edits, kept=kept)
    if isinstance(target, Scalar):
        return check_pass(target.value(model, encoded, kept), WITHOUT_TOKENS)
    logits = check_pass(model.classify(encoded), WITHOUT_TOKENS)
    return to_probabilities(logits, trace.config.outputs)[:, target]


def token_removal(
    model: ViT,
    trace: Trace,
    target: Target | str,
    step: PartialStep = ignore_progress,
    block: int = 1,
) -> Tensor:
    """[rows,cols] drop of the target when patch tokens are removed: of its probability or value.

    The other tokens keep their position embeddings. Squares of `block` x `block` patches are
    removed together (smaller ones at the right and at the bottom), each with one forward, in
    batches. A token that a scalar reads stays in (`Scalar.never_removed`): the drop of a square of
    these alone is 0. After each batch `step` receives (done, total, drops [n] of this batch), in
    the order of the squares; it may raise to cancel. NoClassifierError without classes, IndexError
    for a target outside, ValueError for a block below 1.
    """
    target = check_target(model, target)
    grid = trace.grid
    squares = squares_of(grid, block, trace.residual.device)
    numbers = torch.arange(grid.tokens, device=trace.residual.device)
    stays = torch.zeros(grid.tokens, dtype=torch.bool)
    if isinstance(target, Scalar):
        stays = target.never_removed(trace.config)
    with torch.inference_mode():
        whole = score_of(model, numbers.unsqueeze(0), trace, target)
        drops: list[Tensor] = []
        for removed in removals(squares, stays.to(numbers.device)):
            kept = numbers.expand(len(removed), -1)[~removed].view(len(removed), -1)
            drops.append(whole - score_of(model, kept, trace, target))
            step(sum(map(len, drops)), len(squares), drops[-1])
    return over_squares(torch.cat(drops), grid, block)


def squares_of(grid: Grid, block: int, device: torch.device) -> Tensor:
    """[S,N] bool: the tokens of each square of `block` x `block` patches, row by row.

    ValueError for a block below 1.
    """
    if block < 1:
        raise ValueError(f"a block of {block} patches is not possible: use 1 or more")
    numbers = _numbers(grid, block).flatten()
    squares = torch.zeros(int(numbers.max()) + 1, grid.tokens, dtype=torch.bool)
    squares[numbers, torch.arange(grid.prefix, grid.tokens)] = True
    return squares.to(device)


def over_squares(values: Tensor, grid: Grid, block: int) -> Tensor:
    """[rows,cols,...] the value [S,...] of every patch's square."""
    return values[_numbers(grid, block).to(values.device)]


def _numbers(grid: Grid, block: int) -> Tensor:
    """[rows,cols] the number of the square in which each patch lies."""
    across = -(-grid.cols // block)
    down, right = torch.arange(grid.rows) // block, torch.arange(grid.cols) // block
    return down.unsqueeze(1) * across + right


def removals(squares: Tensor, stays: Tensor) -> Iterator[Tensor]:
    """Yield [n,N] bool, the tokens to remove in each pass of a batch: as many in every pass."""
    removed = squares & ~stays
    most = max(1, min(BATCH, TOKENS_AT_ONCE // squares.shape[1]))
    counts = [int(count) for count in removed.sum(dim=1)]
    place = 0
    for _, alike in groupby(counts):
        end = place + len(list(alike))
        for first in range(place, end, most):
            yield removed[first : min(first + most, end)]
        place = end


def head_importance(grad_trace: GradTrace) -> Tensor:
    """[L,H] first-order estimate of the drop of the target when a head is switched off.

    `<z_h, dz_h>` over all tokens: the linear change when the head's context goes to zero
    (Michel et al. 2019, arXiv 1905.10650, with its sign kept). If the trace's edits fill with the
    mean, the mean of z_h over the tokens is subtracted: the change when z_h goes to this mean.
    """
    trace = grad_trace.trace
    figures: list[Tensor] = []
    for layer in range(trace.config.depth):
        attention = trace.attention(layer)
        context = attention @ trace.value[layer].to(attention.dtype)
        if trace.edits.fill == "mean":
            context = context - context.mean(dim=1, keepdim=True)
        figures.append((context * grad_trace.context_grad[layer].to(context)).sum(dim=(1, 2)))
    return torch.stack(figures)


def head_ablation(
    model: ViT, trace: Trace, target: Target | str, step: PartialStep = ignore_progress
) -> Tensor:
    """[L,H] measured drop of the target's logit, or scalar, when each head is switched off.

    The `fill` of the trace's edits replaces the head's context: trace with `Edits(fill="mean")` to
    replace it by its mean over the tokens. One forward per head, from that head's layer on: the
    layers below are taken from the trace. After each head `step` receives (done, total, drops [1]
    of this head); it may raise to cancel.
    """
    target = check_target(model, target)
    depth, heads = trace.config.depth, trace.config.heads
    drops = torch.zeros(depth * heads, dtype=torch.float32)
    with torch.inference_mode():
        whole = _logit_of(model, trace.residual[-1:], target)
        for place, encoded in enumerate(without_each_head(model, trace)):
            drops[place] = whole - _logit_of(model, encoded, target)
            step(place + 1, depth * heads, drops[place : place + 1])
    return drops.view(depth, heads)


def without_each_head(model: ViT, trace: Trace) -> Iterator[Tensor]:
    """Yield the encoded tokens [1,N,D] of a pass without each head, layer by layer.

    The `fill` of the trace's edits replaces the head's context; the layers below are the trace's.
    """
    depth, heads = trace.config.depth, trace.config.heads
    before = trace.edits.head_gate
    gate = torch.ones(depth, heads) if before is None else before
    for place in range(depth * heads):
        layer, head = divmod(place, heads)
        without = gate.clone()
        without[layer, head] = 0
        edits = replace(trace.edits, head_gate=without)
        yield model.encode(trace.residual[layer].unsqueeze(0), edits=edits, start=layer)


def _logit_of(model: ViT, encoded: Tensor, target: Target) -> Tensor:
    """[] a class's logit, or a scalar, of encoded tokens [1,N,D]; NotFiniteError as `score_of`."""
    if isinstance(target, Scalar):
        return check_pass(target.value(model, encoded)[0], WITHOUT_A_HEAD)
    return check_pass(model.classify(encoded)[0, target], WITHOUT_A_HEAD)
