"""Whether matches follow what a patch shows or where it lies: a picture against itself, turned."""

from dataclasses import dataclass

from torch import Tensor

from vit.grid import Grid
from vit.tasks.matches import Matches, mutual_matches

REACH = 1.5  # patches: from the middle of a patch to the middles of the eight around it


@dataclass(frozen=True)
class Turned:
    """Of `pairs` mutual nearest neighbours between a picture and the same picture upside down.

    `right` is the share 0..1 whose second patch lies within 1.5 patches of where the first one has
    gone, `placed` the share whose second patch lies so near to where the first one was. Near the
    middle of the picture both are true. 0 without pairs.
    """

    pairs: int
    right: float
    placed: float


def turned_matches(directions: Tensor, turned: Tensor, grid: Grid) -> Turned:
    """What becomes of patches with directions [P,F] when the picture is turned by 180 degrees.

    `turned` [P,F] are the directions of the turned picture's patches (`vit.facet_directions` of a
    pass over `pixels.flip(-2, -1)`), where patch p of the picture has gone to P - 1 - p.
    """
    matches = mutual_matches(directions, turned, grid.cols)
    gone, was = grid.patches - 1 - matches.first, matches.first
    return Turned(
        pairs=len(matches.first),
        right=_near(matches, gone, grid.cols),
        placed=_near(matches, was, grid.cols),
    )


def _near(matches: Matches, places: Tensor, cols: int) -> float:
    """Share of the pairs whose second patch lies within REACH of a place [M]."""
    if not len(places):
        return 0.0
    down = matches.second // cols - places // cols
    right = matches.second % cols - places % cols
    return (down.square() + right.square() <= REACH**2).float().mean().item()
