"""Ablation: the measured effect of a patch token or a head, by a pass without it."""

from dataclasses import replace

import torch
from torch import Tensor

from vit.gradient import GradTrace, check_target
from vit.model import ViT
from vit.progress import PartialStep, ignore_progress
from vit.trace import Trace, to_probabilities

BATCH = 32


def probability_of(model: ViT, kept: Tensor, trace: Trace, target: int) -> Tensor:
    """[B] probability of the target when only the tokens `kept` [B,n] are encoded."""
    encoded = model.encode(trace.residual[0][kept], edits=trace.edits, kept=kept)
    logits = model.classify(encoded)
    return to_probabilities(logits, trace.config.outputs)[:, target]


def token_removal(
    model: ViT, trace: Trace, target: int, step: PartialStep = ignore_progress
) -> Tensor:
    """[rows,cols] drop of the target's probability when a patch token is removed.

    The other tokens keep their position embeddings; one forward per patch, in batches. After each
    batch `step` receives (done, total, drops [n] of this batch), in the order of the patches; it
    may raise to cancel. NoClassifierError without classes, IndexError for a target outside.
    """
    check_target(model, target)
    grid = trace.grid
    with torch.inference_mode():
        numbers = torch.arange(grid.tokens, device=trace.residual.device)
        whole = probability_of(model, numbers.unsqueeze(0), trace, target)
        drops: list[Tensor] = []
        for first in range(grid.prefix, grid.tokens, BATCH):
            removed = numbers[first : first + BATCH].unsqueeze(1)
            kept = numbers.expand(len(removed), -1)
            kept = kept[kept != removed].view(len(removed), -1)
            drops.append(whole - probability_of(model, kept, trace, target))
            step(min(first + BATCH, grid.tokens) - grid.prefix, grid.patches, drops[-1])
    return torch.cat(drops).view(grid.rows, grid.cols)


def head_importance(grad_trace: GradTrace) -> Tensor:
    """[L,H] first-order estimate of the drop of the target's logit when a head is switched off.

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
    model: ViT, trace: Trace, target: int, step: PartialStep = ignore_progress
) -> Tensor:
    """[L,H] measured drop of the target's logit when each head is switched off.

    The `fill` of the trace's edits replaces the head's context: trace with `Edits(fill="mean")` to
    replace it by its mean over the tokens. One forward per head, from that head's layer on: the
    layers below are taken from the trace. After each head `step` receives (done, total, drops [1]
    of this head); it may raise to cancel.
    """
    check_target(model, target)
    depth, heads = trace.config.depth, trace.config.heads
    before = trace.edits.head_gate
    gate = torch.ones(depth, heads) if before is None else before
    drops = torch.zeros(depth * heads)
    with torch.inference_mode():
        for place in range(depth * heads):
            layer, head = divmod(place, heads)
            without = gate.clone()
            without[layer, head] = 0
            edits = replace(trace.edits, head_gate=without)
            tokens = trace.residual[layer].unsqueeze(0)
            encoded = model.encode(tokens, edits=edits, start=layer)
            drops[place] = trace.logits[target] - model.classify(encoded)[0, target]
            step(place + 1, depth * heads, drops[place : place + 1])
    return drops.view(depth, heads)
