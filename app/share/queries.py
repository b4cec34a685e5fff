"""The query of a link to what is saved: the same words as in the page's address."""

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.share.selection import selection_of, write
from app.wire.link_fields import CHANGE_FIELDS, FACT_FIELDS
from app.wire.regions import pins_text, regions_text
from app.wire.view_state import ViewState

LOOK = ("colormap", "opacity", "smooth", "grid")
REGION = ("regions", "chosen_region")
# Method -> the fields that its map depends on, beside the look.
READ: dict[str, tuple[str, ...]] = {
    "attention": (
        *("layer", "head", "query", *REGION, "direction", "scale", "root"),
        *("blend", "pins", "mass"),
    ),
    "rollout": ("query", *REGION, "end", "start", "leave_out", "scale", "root"),
    "class": ("target", "scale", "root"),
    "features": (
        *("query", *REGION, "feature", "axes", "coding", "depth", "facet", "facet_head"),
        *("threshold", "inside", "segments", "segments_by"),
    ),
    "positions": ("query",),
}


def map_query(engine: Engine, recorded: Recorded, state: ViewState) -> str:
    """The query of a link that shows a map as it is saved."""
    words = write(engine, selection_of(recorded.key)) | {"method": state.method}
    for name in (*READ[state.method], *LOOK):
        value = getattr(state, name)
        if value is not None and value != FACT_FIELDS[name].default:
            words[name] = _text(value)
    return _query(words)


def _text(value: Any) -> str:
    """A value of a figure's state as a link writes it."""
    if isinstance(value, tuple):
        of_heads = isinstance(value[0], tuple)  # pins, else regions
        return (pins_text if of_heads else regions_text)(cast(Any, value))
    return str(int(value)) if isinstance(value, bool) else str(value)


def page_query(engine: Engine, recorded: Recorded, words: Mapping[str, str]) -> str:
    """The query of a link to a screen, of the words that a link has for its facts."""
    facts = {name: words[name] for name in (*FACT_FIELDS, *CHANGE_FIELDS) if name in words}
    return _query(write(engine, selection_of(recorded.key)) | facts)


def changed_query(engine: Engine, recorded: Recorded) -> str:
    """The query of a link to a changed pass: to its interventions, register or positions."""
    change, words = recorded.key.intervention, write(engine, selection_of(recorded.key))
    if change.register:
        return _query(words | {"screen": "heads", "registers": str(len(change.register))})
    if change.positions == "own":
        return _query(words | {"screen": "heads", "heads": "interventions"} | change.words())
    place = {"screen": "positions", "positions": "lab", "swap": change.positions}
    return _query(words | place | {"seed": str(change.seed)})


def _query(words: dict[str, str]) -> str:
    return urlencode(words, safe=":,/;*")
