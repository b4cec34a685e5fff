"""A region of a picture as one query: attention from it and to it, and similarity with it."""

import torch
import torch.nn.functional as F
from torch import Tensor

from vit.door import check_layer
from vit.maps.streaming import attention_pieces
from vit.trace import Trace


def region_attention(trace: Trace, layer: int, tokens: Tensor) -> tuple[Tensor, Tensor]:
    """Attention from and to a region of tokens [m] in a layer, two tensors [H,N].

    From: the mean of the region's rows, which sums to 1. To: what every query gives to the region,
    the sum over its tokens, 0..1, since a mean would depend on how many of them were drawn round.
    No N x N map is held. ValueError for an empty region, IndexError for a token or a layer that is
    not there.
    """
    layer = check_layer(layer, trace.config.depth)
    return attention_from(trace, layer, tokens), attention_to(trace, layer, tokens)


def attention_from(trace: Trace, layer: int, tokens: Tensor) -> Tensor:
    """[H,N] mean of the attention from the tokens [m] of a region; errors as `region_attention`."""
    _check(tokens, trace.config.tokens)
    query, key = trace.query[layer], trace.key[layer]
    out = _blank(trace)
    for _, heads, piece in attention_pieces(query[:, tokens], key):
        out[heads] += piece.sum(dim=1)
    return out / len(tokens)


def attention_to(trace: Trace, layer: int, tokens: Tensor) -> Tensor:
    """[H,N] sum of the attention to the tokens [m] of a region; errors as `region_attention`."""
    _check(tokens, trace.config.tokens)
    out = _blank(trace)
    for rows, heads, piece in attention_pieces(trace.query[layer], trace.key[layer]):
        out[heads, rows] = piece[:, :, tokens].sum(dim=-1)
    return out


def _blank(trace: Trace) -> Tensor:
    precise = torch.promote_types(trace.query.dtype, torch.float32)
    return trace.query.new_zeros(trace.config.heads, trace.config.tokens, dtype=precise)


def region_similarity(directions: Tensor, tokens: Tensor) -> tuple[Tensor, float]:
    """[N] cosine of directions [N,F] of length 1 with the region's mean direction; its agreement.

    The agreement, 0..1, is the length of the mean of the region's directions: 1 where they are all
    the same. Errors as `region_attention`.
    """
    _check(tokens, len(directions))
    mean = directions[tokens].mean(dim=0)
    return directions @ F.normalize(mean, dim=0), float(mean.square().sum().sqrt())


def region_source(tokens: Tensor, count: int) -> Tensor:
    """[N] start of a rollout from a region: equal weights of a sum of 1."""
    _check(tokens, count)
    source = torch.zeros(count)
    source[tokens] = 1 / len(tokens)
    return source


def _check(tokens: Tensor, count: int) -> None:
    if not len(tokens):
        raise ValueError("the region is empty: give it one token or more")
    if not 0 <= int(tokens.min()) <= int(tokens.max()) < count:
        raise IndexError(
            f"a region has tokens 0 to {count - 1}, not {int(tokens.min())} to {int(tokens.max())}"
        )
