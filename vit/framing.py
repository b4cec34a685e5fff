"""How a picture is fitted to the model input: a crop, which may be moved, or the whole picture."""

import math
from dataclasses import dataclass
from typing import Literal

Fit = Literal["crop", "squash", "shape"]


@dataclass(frozen=True)
class Framing:
    """How a picture is fitted to the model input.

    `crop` follows the model's preprocessing; `squash` shows the whole picture, each axis scaled
    separately; `shape` does the same for an input of the size that `own_shape` returns. `down` and
    `right` move a crop from the centre (0) to the picture's edges (-1 and 1); they have no effect
    on an axis that is not cropped.

    Raises ValueError for another fit, a position outside -1..1, or a position without a crop.
    """

    fit: Fit = "crop"
    down: float = 0.0
    right: float = 0.0

    def __post_init__(self) -> None:
        """Check the fit and the position."""
        if self.fit not in ("crop", "squash", "shape"):
            raise ValueError(f"fit {self.fit!r} is none of 'crop', 'squash', 'shape'")
        for name, value in (("down", self.down), ("right", self.right)):
            if not -1 <= value <= 1:
                raise ValueError(f"{name} {value} is outside -1..1: 0 is the middle")
        if self.fit != "crop" and self.moved:
            raise ValueError(f"fit {self.fit!r} shows the whole picture: only a crop can be moved")

    @property
    def moved(self) -> bool:
        """Whether the crop is off the centre."""
        return self.down != 0 or self.right != 0

    @property
    def centred(self) -> "Framing":
        """The same fit with the crop at the centre."""
        return Framing(self.fit)


AS_MODEL = Framing()
WHOLE = Framing("squash")


def own_shape(source: tuple[int, int], image: tuple[int, int], patch: int) -> tuple[int, int]:
    """Input (height, width) in px with the aspect ratio of a picture, in whole patches.

    `source` is the picture's (height, width), `image` the model's own input (height, width),
    `patch` the patch size in px. The input has at most as many patches as `image`, so that a pass
    costs no more. Of the grids next to the exact one, the one with the nearest aspect ratio is
    taken. ValueError for a picture without pixels.
    """
    if min(source) < 1:
        raise ValueError(f"a picture of {source[0]} x {source[1]} px has no shape: use 1 or more")
    most = max(1, (image[0] // patch) * (image[1] // patch))
    aspect = source[0] / source[1]
    exact = math.sqrt(most * aspect)
    rows = {min(most, max(1, whole)) for whole in (math.floor(exact), math.ceil(exact))}
    grids = [(row, min(most // row, max(1, round(row / aspect)))) for row in sorted(rows)]
    bent = {grid: abs(math.log(grid[0] / grid[1] / aspect)) for grid in grids}
    best = min(grids, key=lambda grid: (bent[grid], -math.prod(grid)))
    return best[0] * patch, best[1] * patch
