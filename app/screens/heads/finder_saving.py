"""The head finder, to be saved: how much of every head's attention lies inside what is marked."""

from dataclasses import replace
from typing import cast

import numpy as np

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export.bundles import Array
from app.export.contents import Contents
from app.export.panels import Panels
from app.share.page_facts import PageFacts
from app.wire.forms_link import Mask
from app.wire.scene_objects import objects
from vit.figures.heat import token_name
from vit.figures.look import Look
from vit.figures.parts import CellsPart, Part
from vit.figures.scale import linear_scale
from vit.maps.flow import attention_rows
from vit.tasks.outlines import circled

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def contents(engine: Engine, recorded: Recorded, page: PageFacts) -> Contents:
    """The share inside of every head, what is marked, and the map of one head."""
    trace, query = recorded.trace, page["query"]
    head, layer = page["head"] or 0, page.layer(recorded)
    panels = Panels.of(engine, recorded, Look(grid=True))
    rows = attention_rows(trace, query, "from")
    cells = panels.cells(rows)
    picture = panels.attention(
        f"Layer {layer + 1}, head {head + 1}, from {token_name(trace, query)}",
        cells[layer, head], note=panels.prefix_note(rows[layer, head]), query=query,
    )  # fmt: skip
    covered = _cover(engine, recorded, cast("Mask | None", page["mask"]))
    if covered is None:
        return _whole(layer, head, (picture,), {"map": cells[layer, head]}, "Nothing is marked.")
    cover, words = covered
    inside = _inside(cells.astype(np.float64), cover, patches_only=page["only"])
    scale = replace(linear_scale(float(inside.max())), label="share inside")
    shape = trace.view.shape
    board = CellsPart(
        "Share inside of every head", "", inside, scale, names=("L", "H"),
        aspect=shape[0] / shape[1], mark=(layer, head),
    )  # fmt: skip
    marked = panels.part(
        "What is marked",
        cover.astype(np.float32),
        replace(linear_scale(1.0), label="share of the patch"),
        note=words,
    )
    of = "of the patches alone" if page["only"] else "of all tokens"
    arrays: dict[str, Array] = {"inside": inside, "cover": cover, "map": cells[layer, head]}
    return _whole(layer, head, (board, picture, marked), arrays, f"Shares {of}; {words}")


def _whole(
    layer: int,
    head: int,
    parts: tuple[Part, ...],
    arrays: dict[str, Array],
    settings: str,
) -> Contents:
    return Contents(
        name="head-finder",
        place=f"L{layer + 1}-H{head + 1}",
        title="Head finder: attention inside what is marked",
        settings=settings,
        parts=parts,
        columns=3,
        arrays=arrays,
    )


def _cover(engine: Engine, recorded: Recorded, mask: Mask | None) -> tuple[Floats, str] | None:
    """The share of each patch inside what is marked [rows,cols], and its name; None for nothing."""
    grid = recorded.trace.grid
    if mask is None or mask["kind"] == "object":
        scene = objects(engine, recorded)
        index = 0 if mask is None else mask["index"]
        if scene is None or index >= len(scene["names"]):
            return None
        shares = np.array(scene["coverage"][index]).reshape(grid.rows, grid.cols)
        return shares, f"marked: {scene['names'][index]}."
    if mask["kind"] == "none":
        return None
    if mask["kind"] == "lasso":
        return circled(mask["points"], grid).numpy(), "marked: a circled place."
    cover = np.zeros((grid.rows, grid.cols))
    cover[mask["top"] : mask["bottom"] + 1, mask["left"] : mask["right"] + 1] = 1
    return cover, "marked: a block of patches."


def _inside(cells: Floats, cover: Floats, *, patches_only: bool) -> Floats:
    """[L,H] share of maps [L,H,rows,cols] inside, of all tokens or of the patches alone."""
    inside = (cells * cover).sum(axis=(-2, -1))
    if not patches_only:
        return inside
    whole = cells.sum(axis=(-2, -1))
    return inside / np.where(whole == 0, 1, whole)
