"""Foreground and its parts: principal components of one layer's patches, without any training.

The first component parts what stands out from the background, a second look inside the foreground
gives its parts (Amir et al. 2021, arXiv 2112.05814; Oquab et al. 2023, arXiv 2304.07193).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from vit.anatomy.feature_colours import (
    COMPONENTS,
    PERCENTILES,
    Coding,
    FeatureComponents,
    coded,
)
from vit.anatomy.principal_components import leading_axes
from vit.door import check_grid

LEAST = 2  # patches that have principal components


@dataclass(frozen=True, eq=False)
class Foreground:
    """The foreground of a picture by the first principal component of its patches.

    `places` [P] of the patches on it, from their mean; the foreground is what lies above
    `threshold`, which is Otsu's unless another was given. `low` and `high` are the 1st and 99th
    percentile of the places, `share` is that of what differs between the patches, 0..1.
    """

    places: Tensor = field(repr=False)
    threshold: float
    low: float
    high: float
    share: float

    @property
    def mask(self) -> Tensor:
        """[P] whether a patch belongs to the foreground."""
        return self.places > self.threshold

    def at(self, part: float) -> "Foreground":
        """The same with its threshold at a part 0..1 of the way from `low` to `high`."""
        return replace(self, threshold=self.low + part * (self.high - self.low))


def foreground(values: Tensor, rows: int, cols: int) -> Foreground:
    """The foreground of patches with values [P,F], P = rows * cols (`facet_values` of the patches).

    Its sign: of the two sides of Otsu's threshold the foreground is the one of which the outer ring
    of patches has less than the whole picture does, or the smaller one where both have the same.
    Patches that are all equal have no foreground. ValueError for another grid.
    """
    check_grid(len(values), rows, cols)
    apart = values - values.mean(dim=0)
    axis = leading_axes(apart, 1)[0]
    places = apart @ axis
    line = otsu(places)
    above = places > line
    on_ring, everywhere = (float(part.float().mean()) for part in (above[_ring(rows, cols)], above))
    if on_ring > everywhere or (on_ring == everywhere and everywhere > 0.5):
        places, line = -places, -line
    levels = torch.tensor(PERCENTILES, dtype=places.dtype, device=places.device)
    low, high = (float(value) for value in places.quantile(levels))
    total = apart.square().sum().clamp(min=torch.finfo(values.dtype).tiny)
    return Foreground(places, line, low, high, float(places.square().sum() / total))


def otsu(values: Tensor) -> float:
    """The threshold that parts values [n] in two with the least variance inside (Otsu 1979).

    Of all thresholds half-way between two values that differ; the value itself where none do.
    """
    ordered = values.double().sort().values
    count = len(ordered)
    below = torch.arange(1, count, device=ordered.device)
    sums = ordered.cumsum(0)
    left, right = sums[:-1] / below, (sums[-1] - sums[:-1]) / (count - below)
    between = below * (count - below) * (left - right).square()
    between = between.where(ordered[1:] > ordered[:-1], -1.0)
    if not len(between) or between.max() < 0:
        return float(ordered[-1])
    split = int(between.argmax())
    return float((ordered[split] + ordered[split + 1]) / 2)


def _ring(rows: int, cols: int) -> Tensor:
    """[P] whether a patch lies on the rim of the grid."""
    ring = torch.zeros(rows, cols, dtype=torch.bool)
    ring[[0, -1]] = True
    ring[:, [0, -1]] = True
    return ring.flatten()


def foreground_parts(
    values: Tensor, mask: Tensor, basis: FeatureComponents | None = None
) -> tuple[Tensor, Tensor]:
    """Places [P,3], 0..1, on the components inside a foreground, and their shares [3] of it.

    Of patches with values [P,F]; those outside the mask [P] have places too, by the same axes, so
    that a mask may grow. `basis` is one of `common_parts`, else the foreground's own. A foreground
    of fewer than two patches has no parts: places 0.5, shares 0.
    """
    inside = values[mask]
    if len(inside) < LEAST:
        return values.new_full((len(values), COMPONENTS), 0.5), values.new_zeros(COMPONENTS)
    basis = basis or FeatureComponents.of(inside)
    return basis.places(values), basis.shares(inside)


def common_parts(pictures: Iterable[tuple[Tensor, Tensor]]) -> FeatureComponents:
    """One basis of the parts over several pictures, each of equal weight, however large its object.

    Of each picture the values [P,F] of its patches and the mask [P] of its own foreground: one part
    of an object has one colour in all of them. ValueError where no picture has a foreground.
    """
    inside = [values[mask] for values, mask in pictures if int(mask.sum()) >= LEAST]
    if not inside:
        raise ValueError("none of these pictures has a foreground: choose another layer or facet")
    weights = [one.new_full((len(one),), 1 / len(one)) for one in inside]
    return FeatureComponents.of(torch.cat(inside), torch.cat(weights))


def part_colours(
    values: Tensor,
    mask: Tensor,
    basis: FeatureComponents | None = None,
    coding: Coding = "oklab",
) -> Tensor:
    """[P,3] the parts inside a foreground as sRGB, 0..1; 0 outside.

    Arguments as for `foreground_parts`, `coding` as for `coded`.
    """
    colours = coded(foreground_parts(values, mask, basis)[0], coding)
    return colours.where(mask[:, None], 0.0)
