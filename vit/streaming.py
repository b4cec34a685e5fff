"""Attention of a layer a few rows and heads at a time, so that no N x N map is ever held.

A piece is used as soon as it is made and its memory is taken again for the next one. On the
processor a piece fits into the cache of one core: that is why this is the quick way at every size,
ahead of larger pieces and of two fused attentions that carry the log-sum-exp of the rows.
"""

from collections.abc import Callable, Iterator
from typing import Literal

import torch
from torch import Tensor

Fusion = Literal["mean", "max", "min"]
ENTRIES = {"cpu": 2**18}  # of attention in a piece: 1 MiB in float32, half of a core's cache
ENTRIES_ELSEWHERE = 2**24  # there every piece costs a few launches: 64 MiB

_COMBINE: dict[str, Callable[..., Tensor]] = {
    "mean": torch.add,
    "max": torch.maximum,
    "min": torch.minimum,
}


def attend(flows: Tensor, query: Tensor, key: Tensor) -> Tensor:
    """[E,N] what E flows [E,N] pass on: `flows A`, A the mean of the heads' attention.

    `query` and `key` [H,N,K] are one layer's. A takes part row by row, so nothing is approximated.
    """
    passed = torch.zeros_like(flows)
    for rows, blocks in _pieces(query, key):
        for block in blocks:
            passed += (flows[:, rows] @ block).sum(dim=0)
    return passed / len(query)


def fused_rows(query: Tensor, key: Tensor, fusion: Fusion) -> Iterator[tuple[slice, Tensor]]:
    """Yield (rows, [n,N]): the attention of one layer in those rows, its heads fused.

    `query` and `key` are [H,N,K]; the fusion is the heads' mean, maximum or minimum.
    """
    if fusion not in _COMBINE:
        raise ValueError(f"fusion {fusion!r} is unknown: use 'mean', 'max' or 'min'")
    combine = _COMBINE[fusion]
    for rows, blocks in _pieces(query, key):
        fused: Tensor | None = None
        for head in (head for block in blocks for head in block):
            fused = head.clone() if fused is None else combine(fused, head, out=fused)
        assert fused is not None  # a layer has a head
        yield rows, fused / len(query) if fusion == "mean" else fused


def _pieces(query: Tensor, key: Tensor) -> Iterator[tuple[slice, Iterator[Tensor]]]:
    """Yield (rows, blocks of heads): each block [h,n,N] is gone when the next one is taken."""
    heads, tokens, width = query.shape
    precise = torch.promote_types(query.dtype, torch.float32)
    query = query.to(precise) * width**-0.5
    key = key.to(precise).transpose(-2, -1)
    entries = ENTRIES.get(query.device.type, ENTRIES_ELSEWHERE)
    rows_at_once = min(tokens, max(1, entries // tokens))
    heads_at_once = min(heads, max(1, entries // (rows_at_once * tokens)))
    room = query.new_empty(heads_at_once, rows_at_once, tokens)

    def blocks(rows: slice) -> Iterator[Tensor]:
        for first in range(0, heads, heads_at_once):
            some = slice(first, min(first + heads_at_once, heads))
            scores = room[: some.stop - first, : rows.stop - rows.start]
            torch.matmul(query[some, rows], key[some], out=scores)
            yield torch.softmax(scores, dim=-1, out=scores)

    for first in range(0, tokens, rows_at_once):
        rows = slice(first, min(first + rows_at_once, tokens))
        yield rows, blocks(rows)
