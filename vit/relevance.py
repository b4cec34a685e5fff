"""Class-specific maps: what counted for one class, by gradients of its logit.

Every method starts or ends at the layout's own readout (`flow.start_vector`) and gives tokens [N],
prefix tokens included, of which the map is the patches' part. `A` is attention, `G` the gradient of
the target's logit at it, `E_h` the mean over heads, `x^+` the positive part. Nothing is normalised.
Both are made a few rows and heads at a time, in pieces that a core's cache holds.
"""

from collections.abc import Iterator
from typing import Literal

import torch
from torch import Tensor

from vit.flow import carry, start_vector
from vit.gradient import GradTrace, check_target
from vit.model import ViT
from vit.streaming import ENTRIES, ENTRIES_ELSEWHERE
from vit.trace import Trace


def over_patches(trace: Trace, tokens: Tensor) -> Tensor:
    """[rows,cols] the patches' part of a map over all tokens [N]."""
    return tokens[trace.grid.prefix :].view(trace.grid.rows, trace.grid.cols)


def class_start(grad_trace: GradTrace) -> Tensor:
    """[N] where a class-specific flow starts: the layout's readout, `vit.flow.readout`.

    With attention pooling that is what of it counted for the class, `E_h (G o A)^+` of the pooling
    attention, divided by its sum; the pooling attention itself where nothing counted.
    """
    pooling, gradient = grad_trace.trace.pooling, grad_trace.pooling_grad
    if pooling is not None and gradient is not None:
        counted = (gradient * pooling).clamp_min(0).mean(dim=0)
        if counted.sum() > 0:
            return counted / counted.sum()
    return start_vector(grad_trace.trace)


def relevance_tokens(grad_trace: GradTrace) -> Tensor:
    """[N] relevance propagated from the readout: `r <- r + r C`, `C = E_h (G o A)^+`.

    From the last layer down, starting at the readout's vector. Chefer et al. 2021 (ICCV,
    arXiv 2103.15679), on the logit. As published it depends on the logit's scale.
    """
    trace = grad_trace.trace
    flow = class_start(grad_trace)
    for layer in reversed(range(trace.config.depth)):
        added = torch.zeros_like(flow)
        for rows, weighted in _weighted(grad_trace, layer):
            added += (flow[rows] @ weighted.clamp_min_(0)).sum(dim=0)
        flow = flow + added / trace.config.heads
    return flow


def relevance(grad_trace: GradTrace) -> Tensor:
    """[rows,cols] the patches' part of `relevance_tokens`."""
    return over_patches(grad_trace.trace, relevance_tokens(grad_trace))


def gradient_rollout_tokens(grad_trace: GradTrace, residual: float = 0.5) -> Tensor:
    """[N] rollout over `f = (E_h A o G)^+` in place of attention; sums to 1.

    Each layer's f is divided by its largest row sum first, because the gradient's scale would
    otherwise decide how far the map is from the identity. Gradient-weighted rollout as in
    vit-explain (Gildenblat 2020), with the gradient of each layer's own attention.
    """
    trace = grad_trace.trace
    flow = class_start(grad_trace).unsqueeze(0)
    for layer in reversed(range(trace.config.depth)):
        fused = flow.new_zeros(trace.config.tokens, trace.config.tokens)
        for rows, weighted in _weighted(grad_trace, layer):
            fused[rows] += weighted.sum(dim=0)
        fused.clamp_min_(0).div_(trace.config.heads)
        largest = fused.sum(dim=-1).max()
        if largest > 0:
            flow = carry(flow, fused / largest, residual)
    return flow[0]


def gradient_rollout(grad_trace: GradTrace, residual: float = 0.5) -> Tensor:
    """[rows,cols] the patches' part of `gradient_rollout_tokens`."""
    return over_patches(grad_trace.trace, gradient_rollout_tokens(grad_trace, residual))


def attention_grad_cam_tokens(grad_trace: GradTrace) -> Tensor:
    """[N] the last layer's readout attention, heads weighted by their mean gradient over patches.

    `(E_h w_h s^T A_h)^+` with `w_h` the mean over patches j of `(s^T G_h)_j`. Grad-CAM (Selvaraju
    et al. 2017, arXiv 1610.02391) with heads as channels, as in Chefer et al. 2021. With attention
    pooling A and G are those of the pooling attention.
    """
    trace = grad_trace.trace
    attention, gradient = _readout_attention(grad_trace)
    weights = gradient[:, trace.grid.prefix :].mean(dim=1, keepdim=True)
    return (weights * attention).mean(dim=0).clamp_min(0)


def _readout_attention(grad_trace: GradTrace) -> tuple[Tensor, Tensor]:
    """[H,N] attention of the readout in the last layer, or of the pooling; and its gradient."""
    trace = grad_trace.trace
    if trace.pooling is not None and grad_trace.pooling_grad is not None:
        return trace.pooling, grad_trace.pooling_grad
    start = start_vector(trace)
    read = start.nonzero().flatten()
    attention = start.new_zeros(trace.config.heads, trace.config.tokens)
    for rows, heads, scores in _products(_scaled(trace, -1)[:, read], trace.key[-1]):
        attention[heads] += start[read[rows]] @ scores.softmax(dim=-1)
    gradient = start @ grad_trace.context_grad[-1].to(start)  # [H,K]
    return attention, (trace.value[-1].to(start) @ gradient.unsqueeze(-1)).squeeze(-1)


def attention_grad_cam(grad_trace: GradTrace) -> Tensor:
    """[rows,cols] the patches' part of `attention_grad_cam_tokens`."""
    return over_patches(grad_trace.trace, attention_grad_cam_tokens(grad_trace))


def token_grad_cam_tokens(model: ViT, grad_trace: GradTrace) -> Tensor:
    """[N] Grad-CAM on the tokens X [N,D] that enter the last block's attention: `(X w)^+`.

    `w` [D] is the mean over patches of the logit's gradient at X (Selvaraju et al. 2017,
    arXiv 1610.02391). At the last block's output all patches would have gradient zero.
    """
    trace = grad_trace.trace
    with torch.no_grad():
        normed = model.block(trace.config.depth - 1).entering(trace.residual[-2].clone())
    weights = grad_trace.normed_grad[trace.grid.prefix :].mean(dim=0)
    return (normed @ weights).clamp_min(0)


def token_grad_cam(model: ViT, grad_trace: GradTrace) -> Tensor:
    """[rows,cols] the patches' part of `token_grad_cam_tokens`."""
    return over_patches(grad_trace.trace, token_grad_cam_tokens(model, grad_trace))


LeGradScore = Literal["tokens", "readout"]


def legrad_tokens(model: ViT, trace: Trace, target: int, score: LeGradScore = "tokens") -> Tensor:
    """[N] positive gradients at every layer's attention, each of that layer's own score.

    `sum_l E_h E_i (ds^l/dA^l)^+[i, :]` over all layers and all rows i, with `s^l` the target's
    logit read from the output of block l: from the mean of all its tokens (as the authors' code),
    or with score "readout" as the model itself reads it. Bousselham et al. 2024, arXiv 2404.03214.
    One backward through one block per layer.
    """
    check_target(model, target)
    total = start_vector(trace).zero_()
    for layer in range(trace.config.depth):
        gradient = _block_gradient(model, trace, layer, target, score)  # [H,N,K]
        for _, _, piece in _products(gradient, trace.value[layer]):
            total += piece.clamp_min_(0).sum(dim=(0, 1))
    return total / (trace.config.heads * trace.config.tokens)


def legrad(model: ViT, trace: Trace, target: int, score: LeGradScore = "tokens") -> Tensor:
    """[rows,cols] the patches' part of `legrad_tokens`."""
    return over_patches(trace, legrad_tokens(model, trace, target, score))


def _block_gradient(
    model: ViT, trace: Trace, layer: int, target: int, score: LeGradScore
) -> Tensor:
    """[H,N,K] gradient at one block's context of the target's logit, read right after the block."""
    contexts: list[Tensor] = []

    def tap(_layer: int, _q: Tensor, _k: Tensor, _v: Tensor, context: Tensor, _x: Tensor) -> None:
        contexts.append(context)

    with torch.inference_mode(mode=False), torch.enable_grad():
        entering = trace.residual[layer].clone().unsqueeze(0).requires_grad_()
        leaving = model.block(layer)(entering, layer, tap, trace.edits)
        whole = score == "readout"
        logits = model.classify(leaving) if whole else model.read(leaving.mean(dim=1))
        (gradient,) = torch.autograd.grad(logits[0, target], contexts)
    return gradient[0]


def _weighted(grad_trace: GradTrace, layer: int) -> Iterator[tuple[slice, Tensor]]:
    """Yield (rows, A o G [h,n,N] of some heads), each overwritten by the next."""
    trace = grad_trace.trace
    attention = _products(_scaled(trace, layer), trace.key[layer])
    gradient = _products(grad_trace.context_grad[layer], trace.value[layer])
    for (rows, _, scores), (_, _, piece) in zip(attention, gradient, strict=True):
        yield rows, torch.softmax(scores, dim=-1, out=scores).mul_(piece)


def _scaled(trace: Trace, layer: int) -> Tensor:
    """[H,N,K] one layer's queries, scaled as the softmax takes them, in float32 at least."""
    query = trace.query[layer]
    return query.to(torch.promote_types(query.dtype, torch.float32)) * query.shape[-1] ** -0.5


def _products(left: Tensor, right: Tensor) -> Iterator[tuple[slice, slice, Tensor]]:
    """Yield (rows, heads, their piece [h,n,N] of `left right^T`), each overwritten by the next.

    `left` [H,M,K], `right` [H,N,K]; computed in float32 at least.
    """
    heads, count, _ = left.shape
    precise = torch.promote_types(left.dtype, torch.float32)
    left, right = left.to(precise), right.to(precise).transpose(-2, -1)
    tokens = right.shape[-1]
    entries = ENTRIES.get(left.device.type, ENTRIES_ELSEWHERE)
    rows_at_once = min(count, max(1, entries // tokens))
    heads_at_once = min(heads, max(1, entries // (rows_at_once * tokens)))
    room = left.new_empty(heads_at_once, rows_at_once, tokens)
    for row in range(0, count, rows_at_once):
        rows = slice(row, min(row + rows_at_once, count))
        for head in range(0, heads, heads_at_once):
            some = slice(head, min(head + heads_at_once, heads))
            piece = room[: some.stop - head, : rows.stop - row]
            yield rows, some, torch.matmul(left[some, rows], right[some], out=piece)
