"""Replies about columns of Compare that are laid beside one another."""

from typing import TypedDict

from vit.tasks.facets import Facet


class MatchedPairs(TypedDict):
    """Patches of two views that are each other's nearest, those of the largest margin first.

    `first` are patches of the other view, `second` of the view itself, both counted from 0 without
    prefix tokens; `cosine` and `margin` are those of `vit.mutual_matches`.
    """

    first: list[int]
    second: list[int]
    cosine: list[float]
    margin: list[float]


class TurnedFacet(TypedDict):
    """How a facet's patches are found again in the same picture upside down.

    Of `pairs` mutual nearest neighbours, the shares 0..1 that lie where the patch has gone
    (`right`) and where it was (`placed`), within 1.5 patches.
    """

    facet: Facet
    pairs: int
    right: float
    placed: float
