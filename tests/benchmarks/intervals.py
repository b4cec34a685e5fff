"""How far a mean over scenes would move if other scenes had been drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

RESAMPLES = 2000
LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """A figure and its bootstrap interval."""

    figure: float
    low: float
    high: float


def bootstrap(
    values: Sequence[float], statistic: Callable[..., Any] = np.mean, *, seed: int = 0
) -> Interval:
    """The statistic of the values, with its percentile bootstrap interval (Efron 1979).

    The values, one a scene, are drawn again with replacement. One seed draws the same scenes for
    every list of one length, so that two rows of a table move together. ValueError without values.
    """
    if not len(values):
        raise ValueError("there are no values to resample: measure at least one scene")
    found = np.asarray(values, np.float64)
    chosen = np.random.default_rng(seed).integers(0, len(found), (RESAMPLES, len(found)))
    again = statistic(found[chosen], axis=1)
    low, high = np.quantile(again, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(statistic(found)), float(low), float(high))
