"""One attention weight all the way down: from two tokens' query and key to what it carries."""

from dataclasses import dataclass

import torch
from torch import Tensor

from vit.layers import LayerScale
from vit.model import ViT
from vit.trace import Trace


@dataclass(frozen=True, eq=False)
class OneWeight:
    """The scaled dot product (Vaswani et al. 2017, arXiv 1706.03762) of one pair of tokens.

    `query` and `key` [K] as attention compares them (after rotary positions and norms of their
    own; with a score bias one entry longer); `products` [K] = query * key; `score` their sum;
    `scale` = 1 / sqrt(K); `scores` [N] the scaled scores of the whole row; `exponentials` [N] =
    exp(score - largest score), which is how a softmax is computed so that nothing overflows;
    `total` their sum; `weight` = exponential / total; `value` [K] what the token attended to
    offers; `carried` [D] = weight * value * W_o, what this weight adds to the attention branch, the
    trace's head gate and a LayerScale included; None in a model that norms what its heads bring in,
    where no single token's share is a product.
    """

    query: Tensor
    key: Tensor
    products: Tensor
    score: float
    scale: float
    scores: Tensor
    exponentials: Tensor
    total: float
    weight: float
    value: Tensor
    carried: Tensor | None


def one_weight(
    model: ViT, trace: Trace, layer: int, head: int, asking: int, told: int
) -> OneWeight:
    """How much token `asking` attends to token `told` in a head, step by step, in float32 at least.

    `weight` equals `trace.attention(layer)[head, asking, told]` to rounding.
    """
    _check("layer", layer, trace.config.depth)
    _check("head", head, trace.config.heads)
    for token in (asking, told):
        _check("token", token, trace.config.tokens)
    precise = torch.promote_types(trace.query.dtype, torch.float32)
    query, keys = trace.query[layer, head, asking].to(precise), trace.key[layer, head].to(precise)
    products = query * keys[told]
    scale = query.shape[0] ** -0.5
    scores = (query * keys).sum(dim=-1) * scale
    exponentials = (scores - scores.max()).exp()
    weights = exponentials / exponentials.sum()
    value = trace.value[layer, head, told]
    weighed = _gated(trace, layer, head, asking, weights[told] * value.to(precise))
    return OneWeight(
        query=query,
        key=keys[told],
        products=products,
        score=products.sum().item(),
        scale=scale,
        scores=scores,
        exponentials=exponentials,
        total=exponentials.sum().item(),
        weight=weights[told].item(),
        value=value,
        carried=_carried(model, layer, head, weighed),
    )


def _gated(trace: Trace, layer: int, head: int, asking: int, weighed: Tensor) -> Tensor:
    """[K] what is left of a weighed value [K] of a token's context when the head is gated."""
    context = weighed.new_zeros(1, trace.config.heads, trace.config.tokens, len(weighed))
    context[0, head, asking] = weighed
    return trace.edits.gate(layer, context)[0, head, asking]


def _carried(model: ViT, layer: int, head: int, weighed: Tensor) -> Tensor | None:
    """[D] of a weighed value [K] through the head's own columns of the projection."""
    config, block = model.config, model.block(layer)
    if config.sub_norm or config.post_norm:
        return None
    with torch.no_grad():
        columns = slice(head * config.head_width, (head + 1) * config.head_width)
        carried = block.attn.proj.weight[:, columns].to(weighed) @ weighed
        return carried * block.ls1.gamma if isinstance(block.ls1, LayerScale) else carried


def _check(name: str, index: int, count: int) -> None:
    if not 0 <= index < count:
        raise IndexError(f"{name} {index} does not exist: {name}s are 0 to {count - 1}")
