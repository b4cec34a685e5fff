"""LeGrad: positive gradients at every layer's attention, each of that layer's own score."""

from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor

from vit.layers import Block
from vit.maps.flow import start_vector
from vit.maps.relevance import over_patches
from vit.maps.streaming import products
from vit.model import ViT
from vit.scalars import Scalar
from vit.targets import Target, check_target
from vit.trace import Trace

LeGradScore = Literal["tokens", "readout"]


def legrad_tokens(
    model: ViT, trace: Trace, target: Target | str, score: LeGradScore = "tokens"
) -> Tensor:
    """[N] positive gradients at every layer's attention, each of that layer's own score.

    `sum_l E_h E_i (ds^l/dA^l)^+[i, :]` over all layers and all rows i, with `s^l` the target's
    logit from the output of block l: of the mean of all its tokens (as in the authors' code), or
    with score "readout" by the model's own readout. A scalar is always computed from the tokens
    that it reads, as they are after block l. Bousselham et al. 2024, arXiv 2404.03214.
    One backward through one block per layer.
    """
    target = check_target(model, target)
    total = start_vector(trace).zero_()
    for layer in range(trace.config.depth):
        gradient = _block_gradient(model, trace, layer, target, score)  # [H,N,K]
        for _, _, piece in products(gradient, trace.value[layer]):
            total += piece.clamp_min_(0).sum(dim=(0, 1))
    return total / (trace.config.heads * trace.config.tokens)


def legrad(model: ViT, trace: Trace, target: Target | str, score: LeGradScore = "tokens") -> Tensor:
    """[rows,cols] the patches' part of `legrad_tokens`."""
    return over_patches(trace, legrad_tokens(model, trace, target, score))


def _block_gradient(
    model: ViT, trace: Trace, layer: int, target: Target, score: LeGradScore
) -> Tensor:
    """[H,N,K] gradient, at a block's context, of the target read right after the block."""
    block = model.block(layer)
    with torch.inference_mode(mode=False), torch.enable_grad():
        query, key, value = (part[layer][None] for part in (trace.query, trace.key, trace.value))
        context = F.scaled_dot_product_attention(query, key, value).requires_grad_()
        attended = block.attn.join(trace.edits.gate(layer, context))
        tokens = block.add(trace.residual[layer].clone().unsqueeze(0), attended)
        (gradient,) = torch.autograd.grad(_score(model, block, tokens, target, score), context)
    return gradient[0]


def _score(model: ViT, block: Block, tokens: Tensor, target: Target, score: LeGradScore) -> Tensor:
    """[] the target of tokens [1,N,D] before a block's MLP, as LeGrad reads it after the block."""
    if isinstance(target, Scalar):
        return target.value(model, block.feed(tokens))[0]
    whole = score == "readout"
    logits = model.classify(block.feed(tokens)) if whole else model.read(block.feed_mean(tokens))
    return logits[0, target]
