"""Statistics of each head: attention distance, entropy, and shares of attention by kind of token.

All figures come from one pass over the attention, a few rows of every head at a time: a piece fits
into the CPU's cache, is multiplied by the weights of its rows, and is overwritten by the next one,
so that neither the maps nor the distances of all pairs of patches are held in memory.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, fields

import torch
from torch import Tensor

from vit.grid import Grid
from vit.trace import Trace

OUTLIER = 3.0  # an outlier patch is longer than this many times the median of its layer's patches
SHARE = 0.3  # of all queries' attention in a head, from which a patch is a sink of this head
TIMES = 20.0  # and at least so many times an even share, which counts below 67 tokens

ENTRIES = {"cpu": 2**19}  # attention weights in a piece: 2 MiB in float32
ENTRIES_ELSEWHERE = 2**24  # 64 MiB, because every piece costs a few kernel launches
HEADS = 4  # heads in one piece: with more the products are slow, with fewer there are too many

# The columns of `_figure_weights`.
_PATCHES, _DISTANCE, _ROW, _COLUMN, _NEAR, _OUTLIER = range(6)
_COLUMNS = 6


@dataclass(frozen=True, eq=False)
class HeadStatistics:
    """Figures [L,H] of every head of one trace, each a mean over its queries.

    Over the patches' queries, with their attention renormalised over the patches (a query whose
    attention to patches is zero to float precision counts as 0):
    `distance`, the mean attention distance in px of the model input, the patch itself included
    (Raghu et al. 2021, arXiv 2108.08810); `row` and `column`, the share in the query's own row and
    column; `near`, the share on the patch itself and the eight around it. `dropped` is the share on
    prefix tokens that this renormalisation leaves out.

    Over all queries: `entropy`, as a share of its largest value log N; `prefix`, the share on
    prefix tokens; `sink`, the share on the one patch that gets most (Xiao et al. 2023, arXiv
    2309.17453, describe such sinks in language models); `outlier`, the share on the patches of
    outlying length (`layer_outliers`) in the block's input (Darcet et al. 2023, arXiv 2309.16588).

    `received` [L,H,N] is the share that each token gets, a mean over all queries: it sums to 1.

    Shares and entropy lie in 0..1. `uniform` is the distance, in px, of a head that attends to all
    patches equally.
    """

    grid: Grid
    uniform: float
    distance: Tensor = field(repr=False)
    dropped: Tensor = field(repr=False)
    entropy: Tensor = field(repr=False)
    prefix: Tensor = field(repr=False)
    sink: Tensor = field(repr=False)
    outlier: Tensor = field(repr=False)
    row: Tensor = field(repr=False)
    column: Tensor = field(repr=False)
    near: Tensor = field(repr=False)
    received: Tensor = field(repr=False)

    @property
    def sinks(self) -> Tensor:
        """[L,H,N] bool: patches with `sink_share(N)` of all queries' attention; never a prefix."""
        sinks = self.received >= sink_share(self.grid.tokens)
        sinks[..., : self.grid.prefix] = False
        return sinks

    @property
    def sinks_share(self) -> Tensor:
        """[L] share of a layer's attention that goes to sinks, a mean over heads and queries."""
        return (self.received * self.sinks).sum(dim=-1).mean(dim=-1)

    def figures(self) -> dict[str, Tensor]:
        """The figures [L,H] by name."""
        others = ("grid", "uniform", "received")
        names = [one.name for one in fields(self) if one.name not in others]
        return {name: getattr(self, name) for name in names}


def head_statistics(trace: Trace) -> HeadStatistics:
    """Every figure of every head in one pass over the attention; see HeadStatistics."""
    grid, (depth, heads, tokens, _) = trace.grid, trace.query.shape
    outliers = layer_outliers(token_norms(trace), grid)
    like = trace.query.new_empty(0, dtype=torch.promote_types(trace.query.dtype, torch.float32))
    among = like.new_zeros(depth, heads, _COLUMNS)  # of the patches' queries, renormalised
    overall = like.new_zeros(depth, heads, _COLUMNS)
    dropped, entropy = like.new_zeros(2, depth, heads)
    received = like.new_zeros(depth, heads, tokens)
    block = _rows_at_once(grid, like)
    room = like.new_empty(HEADS, block, tokens)
    for rows, weights in _figure_weights(grid, block, like):
        first = max(0, grid.prefix - rows.start)  # the first of these rows that is a patch's
        for layer in range(depth):
            weights[..., _OUTLIER] = outliers[layer]
            query, key = trace.query[layer][:, rows], trace.key[layer]
            products = [
                (attention.transpose(0, 1) @ weights, nats, attention.sum(dim=1))
                for attention, nats in _pieces(query, key, room)
            ]
            sums = torch.cat([some for some, _, _ in products], dim=1)  # [n,H,_COLUMNS]
            entropy[layer] += torch.cat([nats for _, nats, _ in products])
            received[layer] += torch.cat([each for _, _, each in products])
            overall[layer] += sums.sum(dim=0)
            among[layer] += (sums[first:] / _positive(sums[first:, :, :1])).sum(dim=0)
            dropped[layer] += (1 - sums[first:, :, _PATCHES]).sum(dim=0)
    among, overall, received = among / grid.patches, overall / tokens, received / tokens
    return HeadStatistics(
        grid=grid,
        uniform=uniform_distance(grid),
        distance=among[..., _DISTANCE],
        dropped=(dropped / grid.patches).clamp(0, 1),
        entropy=entropy / (tokens * math.log(max(2, tokens))),
        prefix=(1 - overall[..., _PATCHES]).clamp(0, 1),
        sink=received[..., grid.prefix :].amax(dim=-1),
        outlier=overall[..., _OUTLIER],
        row=among[..., _ROW],
        column=among[..., _COLUMN],
        near=among[..., _NEAR],
        received=received,
    )


def attention_sinks(trace: Trace) -> Tensor:
    """[L,H,N] bool: the patches that are a sink of a head, by the attention of all queries.

    As `HeadStatistics.sinks`, and from the same pass over the attention; what rollout may leave
    out (`vit.rollout_tokens`).
    """
    return head_statistics(trace).sinks


def sink_share(tokens: int) -> float:
    """Share of all queries' attention from which a patch is a sink, of so many tokens.

    SHARE, and at least TIMES an even share: above 1, of 20 tokens or fewer, there is none.
    """
    return max(SHARE, TIMES / tokens)


def _rows_at_once(grid: Grid, like: Tensor) -> int:
    entries = ENTRIES.get(like.device.type, ENTRIES_ELSEWHERE)
    return min(grid.tokens, max(1, entries // (HEADS * grid.tokens)))


def _pieces(query: Tensor, key: Tensor, room: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield ([h,n,N], [h]): attention of queries [H,n,K], and the sum of its entropies in nat.

    The pieces share the memory `room` [HEADS,>=n,N]: each is overwritten by the next.
    """
    scaled = query.to(room) * query.shape[-1] ** -0.5
    keys = key.to(room).transpose(-2, -1)
    for first in range(0, len(query), HEADS):
        some = slice(first, min(first + HEADS, len(query)))
        scores = room[: some.stop - first, : query.shape[1]]
        torch.matmul(scaled[some], keys[some], out=scores)
        logs = scores.log_softmax(dim=-1)
        attention = torch.exp(logs, out=scores)
        yield attention, -logs.mul_(attention).sum(dim=(1, 2))


def _figure_weights(grid: Grid, block: int, like: Tensor) -> Iterator[tuple[slice, Tensor]]:
    """Yield (rows, [n,N,6]) per query block: weights whose product with attention gives figures.

    A block has up to `block` queries. For each query and token: whether the token is a patch, its
    distance in px, and whether it lies in the query's row, column and neighbourhood; the last
    column is filled in for each layer. Where query or token is a prefix token, only the first and
    the last column are not 0.
    """
    for start in range(0, grid.tokens, block):
        rows = slice(start, min(start + block, grid.tokens))
        patches = slice(max(0, start - grid.prefix), max(0, rows.stop - grid.prefix))
        weights = like.new_zeros(rows.stop - start, grid.tokens, _COLUMNS)
        weights[:, grid.prefix :, _PATCHES] = 1
        down, right = _apart(grid, patches, like.device)
        own = weights[len(weights) - len(down) :, grid.prefix :]
        own[..., _DISTANCE] = torch.hypot(down, right) * grid.patch
        own[..., _ROW] = down == 0
        own[..., _COLUMN] = right == 0
        own[..., _NEAR] = torch.maximum(down, right) <= 1
        yield rows, weights


def _apart(grid: Grid, patches: slice, device: torch.device) -> tuple[Tensor, Tensor]:
    """Distances [n,P] between some patches and all of them: in rows, and in columns."""
    places = torch.arange(grid.patches, device=device)
    axes = (axis.to(torch.float64) for axis in (places // grid.cols, places % grid.cols))
    down, right = ((axis[patches, None] - axis).abs() for axis in axes)
    return down, right


def _positive(values: Tensor) -> Tensor:
    """A copy with zeros replaced by the smallest positive number."""
    return values.clamp(min=torch.finfo(values.dtype).tiny)


def attention_distance(trace: Trace) -> Tensor:
    """[L,H] mean attention distance in pixels of the model input (Raghu et al. 2021, 2108.08810).

    The mean over all patches of the distance to every patch weighted by attention, the patch itself
    included; rows are renormalised over the patches, so attention to prefix tokens does not count.
    """
    return head_statistics(trace).distance


def uniform_distance(grid: Grid) -> float:
    """Mean attention distance in pixels of a head that attends to all patches equally.

    Summed over offsets in rows and columns, each weighted by the number of such pairs in the grid.
    """
    down, right = (torch.arange(side, dtype=torch.float64) for side in (grid.rows, grid.cols))
    often = [(len(axis) - axis) * (2 - (axis == 0).double()) for axis in (down, right)]
    lengths = torch.hypot(down[:, None], right)
    return (often[0] @ lengths @ often[1]).item() / grid.patches**2 * grid.patch


def token_norms(trace: Trace) -> Tensor:
    """[L+1,N] norm of every token before the first block and after each."""
    precise = torch.promote_types(trace.residual.dtype, torch.float32)
    return torch.stack([layer.to(precise).square().sum(-1).sqrt() for layer in trace.residual])


def norm_outliers(norms: Tensor, grid: Grid) -> Tensor:
    """[...,N] boolean mask of the outlier patches, by norms [...,N]; prefix tokens are never one.

    An outlier is longer than OUTLIER times the median of its layer's patches. Darcet et al. 2023
    (arXiv 2309.16588) choose a threshold between the two modes of a histogram by eye; a multiple of
    the median needs no threshold for each model.
    """
    patches = norms[..., grid.prefix :]
    outliers = torch.zeros_like(norms, dtype=torch.bool)
    outliers[..., grid.prefix :] = patches > OUTLIER * patches.median(dim=-1, keepdim=True).values
    return outliers


def layer_outliers(norms: Tensor, grid: Grid) -> Tensor:
    """[L+1,N] the outliers by `token_norms` [L+1,N]; before the first block there are none.

    The length of an embedding says how much contrast its patch has: no layer has written it.
    """
    outliers = norm_outliers(norms, grid)
    outliers[0] = False
    return outliers
