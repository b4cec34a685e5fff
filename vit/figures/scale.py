"""Scales: from values to positions 0..1 on a colour map, with ticks in real units.

The page has the same three scales in assets/viewer/record/scale.js.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.floating]

LOWEST, HIGHEST = 0.25, 64.0  # multiples of uniform attention, for fewer than 256 tokens
FACTOR = 4.0  # from tick to tick of a scale of multiples
ROBUST = 0.995  # the share of a map's values that a linear scale reaches
FEW = 20  # values of a map in which one is no outlier: it is 5 % of them
PARTS = np.linspace(0, 1, 5)
ROOM = 0.04  # share of a bar with room for a text
MOST_POWERS = 8  # ticks of a scale of powers


@dataclass(frozen=True)
class Scale:
    """A scale from `low` to `high`, by logarithm, by square root, or linear.

    `label` names the unit of the ticks, `step` is the value of one unit; `powers` are the ticks of
    a scale by logarithm, in units. Values above `high` are marked wherever the scale is used.
    """

    low: float
    high: float
    bend: Literal["log", "root", "linear"]
    label: str
    step: float = 1.0
    signed: bool = False
    powers: tuple[float, ...] = ()

    def positions(self, values: Values) -> Values:
        """Positions 0..1 of values [...], in the same shape; values beyond an end are clipped."""
        inside = np.clip(np.asarray(values, dtype=np.float64), self.low, self.high)
        if self.bend == "log":
            return np.log(inside / self.low) / np.log(self.high / self.low)
        share = (inside - self.low) / (self.high - self.low)
        return np.sqrt(share) if self.bend == "root" else share

    def ticks(self) -> list[tuple[float, str]]:
        """Position and text of each tick, from the low end to the high end."""
        if self.bend == "log":
            values = np.array(self.powers) * self.step
        else:
            values = self.low + PARTS * (self.high - self.low)
        places = self.positions(values)
        return [(float(at), self.text(float(v))) for at, v in zip(places, values, strict=True)]

    def text(self, value: float) -> str:
        """A value in the unit of the ticks."""
        count = value / self.step
        if self.bend == "log":
            whole = f"{count:.0f}×" if count >= 100 else f"{count:.3g}×"
            return whole if count >= 1 else f"1/{1 / count:.3g}×"
        digits = f"{count:.0f}" if count >= 100 else f"{count:.2g}"
        return digits.replace("e-0", "e-").replace("-", "\N{MINUS SIGN}")

    def beyond(self, values: Values) -> npt.NDArray[np.bool_]:
        """Boolean mask of the values above the high end."""
        return np.asarray(values) > self.high * (1 + 1e-6)


@dataclass(frozen=True, eq=False)
class Channels:
    """Colours of three components in 0..1, with their `shares` of the variance and their names.

    `ramps` [3,n,3] are the colours along each component, in 0..1.
    """

    shares: tuple[float, ...]
    names: tuple[str, ...]
    ramps: Values
    label: str = ""  # the names stand in its place

    @property
    def ramp(self) -> Values:
        """[3n,3] the colours along the last component, then those before it."""
        return np.concatenate(list(self.ramps[::-1]))

    def ticks(self) -> list[tuple[float, str]]:
        """Position and text of each component's third of the bar, the first on top."""
        names = [name.replace("\N{EN DASH}", "\N{EN DASH}\n") for name in self.names]
        texts = [f"{name}\n{share:.0%}" for name, share in zip(names, self.shares, strict=True)]
        return [(i / 3 + 1 / 6, text) for i, text in enumerate(reversed(texts))]


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups of patches in colours [k,3] of their own, 0..1, with their `shares` of the picture.

    A heat has the number of each patch's group, 0 to k - 1.
    """

    colours: Values
    shares: tuple[float, ...]
    label: str = "share of the picture"

    @property
    def ramp(self) -> Values:
        """[256,3] the colours from the last group to the first, each as long as its share."""
        ends = np.cumsum(self.shares[::-1])
        inside = (np.arange(256) + 0.5) / 256 * ends[-1]
        return self.colours[::-1][np.searchsorted(ends, inside)]

    def ticks(self) -> list[tuple[float, str]]:
        """Position and text of each group that has room for its text, the first on top."""
        ends = np.cumsum(self.shares[::-1])
        middles = ends - np.array(self.shares[::-1]) / 2
        pairs = zip(middles, self.shares[::-1], strict=True)
        return [(float(at), f"{share:.0%}") for at, share in pairs if share >= ROOM]


@dataclass(frozen=True, eq=False)
class Heads(Groups):
    """Heads in colours [k,3] of their own, with `names` and the `shares` of the patches they cover.

    A heat [rows,cols,k] says which of them cover a patch: it has a stripe of each.
    """

    names: tuple[str, ...] = ()
    label: str = "share of the patches"

    @property
    def ramp(self) -> Values:
        """[k,3] the colours from the last head to the first, all of one length."""
        return self.colours[::-1]

    def ticks(self) -> list[tuple[float, str]]:
        """Position and text of each head, the first on top."""
        count = len(self.names)
        pairs = zip(reversed(self.names), reversed(self.shares), strict=True)
        return [
            ((i + 0.5) / count, f"{name}\n{share:.0%}") for i, (name, share) in enumerate(pairs)
        ]


Colouring = Scale | Channels | Groups  # from the values of a heat to colours


def uniform_scale(tokens: int, most: int | None = None) -> Scale:
    """Scale in multiples of uniform attention 1/tokens, from 1/4: comparable between all maps.

    It ends at 64, or at the largest power of 4 that is at most the number of tokens, because a
    weight of 1 is as many multiples: 64 for 145 tokens, 1024 for 1370. `most` replaces that number
    where maps of several sizes share one range.
    """
    uniform = 1 / tokens
    powers = [LOWEST]
    while powers[-1] * FACTOR <= max(HIGHEST, most or tokens):
        powers.append(powers[-1] * FACTOR)
    label = f"attention in multiples of uniform (1/{tokens})"
    low, high = (power * uniform for power in (powers[0], powers[-1]))
    return Scale(low, high, "log", label, step=uniform, powers=tuple(powers))


def robust_top(values: Values, share: float = ROBUST) -> float:
    """The end of a linear scale of values [...], so that a few large ones do not darken the rest.

    The value at `share` of the sorted values, rounded down: 7 of 1369 patches lie above it, 1 of
    144. The largest value where that is 0, and of at most 20 values; 0 where there are none.
    """
    flat = np.asarray(values).reshape(-1)
    if not flat.size:
        return 0.0
    place = int(share * (flat.size - 1))
    top = float(np.partition(flat, place)[place])
    return top if top > 0 and flat.size > FEW else float(flat.max())


def linear_scale(highest: float, *, root: bool = False) -> Scale:
    """Scale from 0 to `highest`, linear or by square root, which spreads low values."""
    high = highest if highest > 0 else 1.0
    return Scale(0.0, high, "root" if root else "linear", "attention weight")


def signed_scale(highest: float = 1.0, label: str = "cosine similarity") -> Scale:
    """Scale from minus to plus the highest size, -1 to 1 for cosine similarities."""
    high = highest if highest > 0 else 1.0
    return Scale(-high, high, "linear", label, signed=True)


def power_scale(values: Values, label: str) -> Scale:
    """Scale by logarithm from the power of 2 below the values to the one above, two at least.

    Values that are not positive and finite are left out.
    """
    logs = np.log2(values[np.isfinite(values) & (values > 0)])
    first = int(np.floor(logs.min(initial=np.inf))) if logs.size else 0
    last = max(first + 2, int(np.ceil(logs.max(initial=-np.inf))) if logs.size else 0)
    every = -(-(last - first) // MOST_POWERS)
    powers = tuple(2.0**power for power in range(first, last + 1, every))
    return Scale(2.0**first, 2.0**last, "log", label, powers=powers)
