"""The map on screen, computed again on the server: array, figure, and lines of Python."""

from dataclasses import asdict, replace

import numpy as np
import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export import feature_maps, head_colours, names, rollouts
from app.export.bundles import bundle, plain
from app.export.captions import caption
from app.export.map_rows import direction_words, map_rows, own_query, region_groups, summed
from app.share.queries import map_query
from app.wire.view_state import ViewState
from vit.figures import figures
from vit.figures.heat import Heat
from vit.figures.look import Look
from vit.figures.scale import (
    Colouring,
    Scale,
    linear_scale,
    robust_top,
    signed_scale,
    uniform_scale,
)
from vit.maps.flow import attention_rows


def heat(engine: Engine, recorded: Recorded, state: ViewState) -> Heat:
    """The map of a view state; ValueError when it names what the trace does not have."""
    config = recorded.trace.config
    state.check(layers=config.depth, heads=config.heads, tokens=config.tokens)
    if state.method == "class":
        return _relevance(engine, recorded, state)
    if state.method == "features":
        return feature_maps.heat(engine, recorded, state)
    if state.method == "rollout":
        return _rollout(engine, recorded, state)
    if head_colours.is_blend(state):
        return head_colours.heat(engine, recorded, state)
    if state.method == "positions":
        return _positions(recorded, state)
    return _attention(engine, recorded, state)


def _attention(engine: Engine, recorded: Recorded, state: ViewState) -> Heat:
    rows = map_rows(engine, recorded, state)[state.layer]
    tokens = rows.mean(dim=0) if state.head is None else rows[state.head]
    head = "mean of heads" if state.head is None else f"head {state.head + 1}"
    query = direction_words(recorded, state)
    return _over_patches(
        recorded.trace, tokens, f"Attention, layer {state.layer + 1}, {head}, {query}"
    )


def _rollout(engine: Engine, recorded: Recorded, state: ViewState) -> Heat:
    trace = recorded.trace
    end = trace.config.depth - 1 if state.end is None else state.end
    tokens = rollouts.stages(engine, recorded, state)[end]
    return _over_patches(trace, tokens, rollouts.title(engine, recorded, state, end))


def _positions(recorded: Recorded, state: ViewState) -> Heat:
    grid = recorded.trace.grid
    if state.query is None or state.query < grid.prefix:
        raise ValueError("Position similarity asks from a patch: choose one on the picture first.")
    row, col = grid.cell(state.query)
    values = vit.position_similarity(recorded.model)[row, col].float().cpu().numpy()
    title = f"Similarity of position embeddings with patch ({row}, {col})"
    return Heat(values, "cosine", signed=True, title=title, prefix=None)


def _relevance(engine: Engine, recorded: Recorded, state: ViewState) -> Heat:
    model, trace = recorded.model, recorded.trace
    if state.target is None or not 0 <= state.target < trace.config.classes:
        raise ValueError("The map of a class needs the number of a class that the model knows.")
    grad_trace = engine.gradient(recorded.key, state.target)
    with engine.store.forward(model):
        tokens = vit.METHODS["relevance"].tokens(model, grad_trace)
    name = model.labels.name(state.target)
    return _over_patches(trace, tokens / tokens.sum(), f"Relevance (Chefer et al. 2021) of {name}")


def _over_patches(trace: vit.Trace, tokens: Tensor, title: str) -> Heat:
    grid = trace.grid
    values = tokens[grid.prefix :].view(grid.rows, grid.cols).float().cpu().numpy()
    prefix = float(tokens[: grid.prefix].sum())
    return Heat(values, "weight", signed=False, title=title, prefix=prefix)


def figure(engine: Engine, recorded: Recorded, state: ViewState, kind: figures.Kind) -> bytes:
    """The map as a figure for print, with a caption of its settings."""
    heatmap, trace = heat(engine, recorded, state), recorded.trace
    query = None if state.method == "class" else own_query(state)
    query = query if query is not None and query >= trace.grid.prefix else None
    regions = region_groups(recorded, state) if state.region else None
    smooth = state.smooth and not head_colours.is_blend(state)  # stripes stay
    look = Look(state.colormap, state.opacity, smooth, state.grid)
    panel = figures.Panel(
        heat=heatmap.values,
        rgb=engine.picture(recorded.key.digest).rgb,
        view=trace.view,
        scale=scale(engine, recorded, state, heatmap),
        query=None if query is None else trace.grid.cell(query),
        title=heatmap.title,
        caption=" ".join(
            [
                caption(recorded, heatmap),
                names.signature(),
                f"?{map_query(engine, recorded, state)}",
            ]
        ),
        groups=heatmap.groups if regions is None else regions.numpy(),
        dimmed=heatmap.dimmed,
    )
    return figures.figure(panel, look, kind)


def scale(engine: Engine, recorded: Recorded, state: ViewState, heatmap: Heat) -> Colouring:
    """The scale of a map in a view state; a query's attention to itself never sets it."""
    if head_colours.is_blend(state):
        return head_colours.scale(state, heatmap)
    if state.method == "features":
        return feature_maps.scale(engine, recorded, state, heatmap)
    if heatmap.signed:
        return signed_scale()
    if state.method == "class":
        return _relevance_scale(recorded.trace, state, heatmap)
    trace = recorded.trace
    if state.scale == "uniform":
        return multiples(recorded, state)
    if state.scale == "shared":
        values = plain(_shared(engine, recorded, state))
    else:
        values = np.concatenate([np.zeros(trace.grid.prefix), heatmap.values.flatten()])
    patches = np.arange(trace.config.tokens) >= trace.grid.prefix
    own = own_query(state)
    if own is not None:
        patches[own] = False
    return linear_scale(robust_top(values[..., patches]), root=state.root)


def multiples(recorded: Recorded, state: ViewState) -> Scale:
    """Multiples of uniform attention; of a sum over m tokens, of m/N, as on the page."""
    tokens, many = recorded.trace.config.tokens, summed(recorded, state)
    uniform = uniform_scale(tokens, tokens // many)
    if many == 1:
        return uniform
    label = f"attention in multiples of uniform ({many}/{tokens})"
    low, high, step = (many * value for value in (uniform.low, uniform.high, uniform.step))
    return replace(uniform, low=low, high=high, step=step, label=label)


def _shared(engine: Engine, recorded: Recorded, state: ViewState) -> Tensor:
    """[...,N] the maps that share a scale: of every layer, and of every head and their mean."""
    if state.method == "rollout":
        return rollouts.stages(engine, recorded, state)
    rows = map_rows(engine, recorded, state)
    return torch.cat([rows, rows.mean(dim=1, keepdim=True)], dim=1)


def _relevance_scale(trace: vit.Trace, state: ViewState, heatmap: Heat) -> Scale:
    """The scale of shares of relevance: there is no query token, so every patch counts."""
    tokens = trace.config.tokens
    if state.scale == "uniform":
        label = f"relevance in multiples of an even share (1/{tokens})"
        return replace(uniform_scale(tokens), label=label)
    return replace(linear_scale(robust_top(heatmap.values), root=state.root), label="of relevance")


def array(engine: Engine, recorded: Recorded, state: ViewState) -> bytes:
    """The map as a .npz file: `heat` [rows,cols(,3)] and `settings`, a JSON text.

    Where patches are in groups, `groups` [rows,cols] too: segments, or 1 for the foreground.
    """
    heatmap = heat(engine, recorded, state)
    facts = asdict(state) | {
        "unit": heatmap.unit,
        "title": heatmap.title,
        "link": map_query(engine, recorded, state),
    }
    groups = {} if heatmap.groups is None else {"groups": heatmap.groups}
    return bundle(recorded, {"heat": heatmap.values, **groups}, facts)


def rows(engine: Engine, recorded: Recorded, state: ViewState) -> bytes:
    """The readout's attention as a .npz file: `rows` [L,H,N] of every layer and head.

    That of the class token, or of what the model reads in its place.
    """
    config = recorded.trace.config
    state.check(layers=config.depth, heads=config.heads, tokens=config.tokens)
    facts = {
        "title": f"Attention from the {config.readout_name}, every layer and head",
        "axes": "layer, head, token",
        "prefix": list(config.prefix_names),
        "link": map_query(engine, recorded, state),
    }
    values = attention_rows(recorded.trace, None, "from")
    return bundle(recorded, {"rows": plain(values)}, facts)
