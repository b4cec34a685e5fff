"""A test-time register, to be saved: lengths before and after, and one head's attention."""

from dataclasses import dataclass, field, replace

import numpy as np

import vit
from app.engine.engine import Engine
from app.engine.interventions import Intervention
from app.engine.recorded import Recorded
from app.export.bundles import Array
from app.export.panels import Panels
from app.screens.heads.registers import ranked
from vit.anatomy.head_statistics import OUTLIER
from vit.figures.look import Look
from vit.figures.parts import MapPart
from vit.figures.scale import linear_scale
from vit.maps.flow import attention_rows


@dataclass(frozen=True, eq=False)
class RegisterParts:
    """What is drawn of a register, its numbers, and its neurons in a sentence."""

    parts: tuple[MapPart, ...] = ()
    arrays: dict[str, Array] = field(default_factory=dict[str, Array])
    settings: str = ""


def register_parts(
    engine: Engine, recorded: Recorded, count: int | None, layer: int, head: int
) -> RegisterParts:
    """Three maps with the register of the `count` best neurons; none without these or outliers."""
    outliers = vit.outlier_tokens(recorded.trace)
    neurons = ranked(engine, recorded, outliers)[: count or 0]
    if not neurons:
        return RegisterParts()
    change = Intervention(register=frozenset((one[0], one[1]) for one in neurons))
    after = engine.record(replace(recorded.key, intervention=change))
    parts: list[MapPart] = []
    arrays: dict[str, Array] = {"register_neurons": np.array(neurons)}
    for name, one in (("before", recorded), ("after", after)):
        panels = Panels.of(engine, one, Look(grid=True))
        lengths = vit.feature_norms(one.trace)[outliers.longest]
        ratios = panels.cells(lengths.flatten() / lengths.median())
        scale = linear_scale(OUTLIER)
        title = f"Lengths after layer {outliers.longest} in medians, {name}"
        note = f"The longest: {vit.outlier_tokens(one.trace).ratio:.3g}, over all layers."
        parts.append(panels.part(title, ratios, replace(scale, label="medians"), note=note))
        arrays[f"register_lengths_{name}"] = ratios
    panels = Panels.of(engine, after, Look(grid=True))
    tokens = attention_rows(after.trace, None, "from")[layer, head]
    values = arrays["register_map"] = panels.cells(tokens)
    title = f"Layer {layer + 1}, head {head + 1}, with the register"
    parts.append(panels.attention(title, values, note=panels.prefix_note(tokens)))
    places = ", ".join(f"L{one[0] + 1} no. {one[1] + 1}" for one in neurons)
    return RegisterParts(tuple(parts), arrays, f" Test-time register with {places}.")
