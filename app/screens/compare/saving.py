"""What the Compare screen shows, to be saved: its columns side by side."""

from dataclasses import dataclass
from typing import cast

from torch import Tensor

import vit
from app.engine import references
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.engine.visits import Grant
from app.export.contents import Contents
from app.export.panels import Panels
from app.screens.compare.columns import ColumnChoice, choose
from app.share.opening import checkpoint, is_here
from app.share.page_facts import PageFacts
from app.wire.descriptor import predictions
from app.wire.forms_link import LinkColumn
from vit.figures.heat import token_name
from vit.figures.parts import MapPart
from vit.maps.flow import attention_rows
from vit.pictures.images import InputError

KINDS = {
    "attention": "Attention",
    "start": "Class attention",
    "rollout": "Rollout",
    "relevance": "Relevance (Chefer et al. 2021)",
}
PLAIN = LinkColumn(
    checkpoint=None,
    patch=None,
    height=None,
    width=None,
    example=None,
    own=None,
    facet=None,
    layer=None,
    head=None,
)


@dataclass(frozen=True, eq=False)
class Column:
    """A column's record and choice, and the token under the page's cursor in it, if any."""

    recorded: Recorded
    choice: LinkColumn
    cursor: int | None


def contents(engine: Engine, recorded: Recorded, page: PageFacts) -> Contents:
    """Every column's map, on the one scale that they share."""
    kind, choices = page["kind"], cast("list[LinkColumn]", page["columns"] or [PLAIN])
    columns = [_column(engine, recorded, page, choice) for choice in choices]
    maps = [_map(engine, column, page) for column in columns]
    most = max(column.recorded.trace.config.tokens for column in columns)
    parts = [
        _part(engine, column, page, *one, most) for column, one in zip(columns, maps, strict=True)
    ]
    cells = [
        Panels.of(engine, column.recorded, page.look).cells(tokens)
        for column, (tokens, _) in zip(columns, maps, strict=True)
    ]
    noun = "column" if len(columns) == 1 else "columns"
    return Contents(
        name=f"compare-{kind}",
        place=f"{len(columns)}-{noun}",
        title=f"{KINDS[kind]} in {len(columns)} {noun}",
        settings="All on one scale, in multiples of uniform attention.",
        parts=tuple(parts),
        columns=len(parts),
        arrays={f"column{i + 1}": values for i, values in enumerate(cells)},
    )


def _column(engine: Engine, own: Recorded, page: PageFacts, choice: LinkColumn) -> Column:
    """The record of a column's choice; a checkpoint that is not on this machine is not fetched."""
    named = choice["checkpoint"]
    if named is not None:
        named = checkpoint(engine, "columns", named)
        if not is_here(engine, "columns", named):
            raise InputError(f"{references.title(named)} is not on this machine: add it again.")
    wanted = ColumnChoice(
        named,
        choice["patch"],
        choice["height"],
        choice["width"],
        choice["example"],
        choice["own"],
    )
    recorded = engine.record(choose(engine, Grant(own.key, page.visit), wanted))
    return Column(recorded, choice, _cursor(own, recorded, page))


def _cursor(own: Recorded, other: Recorded, page: PageFacts) -> int | None:
    """The patch of a column that contains the page's cursor; None for none, and outside."""
    grid, query, place = own.trace.grid, page["query"], page["place"]
    if place is None and query is not None and query >= grid.prefix:
        row, col = grid.cell(query)
        place = ((col + 0.5) / grid.cols, (row + 0.5) / grid.rows)
    if place is None:
        return None
    right, down = place
    if other.key.digest == own.key.digest:
        crop, seen = own.trace.view.crop, other.trace.view.crop
        right = (crop.left + right * crop.width - seen.left) / seen.width
        down = (crop.top + down * crop.height - seen.top) / seen.height
    theirs = other.trace.grid
    row, col = int(down * theirs.rows // 1), int(right * theirs.cols // 1)
    inside = 0 <= row < theirs.rows and 0 <= col < theirs.cols
    return theirs.token(row, col) if inside else None


def _map(engine: Engine, column: Column, page: PageFacts) -> tuple[Tensor, str]:
    """A column's map [N], and what it is of, in words."""
    kind, trace = page["kind"], column.recorded.trace
    if kind == "relevance":
        target = _target(column.recorded, page)
        return _relevance(engine, column.recorded, target), (
            f"for {column.recorded.model.labels.name(target)}"
        )
    query = None if kind == "start" else column.cursor
    layer = _layer(column, page)
    source = f"from {token_name(trace, query)}"
    if kind == "rollout":
        stages = vit.rollout_stages(trace, source=query)
        return stages[layer], f"up to layer {layer + 1}, {source}"
    head = _head(column, page)
    rows = attention_rows(trace, query, "from")[layer]
    tokens = rows.mean(dim=0) if head is None else rows[head]
    name = "mean of heads" if head is None else f"head {head + 1}"
    return tokens, f"layer {layer + 1}, {name}, {source}"


def _layer(column: Column, page: PageFacts) -> int:
    last = column.recorded.trace.config.depth - 1
    common = page["end" if page["kind"] == "rollout" else "layer"]
    chosen = column.choice["layer"]
    chosen = common if chosen is None else chosen
    return last if chosen is None else min(chosen, last)


def _head(column: Column, page: PageFacts) -> int | None:
    chosen = column.choice["head"]
    chosen = page["head"] if chosen is None else chosen
    if chosen is None or chosen == "mean":
        return None
    return min(chosen, column.recorded.trace.config.heads - 1)


def _target(recorded: Recorded, page: PageFacts) -> int:
    """The class of a column: `foreign` words give that of another checkpoint's columns."""
    index, _, of = page.words.get("foreign", "").partition(":")
    if index.isdecimal() and of == recorded.key.checkpoint:
        return min(int(index), recorded.trace.config.classes - 1)
    own = page["target"]
    return int(recorded.trace.logits.argmax()) if own is None else page.target(recorded)


def _relevance(engine: Engine, recorded: Recorded, target: int) -> Tensor:
    """Shares [N] of the patches' sum; 0 for the prefix tokens."""
    grad_trace = engine.gradient(recorded.key, target)
    with engine.store.forward(recorded.model):
        tokens = vit.METHODS["relevance"].tokens(recorded.model, grad_trace)
    tokens = tokens.clone()
    tokens[: recorded.trace.grid.prefix] = 0
    total = tokens.sum()
    return tokens / total if total > 0 else tokens


def _part(
    engine: Engine, column: Column, page: PageFacts, tokens: Tensor, words: str, most: int
) -> MapPart:
    """A column's map; `most` are the tokens of the column that has most."""
    recorded = column.recorded
    key, grid = recorded.key, recorded.trace.grid
    top = predictions(recorded, 1)
    picture = engine.picture(key.digest).name if column.choice["example"] is not None else ""
    notes = [
        picture,
        words,
        f"input {key.height} × {key.width} px, {grid.rows} × {grid.cols} patches",
        *[f"{row['name']} {row['p']:.2f}" for row in top],
    ]
    panels = Panels.of(engine, recorded, page.look)
    query = column.cursor if page["kind"] in ("attention", "rollout") else None
    title = f"{references.title(key.checkpoint)}, patch {key.patch} px"
    note = "; ".join(filter(None, notes)) + "."
    return panels.attention(title, panels.cells(tokens), note=note, query=query, most=most)
