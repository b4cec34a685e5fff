"""The axes along which the patches' features are coloured, for the page and for what is saved."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import cast

import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.gallery import examples
from app.engine.interventions import NONE
from app.engine.pictures import example_keys, unkept
from app.engine.recorded import Recorded
from app.engine.suited import knows_drawings_alone
from app.wire.view_state import ViewState
from vit.anatomy.feature_colours import FeatureComponents
from vit.framing import AS_MODEL

APART = (
    "The axes of all layers need the tokens: {}s of two layers have no direction in common. "
    "Choose the axes of this layer."
)


def facet_name(state: ViewState) -> str:
    """What stands for the patches, as a part of the name of a result that is kept."""
    return state.facet if state.facet_head is None else f"{state.facet} of head {state.facet_head}"


def feature_places(engine: Engine, recorded: Recorded, state: ViewState) -> tuple[Tensor, Tensor]:
    """Places [L+1,P,3] of the patches, 0..1, and shares [L+1,3] by a state's axes and facet.

    `vit.feature_places` of the tokens, else `vit.facet_places`; computed once for every page that
    shows the trace. ValueError for axes that such a facet does not have.
    """
    make = _of_tokens if state.facet == "token" else _of_facets
    name = f"places by the axes of {state.axes}, {facet_name(state)}"
    packed = recorded.kept.get_or_make(name, lambda: _packed(*make(engine, recorded, state)))
    return packed[:, :-1], packed[:, -1]


def _packed(places: Tensor, shares: Tensor) -> Tensor:
    return torch.cat([places, shares.unsqueeze(1)], dim=1)


def _of_tokens(engine: Engine, recorded: Recorded, state: ViewState) -> tuple[Tensor, Tensor]:
    axes = state.axes if state.axes != "pictures" else _common(engine, recorded, state)
    return vit.feature_places(recorded.model, recorded.trace, axes)


def _of_facets(engine: Engine, recorded: Recorded, state: ViewState) -> tuple[Tensor, Tensor]:
    if state.axes == "layers":
        raise ValueError(APART.format(state.facet))
    axes = _common(engine, recorded, state) if state.axes == "pictures" else None
    head = state.facet_head
    return vit.facet_places(recorded.model, recorded.trace, state.facet, head, axes)


def _common(engine: Engine, recorded: Recorded, state: ViewState) -> Sequence[FeatureComponents]:
    """One basis for each layer over pictures of the strip, as the model at this size crops them."""
    model, facet, head = recorded.model, state.facet, state.facet_head

    def make(traces: Iterator[vit.Trace]) -> object:
        if facet == "token":
            return vit.common_axes(model, traces)
        return vit.common_facet_axes(model, traces, facet, head)

    name = f"axes of all pictures, {facet_name(state)}"
    return cast("Sequence[FeatureComponents]", of_strip(engine, recorded, name, make))


def of_strip(
    engine: Engine, recorded: Recorded, name: str, make: Callable[[Iterator[vit.Trace]], object]
) -> object:
    """What is made of the traces of the strip's pictures, one by one; computed once by its name."""
    plain = replace(recorded.key, digest="", framing=AS_MODEL, intervention=NONE)

    def traces() -> Iterator[vit.Trace]:
        for key in example_keys(engine, plain, common_pictures(plain.checkpoint)):
            yield unkept(engine, key)

    return engine.measured.get_or_make((plain, 0, name), lambda: make(traces()))


def common_pictures(checkpoint: str) -> list[int]:
    """Indices of the examples that share axes: photographs, or scenes where the model knows those.

    Pictures of a kind that a model was not trained on would turn the axes to what it cannot tell.
    """
    drawn = knows_drawings_alone(checkpoint)
    chosen = [i for i, example in enumerate(examples()) if (example.kind == "photo") != drawn]
    return chosen or list(range(len(examples())))
