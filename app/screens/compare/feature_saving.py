"""What Compare saves of the tokens: colours, similarities, matches and lengths, in columns."""

from dataclasses import replace

import numpy as np
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.export import feature_maps
from app.export.bundles import Array, plain
from app.export.contents import Contents
from app.screens.compare import match_saving
from app.screens.compare.facets import directions
from app.screens.compare.saved_columns import (
    SavedColumn,
    Shots,
    after,
    apart_of,
    depth_of,
    facet_words,
    wanted_of,
)
from app.share.page_facts import PageFacts
from app.wire.view_state import ViewState
from vit.figures.heat import token_name
from vit.figures.parts import MapPart, Part
from vit.figures.scale import Scale, linear_scale, robust_top, signed_scale

KINDS = {
    "colours": "Colours of the features",
    "similarity": "Similarity",
    "matches": "Matches",
    "norms": "Lengths of the tokens",
    "foreground": "Foreground",
    "segments": "Segments",
}
SETTINGS = {
    "foreground": "Each picture's foreground by Otsu's threshold on its first component.",
    "segments": "Each picture's own segments, numbered by size.",
}
AT = (
    "Each picture's foreground above {:.3g} of the way from the 1st to the 99th percentile of its "
    "first component."
)


def contents(engine: Engine, columns: list[SavedColumn], page: PageFacts) -> Contents:
    """The columns of a kind that shows what the tokens hold."""
    kind = page["kind"]
    result = MAKERS[kind](engine, columns, page)
    noun = "column" if len(columns) == 1 else "columns"
    return Contents(
        name=f"compare-{kind}",
        place=f"{len(columns)}-{noun}",
        title=f"{KINDS[kind]} in {len(columns)} {noun}",
        settings=result.settings,
        parts=tuple(result.parts),
        columns=len(columns),
        arrays=result.arrays,
        links=result.links,
    )


# ---- one column at a time


def _colours(engine: Engine, columns: list[SavedColumn], page: PageFacts) -> Shots:
    """Each column's colours, of its components, its foreground or its segments."""
    parts, arrays = list[Part](), dict[str, Array]()
    for i, column in enumerate(columns):
        wanted = wanted_of(column, page, "depth")
        state = ViewState(
            feature=page["kind"],
            axes=page["axes"],
            coding=page["coding"],
            depth=wanted.layer,
            facet=wanted.facet,
            facet_head=wanted.head,
            threshold=page["threshold"],
            segments=page["segments"],
            segments_by=page["segments_by"],
        )
        heat = feature_maps.heat(engine, column.recorded, state)
        scale = feature_maps.scale(engine, column.recorded, state, heat)
        note = column.note(engine, facet_words(column, page, "depth"))
        panel = column.panels(engine, page).part(column.title, heat.values, signed_scale())
        parts.append(replace(panel, panel=replace(panel.panel, scale=scale, caption=note)))
        arrays[f"column{i + 1}"] = heat.values
    of_axes = f"Colours {feature_maps.AXES[page['axes']]}."
    settings = SETTINGS.get(page["kind"], of_axes)
    if page["kind"] == "foreground" and page["threshold"] is not None:
        settings = AT.format(page["threshold"])
    return Shots(parts, arrays, settings)


def _norms(engine: Engine, columns: list[SavedColumn], page: PageFacts) -> Shots:
    """Lengths over the median of each column's layer, on one scale."""
    maps = list[Tensor]()
    for column in columns:
        depth = depth_of(column, page, "depth")
        lengths = vit.feature_norms(column.recorded.trace)[depth]
        maps.append(lengths / lengths.median())
    highest = max(robust_top(plain(one)) for one in maps)
    scale = replace(linear_scale(highest), label="times the median length")
    parts = [
        _part(engine, column, page, one, scale, after(depth_of(column, page, "depth")))
        for column, one in zip(columns, maps, strict=True)
    ]
    settings = "Lengths of the patch tokens, over the median of their layer; all on one scale."
    return Shots(parts, _arrays(maps), settings)


# ---- columns beside one another


def _similarity(engine: Engine, columns: list[SavedColumn], page: PageFacts) -> Shots:
    """Similarity of each column's patches with the chosen one, as the page shows them."""
    source_of: int = page["source"]
    chosen = columns[min(source_of, len(columns) - 1)]
    parts, maps = list[Part](), list[Tensor]()
    for column in columns:
        source = _source(column, chosen, columns, page)
        token, grid = _token(source), source.recorded.trace.grid
        one = directions(source.recorded, wanted_of(source, page))[token - grid.prefix]
        theirs = directions(column.recorded, wanted_of(column, page))
        own = column.recorded.trace.grid
        values = (theirs @ one.to(theirs.device)).view(own.rows, own.cols)
        words = f"{facet_words(column, page)}, with {token_name(source.recorded.trace, token)}"
        best = token if source is column else int(values.argmax()) + own.prefix
        maps.append(values)
        parts.append(_part(engine, column, page, values, signed_scale(), words, best))
    settings = (
        "Cosines with one patch, from the mean of each picture's patches; its place or its best "
        "match is framed."
    )
    return Shots(parts, _arrays(maps), settings)


def _source(
    column: SavedColumn, chosen: SavedColumn, columns: list[SavedColumn], page: PageFacts
) -> SavedColumn:
    """The column whose patch a column's similarities are with, as similar.js chooses it."""
    if not apart_of(chosen, column, page):
        return chosen
    digest = chosen.recorded.key.digest
    twins = (
        one
        for one in (column, *columns)
        if one.recorded.key.digest == digest and not apart_of(one, column, page)
    )
    return next(twins, column)


def _token(column: SavedColumn) -> int:
    """The column's patch under the cursor; the middle one where there is none."""
    grid = column.recorded.trace.grid
    if column.cursor is not None:
        return column.cursor
    return grid.token(grid.rows // 2, grid.cols // 2)


# ---- what all of them need


def _part(
    engine: Engine,
    column: SavedColumn,
    page: PageFacts,
    values: Tensor,
    scale: Scale,
    words: str,
    framed: int | None = None,
) -> MapPart:
    note = column.note(engine, words)
    panels = column.panels(engine, page)
    return panels.part(column.title, plain(values), scale, note=note, query=framed)


def _arrays(maps: list[Tensor]) -> dict[str, Array]:
    return {f"column{i + 1}": np.asarray(plain(values)) for i, values in enumerate(maps)}


MAKERS = {
    "colours": _colours,
    "similarity": _similarity,
    "matches": match_saving.matches,
    "norms": _norms,
    "foreground": _colours,
    "segments": _colours,
}
