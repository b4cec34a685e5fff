"""Attention from the class token, head fusion, and attention rollout.

Rollout (Abnar & Zuidema 2020, arXiv 2005.00928) follows attention through all layers:
`m = s^T M^L ... M^1` with `M^l = rownorm((1 - a) f(A^l) + a I)`, `f` the fusion of the heads and
`a` the residual weight. Only the row `s^T ...` is needed, so it is propagated as a vector from the
last layer down: O(L N^2) time and one row of memory, exact for all parameters.

A head that sends nearly all attention to one patch (a sink, `vit.attention_sinks`) puts that patch
on every rollout, whatever it does for the features. `without` leaves such patches out of their
heads: each query keeps for itself what it gives to them, as if the head had done nothing with it.
Rescaling the rest of the row instead only moves the peak to the head's next patch.
"""

import torch
from torch import Tensor

from vit.maps.left_out import check_left_out, left_out_of
from vit.maps.streaming import Fusion, attend, fused_rows
from vit.trace import Trace


def class_attention(trace: Trace) -> Tensor:
    """[L,H,rows,cols] attention from the class token to every patch, in every layer and head.

    The rest of each row, up to 1, is the attention to the prefix tokens. ValueError for a model
    without a class token.
    """
    if not trace.config.class_token:
        raise ValueError(
            "this model has no class token: ask for the attention from a patch instead"
        )
    rows = trace.attention_from(0)[..., trace.grid.prefix :]
    return rows.reshape(*rows.shape[:2], trace.grid.rows, trace.grid.cols)


def holds_mass(heat: Tensor, share: float) -> Tensor:
    """Boolean mask, shaped as the map, of the patches that hold the top `share` of its mass.

    The fewest patches, largest first, whose weights reach the share (Caron et al. 2021, arXiv
    2104.14294, figure 1). ValueError for a share outside 0..1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share {share} is outside 0..1")
    ordered, order = heat.flatten().sort(descending=True, stable=True)
    before = ordered.cumsum(0) - ordered
    held = torch.zeros(heat.numel(), dtype=torch.bool, device=heat.device)
    held[order] = before < share * ordered.sum() * (1 - 1e-9)
    return held.view_as(heat)


def start_vector(trace: Trace, source: int | Tensor | None = None) -> Tensor:
    """[N] start of a flow, summing to 1.

    `source` is a token index, a tensor [N] of weights that is taken as it is, or None for the
    model's `readout`. ValueError for weights of another shape, IndexError for another token.
    """
    config = trace.config
    like = trace.query.new_zeros(config.tokens, dtype=_precise(trace))
    if isinstance(source, Tensor):
        if source.shape != like.shape:
            raise ValueError(
                f"source has shape {tuple(source.shape)}, expected {tuple(like.shape)}"
            )
        return source.to(like)
    if source is None:
        return readout(trace)
    if not 0 <= source < config.tokens:
        raise IndexError(f"token {source} does not exist: tokens are 0 to {config.tokens - 1}")
    like[source] = 1
    return like


def readout(trace: Trace) -> Tensor:
    """[N] weights, summing to 1, with which the classifier reads the tokens.

    The class token alone, one half each of class and distillation token, equal weights for the
    pooled tokens, or the pooling attention averaged over its heads.
    """
    if trace.pooling is not None:
        return trace.pooling.mean(dim=0)
    config = trace.config
    first, end = 0, 1 + int(config.distilled)
    if config.pool == "avg":
        first, end = 0 if config.pool_prefix else config.prefix, config.tokens
    weights = trace.query.new_zeros(config.tokens, dtype=_precise(trace))
    weights[first:end] = 1 / (end - first)
    return weights


def discard_smallest(fused: Tensor, share: float) -> Tensor:
    """[n,N] with the floor(share * N) smallest entries of each row zeroed; ties are kept."""
    count = int(share * fused.shape[-1])
    if count == 0:
        return fused
    threshold = fused.kthvalue(count + 1, dim=-1, keepdim=True).values
    return fused.masked_fill(fused < threshold, 0)


def carry(
    flow: Tensor,
    fused: Tensor,
    residual: float,
    rows: slice = slice(None),
    sums: Tensor | None = None,
) -> Tensor:
    """[E,N] one step `flow M`, `M = rownorm((1 - residual) fused + residual I)`, without forming M.

    `flow` [E,N] holds E flows, `fused` [n,N] is the fused attention of the tokens in `rows`. The
    result is the contribution of these rows; the sum over all rows is the whole step. An empty row,
    possible with residual 0 only, counts as the identity. `sums` [n] are the row sums of `fused` if
    they are known: computing them takes as long as the step itself.
    """
    sums = fused.sum(dim=-1) if sums is None else sums
    total = (1 - residual) * sums + residual
    attending = torch.where(total == 0, 0, (1 - residual) / total)
    passed = (flow[:, rows] * attending) @ fused
    passed[:, rows] += flow[:, rows] * staying(sums, residual)
    return passed


def staying(sums: Tensor, residual: float) -> Tensor:
    """[n] share of a flow that a step leaves where it is, by row sums [n]; see `carry`."""
    total = (1 - residual) * sums + residual
    return torch.where(total == 0, 1, residual / total)


def rollout_stages(
    trace: Trace,
    fusion: Fusion = "mean",
    residual: float = 0.5,
    discard: float = 0.0,
    start: int = 0,
    source: int | Tensor | None = None,
    without: Tensor | None = None,
) -> Tensor:
    """[L,N] rollout up to each layer: row l uses the layers `start` to l.

    Same arguments as `rollout_tokens`. One pass from the last layer down propagates all L flows;
    the rows below `start` are the start vector.
    """
    _check_knobs(trace, residual, discard, start)
    check_left_out(trace, without)
    depth = trace.config.depth
    flows = start_vector(trace, source).repeat(depth, 1)
    for layer in reversed(range(start, depth)):
        flows[layer:] = _step(trace, layer, flows[layer:], fusion, residual, discard, without)
    return flows


def rollout_tokens(
    trace: Trace,
    fusion: Fusion = "mean",
    residual: float = 0.5,
    discard: float = 0.0,
    start: int = 0,
    source: int | Tensor | None = None,
    without: Tensor | None = None,
) -> Tensor:
    """[N] attention rollout from a source, prefix tokens included; sums to 1.

    `residual` in 0..1 is the share of the identity (1 returns the start vector), `discard` in 0..1
    the share of each fused row that is zeroed first, `start` the first layer used, `source` as in
    `start_vector`. `without` [L,H,N] bool marks tokens that are left out of a head, such as
    `vit.attention_sinks`: what a query gives to them stays with the query. ValueError outside these
    ranges and shapes. Abnar & Zuidema 2020, arXiv 2005.00928.
    """
    _check_knobs(trace, residual, discard, start)
    check_left_out(trace, without)
    flow = start_vector(trace, source).unsqueeze(0)
    for layer in reversed(range(start, trace.config.depth)):
        flow = _step(trace, layer, flow, fusion, residual, discard, without)
    return flow[0]


def rollout(
    trace: Trace,
    fusion: Fusion = "mean",
    residual: float = 0.5,
    discard: float = 0.0,
    start: int = 0,
    source: int | Tensor | None = None,
    without: Tensor | None = None,
) -> Tensor:
    """[rows,cols] attention rollout over the patches; with the prefix tokens' share it sums to 1.

    The patches' part of `rollout_tokens`, with the same arguments.
    """
    grid = trace.grid
    tokens = rollout_tokens(trace, fusion, residual, discard, start, source, without)
    return tokens[grid.prefix :].view(grid.rows, grid.cols)


def _step(
    trace: Trace,
    layer: int,
    flows: Tensor,
    fusion: Fusion,
    residual: float,
    discard: float,
    without: Tensor | None,
) -> Tensor:
    """[E,N] flows [E,N] propagated through one layer."""
    query, key, marked = trace.query[layer], trace.key[layer], left_out_of(without, layer)
    if fusion == "mean" and not discard:  # rows of the mean sum to 1 already
        return (1 - residual) * attend(flows, query, key, marked) + residual * flows
    passed = torch.zeros_like(flows)
    for rows, fused in fused_rows(query, key, fusion, marked):
        passed += carry(flows, discard_smallest(fused, discard), residual, rows)
    return passed


def _check_knobs(trace: Trace, residual: float, discard: float, start: int) -> None:
    if not 0 <= residual <= 1:
        raise ValueError(f"residual {residual} is outside 0..1: 0.5 weighs both branches equally")
    if not 0 <= discard < 1:
        raise ValueError(f"discard {discard} is outside 0..1: it is the share of entries zeroed")
    if not 0 <= start < trace.config.depth:
        raise ValueError(f"start {start} is not a layer: layers are 0 to {trace.config.depth - 1}")


def _precise(trace: Trace) -> torch.dtype:
    return torch.promote_types(trace.query.dtype, torch.float32)


def attention_rows(trace: Trace, query: int | None, direction: str) -> Tensor:
    """[L,H,N] attention from or to one token; `query` None stands for the model's readout."""
    query = trace.config.readout_token if query is None else query
    if query is not None:
        return trace.attention_from(query) if direction == "from" else trace.attention_to(query)
    start = start_vector(trace)
    layers = [trace.attention(layer) for layer in range(trace.config.depth)]
    if direction == "from":
        return torch.stack([start @ attention for attention in layers])
    return torch.stack([attention @ start for attention in layers])
