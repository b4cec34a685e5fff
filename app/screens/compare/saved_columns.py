"""The columns of Compare as they are saved: each one's record, choice and cursor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from app.engine import references
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.engine.visits import Grant
from app.export.bundles import Array
from app.export.panels import Panels
from app.screens.compare.columns import ColumnChoice, choose
from app.screens.compare.facets import Wanted, apart
from app.share.opening import checkpoint, is_here
from app.share.page_facts import PageFacts
from app.wire.descriptor import predictions
from app.wire.forms_link import LinkColumn
from vit.figures.parts import Part
from vit.figures.sheet import Link
from vit.pictures.images import InputError
from vit.tasks.matches import match_layer

Depth = Literal["depth", "match_depth"]  # the fact of a layer

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
class SavedColumn:
    """A column's record and choice, and the token under the page's cursor in it, if any."""

    recorded: Recorded
    choice: LinkColumn
    cursor: int | None

    def panels(self, engine: Engine, page: PageFacts) -> Panels:
        """Its picture, under maps of it."""
        return Panels.of(engine, self.recorded, page.look)

    @property
    def title(self) -> str:
        """Checkpoint and patch size."""
        key = self.recorded.key
        return f"{references.title(key.checkpoint)}, patch {key.patch} px"

    def note(self, engine: Engine, words: str) -> str:
        """Picture, what the map is of, input and answer."""
        recorded, choice = self.recorded, self.choice
        key, grid = recorded.key, recorded.trace.grid
        other = choice["example"] is not None or choice["own"] is not None
        notes = [
            engine.picture(key.digest, recorded.visit).name if other else "",
            words,
            f"input {key.height} × {key.width} px, {grid.rows} × {grid.cols} patches",
            *[f"{row['name']} {row['p']:.2f}" for row in predictions(recorded, 1)],
        ]
        return "; ".join(filter(None, notes)) + "."


@dataclass(frozen=True, eq=False)
class Shots:
    """The parts of a kind, their arrays, and what the caption says of them all."""

    parts: Sequence[Part]
    arrays: Mapping[str, Array]
    settings: str
    links: tuple[Link, ...] = ()


def saved_columns(engine: Engine, recorded: Recorded, page: PageFacts) -> list[SavedColumn]:
    """The columns of a link, the page's own view alone where it names none."""
    choices = cast("list[LinkColumn]", page["columns"] or [PLAIN])
    return [_saved(engine, recorded, page, choice) for choice in choices]


def _saved(engine: Engine, own: Recorded, page: PageFacts, choice: LinkColumn) -> SavedColumn:
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
    recorded = engine.record(choose(engine, Grant(own.key, page.visit), wanted)).of(page.visit)
    return SavedColumn(recorded, choice, _cursor(own, recorded, page))


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


def depth_of(column: SavedColumn, page: PageFacts, name: Depth) -> int:
    """After how many layers a column is shown."""
    layers = column.recorded.trace.config.depth
    if column.choice["layer"] is not None:
        return min(column.choice["layer"] + 1, layers)
    usual = match_layer(layers) if name == "match_depth" else layers
    chosen: int | None = page[name]
    return min(usual if chosen is None else chosen, layers)


def wanted_of(column: SavedColumn, page: PageFacts, of: Depth = "match_depth") -> Wanted:
    """The facet of a column: what patches are matched by, or what features are of (`depth`)."""
    facet = column.choice["facet"] or page["match_facet" if of == "match_depth" else "facet"]
    depth = depth_of(column, page, of)
    if facet == "token":
        return Wanted(depth)
    chosen: Any = column.choice["head"]
    chosen = page["facet_head"] if chosen is None else chosen
    heads = column.recorded.trace.config.heads
    head = None if chosen in (None, "mean") else min(chosen, heads - 1)
    return Wanted(max(1, depth), facet, head)


def apart_of(one: SavedColumn, other: SavedColumn, page: PageFacts) -> str:
    """Why two columns have no common similarity; empty where they do."""
    return apart(one.recorded, wanted_of(one, page), other.recorded, wanted_of(other, page))


def after(depth: int) -> str:
    """`after layer 8`, or the embedding."""
    return f"after layer {depth}" if depth else "the embedding"


def facet_words(column: SavedColumn, page: PageFacts, of: Depth = "match_depth") -> str:
    """`value after layer 8`, `key of head 2 after layer 7`."""
    wanted = wanted_of(column, page, of)
    whose = "" if wanted.head is None else f" of head {wanted.head + 1}"
    return f"{wanted.facet}{whose} {after(wanted.layer)}"
