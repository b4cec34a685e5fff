"""The table of a link: every field, how it is read, and the value that is left out.

A link is the page's own query string. Its words say what is looked at (`SELECTION_FIELDS`), its
facts how (`FACT_FIELDS`), and a changed pass is five fields that become one fact (`CHANGE_FIELDS`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from app.engine.input_sizes import LARGEST_INPUT
from app.parameters import Decimal, Index, Reader, Row, Switch, Whole, Word
from app.wire import choices
from app.wire.forms_link import ClassName, LinkChange
from app.wire.limits import (
    FEWEST_FRAMES,
    LARGEST_PATCH,
    MOST_NEURONS,
    MOST_PAIRS,
    SMALLEST_PATCH,
    USUAL_FRAMES,
)
from app.wire.link_readers import (
    MOST_COLUMNS,
    ChangeReader,
    ClipReader,
    ColumnsReader,
    LikenessReader,
    MaskReader,
    SizesReader,
)
from app.wire.route import Text
from app.wire.route_parameters import KNOBS
from app.wire.view_state import VIEW_FIELDS, ViewState
from vit.anatomy.head_tags import Tag
from vit.framing import Fit
from vit.maps.methods import METHODS
from vit.pictures.films import MOST_FRAMES
from vit.pictures.levels import LevelChoice
from vit.tasks.facets import Facet

PLACES = 4.0  # a place on the picture is at most so many crops away from the crop's corner
MOST_TILES = 64  # rows and columns of the sheet of position tiles
SEED = 1000
FRAME = Whole(0, MOST_FRAMES - 1)


@dataclass(frozen=True)
class LinkField:
    """How a field is read, and the value of a link without it: None is the model's own."""

    reader: Reader
    default: object = None


# What is looked at. What the words of picture and model mean is read by app/share/.
SELECTION_FIELDS: dict[str, Reader] = {
    "picture": Text("example:one-1"),
    "levels": Word.of(LevelChoice),
    "model": Text("embedded"),
    "by": Word.of(choices.By),
    "patch": Whole(1, LARGEST_INPUT),
    "side": Whole(1, LARGEST_INPUT),
    "fit": Word.of(Fit),
    "down": Decimal(-1, 1),
    "right": Decimal(-1, 1),
}

_OPENING = ViewState()


def _view(*names: str) -> dict[str, LinkField]:
    """Fields that a saved figure has too, with its defaults."""
    return {name: LinkField(VIEW_FIELDS[name], getattr(_OPENING, name)) for name in names}


def _word(literal: object, default: str | None = None) -> LinkField:
    return LinkField(Word.of(literal), default)


KNOB_DEFAULTS: dict[str, object] = {
    "residual": 0.5,
    "discard": 0.0,
    "start": 0,
    "leave_out": False,
    "fusion": "mean",
}
OFF = LinkField(Switch(), default=False)

# How it is looked at.
FACT_FIELDS: dict[str, LinkField] = {
    "screen": _word(choices.Screen, "explore"),
    "method": LinkField(VIEW_FIELDS["method"]),
    "layer": LinkField(VIEW_FIELDS["layer"]),
    **_view("head", "query"),
    "place": LinkField(Row((Decimal(-PLACES, PLACES), Decimal(-PLACES, PLACES)), ",")),
    **_view("direction"),
    "target": LinkField(Index("classes")),
    **_view("scale", "root", "colormap", "opacity", "smooth"),
    "grid": LinkField(VIEW_FIELDS["grid"], default=True),
    "cells": _word(choices.Cells, "maps"),
    **_view("feature", "axes", "coding", "depth", "facet", "facet_head"),
    **_view("threshold", "inside", "segments", "segments_by", "end"),
    **_view("regions", "chosen_region", "blend", "pins", "mass"),
    "explain": _word(choices.ExplainSection, "maps"),
    "likeness": LinkField(LikenessReader()),
    "against": LinkField(Index("classes")),
    "shuffled": OFF,
    "explained": LinkField(Word(tuple(METHODS)), "relevance"),
    "contrast": _word(choices.Contrast, "map"),
    **{name: LinkField(KNOBS[name], value) for name, value in KNOB_DEFAULTS.items()},
    "kind": _word(choices.CompareKind, "attention"),
    "match_facet": _word(Facet, "value"),
    "match_depth": LinkField(Index("L+1")),
    "pairs": LinkField(Whole(1, MOST_PAIRS), 40),
    "source": LinkField(Whole(0, MOST_COLUMNS - 1), 0),
    "columns": LinkField(ColumnsReader()),
    "positions": _word(choices.PositionsSection, "tiles"),
    "table": _word(choices.PositionTable),
    "sheet": LinkField(Row((Whole(1, MOST_TILES), Whole(1, MOST_TILES)), "x")),
    "turn": LinkField(Row((Index("turns"), Index("turned")), ".")),
    "swap": _word(choices.PositionSwap, "zero"),
    "seed": LinkField(Whole(0, SEED), 1),
    "lab_map": _word(choices.LabMap, "rollout"),
    "filter": LinkField(Index("filters"), 0),
    "filter_patch": LinkField(Whole(SMALLEST_PATCH, LARGEST_PATCH)),
    "heads": _word(choices.HeadsSection, "statistics"),
    "figure": _word(choices.HeadFigure, "distance"),
    "descending": OFF,
    "without": OFF,
    "registers": LinkField(Whole(1, MOST_NEURONS)),
    "tag": _word(Tag),
    "mask": LinkField(MaskReader()),
    "only": OFF,
    "brush": _word(choices.Brush, "look"),
    "worth": _word(choices.Worth),
    "film": _word(choices.DepthFilm, "lens"),
    "read": _word(choices.LensRead, "probability"),
    "branch": LinkField(Whole(0, 1), 0),
    "at": LinkField(Whole(0, 0)),
    "clip": LinkField(ClipReader()),
    "frames": LinkField(Whole(FEWEST_FRAMES, MOST_FRAMES), USUAL_FRAMES),
    "moment": LinkField(FRAME, 0),
    "followed": LinkField(Row((FRAME, Decimal(0, 1), Decimal(0, 1)), ",")),
    "over": _word(choices.FilmOverlay, "attention"),
    "course": _word(choices.FilmCourse, "near"),
    "learn": _word(choices.LearnSection, "cards"),
    "card": _word(choices.CardName, "patches"),
    "sizes": LinkField(SizesReader()),
}

CHANGE_FIELDS = {
    name: ChangeReader(name) for name in ("off", "fill", "hidden", "blanked", "temperature")
}


PLAIN: Mapping[type, type] = {Whole: int, Decimal: float, Switch: bool}


def _form(name: str, reader: Any) -> Any:
    """The type of a field's value in JSON."""
    if name == "target":
        return ClassName
    if isinstance(reader, Word):
        return Literal[reader.words]  # pyright: ignore
    if isinstance(reader, Row):
        return tuple[tuple(_form("", part) for part in reader.parts)]  # pyright: ignore
    if isinstance(reader, Index):
        return int | None if reader.word else int
    return next((form for kind, form in PLAIN.items() if isinstance(reader, kind)), None) or (
        reader.form
    )


if TYPE_CHECKING:
    LinkFacts = dict[str, object]
else:  # one table, and the type that follows from it
    LinkFacts = TypedDict(
        "LinkFacts",
        {name: _form(name, field.reader) for name, field in FACT_FIELDS.items()}
        | {"change": LinkChange},
        total=False,
    )
