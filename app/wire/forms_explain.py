"""Replies of the Explain screen, and the lines of all long work."""

from typing import NotRequired, TypedDict

from vit.config import Outputs
from vit.maps.methods import Cost


class Progress(TypedDict):
    """A line of long work: `done` of `total` steps, and the effects [n] newly measured.

    Where the work has to wait before its first step, `place` is that in the line, 1 for the next.
    """

    done: int
    total: int
    place: NotRequired[int]
    drops: NotRequired[list[float]]


class Nothing(TypedDict):
    """A reply without content: an order taken, or a sign of life of long work."""


class Failure(TypedDict):
    """The last line of long work that failed: why, in one sentence."""

    error: str


class MethodFacts(TypedDict):
    """A method that makes maps, as the page lists it; `signed` is whether it has one with signs."""

    name: str
    title: str
    class_specific: bool
    cost: Cost
    source: str
    signed: bool


class Classes(TypedDict):
    """Name and probability of every class; `refusal` says why there are none."""

    kind: Outputs
    refusal: str | None
    names: list[str]
    p: list[float]


class LikenessFacts(TypedDict):
    """A similarity: its cosine, and both parts within a sentence.

    `stays` are the tokens that are never taken out: without them nothing would be left to read.
    """

    value: float
    of: str
    to: str
    stays: list[int]


class LikenessPicture(TypedDict):
    """A picture that a part can be compared with; `own` is one that was opened in this visit."""

    word: str
    label: str
    own: bool


class Curves(TypedDict):
    """Probability or cosine after each level of deletion and insertion, and the score of a map.

    All are means over orders of tied patches; `spread` is the score's standard deviation over them.
    """

    deletion: list[float]
    insertion: list[float]
    score: float
    spread: float


class Faithfulness(TypedDict):
    """Curves of each method's map; `levels` are the shares of patches taken out or put in.

    A map that is zero on every patch has none.
    """

    levels: tuple[float, ...]
    methods: dict[str, Curves | None]


class Removal(TypedDict):
    """Measured effect [P] of each patch, and Spearman's rho of each map with it."""

    drops: list[float]
    correlation: dict[str, float]
