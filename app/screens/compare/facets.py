"""What columns of Compare have in common: directions of the patches, and their matches."""

from dataclasses import dataclass
from typing import cast, get_args

import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.wire.forms_compare import MatchedPairs, TurnedFacet
from app.wire.lists import indices, vector
from vit.tasks.facets import Facet

FACETS: tuple[Facet, ...] = get_args(Facet)


@dataclass(frozen=True)
class Wanted:
    """A facet after `layer` blocks, 0 to L, of all heads or of one."""

    layer: int
    facet: Facet = "token"
    head: int | None = None


def directions(recorded: Recorded, wanted: Wanted) -> Tensor:
    """[P,F] directions of the patches; several columns and hovers need the same."""
    layer, facet, head = wanted.layer, wanted.facet, wanted.head
    return recorded.kept.get_or_make(
        f"directions of {facet} {layer} {head}",
        lambda: vit.facet_directions(recorded.model, recorded.trace, layer, facet, head),
    )


def apart(first: Recorded, one: Wanted, second: Recorded, other: Wanted) -> str:
    """Why the directions of two records have no common similarity, one sentence; '' where they do.

    The tokens of all layers are sums in one space. Keys, queries and values are in that of their
    own layer and head.
    """
    if first.key.checkpoint != second.key.checkpoint:
        return "Two checkpoints have no common similarity."
    if one.facet != other.facet:
        return f"A {one.facet} and a {other.facet} have no common similarity."
    if one.facet != "token" and (one.layer, one.head) != (other.layer, other.head):
        return f"A {one.facet} of two layers or heads has no common similarity."
    return ""


def matched(first: Recorded, one: Wanted, second: Recorded, other: Wanted) -> vit.Matches:
    """The mutual matches of two records' patches; ValueError where they have no similarity."""
    why = apart(first, one, second, other)
    if why:
        raise ValueError(why)
    ours, theirs = directions(first, one), directions(second, other)
    return vit.mutual_matches(ours.to(theirs.device), theirs, second.trace.grid.cols)


def matches(first: Recorded, one: Wanted, second: Recorded, other: Wanted) -> MatchedPairs:
    """The same as a reply."""
    pairs = matched(first, one, second, other)
    return {
        "first": indices(pairs.first),
        "second": indices(pairs.second),
        "cosine": vector(pairs.cosine),
        "margin": vector(pairs.margin),
    }


def turned(engine: Engine, recorded: Recorded, layer: int) -> list[TurnedFacet]:
    """Every facet of a layer on the picture against itself upside down; kept with what is slow."""

    def make() -> object:
        upside = _upside_down(engine, recorded)
        some = FACETS if layer else FACETS[:1]
        return [_turned(recorded, upside, layer, facet) for facet in some]

    name = f"turned, layer {layer}"
    return cast("list[TurnedFacet]", engine.measured.get_or_make((recorded.key, 0, name), make))


def _upside_down(engine: Engine, recorded: Recorded) -> vit.Trace:
    """The record of the same input turned by 180 degrees, which is not kept."""
    model, prepared = recorded.model, engine.prepared(recorded.key)
    with engine.store.forward(model):
        return vit.trace(model, torch.flip(prepared.pixels, (-2, -1)), prepared.view)


def _turned(recorded: Recorded, upside: vit.Trace, layer: int, facet: Facet) -> TurnedFacet:
    ours = directions(recorded, Wanted(layer, facet))
    theirs = vit.facet_directions(recorded.model, upside, layer, facet)
    turn = vit.turned_matches(ours, theirs.to(ours.device), recorded.trace.grid)
    return {
        "facet": facet,
        "pairs": turn.pairs,
        "right": turn.right,
        "placed": turn.placed,
    }
