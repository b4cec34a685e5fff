"""A map over the patches with its unit and title, and the name of a query token."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vit.trace import Trace


@dataclass(frozen=True, eq=False)
class Heat:
    """A map over the patches: values [rows,cols] in `unit`, [rows,cols,3] for colours in 0..1.

    `signed` is whether values may be negative; `prefix` the sum over the prefix tokens, None where
    it has no meaning. `groups` and `dimmed` as for a figure.
    """

    values: npt.NDArray[np.float32]
    unit: str
    signed: bool
    title: str
    prefix: float | None
    groups: npt.NDArray[np.intp] | None = None
    dimmed: npt.NDArray[np.bool_] | None = None


def token_name(trace: Trace, token: int | None) -> str:
    """Name of a token: `the class token`, `register 2`, `patch (4, 5)`; None is the readout."""
    if token is None and trace.config.readout_token is None:
        return f"the {trace.config.readout_name}"
    token = token or 0
    if token < trace.grid.prefix:
        name = trace.config.prefix_names[token]
        return name if name[-1].isdigit() else f"the {name}"
    row, col = trace.grid.cell(token)
    return f"patch ({row}, {col})"
