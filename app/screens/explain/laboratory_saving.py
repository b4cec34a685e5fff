"""The rollout laboratory, to be saved: the rollout with its knobs, and its entropy by depth."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.head_figures import left_out
from app.engine.recorded import Recorded
from app.export.bundles import Floats
from app.export.contents import Contents
from app.export.panels import Panels
from app.export.rollouts import left_out_words
from app.share.page_facts import PageFacts
from app.wire.route_parameters import KNOBS
from vit.figures.figures import INK, QUIET
from vit.figures.heat import token_name
from vit.figures.plots import Line, LinesPart
from vit.figures.scale import Scale, linear_scale, robust_top, uniform_scale
from vit.maps.flow import carry, discard_smallest, start_vector
from vit.maps.streaming import Fusion, fused_rows

Bits = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Knobs:
    """The knobs of rollout; `head` is the fused one, None for a fusion of all."""

    residual: float
    discard: float
    fusion: Fusion
    head: int | None
    start: int
    end: int
    leave_out: bool = False

    @classmethod
    def of(cls, recorded: Recorded, page: PageFacts) -> "Knobs":
        """As they are set."""
        return cls.read({name: page[name] for name in KNOBS}, page.layer(recorded, "end"))

    @classmethod
    def read(cls, knobs: Mapping[str, object], end: int) -> "Knobs":
        """From the values of a page's facts or of a request, by their names."""
        fusion, head = knobs["fusion"], cast("int | None", knobs["head"])
        return cls(
            residual=cast(float, knobs["residual"]),
            discard=cast(float, knobs["discard"]),
            fusion=cast(Fusion, "mean" if fusion == "head" else fusion),
            head=(head or 0) if fusion == "head" else None,
            start=cast(int, knobs["start"]),
            end=end,
            leave_out=cast(bool, knobs["leave_out"]),
        )

    def words(self) -> str:
        """All of them, for a caption."""
        heads = f"{self.fusion} of heads" if self.head is None else f"head {self.head + 1} alone"
        return (
            f"Residual weight {self.residual:g}, {self.discard:.0%} of each row discarded, "
            f"{heads}, layers {self.start + 1} to {self.end + 1}."
        )


def stages(
    trace: vit.Trace, knobs: Knobs, source: int | None, without: Tensor | None = None
) -> Tensor:
    """[L,N] rollout up to each layer; `without` and ValueError as `vit.rollout_stages`.

    Attention is derived a few rows at a time, so that any number of tokens fits.
    """
    if knobs.head is None:
        return vit.rollout_stages(
            trace, knobs.fusion, knobs.residual, knobs.discard, knobs.start, source, without
        )
    one = slice(knobs.head, knobs.head + 1)
    flows = start_vector(trace, source).repeat(trace.config.depth, 1)
    for layer in reversed(range(knobs.start, trace.config.depth)):
        passed, query, key = torch.zeros_like(flows[layer:]), trace.query[layer], trace.key[layer]
        marked = None if without is None else without[layer, one]
        for rows, attention in fused_rows(query[one], key[one], "mean", marked):
            kept = discard_smallest(attention, knobs.discard)
            passed += carry(flows[layer:], kept, knobs.residual, rows)
        flows[layer:] = passed
    return flows


def contents(engine: Engine, recorded: Recorded, page: PageFacts) -> Contents:
    """Rollout from the query with the knobs as they are set."""
    trace, knobs, query = recorded.trace, Knobs.of(recorded, page), page["query"]
    without = left_out(engine, recorded, wanted=knobs.leave_out)
    flows = stages(trace, knobs, query, without)
    panels = Panels.of(engine, recorded, page.look)
    values = panels.cells(flows)
    map_part = panels.part(
        f"Rollout to L{knobs.end + 1} from {token_name(trace, query)}",
        values[knobs.end],
        _scale(recorded, page, values[knobs.end], query),
        note=panels.prefix_note(flows[knobs.end]),
        query=query,
    )
    bits = _entropy(flows)
    return Contents(
        name="rollout",
        place=f"L{knobs.start + 1}-L{knobs.end + 1}",
        title="Rollout laboratory",
        settings=_settings(engine, recorded, knobs),
        parts=(map_part, _plot(bits, knobs)),
        columns=2,
        arrays={"rollout": values, "entropy": bits},
    )


def _settings(engine: Engine, recorded: Recorded, knobs: Knobs) -> str:
    if not knobs.leave_out:
        return knobs.words()
    text = left_out_words(engine, recorded, knobs.start, knobs.end)
    return f"{knobs.words()} {text[0].upper()}{text[1:]}."


def _scale(
    recorded: Recorded,
    page: PageFacts,
    values: Floats,
    query: int | None,
) -> Scale:
    grid = recorded.trace.grid
    if page["contrast"] == "uniform":
        return uniform_scale(grid.tokens)
    others = values.flatten()
    if query is not None and query >= grid.prefix:
        others = np.delete(others, query - grid.prefix)  # its own share never sets the scale
    return linear_scale(robust_top(others))


def _entropy(flows: Tensor) -> Bits:
    """[L] entropy of each row, in bit."""
    precise = flows.double().cpu()
    return (-torch.xlogy(precise, precise).sum(dim=-1) / math.log(2)).numpy()


def _plot(bits: Bits, knobs: Knobs) -> LinesPart:
    layers = np.arange(1, len(bits) + 1)
    first = slice(knobs.start, None)
    at = slice(knobs.end, knobs.end + 1)
    return LinesPart(
        title="Entropy against depth",
        note=f"{bits[knobs.end]:.2f} bit up to layer {knobs.end + 1}.",
        lines=(
            Line("", layers[first], bits[first], "-", INK),
            Line("", layers[at], bits[at], "dots", INK),
            Line("", layers[first], bits[first], "dots", QUIET),
        ),
        across="rollout up to layer",
        up="entropy, bit",
    )
