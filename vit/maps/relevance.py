"""Class-specific maps, by gradients of the class's logit, or of a scalar of the last tokens.

Every method starts or ends at the tokens that the target reads (`read_weights`) and returns tokens
[N], prefix tokens included; the map is their patches' part. `A` is the attention, `G` the gradient
of the target at it, `E_h` the mean over heads, `x^+` the positive part. Maps are not normalised.

The gradients of a cosine are small. Where patches are read, most of a flow never leaves them, and
the map would be the start alone: for a scalar, what never left the start is taken off. A and G are
computed a few rows and heads at a time, in pieces that fit into a core's cache.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from vit.gradient import GradTrace
from vit.maps.flow import carry, start_vector, staying
from vit.maps.streaming import attention_pieces, products
from vit.model import ViT
from vit.scalars import Scalar
from vit.trace import Trace


def over_patches(trace: Trace, tokens: Tensor) -> Tensor:
    """[rows,cols] the patches' part of a map over all tokens [N]."""
    return tokens[trace.grid.prefix :].view(trace.grid.rows, trace.grid.cols)


def read_weights(grad_trace: GradTrace) -> Tensor:
    """[N] weights, of a sum of 1, with which the target reads the tokens: `start_vector`."""
    start, target = start_vector(grad_trace.trace), grad_trace.target
    own = target.weights(start) if isinstance(target, Scalar) else None
    return start if own is None else own


def class_start(grad_trace: GradTrace) -> Tensor:
    """[N] start of a flow: the tokens that the target reads, `read_weights`.

    With attention pooling it is the part that contributed to the target, `E_h (G o A)^+` of the
    pooling attention, divided by its sum; the pooling attention itself if this sum is 0.
    """
    pooling, gradient = grad_trace.trace.pooling, grad_trace.pooling_grad
    if pooling is not None and gradient is not None:
        counted = (gradient * pooling).clamp_min(0).mean(dim=0)
        if counted.sum() > 0:
            return counted / counted.sum()
    return read_weights(grad_trace)


def is_scalar(grad_trace: GradTrace) -> bool:
    """Whether the target is a scalar, whose start is taken off the maps."""
    return isinstance(grad_trace.target, Scalar)


def relevance_tokens(grad_trace: GradTrace) -> Tensor:
    """[N] relevance propagated from the readout: `r <- r + r C`, `C = E_h (G o A)^+`.

    From the last layer down, starting at `class_start`, which is taken off for a scalar. Chefer et
    al. 2021 (ICCV, arXiv 2103.15679), on the logit. As published, it depends on the target's scale.
    """
    start = class_start(grad_trace)
    gained = torch.zeros_like(start)
    for layer in reversed(range(grad_trace.trace.config.depth)):
        flow, added = start + gained, torch.zeros_like(start)
        for rows, weighted in _weighted(grad_trace, layer):
            added += _counted(flow[rows], weighted)
        gained = gained + added / grad_trace.trace.config.heads
    return gained if is_scalar(grad_trace) else start + gained


def relevance(grad_trace: GradTrace) -> Tensor:
    """[rows,cols] the patches' part of `relevance_tokens`."""
    return over_patches(grad_trace.trace, relevance_tokens(grad_trace))


def gradient_rollout_tokens(grad_trace: GradTrace, residual: float = 0.5) -> Tensor:
    """[N] rollout over `f = (E_h A o G)^+` instead of attention; sums to 1.

    Each layer's f is first divided by its largest row sum, because the gradient's scale would
    otherwise determine how close a step is to the identity. Gradient-weighted rollout as in
    vit-explain (Gildenblat 2020), with the gradient of each layer's own attention. For a scalar,
    the part that stays where it started through all layers is taken off.
    """
    flow = _Flow.of(class_start(grad_trace))
    for layer in reversed(range(grad_trace.trace.config.depth)):
        total = flow.whole.new_zeros(len(flow.whole), len(flow.whole))
        for rows, weighted in _weighted(grad_trace, layer):
            total[rows] += _over_heads(weighted)
        flow = flow.mixed(total, residual)
    return flow.over_tokens(grad_trace)


def relevance_and_rollout_tokens(
    grad_trace: GradTrace, residual: float = 0.5
) -> tuple[Tensor, Tensor]:
    """[N] `relevance_tokens` and [N] `gradient_rollout_tokens`, from one A o G of each layer."""
    config, start = grad_trace.trace.config, class_start(grad_trace)
    gained, flow = torch.zeros_like(start), _Flow.of(start)
    for layer in reversed(range(config.depth)):
        added, total = torch.zeros_like(start), start.new_zeros(len(start), len(start))
        for rows, weighted in _weighted(grad_trace, layer):
            total[rows] += _over_heads(weighted)
            added += _counted((start + gained)[rows], weighted)
        gained, flow = gained + added / config.heads, flow.mixed(total, residual)
    counted = gained if is_scalar(grad_trace) else start + gained
    return counted, flow.over_tokens(grad_trace)


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
    start = read_weights(grad_trace)
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


def _counted(flow: Tensor, weighted: Tensor) -> Tensor:
    """[N] relevance that flow [n] adds through a piece A o G [h,n,N], which is overwritten."""
    return (flow @ weighted.clamp_min_(0)).sum(dim=0)


def _over_heads(weighted: Tensor) -> Tensor:
    """[n,N] the sum of a piece [h,n,N] over its heads; a single head is returned uncopied."""
    return weighted.sum(dim=0) if len(weighted) > 1 else weighted[0]


@dataclass(frozen=True, eq=False)
class _Flow:
    """Gradient rollout [N] on its way down: `whole`, and the part that never left the start."""

    whole: Tensor
    stayed: Tensor

    @classmethod
    def of(cls, start: Tensor) -> "_Flow":
        return cls(start, start)

    def mixed(self, total: Tensor, residual: float) -> "_Flow":
        """One step over the heads' sum of A o G [N,N], which is overwritten.

        `carry` divides each row by its sum, so that the residual can be multiplied by the largest
        row sum of f instead of dividing f by it.
        """
        sums = total.clamp_min_(0).sum(dim=-1)
        largest = float(sums.max())
        if largest == 0:
            return self
        share = residual * largest
        share /= 1 - residual + share
        whole = carry(self.whole.unsqueeze(0), total, share, sums=sums)[0]
        return _Flow(whole, self.stayed * staying(sums, share))

    def over_tokens(self, grad_trace: GradTrace) -> Tensor:
        """[N] all of it; of a scalar, what has left the start at least once."""
        if not is_scalar(grad_trace):
            return self.whole
        return (self.whole - self.stayed).clamp_min(0)


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
