"""Depth, to be saved: the film that is in sight, a frame of it, and the curve of a class."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export.bundles import Array, Floats, plain
from app.export.contents import Contents
from app.export.panels import Panels
from app.screens.heads.depth_routes import LENSES, field, lens
from app.share.page_facts import PageFacts
from vit.figures.figures import INK
from vit.figures.heat import token_name
from vit.figures.look import Look
from vit.figures.parts import Part
from vit.figures.plots import Line, LinesPart
from vit.figures.scale import (
    Scale,
    linear_scale,
    power_scale,
    robust_top,
    signed_scale,
    uniform_scale,
)


def contents(engine: Engine, recorded: Recorded, page: PageFacts) -> Contents:
    """Every frame of the film, the chosen one with its query, and its curve where there is one."""
    none = recorded.trace.config.outputs == "none"
    film = "field" if page["film"] == "lens" and none else page["film"]
    makers: dict[str, Callable[..., tuple[Floats, Scale, str, str]]] = {
        "lens": _lens,
        "field": _field,
        "ratio": _ratio,
    }
    values, scale, title, place = makers[film](engine, recorded, page)
    first = 0 if film == "lens" else 1
    frame = max(first, page.layer(recorded) + 1 if page["at"] is None else page["at"])
    panels = Panels.of(engine, recorded, Look(grid=True))
    query = _token(recorded, page) if film == "field" else None
    name = f"after layer {frame}" if frame else "in the embedding"
    parts: list[Part] = [panels.part(f"{title}, {name}", values[frame - first], scale, query=query)]
    arrays: dict[str, Array] = {"film": values}
    if film == "lens":
        curve, extra = _curve(engine, recorded, page)
        parts.append(curve)
        arrays |= extra
    return Contents(
        name=f"depth-{film}",
        place=f"{place}-L{frame}",
        title=title,
        settings="All frames of the film are on one scale.",
        parts=tuple(parts),
        columns=2,
        arrays=arrays,
    )


def _token(recorded: Recorded, page: PageFacts) -> int:
    """The token of a receptive field: the chosen one, else what is read, else the middle patch."""
    grid, query = recorded.trace.grid, page["query"]
    own = recorded.trace.config.readout_token if query is None else query
    return grid.token(grid.rows // 2, grid.cols // 2) if own is None else own


def _lens(engine: Engine, recorded: Recorded, page: PageFacts) -> tuple[Floats, Scale, str, str]:
    """[L+1,rows,cols] a class read from every patch."""
    target, read = page.target(recorded), page["read"]
    with engine.store.forward(recorded.model):
        tokens = LENSES[read](recorded.model, recorded.trace, target)
    values = plain(tokens)
    name = recorded.model.labels.name(target)
    if read == "logit":
        scale = signed_scale(float(np.abs(values).max()), "logit")
    else:
        scale = replace(linear_scale(robust_top(values)), label="probability")
    return values, scale, f"{read.capitalize()} of {name} read from each patch", f"{read}-{name}"


def _field(engine: Engine, recorded: Recorded, page: PageFacts) -> tuple[Floats, Scale, str, str]:
    """[L,rows,cols] the receptive field of a token, as shares of each layer."""
    token = _token(recorded, page)
    sensitivity = plain(field(engine, recorded, token))
    total = sensitivity.sum(axis=(-2, -1), keepdims=True)
    values = sensitivity / total.clip(min=np.finfo(np.float32).tiny)
    patches = recorded.trace.grid.patches
    scale = replace(uniform_scale(patches), label=f"multiples of an even share (1/{patches})")
    name = token_name(recorded.trace, token)
    return values, scale, f"Effective receptive field of {name}", f"t{token}"


def _ratio(engine: Engine, recorded: Recorded, page: PageFacts) -> tuple[Floats, Scale, str, str]:
    """[L,rows,cols] the norm of the skip connection over that of a branch."""
    with engine.store.forward(recorded.model):
        ratios = vit.branch_ratios(recorded.model, recorded.trace)[:, page["branch"]]
    values = Panels.of(engine, recorded, Look()).cells(ratios)
    branch = "MLP" if page["branch"] else "attention"
    title = f"Norm of the skip connection over that of the {branch} branch"
    return values, power_scale(values, "ratio"), title, branch


def _curve(
    engine: Engine, recorded: Recorded, page: PageFacts
) -> tuple[LinesPart, dict[str, Array]]:
    """The class as the model's own readout has it after each layer."""
    target = page.target(recorded)
    known = lens(engine, recorded, target)
    values = np.array(known["p" if page["read"] == "probability" else "logit"])
    layers = np.arange(len(values))
    lines = tuple(Line("", layers, values, style, INK) for style in ("-", "dots"))
    low = 0.0 if page["read"] == "probability" else None
    name = recorded.model.labels.name(target)
    part = LinesPart(
        f"{name}, read as the model reads", "0 is the embedding.", lines, "layer", page["read"], low
    )
    return part, {"curve": values}
