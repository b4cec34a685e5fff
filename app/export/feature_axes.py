"""The axes along which the patches' features are coloured, for the page and for what is saved."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.interventions import NONE
from app.engine.pictures import example_keys, unkept
from app.engine.recorded import Recorded
from app.wire.view_state import Axes
from vit.anatomy.feature_colours import FeatureComponents

COMMON = "axes of all pictures"  # name of the result that is kept


def feature_places(engine: Engine, recorded: Recorded, axes: Axes) -> tuple[Tensor, Tensor]:
    """Places [L+1,P,3] of the patches, 0..1, and shares [L+1,3] (`vit.feature_places`)."""
    basis = axes if axes != "pictures" else _common(engine, recorded)
    return vit.feature_places(recorded.model, recorded.trace, basis)


def _common(engine: Engine, recorded: Recorded) -> Sequence[FeatureComponents]:
    """One basis for each layer over the pictures of the strip, kept for the model at its size."""
    key = replace(recorded.key, digest="", intervention=NONE), 0, COMMON
    known = cast("Sequence[FeatureComponents] | None", engine.measured.get(key))
    if known is None:
        traces = (unkept(engine, one) for one in example_keys(engine, recorded.key))
        known = vit.common_axes(recorded.model, traces)
        engine.measured.put(key, known)
    return known
