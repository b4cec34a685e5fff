"""Class-specific maps, by gradients of the class's logit.

Every method starts or ends at the model's readout (`flow.start_vector`) and returns tokens [N],
prefix tokens included; the map is their patches' part. `A` is the attention, `G` the gradient of
the target's logit at it, `E_h` the mean over heads, `x^+` the positive part. Maps are not
normalised. A and G are computed a few rows and heads at a time, in pieces that fit into a core's
cache.
"""

from collections.abc import Iterator
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor

from vit.gradient import GradTrace, check_target
from vit.maps.flow import carry, start_vector
from vit.maps.streaming import attention_pieces, products
from vit.model import ViT
from vit.trace import Trace


def over_patches(trace: Trace, tokens: Tensor) -> Tensor:
    """[rows,cols] the patches' part of a map over all tokens [N]."""
    return tokens[trace.grid.prefix :].view(trace.grid.rows, trace.grid.cols)


def class_start(grad_trace: GradTrace) -> Tensor:
    """[N] start of a class-specific flow: the model's readout, `vit.maps.flow.readout`.

    With attention pooling it is the part that contributed to the class, `E_h (G o A)^+` of the
    pooling attention, divided by its sum; the pooling attention itself if this sum is 0.
    """
    pooling, gradient = grad_trace.trace.pooling, grad_trace.pooling_grad
    if pooling is not None and gradient is not None:
        counted = (gradient * pooling).clamp_min(0).mean(dim=0)
        if counted.sum() > 0:
            return counted / counted.sum()
    return start_vector(grad_trace.trace)


def relevance_tokens(grad_trace: GradTrace) -> Tensor:
    """[N] relevance propagated from the readout: `r <- r + r C`, `C = E_h (G o A)^+`.

    From the last layer down, starting at `class_start`. Chefer et al. 2021 (ICCV,
    arXiv 2103.15679), on the logit. As published, it depends on the logit's scale.
    """
    flow = class_start(grad_trace)
    for layer in reversed(range(grad_trace.trace.config.depth)):
        added = torch.zeros_like(flow)
        for rows, weighted in _weighted(grad_trace, layer):
            added += _counted(flow[rows], weighted)
        flow = flow + added / grad_trace.trace.config.heads
    return flow


def relevance(grad_trace: GradTrace) -> Tensor:
    """[rows,cols] the patches' part of `relevance_tokens`."""
    return over_patches(grad_trace.trace, relevance_tokens(grad_trace))


def gradient_rollout_tokens(grad_trace: GradTrace, residual: float = 0.5) -> Tensor:
    """[N] rollout over `f = (E_h A o G)^+` instead of attention; sums to 1.

    Each layer's f is first divided by its largest row sum, because the gradient's scale would
    otherwise determine how close a step is to the identity. Gradient-weighted rollout as in
    vit-explain (Gildenblat 2020), with the gradient of each layer's own attention.
    """
    flow = class_start(grad_trace)
    for layer in reversed(range(grad_trace.trace.config.depth)):
        total = flow.new_zeros(len(flow), len(flow))
        for rows, weighted in _weighted(grad_trace, layer):
            total[rows] += _over_heads(weighted)
        flow = _mixed(flow, total, residual)
    return flow


def relevance_and_rollout_tokens(
    grad_trace: GradTrace, residual: float = 0.5
) -> tuple[Tensor, Tensor]:
    """[N] `relevance_tokens` and [N] `gradient_rollout_tokens`, from one A o G of each layer."""
    config = grad_trace.trace.config
    counted = mixed = class_start(grad_trace)
    for layer in reversed(range(config.depth)):
        added, total = torch.zeros_like(counted), counted.new_zeros(len(counted), len(counted))
        for rows, weighted in _weighted(grad_trace, layer):
            total[rows] += _over_heads(weighted)
            added += _counted(counted[rows], weighted)
        counted, mixed = counted + added / config.heads, _mixed(mixed, total, residual)
    return counted, mixed


def gradient_rollout(grad_trace: GradTrace, residual: float = 0.5) -> Tensor:
    """[rows,cols] the patches' part of `gradient_rollout_tokens`."""
    return over_patches(grad_trace.trace, gradient_rollout_tokens(grad_trace, residual))


def attention_grad_cam_tokens(grad_trace: GradTrace) -> Tensor:
    """[N] the readout's attention in the last layer, heads weighted by their mean patch gradient.

    `(E_h w_h s^T A_h)^+` with `w_h` the mean over patches j of `(s^T G_h)_j`. Grad-CAM (Selvaraju
    et al. 2017, arXiv 1610.02391) with heads as channels, as in Chefer et al. 2021. With attention
    pooling A and G are those of the pooling attention.
    """
    return signed_attention_grad_cam_tokens(grad_trace).clamp_min(0)


def signed_attention_grad_cam_tokens(grad_trace: GradTrace) -> Tensor:
    """[N] the same before negative values are set to 0: `E_h w_h s^T A_h`.

    Where the weights `w_h` sum to less than 0 at every token, Grad-CAM is all zero and this is not.
    """
    attention, gradient = _readout_attention(grad_trace)
    weights = gradient[:, grad_trace.trace.grid.prefix :].mean(dim=1, keepdim=True)
    return (weights * attention).mean(dim=0)


def _readout_attention(grad_trace: GradTrace) -> tuple[Tensor, Tensor]:
    """[H,N] attention of the readout in the last layer, or of the pooling; [H,N] its gradient."""
    trace = grad_trace.trace
    if trace.pooling is not None and grad_trace.pooling_grad is not None:
        return trace.pooling, grad_trace.pooling_grad
    start = start_vector(trace)
    read = start.nonzero().flatten()
    attention = start.new_zeros(trace.config.heads, trace.config.tokens)
    for rows, heads, piece in attention_pieces(trace.query[-1][:, read], trace.key[-1]):
        attention[heads] += start[read[rows]] @ piece
    gradient = start @ grad_trace.context_grad[-1].to(start)  # [H,K]
    return attention, (trace.value[-1].to(start) @ gradient.unsqueeze(-1)).squeeze(-1)


def attention_grad_cam(grad_trace: GradTrace) -> Tensor:
    """[rows,cols] the patches' part of `attention_grad_cam_tokens`."""
    return over_patches(grad_trace.trace, attention_grad_cam_tokens(grad_trace))


def token_grad_cam_tokens(model: ViT, grad_trace: GradTrace) -> Tensor:
    """[N] Grad-CAM on the input tokens X [N,D] of the last block's attention: `(X w)^+`.

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
    logit from the output of block l: of the mean of all its tokens (as in the authors' code), or
    with score "readout" by the model's own readout. Bousselham et al. 2024, arXiv 2404.03214.
    One backward through one block per layer.
    """
    check_target(model, target)
    total = start_vector(trace).zero_()
    for layer in range(trace.config.depth):
        gradient = _block_gradient(model, trace, layer, target, score)  # [H,N,K]
        for _, _, piece in products(gradient, trace.value[layer]):
            total += piece.clamp_min_(0).sum(dim=(0, 1))
    return total / (trace.config.heads * trace.config.tokens)


def legrad(model: ViT, trace: Trace, target: int, score: LeGradScore = "tokens") -> Tensor:
    """[rows,cols] the patches' part of `legrad_tokens`."""
    return over_patches(trace, legrad_tokens(model, trace, target, score))


def _block_gradient(
    model: ViT, trace: Trace, layer: int, target: int, score: LeGradScore
) -> Tensor:
    """[H,N,K] gradient, at a block's context, of the target's logit read right after the block."""
    block = model.block(layer)
    with torch.inference_mode(mode=False), torch.enable_grad():
        query, key, value = (part[layer][None] for part in (trace.query, trace.key, trace.value))
        context = F.scaled_dot_product_attention(query, key, value).requires_grad_()
        attended = block.attn.join(trace.edits.gate(layer, context))
        tokens = block.add(trace.residual[layer].clone().unsqueeze(0), attended)
        whole = score == "readout"
        logits = (
            model.classify(block.feed(tokens)) if whole else model.read(block.feed_mean(tokens))
        )
        (gradient,) = torch.autograd.grad(logits[0, target], context)
    return gradient[0]


def _counted(flow: Tensor, weighted: Tensor) -> Tensor:
    """[N] relevance that flow [n] adds through a piece A o G [h,n,N], which is overwritten."""
    return (flow @ weighted.clamp_min_(0)).sum(dim=0)


def _over_heads(weighted: Tensor) -> Tensor:
    """[n,N] the sum of a piece [h,n,N] over its heads; a single head is returned uncopied."""
    return weighted.sum(dim=0) if len(weighted) > 1 else weighted[0]


def _mixed(flow: Tensor, total: Tensor, residual: float) -> Tensor:
    """[N] one step of gradient rollout over the heads' sum of A o G [N,N], which is overwritten.

    `carry` divides each row by its sum, so that the residual can be multiplied by the largest row
    sum of f instead of dividing f by it.
    """
    sums = total.clamp_min_(0).sum(dim=-1)
    largest = float(sums.max())
    if largest == 0:
        return flow
    share = residual * largest
    share /= 1 - residual + share
    return carry(flow.unsqueeze(0), total, share, sums=sums)[0]


def _weighted(grad_trace: GradTrace, layer: int) -> Iterator[tuple[slice, Tensor]]:
    """Yield (rows, A o G [h,n,N] of some heads), each overwritten by the next.

    Rows before the first and after the last that have a gradient are skipped: in the last layer
    only the readout's rows have one.
    """
    trace, gradient = grad_trace.trace, grad_trace.context_grad[layer]
    nonzero = gradient.any(dim=-1).any(dim=0).nonzero().flatten()
    if not len(nonzero):
        return
    first, end = int(nonzero[0]), int(nonzero[-1]) + 1
    attention = attention_pieces(trace.query[layer][:, first:end], trace.key[layer])
    gradients = products(gradient[:, first:end], trace.value[layer])
    for (rows, _, weights), (_, _, piece) in zip(attention, gradients, strict=True):
        yield slice(first + rows.start, first + rows.stop), weights.mul_(piece)
