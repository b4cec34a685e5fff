"""Replies of the Positions screen."""

from typing import Literal, TypedDict

from vit.config import Positions, Resampling


class PrefixPosition(TypedDict):
    """A prefix token that has a position embedding, and the length of that."""

    name: str
    norm: float


class RotaryFacts(TypedDict):
    """Rotary positions: for how many layers and heads they differ, and how many pairs turn."""

    kind: Literal["axial", "centred", "mixed"]
    layers: int
    heads: int
    pairs: int


class PositionFacts(TypedDict):
    """What the page needs to draw a model's position embeddings on any grid.

    `refusal` says why there is nothing to draw; `stored` (rows, cols) the grid of the
    table that the weights hold, `norms` [rows*cols] its lengths; `shares` the variance of the
    positions' components on the grid in use; `axis` [n] what sinusoidal positions of this width
    share along one axis.
    """

    kind: Positions
    refusal: str | None
    stored: tuple[int, int]
    resampling: Resampling
    norms: list[float]
    prefix: list[PrefixPosition]
    shares: list[float]
    rotary: RotaryFacts | None
    axis: list[float]


class ScoreShares(TypedDict):
    """Shares [H][4] of the scores' parts in each head; `refusal` says why there are none."""

    parts: tuple[str, ...]
    shares: list[list[float]]
    refusal: str | None


class PaperFacts(TypedDict):
    """Attention distances [L][H] and that of uniform attention, in px; a recipe by figure."""

    distances: list[list[float]]
    uniform: float
    recipes: dict[str, str]
