"""One token on its way through the model, opened at every step: what an explanation shows.

Everything here is computed once more from the record and the weights, so that a step can be shown
to be what the pass did: the patch's projection is the record's first state, and a block's seven
steps lead from one recorded state to the next.
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
    """How one patch becomes the token that enters the first block.

    `pixels` [C,p,p] as the model receives them, `weights` [C,p,p] and `bias` of the first of the D
    outputs, `projected` [D] = the kernel's D products with the pixels, the bias added (and normed,
    in a model with a norm on its patches), `position` [D] what is added for its place, 0 in a
    model that adds nothing.
    """

    pixels: Tensor
    weights: Tensor
    bias: float
    projected: Tensor
    position: Tensor


def patch_steps(model: ViT, pixels: Tensor, patch: int) -> PatchSteps:
    """Cut one patch out of the input [3,H,W] and project it; patches count from 0, row by row."""
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
    """One of a block's seven steps: its name and what the token is then, [D]."""

    name: str
    values: Tensor


def block_steps(model: ViT, trace: Trace, layer: int, token: int) -> list[Step]:
    """The seven steps of one token through a block, in the block's own order.

    `tokens` that enter, `norm`, `attention`, `sum`, `norm`, `mlp`, `sum`; where a model norms what
    a branch brings in, `norm` follows `attention` and `mlp`. The first step is `residual[layer]`,
    the last one `residual[layer + 1]`. A LayerScale is part of the branch's last step.
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
    """[D] what attention brings one token: its heads' contexts, side by side, projected."""
    _check(trace, layer, token)
    with torch.no_grad():
        context = trace.edits.gate(layer, _contexts(trace, layer))
        return model.block(layer).attn.join(context[:, :, token : token + 1])[0, 0]


def head_contexts(trace: Trace, layer: int, token: int) -> Tensor:
    """[H,K] what each head gathers for one token: its attention's sum of the values."""
    _check(trace, layer, token)
    return _contexts(trace, layer)[0, :, token]


def _contexts(trace: Trace, layer: int) -> Tensor:
    """[1,H,N,K] of every token, by the fused attention; the record's query holds its own scale."""
    query, key, value = (part[layer].unsqueeze(0) for part in (trace.query, trace.key, trace.value))
    return F.scaled_dot_product_attention(query, key, value)


@dataclass(frozen=True, eq=False)
class Normed:
    """A token before and after a norm, with the norm's two halves apart.

    `standardised` [D] is the token with its mean taken off and divided by its deviation (by the
    root of its mean square in an RMSNorm, which takes no mean off); `after` [D] is that times the
    learned `scale` [D], the learned `shift` [D] added, which an RMSNorm does not have.
    """

    before: Tensor
    standardised: Tensor
    scale: Tensor
    shift: Tensor | None
    after: Tensor


def first_norm(model: ViT, trace: Trace, layer: int, token: int) -> Normed:
    """The block's first norm, opened: LayerNorm (Ba et al. 2016, arXiv 1607.06450) or RMSNorm."""
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
