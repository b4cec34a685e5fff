"""The axes along which the patches' features are coloured, for the page and for what is saved."""

from collections.abc import Sequence
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
from app.wire.view_state import Axes
from vit.anatomy.feature_colours import FeatureComponents
from vit.framing import AS_MODEL

COMMON = "axes of all pictures"  # name of the result that is kept


def feature_places(engine: Engine, recorded: Recorded, axes: Axes) -> tuple[Tensor, Tensor]:
    """Places [L+1,P,3] of the patches, 0..1, and shares [L+1,3] (`vit.feature_places`).

    Computed once for every page that shows the trace.
    """

    def make() -> Tensor:
        basis = axes if axes != "pictures" else _common(engine, recorded)
        places, shares = vit.feature_places(recorded.model, recorded.trace, basis)
        return torch.cat([places, shares.unsqueeze(1)], dim=1)

    packed = recorded.kept.get_or_make(f"places by the axes of {axes}", make)
    return packed[:, :-1], packed[:, -1]


def _common(engine: Engine, recorded: Recorded) -> Sequence[FeatureComponents]:
    """One basis for each layer over pictures of the strip, as the model at this size crops them."""
    plain = replace(recorded.key, digest="", framing=AS_MODEL, intervention=NONE)

    def make() -> object:
        keys = example_keys(engine, plain, common_pictures(plain.checkpoint))
        return vit.common_axes(recorded.model, (unkept(engine, one) for one in keys))

    return cast(
        "Sequence[FeatureComponents]", engine.measured.get_or_make((plain, 0, COMMON), make)
    )


def common_pictures(checkpoint: str) -> list[int]:
    """Indices of the examples that share axes: photographs, or scenes where the model knows those.

    Pictures of a kind that a model was not trained on would turn the axes to what it cannot tell.
    """
    drawn = knows_drawings_alone(checkpoint)
    chosen = [i for i, example in enumerate(examples()) if (example.kind == "photo") != drawn]
    return chosen or list(range(len(examples())))
