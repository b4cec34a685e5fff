"""A patch followed through the frames of a film, by the similarity of features."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor

KEEP = 0.8  # of the template from frame to frame: .66 patches from the truth over a pan, 0 drifts
REACH = 3  # patches that it may move from one frame to the next, along each axis
LINE = 0.5  # cosine below which it is lost
NOWHERE = -2.0  # below every cosine


@dataclass(frozen=True, eq=False)
class Followed:
    """Where a patch is in each of F frames.

    `places` [F] are patches; a frame in which it is `lost` [F] keeps the place of the frame before.
    `cosines` [F] is the similarity of the best patch within reach; `similarity` [F,P] that of every
    patch with what was looked for in this frame.
    """

    places: Tensor = field(repr=False)
    cosines: Tensor = field(repr=False)
    lost: Tensor = field(repr=False)
    similarity: Tensor = field(repr=False)


def follow_patch(
    tables: Sequence[Tensor],
    frame: int,
    patch: int,
    cols: int,
    *,
    keep: float = KEEP,
    reach: int = REACH,
    line: float = LINE,
) -> Followed:
    """Follow the patch of a frame to the end of a film and back to its start.

    `tables` are directions [P,D] of length 1, one for each frame (`facet_directions`); `cols` are
    the columns of their grid. What is looked for is a template that begins as the patch and moves:
    `keep` of it stays, the rest is the patch found (1 compares with the chosen frame alone, 0 with
    the frame before, which drifts). A place is at most `reach` patches down and right of the last
    one. Under the cosine `line` it is lost: the place and the template stay until it is found again
    within reach. IndexError for a frame or patch that does not exist.
    """
    if not 0 <= frame < len(tables):
        raise IndexError(f"frame {frame} does not exist: there are {len(tables)}")
    if not 0 <= patch < len(tables[frame]):
        raise IndexError(f"patch {patch} does not exist: patches are 0 to {len(tables[frame]) - 1}")
    ways = (range(frame + 1, len(tables)), range(frame - 1, -1, -1))
    known = {frame: (patch, 1.0, False, _own(tables[frame], patch))}
    for way in ways:
        template, place = _floats(tables[frame])[patch], patch
        for at in way:
            table = _floats(tables[at])
            similarity = (table @ template).clamp(-1, 1)
            beyond = _beyond(len(table), place, cols, reach)
            best = int(similarity.masked_fill(beyond, NOWHERE).argmax())
            cosine = float(similarity[best])
            lost = cosine < line
            if not lost:
                place = best
                template = F.normalize(keep * template + (1 - keep) * table[best], dim=0)
            known[at] = (place, cosine, lost, similarity)
    rows = [known[at] for at in range(len(tables))]
    return Followed(
        torch.tensor([row[0] for row in rows]),
        torch.tensor([row[1] for row in rows]),
        torch.tensor([row[2] for row in rows]),
        torch.stack([row[3] for row in rows]),
    )


def _own(table: Tensor, patch: int) -> Tensor:
    """[P] cosines of every patch of the chosen frame with the chosen one."""
    floats = _floats(table)
    return (floats @ floats[patch]).clamp(-1, 1)


def _floats(table: Tensor) -> Tensor:
    return table.to(torch.promote_types(table.dtype, torch.float32))


def _beyond(patches: int, place: int, cols: int, reach: int) -> Tensor:
    """[P] which patches are further than `reach` rows or columns from a place."""
    every = torch.arange(patches)
    down = (every // cols - place // cols).abs()
    right = (every % cols - place % cols).abs()
    return torch.maximum(down, right) > reach
