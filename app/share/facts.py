"""How a view is looked at: the facts of a link, read, and checked against the view."""

from collections.abc import Mapping
from typing import Any, cast

from app.engine.engine import Engine
from app.engine.gallery import examples
from app.engine.interventions import Intervention
from app.engine.recorded import Recorded
from app.parameters import LARGEST_INDEX, Index, Row, check_index, naming, read_field
from app.wire.forms_link import LinkChange, LinkColumn, Mask
from app.wire.limits import FILTER_COMPONENTS
from app.wire.link_fields import CHANGE_FIELDS, FACT_FIELDS, LinkFacts
from vit.config import ViTConfig


def read_facts(query: Mapping[str, str]) -> LinkFacts:
    """The facts of a link; ValueError, one sentence that names the field.

    Other names are ignored: whoever passes a link on may have added some.
    """
    facts = {
        name: read_field(name, field.reader, query[name])
        for name, field in FACT_FIELDS.items()
        if name in query
    }
    parts = {name: query[name] for name in CHANGE_FIELDS if name in query}
    for name, text in parts.items():
        read_field(name, CHANGE_FIELDS[name], text)
    if parts:
        facts["change"] = change_form(Intervention.parse(parts))
    return facts


def change_form(change: Intervention) -> LinkChange:
    """A changed pass as JSON."""
    return {
        "off": [f"{layer}.{head}" for layer, head in sorted(change.off)],
        "fill": change.fill,
        "hidden": sorted(change.hidden),
        "blanked": sorted(change.blanked),
        "temperature": {str(layer): heat for layer, heat in change.temperature},
    }


def checked(
    engine: Engine, recorded: Recorded, facts: LinkFacts, *, in_place: bool = False
) -> LinkFacts:
    """The facts with the names of classes; ValueError for what this view does not have.

    `in_place` says that another picture stands in the place of the link's, whose patches and
    objects nobody knows: what is said of those is kept as it is.
    """
    config, labels = recorded.trace.config, recorded.model.labels
    counts = _counts(engine, recorded, facts)
    if in_place:
        counts |= dict.fromkeys(("N", "objects"), LARGEST_INDEX + 1)
    for name, value in facts.items():
        if name in FACT_FIELDS:
            _check(name, FACT_FIELDS[name].reader, value, counts)
    for layer, head in cast("list[tuple[int, int]]", facts.get("pins", [])):
        check_index("pins", layer, config.depth)
        check_index("pins", head, config.heads)
    if "mask" in facts and not in_place:
        _check_mask(cast(Mask, facts["mask"]), config, counts["objects"])
    if "change" in facts:
        _check_change(cast(LinkChange, facts["change"]), config, patches=not in_place)
    for column in cast("list[LinkColumn]", facts.get("columns", [])):
        _check_column(column, config)
    return with_class(facts, labels.name)


def with_class(facts: LinkFacts, name: Any) -> LinkFacts:
    """The facts with the target as a class and its name."""
    if "target" not in facts:
        return facts
    return {**facts, "target": {"index": facts["target"], "name": name(facts["target"])}}


def _counts(engine: Engine, recorded: Recorded, facts: LinkFacts) -> dict[str, int]:
    """How many things of each kind there are in a view."""
    config = recorded.trace.config
    rope, drawn = config.rope, engine.drawn(recorded.key.digest)
    mixed = rope is not None and rope.kind == "mixed"
    side = cast(int, facts.get("filter_patch", config.patch))
    return {
        "L": config.depth,
        "L+1": config.depth + 1,
        "H": config.heads,
        "N": config.tokens,
        "classes": 0 if config.outputs == "none" else config.classes,
        "examples": len(examples()),
        "objects": len(drawn.names) if drawn else 0,
        "turns": (config.depth if mixed else 1) if rope else 0,
        "turned": (config.heads if mixed else 1) if rope else 0,
        "filters": min(FILTER_COMPONENTS, config.width, 3 * side * side),
    }


def _check(name: str, reader: object, value: Any, counts: Mapping[str, int]) -> None:
    """Raise ValueError for an index that is not there."""
    if isinstance(reader, Index):
        check_index(name, value, counts[reader.things])
    if isinstance(reader, Row):
        for part, one in zip(reader.parts, value, strict=True):
            _check(name, part, one, counts)


def _check_mask(mask: Mask, config: ViTConfig, objects: int) -> None:
    if mask["kind"] == "object":
        check_index("mask", mask["index"], objects)
    if mask["kind"] == "block":
        check_index("mask", mask["bottom"], config.grid.rows)
        check_index("mask", mask["right"], config.grid.cols)


def _check_change(change: LinkChange, config: ViTConfig, *, patches: bool) -> None:
    """Check each part alone, so that the sentence names its field."""
    pairs = [place.split(".") for place in change["off"]]
    heats = tuple((int(layer), heat) for layer, heat in change["temperature"].items())
    parts = {
        "off": Intervention(off=frozenset((int(layer), int(head)) for layer, head in pairs)),
        "temperature": Intervention(temperature=heats),
    }
    if patches:
        parts["hidden"] = Intervention(hidden=frozenset(change["hidden"]))
        parts["blanked"] = Intervention(blanked=frozenset(change["blanked"]))
    for name, part in parts.items():
        with naming(name):
            part.check(config)


def _check_column(column: LinkColumn, config: ViTConfig) -> None:
    """Layer and head of a column of the view's own checkpoint."""
    if column["checkpoint"] is None:
        check_index("columns", column["layer"], config.depth)
        if column["head"] != "mean":
            check_index("columns", column["head"], config.heads)
