"""The foreground of one layer's patches and its parts, for the page and for what is saved."""

from collections.abc import Iterator, Sequence
from typing import cast

import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export.feature_axes import facet_name, of_strip
from app.wire.view_state import ViewState
from vit.anatomy.feature_colours import COMPONENTS, FeatureComponents

FIGURES = 4  # numbers beside the places: threshold, percentiles, share


def depth_of(recorded: Recorded, state: ViewState) -> int:
    """After how many layers the features are."""
    return recorded.trace.config.depth if state.depth is None else state.depth


def patch_values(recorded: Recorded, state: ViewState) -> Tensor:
    """[P,F] what stands for the patches in a view state (`vit.facet_values`)."""
    trace, layer = recorded.trace, depth_of(recorded, state)
    values = vit.facet_values(recorded.model, trace, layer, state.facet, state.facet_head)
    return values[trace.grid.prefix :]


def own_foreground(recorded: Recorded, state: ViewState) -> vit.Foreground:
    """The foreground by Otsu's threshold; computed once."""
    grid = recorded.trace.grid

    def make() -> Tensor:
        front = vit.foreground(patch_values(recorded, state), grid.rows, grid.cols)
        figures = [front.threshold, front.low, front.high, front.share]
        return torch.cat([front.places.new_tensor(figures), front.places])

    name = f"foreground after {depth_of(recorded, state)}, {facet_name(state)}"
    packed = recorded.kept.get_or_make(name, make)
    figures = (float(value) for value in packed[:FIGURES])
    return vit.Foreground(packed[FIGURES:], *figures)


def foreground(recorded: Recorded, state: ViewState) -> vit.Foreground:
    """The foreground by the threshold of a view state."""
    front = own_foreground(recorded, state)
    return front if state.threshold is None else front.at(state.threshold)


def parts(engine: Engine, recorded: Recorded, state: ViewState) -> tuple[Tensor, Tensor]:
    """Places [P,3] on the components inside the foreground, and their shares [3] of it.

    The axes are the foreground's own, or those of the foregrounds of all pictures, if there is any.
    """
    basis, common = _common_basis(engine, recorded, state), state.axes == "pictures"

    def make() -> Tensor:
        mask = foreground(recorded, state).mask
        places, shares = vit.foreground_parts(patch_values(recorded, state), mask, basis)
        return torch.cat([shares[None], places])

    where = f"after {depth_of(recorded, state)}, {facet_name(state)}, {state.threshold}, {common}"
    packed = recorded.kept.get_or_make(f"parts {where}", make)
    return packed[1:], packed[0]


def has_common_axes(engine: Engine, recorded: Recorded, state: ViewState) -> bool:
    """Whether the parts are on axes of all pictures: some picture has a foreground in the layer."""
    return _common_basis(engine, recorded, state) is not None


def _common_basis(engine: Engine, recorded: Recorded, state: ViewState) -> FeatureComponents | None:
    if state.axes != "pictures":
        return None
    return _common_parts(engine, recorded, state)[depth_of(recorded, state)]


def _common_parts(
    engine: Engine, recorded: Recorded, state: ViewState
) -> Sequence[FeatureComponents | None]:
    """One basis of the parts for each layer, 0 to L, over the strip's pictures; None without any.

    Each picture has its own foreground, by Otsu's threshold.
    """
    model, facet, head = recorded.model, state.facet, state.facet_head
    first = 0 if facet == "token" else 1

    def make(traces: Iterator[vit.Trace]) -> object:
        layers: list[list[tuple[Tensor, Tensor]]] = []
        for trace in traces:
            grid = trace.grid
            layers = layers or [[] for _ in range(trace.config.depth + 1)]
            for layer in range(first, trace.config.depth + 1):
                values = vit.facet_values(model, trace, layer, facet, head)[grid.prefix :]
                mask = vit.foreground(values, grid.rows, grid.cols).mask
                inside = values[mask].clone()
                layers[layer].append((inside, torch.ones_like(inside[:, 0], dtype=torch.bool)))
        return [_basis(pictures) for pictures in layers]

    name = f"parts of all pictures, {facet_name(state)}"
    return cast("Sequence[FeatureComponents | None]", of_strip(engine, recorded, name, make))


def _basis(pictures: Sequence[tuple[Tensor, Tensor]]) -> FeatureComponents | None:
    try:
        return vit.common_parts(pictures)
    except ValueError:  # no picture has a foreground in this layer
        return None


def part_places(engine: Engine, recorded: Recorded, state: ViewState) -> tuple[Tensor, Tensor]:
    """The same places [P,3] with 0 outside the foreground, and their shares [3]."""
    places, shares = parts(engine, recorded, state)
    mask = foreground(recorded, state).mask
    assert places.shape == (len(mask), COMPONENTS)
    return places.where(mask[:, None], 0.0), shares
