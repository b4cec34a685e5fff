"""Intermediate steps of one token: the patch projection, a block, a norm.

All steps are computed again from the trace and the weights and agree with the recorded pass: the
patch projection gives the trace's first state, and a block's seven steps lead from one recorded
state to the next.
"""

from dataclasses import dataclass
from typing import NamedTuple, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from vit.layers import Block, PostNormBlock
from vit.model import ViT
from vit.trace import Trace


@dataclass(frozen=True, eq=False)
class PatchSteps:
    """Steps from one patch to its token in the first block's input.

    `pixels` [C,p,p] as the model receives them, `weights` [C,p,p] and `bias` of the first of the D
    outputs, `projected` [D] = the kernel's D products with the pixels plus bias (and normed, in a
    model with a norm on its patches), `position` [D] the position embedding that is added, 0 in a
    model that adds none.
    """

    pixels: Tensor
    weights: Tensor
    bias: float
    projected: Tensor
    position: Tensor


def patch_steps(model: ViT, pixels: Tensor, patch: int) -> PatchSteps:
    """Steps of one patch of the pixels [3,H,W]; patches are counted from 0, row by row.

    IndexError for a patch that does not exist.
    """
    grid = model.config.grid
    if not 0 <= patch < grid.patches:
        raise IndexError(f"patch {patch} does not exist: patches are 0 to {grid.patches - 1}")
    row, col = (place * grid.patch for place in divmod(patch, grid.cols))
    embed = model.patch_embed
    with torch.no_grad():
        kernel = model.kernel()  # [D,C,p,p]
        cut = pixels[:, row : row + grid.patch, col : col + grid.patch].to(kernel)
        return PatchSteps(
            pixels=cut,
            weights=kernel[0],
            bias=0.0 if embed.proj.bias is None else embed.proj.bias[0].item(),
            projected=embed.norm(F.linear(cut.flatten(), kernel.flatten(1), embed.proj.bias)),
            position=model.patch_positions()[patch],
        )


class Step(NamedTuple):
    """One of a block's seven steps: its name and its values [D] for the token."""

    name: str
    values: Tensor


def block_steps(model: ViT, trace: Trace, layer: int, token: int) -> list[Step]:
    """The seven steps of one token through a block, in the block's own order.

    `tokens` (the input), `norm`, `attention`, `sum`, `norm`, `mlp`, `sum`; in a model with norms
    after its branches, `norm` follows `attention` and `mlp`. The first step is `residual[layer]`,
    the last one `residual[layer + 1]`. A LayerScale is part of the branch's last step. IndexError
    for a layer or token that does not exist.
    """
    _check(trace, layer, token)
    block = model.block(layer)
    with torch.no_grad():
        entering = trace.residual[layer, token].clone()
        attended = attention_output(model, trace, layer, token)
        branches = _normed_after if isinstance(block, PostNormBlock) else _normed_before
        return branches(block, entering, attended)


def _normed_before(block: Block, entering: Tensor, attended: Tensor) -> list[Step]:
    brought = block.ls1(attended)
    middle = entering + brought
    normed = block.norm2(middle)
    fed = block.ls2(block.mlp(normed))
    return [
        Step("tokens", entering),
        Step("norm", block.norm1(entering)),
        Step("attention", brought),
        Step("sum", middle),
        Step("norm", normed),
        Step("mlp", fed),
        Step("sum", middle + fed),
    ]


def _normed_after(block: Block, entering: Tensor, attended: Tensor) -> list[Step]:
    brought = block.ls1(block.norm1(attended))
    middle = entering + brought
    fed = block.mlp(middle)
    normed = block.ls2(block.norm2(fed))
    return [
        Step("tokens", entering),
        Step("attention", attended),
        Step("norm", brought),
        Step("sum", middle),
        Step("mlp", fed),
        Step("norm", normed),
        Step("sum", middle + normed),
    ]


def attention_output(model: ViT, trace: Trace, layer: int, token: int) -> Tensor:
    """[D] output of attention for one token: the heads' contexts, concatenated and projected."""
    _check(trace, layer, token)
    with torch.no_grad():
        context = trace.edits.gate(layer, _contexts(trace, layer))
        return model.block(layer).attn.join(context[:, :, token : token + 1])[0, 0]


def head_contexts(trace: Trace, layer: int, token: int) -> Tensor:
    """[H,K] context of each head for one token: the attention-weighted sum of the values."""
    _check(trace, layer, token)
    return _contexts(trace, layer)[0, :, token]


def _contexts(trace: Trace, layer: int) -> Tensor:
    """[1,H,N,K] contexts of all tokens, by the fused attention on the recorded query and key."""
    query, key, value = (part[layer].unsqueeze(0) for part in (trace.query, trace.key, trace.value))
    return F.scaled_dot_product_attention(query, key, value)


@dataclass(frozen=True, eq=False)
class Normed:
    """A token [D] before and after a norm, with the two steps of the norm.

    `standardised` [D] is `before` minus its mean, divided by its standard deviation (in an RMSNorm
    `before` divided by the root of its mean square); `after` [D] is `standardised` times the
    learned `scale` [D] plus the learned `shift` [D], which an RMSNorm does not have.
    """

    before: Tensor
    standardised: Tensor
    scale: Tensor
    shift: Tensor | None
    after: Tensor


def first_norm(model: ViT, trace: Trace, layer: int, token: int) -> Normed:
    """Steps of the block's first norm: LayerNorm (Ba et al. 2016, arXiv 1607.06450) or RMSNorm."""
    _check(trace, layer, token)
    block = model.block(layer)
    with torch.no_grad():
        if isinstance(block, PostNormBlock):
            before = attention_output(model, trace, layer, token)
        else:
            before = trace.residual[layer, token].clone()
        norm = cast(nn.LayerNorm | nn.RMSNorm, block.norm1)
        shift = norm.bias if isinstance(norm, nn.LayerNorm) else None
        bare = F.layer_norm if isinstance(norm, nn.LayerNorm) else F.rms_norm
        standardised = bare(before, norm.normalized_shape, eps=norm.eps or 0.0)
        return Normed(before, standardised, norm.weight, shift, norm(before))


def _check(trace: Trace, layer: int, token: int) -> None:
    depth, tokens = trace.config.depth, trace.config.tokens
    if not 0 <= layer < depth:
        raise IndexError(f"layer {layer} does not exist: layers are 0 to {depth - 1}")
    if not 0 <= token < tokens:
        raise IndexError(f"token {token} does not exist: tokens are 0 to {tokens - 1}")
