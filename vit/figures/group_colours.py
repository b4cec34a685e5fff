"""Colours of groups that have no order, such as segments: the same as on the page."""

import numpy as np
import numpy.typing as npt

# Okabe & Ito 2008, without black, then five of Paul Tol's muted colours (2021).
HEX = (
    *("e69f00", "56b4e9", "009e73", "f0e442", "0072b2", "d55e00", "cc79a7"),
    *("882255", "44aa99", "332288", "999933", "dddddd"),
)


def group_colours(count: int) -> npt.NDArray[np.float64]:
    """[count,3] colours in 0..1 of up to twelve groups; ValueError for more."""
    if count > len(HEX):
        raise ValueError(f"{count} groups are more than the {len(HEX)} colours there are")
    return np.array([list(bytes.fromhex(text)) for text in HEX[:count]]) / 255
