"""Foreground and segments as they are saved: what is drawn, its scale, and lines of Python."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export import foregrounds, segments
from app.export.bundles import plain
from app.export.feature_words import (
    CHANNELS,
    facet_arguments,
    facet_words,
    pictures_lines,
    where,
)
from app.wire.lists import vector
from app.wire.view_state import ViewState
from vit.anatomy.feature_colours import coded, ramps
from vit.figures.group_colours import group_colours
from vit.figures.heat import Heat
from vit.figures.scale import Channels, Colouring, Groups, linear_scale


def foreground_heat(engine: Engine, recorded: Recorded, state: ViewState) -> Heat:
    """The parts inside the foreground, or the component that it is made by."""
    grid, front = recorded.trace.grid, foregrounds.foreground(recorded, state)
    mask = front.mask.view(grid.rows, grid.cols).cpu().numpy()
    size = f"{mask.mean():.1%} of the picture"
    by = f"by the first component of {facet_words(state)}, {front.share:.0%} of what differs there"
    groups = mask.astype(np.intp)
    if state.inside == "component":
        values = plain(front.places).reshape(grid.rows, grid.cols)
        title = f"First component {where(recorded, state)}; foreground {by}: {size}"
        return Heat(values, "component", signed=True, title=title, prefix=None, groups=groups)
    places, shares = foregrounds.parts(engine, recorded, state)
    colours = plain(coded(places, state.coding)).reshape(grid.rows, grid.cols, 3)
    common = foregrounds.has_common_axes(engine, recorded, state)
    whose = "the foregrounds of all pictures" if common else "the foreground"
    title = (
        f"Foreground {where(recorded, state)} {by}: {size}; colours of its parts by the axes of "
        f"{whose}: {float(shares.sum()):.0%} of what differs in it"
    )
    colours = colours * mask[..., None]
    unit = ", ".join(CHANNELS[state.coding])
    return Heat(colours, unit, signed=False, title=title, prefix=None, groups=groups, dimmed=~mask)


def segment_heat(_: Engine, recorded: Recorded, state: ViewState) -> Heat:
    """The number of each patch's segment, from 0, the largest first."""
    grid = recorded.trace.grid
    labels, value = segments.segments(recorded, state)
    numbers = labels.view(grid.rows, grid.cols).cpu().numpy()
    what = f"of {facet_words(state)} {where(recorded, state)}"
    if state.segments_by == "cut":
        title = f"Normalised cut in two {what}; eigenvalue {value:.3f}"
    else:
        agrees = segments.agreement(recorded, state) or 0.0
        title = f"{state.segments} segments by k-means {what}; other seeds agree {agrees:.0%}"
    values = numbers.astype(np.float32)
    return Heat(values, "segment", signed=False, title=title, prefix=None, groups=numbers)


def scale(engine: Engine, recorded: Recorded, state: ViewState) -> Colouring:
    """The scale of these values."""
    if state.feature == "segments":
        labels, _ = segments.segments(recorded, state)
        sizes = labels.bincount(minlength=segments.count_of(state)).float() / len(labels)
        return Groups(group_colours(len(sizes)), tuple(vector(sizes)))
    front = foregrounds.foreground(recorded, state)
    if state.inside == "component":
        label = "place on the first component"
        return replace(linear_scale(1.0), low=front.low, high=front.high, label=label)
    _, shares = foregrounds.parts(engine, recorded, state)
    return Channels(tuple(vector(shares)), CHANNELS[state.coding], plain(ramps(state.coding)))


def foreground_lines(recorded: Recorded, state: ViewState) -> list[str]:
    """Python that computes the foreground as `front` and its map as `heat` from a `trace`."""
    grid = recorded.trace.grid
    arguments = facet_arguments(recorded, state)
    shape = f"{grid.rows}, {grid.cols}"
    at = "" if state.threshold is None else f".at({state.threshold})"
    front = [
        f"values = vit.facet_values(model, trace, {arguments})[{grid.prefix}:]",
        f"front = vit.foreground(values, {shape}){at}",
    ]
    if state.inside == "component":
        return [*front, f"heat = front.places.view({shape})"]
    coding = "" if state.coding == "oklab" else f', coding="{state.coding}"'
    common = state.axes == "pictures"
    basis = ", basis" if common else ""
    return [
        *(_basis_lines(recorded, arguments, shape) if common else []),
        *front,
        f"heat = vit.part_colours(values, front.mask{basis}{coding}).view({shape}, 3)",
    ]


def _basis_lines(recorded: Recorded, arguments: str, shape: str) -> Sequence[str]:
    prefix = recorded.trace.grid.prefix
    return [
        *pictures_lines(recorded.key.checkpoint),
        "traces = (vit.trace(model, one) for one in pixels)",
        f"tables = [vit.facet_values(model, one, {arguments})[{prefix}:] for one in traces]",
        f"masks = [vit.foreground(table, {shape}).mask for table in tables]",
        "basis = vit.common_parts(zip(tables, masks))",
    ]


def segment_lines(recorded: Recorded, state: ViewState) -> list[str]:
    """Python that computes the number of each patch's segment as `heat` from a `trace`."""
    grid = recorded.trace.grid
    shape = f"{grid.rows}, {grid.cols}"
    arguments = facet_arguments(recorded, state)
    directions = f"directions = vit.facet_directions(model, trace, {arguments})"
    if state.segments_by == "cut":
        return [directions, f"heat = vit.token_cut(directions, {shape}).long()"]
    return [
        directions,
        f"heat = vit.kmeans(directions, {state.segments})[0].view({shape})",
    ]
