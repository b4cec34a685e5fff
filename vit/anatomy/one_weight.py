"""One attention weight step by step: from a query and a key to the contribution of the value."""

from dataclasses import dataclass

import torch
from torch import Tensor

from vit.layers import LayerScale
from vit.model import ViT
from vit.trace import Trace


@dataclass(frozen=True, eq=False)
class OneWeight:
    """The scaled dot product (Vaswani et al. 2017, arXiv 1706.03762) of one pair of tokens.

    `query` [K] of the query token and `key` [K] of the key token as the scores use them (after
    rotary positions and norms; one entry longer with a score bias); `products` [K] = query * key;
    `score` their sum; `scale` = 1 / sqrt(K); `scores` [N] the scaled scores of the whole row;
    `exponentials` [N] = exp(score - largest score), so that the softmax does not overflow; `total`
    their sum; `weight` = exponential / total; `value` [K] of the key token; `carried` [D] = weight
    * value * W_o, the contribution to the attention branch, head gate and LayerScale included; None
    in a model with norms after the heads, where the contribution of one token is no product.
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
    model: ViT, trace: Trace, layer: int, head: int, query_token: int, key_token: int
) -> OneWeight:
    """Attention from the query token to the key token in a head, step by step.

    In at least float32; `weight` equals `trace.attention(layer)[head, query_token, key_token]` to
    rounding. IndexError for a layer, head or token that does not exist.
    """
    _check("layer", layer, trace.config.depth)
    _check("head", head, trace.config.heads)
    for token in (query_token, key_token):
        _check("token", token, trace.config.tokens)
    precise = torch.promote_types(trace.query.dtype, torch.float32)
    query = trace.query[layer, head, query_token].to(precise)
    keys = trace.key[layer, head].to(precise)
    products = query * keys[key_token]
    scale = query.shape[0] ** -0.5
    scores = (query * keys).sum(dim=-1) * scale
    exponentials = (scores - scores.max()).exp()
    weights = exponentials / exponentials.sum()
    value = trace.value[layer, head, key_token]
    weighted = _gated(trace, layer, head, query_token, weights[key_token] * value.to(precise))
    return OneWeight(
        query=query,
        key=keys[key_token],
        products=products,
        score=products.sum().item(),
        scale=scale,
        scores=scores,
        exponentials=exponentials,
        total=exponentials.sum().item(),
        weight=weights[key_token].item(),
        value=value,
        carried=_carried(model, layer, head, weighted),
    )


def _gated(trace: Trace, layer: int, head: int, query_token: int, weighted: Tensor) -> Tensor:
    """[K] a weighted value [K] of the query token's context after the head's gate."""
    context = weighted.new_zeros(1, trace.config.heads, trace.config.tokens, len(weighted))
    context[0, head, query_token] = weighted
    return trace.edits.gate(layer, context)[0, head, query_token]


def _carried(model: ViT, layer: int, head: int, weighted: Tensor) -> Tensor | None:
    """[D] a weighted value [K] times the head's own columns of the output projection."""
    config, block = model.config, model.block(layer)
    if config.sub_norm or config.post_norm:
        return None
    with torch.no_grad():
        columns = slice(head * config.head_width, (head + 1) * config.head_width)
        carried = block.attn.proj.weight[:, columns].to(weighted) @ weighted
        return carried * block.ls1.gamma if isinstance(block.ls1, LayerScale) else carried


def _check(name: str, index: int, count: int) -> None:
    if not 0 <= index < count:
        raise IndexError(f"{name} {index} does not exist: {name}s are 0 to {count - 1}")
