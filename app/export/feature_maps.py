"""The method Features as it is saved: colours, similarities, norms, groups of a layer's patches."""

from dataclasses import replace

import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export import group_maps
from app.export.bundles import plain
from app.export.feature_axes import feature_places
from app.export.feature_words import (
    CHANNELS,
    facet_alone,
    facet_arguments,
    facet_words,
    pictures_lines,
    where,
)
from app.export.foregrounds import depth_of
from app.export.map_rows import query_words, region_of
from app.wire.lists import vector
from app.wire.view_state import ViewState
from vit.anatomy.feature_colours import coded, ramps
from vit.figures.heat import Heat, token_name
from vit.figures.scale import Channels, Colouring, linear_scale, robust_top, signed_scale

AXES = {
    "layer": "by the principal axes of this layer",
    "layers": "by the same axes for all layers",
    "pictures": "by the same axes for all pictures",
}


def heat(engine: Engine, recorded: Recorded, state: ViewState) -> Heat:
    """The map of a view state."""
    makers = {
        "colours": _colours,
        "similarity": _similarity,
        "norms": _norms,
        "foreground": group_maps.foreground_heat,
        "segments": group_maps.segment_heat,
    }
    return makers[state.feature](engine, recorded, state)


def scale(engine: Engine, recorded: Recorded, state: ViewState, heatmap: Heat) -> Colouring:
    """The scale of these values."""
    if state.feature in ("foreground", "segments"):
        return group_maps.scale(engine, recorded, state)
    if state.feature == "colours":
        _, shares = feature_places(engine, recorded, state)
        here = vector(shares[depth_of(recorded, state)])
        return Channels(tuple(here), CHANNELS[state.coding], plain(ramps(state.coding)))
    if heatmap.signed:
        return signed_scale()
    top = robust_top(heatmap.values)
    return replace(linear_scale(top, root=state.root), label="length of the token")


def lines(recorded: Recorded, state: ViewState) -> list[str]:
    """Python that computes the map as `heat` from a `trace`."""
    makers = {
        "colours": _colour_lines,
        "similarity": _similarity_lines,
        "norms": _norm_lines,
        "foreground": group_maps.foreground_lines,
        "segments": group_maps.segment_lines,
    }
    return makers[state.feature](recorded, state)


def _colour_lines(recorded: Recorded, state: ViewState) -> list[str]:
    layer, facet = depth_of(recorded, state), facet_alone(state)
    common = state.axes == "pictures"
    arguments = ["model", "trace", *facet]
    if common or state.axes == "layers":
        arguments += ["axes=axes" if facet else "axes"] if common else ['"layers"']
    arguments += [] if state.coding == "oklab" else [f'coding="{state.coding}"']
    function = "facet_colours" if facet else "feature_colours"
    before = _common_lines(recorded.key.checkpoint, facet) if common else []
    return [*before, f"heat = vit.{function}({', '.join(arguments)})[{layer}]"]


def _common_lines(checkpoint: str, facet: list[str]) -> list[str]:
    """Python that computes the axes of several pictures of the strip."""
    traces = "(vit.trace(model, one) for one in pixels)"
    function = "common_facet_axes" if facet else "common_axes"
    axes = f"axes = vit.{function}({', '.join(['model', traces, *facet])})"
    return [*pictures_lines(checkpoint), axes]


def _norm_lines(recorded: Recorded, state: ViewState) -> list[str]:
    return [f"heat = vit.feature_norms(trace)[{depth_of(recorded, state)}]"]


def _similarity_lines(recorded: Recorded, state: ViewState) -> list[str]:
    grid = recorded.trace.grid
    token = "region" if state.region else _token(recorded.trace, state)
    if state.facet == "token":
        return [f"heat = vit.feature_similarity(trace, {depth_of(recorded, state)}, {token})"]
    arguments = f"model, trace, {facet_arguments(recorded, state)}, prefix=True"
    similar = (
        "vit.region_similarity(apart, region)[0]" if state.region else f"apart @ apart[{token}]"
    )
    return [
        f"apart = vit.facet_directions({arguments})",
        f"heat = ({similar})[{grid.prefix}:].view({grid.rows}, {grid.cols})",
    ]


def _colours(engine: Engine, recorded: Recorded, state: ViewState) -> Heat:
    trace = recorded.trace
    places, shares = feature_places(engine, recorded, state)
    layer = depth_of(recorded, state)
    values = coded(places[layer], state.coding).view(trace.grid.rows, trace.grid.cols, 3)
    whole = f"they show {float(shares[layer].sum()):.0%} of what differs there"
    what = "the features" if state.facet == "token" else facet_words(state)
    title = f"Colours of {what}, {where(recorded, state)}, {AXES[state.axes]}: {whole}"
    return _heat(values, ", ".join(CHANNELS[state.coding]), title)


def _similarity(_: Engine, recorded: Recorded, state: ViewState) -> Heat:
    trace, region = recorded.trace, region_of(recorded, state)
    token, layer = _token(trace, state) if region is None else region, depth_of(recorded, state)
    if state.facet == "token":
        what, values = "the features", vit.feature_similarity(trace, layer, token)
    else:
        what, values = facet_words(state), _facet_similarity(recorded, state, token)
    whom = token_name(trace, token) if isinstance(token, int) else query_words(recorded, state)
    title = f"Similarity of {what} with {whom}, {where(recorded, state)}"
    return _heat(values, "cosine", title)


def _facet_similarity(recorded: Recorded, state: ViewState, token: int | Tensor) -> Tensor:
    """[rows,cols] cosine of every patch's key, query or value with that of a token or region."""
    trace, grid, head = recorded.trace, recorded.trace.grid, state.facet_head
    layer = depth_of(recorded, state)
    apart = vit.facet_directions(recorded.model, trace, layer, state.facet, head, prefix=True)
    tokens = torch.tensor([token]) if isinstance(token, int) else token
    similar, _ = vit.region_similarity(apart, tokens)
    return similar[grid.prefix :].view(grid.rows, grid.cols)


def _norms(_: Engine, recorded: Recorded, state: ViewState) -> Heat:
    tokens = replace(state, facet="token")
    values = vit.feature_norms(recorded.trace)[depth_of(recorded, tokens)]
    return _heat(values, "length", f"Norms of the features, {where(recorded, tokens)}")


def _heat(values: Tensor, unit: str, title: str) -> Heat:
    array = values.float().cpu().numpy()
    return Heat(array, unit, signed=unit == "cosine", title=title, prefix=None)


def _token(trace: vit.Trace, state: ViewState) -> int:
    token = trace.config.readout_token if state.query is None else state.query
    if token is None:
        raise ValueError("Similarity asks from one token: choose a patch on the picture first.")
    return token
