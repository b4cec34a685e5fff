"""What the Compare screen shows, to be saved: its columns side by side."""

from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.head_figures import head_statistics
from app.engine.recorded import Recorded
from app.export.contents import Contents
from app.screens.compare import feature_saving
from app.screens.compare.saved_columns import SavedColumn, saved_columns
from app.share.page_facts import PageFacts
from vit.figures.heat import token_name
from vit.figures.parts import MapPart
from vit.maps.flow import attention_rows

KINDS = {
    "attention": "Attention",
    "start": "Class attention",
    "rollout": "Rollout",
    "relevance": "Relevance (Chefer et al. 2021)",
    "sinks": "Attention received",
}


def contents(engine: Engine, recorded: Recorded, page: PageFacts) -> Contents:
    """Every column's map, on the one scale that they share."""
    kind, columns = page["kind"], saved_columns(engine, recorded, page)
    if kind in feature_saving.KINDS:
        return feature_saving.contents(engine, columns, page)
    maps = [_map(engine, column, page) for column in columns]
    most = max(column.recorded.trace.config.tokens for column in columns)
    parts = [
        _part(engine, column, page, *one, most) for column, one in zip(columns, maps, strict=True)
    ]
    cells = [
        column.panels(engine, page).cells(tokens)
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


def _map(engine: Engine, column: SavedColumn, page: PageFacts) -> tuple[Tensor, str]:
    """A column's map [N], and what it is of, in words."""
    kind, trace = page["kind"], column.recorded.trace
    if kind == "relevance":
        target = _target(column.recorded, page)
        return _relevance(engine, column.recorded, target), (
            f"for {column.recorded.model.labels.name(target)}"
        )
    query = None if kind == "start" else column.cursor
    layer = _layer(column, page)
    if kind == "sinks":
        return _received(engine, column, layer, _head(column, page))
    source = f"from {token_name(trace, query)}"
    if kind == "rollout":
        stages = vit.rollout_stages(trace, source=query)
        return stages[layer], f"up to layer {layer + 1}, {source}"
    head = _head(column, page)
    rows = attention_rows(trace, query, "from")[layer]
    tokens = rows.mean(dim=0) if head is None else rows[head]
    name = "mean of heads" if head is None else f"head {head + 1}"
    return tokens, f"layer {layer + 1}, {name}, {source}"


def _received(
    engine: Engine, column: SavedColumn, layer: int, head: int | None
) -> tuple[Tensor, str]:
    """Attention [N] to each token, the mean over all queries."""
    rows = head_statistics(engine, column.recorded).received[layer]
    name = "mean of heads" if head is None else f"head {head + 1}"
    tokens = rows.mean(dim=0) if head is None else rows[head]
    return tokens, f"layer {layer + 1}, {name}, from all queries"


def _layer(column: SavedColumn, page: PageFacts) -> int:
    last = column.recorded.trace.config.depth - 1
    common = page["end" if page["kind"] == "rollout" else "layer"]
    chosen = column.choice["layer"]
    chosen = common if chosen is None else chosen
    return last if chosen is None else min(chosen, last)


def _head(column: SavedColumn, page: PageFacts) -> int | None:
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
    engine: Engine, column: SavedColumn, page: PageFacts, tokens: Tensor, words: str, most: int
) -> MapPart:
    """A column's map; `most` are the tokens of the column that has most."""
    panels = column.panels(engine, page)
    query = column.cursor if page["kind"] in ("attention", "rollout") else None
    note = column.note(engine, words)
    return panels.attention(column.title, panels.cells(tokens), note=note, query=query, most=most)
