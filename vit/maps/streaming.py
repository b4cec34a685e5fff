"""Attention of a layer a few rows and heads at a time, so that no N x N map is held in memory.

A piece is used at once and the next one is written over it. On a CPU a piece fits into the cache of
one core, which makes this faster at every size than larger pieces, and than two fused attentions
that use the log-sum-exp of the rows.
"""

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Literal

import torch
from torch import Tensor

Fusion = Literal["mean", "max", "min"]
ENTRIES = {"cpu": 2**18}  # attention weights in a piece: 1 MiB in float32, half of a core's cache
ENTRIES_ELSEWHERE = 2**24  # 64 MiB, because every piece costs a few kernel launches

_COMBINE: dict[str, Callable[..., Tensor]] = {
    "mean": torch.add,
    "max": torch.maximum,
    "min": torch.minimum,
}


def attend(flows: Tensor, query: Tensor, key: Tensor, without: Tensor | None = None) -> Tensor:
    """[E,N] E flows [E,N] times A, the mean of the heads' attention.

    `query` and `key` [H,N,K] are those of one layer, `without` [H,N] as in `kept_pieces`. A is
    computed row by row, not approximated.
    """
    passed = torch.zeros_like(flows)
    for rows, _, piece in kept_pieces(query, key, without):
        passed += (flows[:, rows] @ piece).sum(dim=0)
    return passed / len(query)


def fused_rows(
    query: Tensor, key: Tensor, fusion: Fusion, without: Tensor | None = None
) -> Iterator[tuple[slice, Tensor]]:
    """Yield (rows, [n,N]): the attention of one layer in those rows, its heads fused.

    `query` and `key` are [H,N,K], `without` [H,N] as in `kept_pieces`; the fusion is the heads'
    mean, maximum or minimum. ValueError for another fusion.
    """
    if fusion not in _COMBINE:
        raise ValueError(f"fusion {fusion!r} is unknown: use 'mean', 'max' or 'min'")
    combine = _COMBINE[fusion]
    for rows, pieces in groupby(kept_pieces(query, key, without), key=itemgetter(0)):
        fused: Tensor | None = None
        for head in (head for _, _, piece in pieces for head in piece):
            fused = head.clone() if fused is None else combine(fused, head, out=fused)
        assert fused is not None  # a layer has a head
        yield rows, fused / len(query) if fusion == "mean" else fused


def kept_pieces(
    query: Tensor, key: Tensor, without: Tensor | None
) -> Iterator[tuple[slice, slice, Tensor]]:
    """Yield (rows, heads, attention [h,n,N]) of all queries, some tokens left out of some heads.

    `query` and `key` [H,N,K]. What a query gives to a token that `without` [H,N] marks stays with
    the query itself, so that rows still sum to 1; None leaves nothing out.
    """
    for rows, heads, piece in attention_pieces(query, key):
        for head, token in () if without is None else without[heads].nonzero():
            column = piece[int(head), :, int(token)]
            given = column.clone()
            column.zero_()
            piece[int(head), :, rows].diagonal().add_(given)
        yield rows, heads, piece


def attention_pieces(query: Tensor, key: Tensor) -> Iterator[tuple[slice, slice, Tensor]]:
    """Yield (rows, heads, attention [h,n,N]) of queries [H,M,K], as `products` does."""
    precise = torch.promote_types(query.dtype, torch.float32)
    scaled = query.to(precise) * query.shape[-1] ** -0.5
    for rows, heads, scores in products(scaled, key):
        yield rows, heads, torch.softmax(scores, dim=-1, out=scores)


def log_sums(query: Tensor, key: Tensor) -> Tensor:
    """[H,N] log of the sum of exp(score) over each row of scores `q k^T / sqrt(K)` of one layer.

    `query` and `key` are [H,N,K]. Attention from token i to j is `exp(score_ij - sum_i)`: with the
    sums a column needs no row (the log-sum-exp of Rabe & Staats 2021, arXiv 2112.05682).
    """
    precise = torch.promote_types(query.dtype, torch.float32)
    scaled = query.to(precise) * query.shape[-1] ** -0.5
    sums = scaled.new_empty(scaled.shape[:-1])
    for rows, heads, scores in products(scaled, key):
        sums[heads, rows] = scores.logsumexp(dim=-1)
    return sums


def column(query: Tensor, key: Tensor, sums: Tensor, token: int) -> Tensor:
    """[H,N] attention of every token of one layer to `token`; `sums` are those of `log_sums`."""
    scaled = query.to(sums.dtype) * query.shape[-1] ** -0.5
    scores = scaled @ key[:, token, :, None].to(sums.dtype)
    return (scores.squeeze(-1) - sums).exp()


def products(left: Tensor, right: Tensor) -> Iterator[tuple[slice, slice, Tensor]]:
    """Yield (rows, heads, their piece [h,n,N] of `left right^T`), each overwritten by the next.

    `left` [H,M,K], `right` [H,N,K]; computed in at least float32. All heads of some rows come
    before the next rows.
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
