"""What the Heads screen shows, to be saved: its statistics, and the section that is in sight."""

import numpy as np
from torch import Tensor

from app.engine.engine import Engine
from app.engine.head_figures import head_statistics
from app.engine.recorded import Recorded
from app.export.bundles import Array
from app.export.contents import Contents
from app.export.panels import Panels
from app.screens.heads import depth_saving, finder_saving, intervention_saving, statistics
from app.screens.heads.register_saving import register_parts
from app.share.page_facts import PageFacts
from app.wire.forms_heads import HeadFigures
from app.wire.lists import indices
from vit.figures.heat import token_name
from vit.figures.look import Look
from vit.figures.parts import CellsPart
from vit.figures.plots import LinesPart, dots, even_line
from vit.figures.scale import Scale
from vit.maps.flow import attention_rows

TITLES = {  # of the figures, with their unit
    "distance": ("Mean attention distance", "px of the model input"),
    "entropy": ("Entropy of attention", "share of log N"),
    "prefix": ("Share on prefix tokens", "share"),
    "sink": ("Share on the patch that gets most", "share"),
    "outlier": ("Share on outlier patches", "share"),
    "row": ("Share in the own row", "share"),
    "column": ("Share in the own column", "share"),
    "near": ("Share on the nearest patches", "share"),
}
LOOK = Look(grid=True)
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def contents(engine: Engine, recorded: Recorded, page: PageFacts) -> Contents:
    """The section that is in sight."""
    makers = {
        "statistics": _statistics,
        "finder": finder_saving.contents,
        "interventions": intervention_saving.contents,
        "depth": depth_saving.contents,
    }
    return makers[page["heads"]](engine, recorded, page)


def _statistics(engine: Engine, recorded: Recorded, page: PageFacts) -> Contents:
    """The chosen figure of every head as cells and against depth, and the map of one head."""
    own = statistics.statistics(engine, recorded)
    many = statistics.known_spread(engine, recorded) if "many" in page.words else None
    form: HeadFigures = many or own
    values = {name: np.array(rows) for name, rows in form["figures"].items()}
    name, head, layer = page["figure"], page["head"] or 0, page.layer(recorded)
    title, unit = TITLES[name]
    scale = _scale(name, values[name], unit)
    over = f"mean of {many['pictures']} pictures" if many else "this picture"
    shape = recorded.trace.view.shape
    board = CellsPart(
        title, f"Over {over}.", values[name], scale, names=("L", "H"),
        aspect=shape[0] / shape[1], mark=(layer, head),
    )  # fmt: skip
    tokens = attention_rows(recorded.trace, None, "from")[layer, head]
    sinks = _sinks(engine, recorded, layer, head)
    if page["without"]:
        left_out = [*own["outliers"][layer], *(token for token, _ in sinks)]
        tokens = _without(tokens, recorded, left_out)
    panels = Panels.of(engine, recorded, LOOK)
    source = recorded.trace.config.readout_name
    notes = ["Without sinks." if page["without"] else panels.prefix_note(tokens)]
    notes += [
        f"{share:.1%} of all queries' attention goes to {token_name(recorded.trace, token)}."
        for token, share in sinks
    ]
    picture = panels.attention(
        f"Layer {layer + 1}, head {head + 1}, from the {source}",
        panels.cells(tokens),
        note=" ".join(filter(None, notes)),
    )
    arrays: dict[str, Array] = {**values, "norms": np.array(own["norms"])}
    arrays["map"] = picture.panel.heat
    if many:
        arrays |= {f"{key}_spread": np.array(rows) for key, rows in many["spread"].items()}
    register = register_parts(engine, recorded, page["registers"], layer, head)
    return Contents(
        name=f"head-{name}",
        place=f"L{layer + 1}-H{head + 1}",
        title=f"Statistics of heads: {title}",
        settings=f"Figures over {over}, the map of the picture in hand.{register.settings}",
        parts=(board, _plot(name, values[name], form["uniform"], unit), picture, *register.parts),
        columns=3,
        arrays=arrays | register.arrays,
    )


def _sinks(engine: Engine, recorded: Recorded, layer: int, head: int) -> list[tuple[int, float]]:
    """The sinks of a head: a token, and its share of the attention of all queries."""
    figures = head_statistics(engine, recorded)
    tokens = indices(figures.sinks[layer, head].nonzero().flatten())
    return [(token, float(figures.received[layer, head, token])) for token in tokens]


def _scale(name: str, values: Floats, unit: str) -> Scale:
    """From 0 to just above the largest value, the entropy from just below the least."""
    most = float(values.max()) * 1.04 or 1.0
    high = most if name == "distance" else min(1.0, most)
    low = float(np.floor(values.min() * 20) / 20) if name == "entropy" else 0.0
    if not low:
        return Scale(0.0, high, "linear", unit)
    return Scale(low, max(high, low + 1e-6), "linear", unit)


def _plot(name: str, values: Floats, uniform: float, unit: str) -> LinesPart:
    """A dot for each head, and the distance of a head that attends to all patches equally."""
    lines = [dots(values)]
    if name == "distance":
        lines.append(even_line(uniform, "even attention", (0.5, len(values) + 0.5)))
    low = None if name == "entropy" else 0.0
    return LinesPart("Against depth", "A dot for each head.", tuple(lines), "layer", unit, low)


def _without(tokens: Tensor, recorded: Recorded, outliers: list[int]) -> Tensor:
    """A map [N] without prefix tokens and outliers; the others sum to 1."""
    kept = tokens.clone()
    kept[: recorded.trace.grid.prefix] = 0
    kept[outliers] = 0
    total = kept.sum()
    return kept / total if total > 0 else kept
