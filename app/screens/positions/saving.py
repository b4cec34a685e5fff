"""What the Positions screen shows, to be saved: similarity, laboratory, filters, the paper."""

from dataclasses import replace
from typing import cast

import numpy as np
import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.input_sizes import LARGEST_GRID
from app.engine.interventions import Intervention
from app.engine.recorded import Recorded
from app.export.bundles import Floats, plain
from app.export.contents import Contents
from app.export.panels import Panels
from app.screens.positions import facts, paper_saving
from app.share.page_facts import PageFacts
from vit.figures.heat import token_name
from vit.figures.look import Look
from vit.figures.paper import sheet, tiles
from vit.figures.parts import CellsPart, PicturePart
from vit.figures.scale import linear_scale, robust_top, signed_scale
from vit.grid import Grid
from vit.maps.flow import attention_rows
from vit.pictures.images import InputError

CHANGES = {"zero": "without positions", "shuffle": "shuffled positions", "shift": "shifted by one"}
TABLES = {"learned": "Learned", "sinusoidal": "Sinusoidal", "rotary": "Rotary"}


def contents(engine: Engine, recorded: Recorded, page: PageFacts) -> Contents:
    """The section that is in sight."""
    makers = {"tiles": _tiles, "lab": _lab, "filters": _filters, "paper": paper_saving.contents}
    return makers[page["positions"]](engine, recorded, page)


def _look(page: PageFacts) -> Look:
    """The screen's own look: only the grid of patches can be chosen."""
    return Look(grid=page["grid"])


def _tiles(engine: Engine, recorded: Recorded, page: PageFacts) -> Contents:
    """The similarity of all pairs of positions, and of one with all others on the picture."""
    grid = recorded.trace.grid
    rows, cols = page["sheet"] or (grid.rows, grid.cols)
    table = _table(recorded, page)
    similarity = _similarity(recorded, page, table, (rows, cols))
    row, col = _place(recorded, page, (rows, cols))
    joined, every = tiles(similarity)
    scale = signed_scale()
    own = Grid(rows, cols, grid.patch)
    panels = Panels.of(engine, recorded, _look(page))
    picture = panels.part(f"With position ({row}, {col})", similarity[row, col], scale)
    panel = replace(picture.panel, query=own.cell(own.token(row, col)))
    note = "" if every == 1 else f"Every {every}th position."
    return Contents(
        name=f"position-similarity-{table}",
        place=f"{rows}x{cols}-r{row}c{col}",
        title=f"{TABLES[table]} positions: cosine similarity of {rows} × {cols} patches",
        settings="Tile (row, column) compares the position there with all others.",
        parts=(
            CellsPart("All pairs", note, joined, scale, aspect=_aspect(recorded, rows, cols)),
            replace(picture, panel=panel),
        ),
        columns=2,
        arrays={"similarity": similarity, "with_position": similarity[row, col]},
    )


def _aspect(recorded: Recorded, rows: int, cols: int) -> float:
    """Height of a cell of the sheet in its widths: the sheet has the shape of the picture."""
    tall, wide = recorded.trace.view.shape
    return (tall / wide) * (cols * (cols + 1) / (rows * (rows + 1)))


def _table(recorded: Recorded, page: PageFacts) -> str:
    """The chosen kind of positions where the model has it, else its own."""
    config = recorded.trace.config
    own = ["learned"] * (config.positions == "learned") + ["rotary"] * (config.rope is not None)
    if config.positions in ("learned", "sinusoidal") or own:
        own.append("sinusoidal")
    if not own:
        raise InputError(cast(str, facts.refusal(config)))
    return page["table"] if page["table"] in own else own[0]


def _similarity(recorded: Recorded, page: PageFacts, table: str, size: tuple[int, int]) -> Floats:
    """[rows,cols,rows,cols] cosines of one kind of positions on a grid."""
    rows, cols = size
    if rows * cols > LARGEST_GRID:
        raise InputError(f"{rows} × {cols} positions are too many: use at most {LARGEST_GRID}.")
    config = recorded.trace.config
    if table == "rotary":
        layer, head = page["turn"] or (0, 0)
        of_heads = vit.rope_similarity(recorded.model.at_grid(rows, cols), layer)
        return plain(of_heads[min(head, len(of_heads) - 1)])
    if table == "learned":
        if reason := facts.refusal(config):
            raise InputError(reason)
        return plain(vit.position_similarity(recorded.model.at_grid(rows, cols)))
    axis = vit.sinusoidal_similarity(max(rows, cols), config.width)
    apart = (torch.arange(max(rows, cols)).unsqueeze(1) - torch.arange(max(rows, cols))).abs()
    along = axis.cpu()[apart]
    down, across = along[:rows, :rows], along[:cols, :cols]
    both = (down[:, None, :, None] + across[None, :, None, :]) / 2
    return plain(both)


def _place(recorded: Recorded, page: PageFacts, size: tuple[int, int]) -> tuple[int, int]:
    """(row, col) of the page's query on a grid; the middle where there is none."""
    rows, cols = size
    grid, query, place = recorded.trace.grid, page["query"], page["place"]
    if place is None and query is not None and query >= grid.prefix:
        row, col = grid.cell(query)
        place = ((col + 0.5) / grid.cols, (row + 0.5) / grid.rows)
    if place is None:
        return rows // 2, cols // 2
    right, down = place
    row, col = int(down * rows // 1), int(right * cols // 1)
    return min(max(row, 0), rows - 1), min(max(col, 0), cols - 1)


def _lab(engine: Engine, recorded: Recorded, page: PageFacts) -> Contents:
    """A map of the pass as trained and with changed positions, on one scale."""
    swap, query = page["swap"], page["query"]
    seed = page["seed"] if swap == "shuffle" else 0
    change = Intervention(positions=swap, seed=seed)
    change.check(recorded.trace.config)
    after = engine.record(replace(recorded.key, intervention=change))
    panels = Panels.of(engine, recorded, _look(page))
    pairs = [("As trained", recorded), (CHANGES[swap].capitalize(), after)]
    values = [panels.cells(_map(one.trace, page)) for _, one in pairs]
    scale = linear_scale(robust_top(np.stack([_others(one, recorded, query) for one in values])))
    kind = page["lab_map"]
    words = token_name(recorded.trace, query)
    return Contents(
        name=f"position-lab-{swap}",
        place=f"{kind}-{_which(recorded, page)}",
        title=f"{kind.capitalize()} from {words}, {CHANGES[swap]}",
        settings=f"Seed {seed}." if swap == "shuffle" else "",
        parts=tuple(
            panels.part(name, one, scale, query=query)
            for (name, _), one in zip(pairs, values, strict=True)
        ),
        columns=2,
        arrays={"before": values[0], "after": values[1]},
    )


def _map(trace: vit.Trace, page: PageFacts) -> Tensor:
    """[N] rollout through all layers, or the attention of a layer and a head."""
    query = page["query"]
    if page["lab_map"] == "rollout":
        return vit.rollout_tokens(trace, source=query)
    last = trace.config.depth - 1
    layer = last if page["layer"] is None else page["layer"]
    rows = attention_rows(trace, query, "from")[layer]
    return rows.mean(dim=0) if page["head"] is None else rows[page["head"]]


def _which(recorded: Recorded, page: PageFacts) -> str:
    if page["lab_map"] == "rollout":
        return f"L{recorded.trace.config.depth}"
    head = page["head"]
    return f"L{page.layer(recorded) + 1}-{'mean' if head is None else f'H{head + 1}'}"


def _others(values: Floats, recorded: Recorded, query: int | None) -> Floats:
    """A map's values without the query's own, which never sets a scale."""
    prefix, flat = recorded.trace.grid.prefix, values.flatten()
    return flat if query is None or query < prefix else np.delete(flat, query - prefix)


def _filters(engine: Engine, recorded: Recorded, page: PageFacts) -> Contents:
    """The embedding filters at a patch size, and the response of one to the picture."""
    patch = page["filter_patch"] or recorded.key.patch
    shares, colours, responses = facts.filters(engine, recorded, patch)
    index = min(page["filter"], len(shares) - 1)
    values = plain(responses)
    response = values[index]
    pixels = np.rint(255 * sheet(plain(colours)).clip(0, 1)).astype(np.uint8)
    view = engine.prepared(recorded.key).view.within(
        Grid(response.shape[0], response.shape[1], patch)
    )
    panels = Panels.of(engine, recorded, _look(page))
    scale = signed_scale(float(np.abs(response).max()), "response")
    share = f"{float(shares[index]):.1%} of the variance"
    return Contents(
        name="filters",
        place=f"p{patch}-f{index + 1}",
        title=f"Embedding filters at a patch size of {patch} px",
        settings=f"Principal components of the patch projection; filter {index + 1} has {share}.",
        parts=(
            PicturePart(f"First {len(shares)} filters", "", pixels),
            panels.part(f"Response of filter {index + 1}", response, scale, note=share, view=view),
        ),
        columns=2,
        arrays={"filters": plain(colours), "shares": plain(shares), "responses": values},
    )
