"""What the Teach screen exchanges: pictures, classes, and what was learned of them."""

from typing import Literal, TypedDict

TeachWay = Literal["auto", "linear", "prototypes"]


class TeachPicture(TypedDict):
    """A picture of a visit's lesson: `id` is the digest of its pixels.

    `group` is the digest of the photograph that it is a view of, `size` its (rows, cols).
    """

    id: str
    name: str
    group: str
    size: tuple[int, int]


class TeachClass(TypedDict):
    """A class of a lesson: its name, and the ids of its pictures."""

    name: str
    pictures: list[str]


class DepthLoss(TypedDict):
    """The held-out loss in nat of a head after so many blocks; None where nothing was judged."""

    depth: int
    loss: float | None


class WrongPicture(TypedDict):
    """A picture that was left out, the class it belongs to and the one it was named as."""

    id: str
    truth: int
    named: int
    p: float


class TeachReport(TypedDict):
    """What was learned: the taught model's key, and how it names photographs that it had not seen.

    `depth` of `blocks` blocks are kept, by the `losses` of those that were tried; `by_view` says
    that these are of views, because no class has a second photograph. `photographs` of each class;
    `right` of `judged` photographs, with the interval `low` to `high` of 95 % and the share
    `chance` of guessing; `tells` is whether that is more than guessing. `confusion` counts
    pictures, by class (rows) and by the class they were named as (columns).
    """

    checkpoint: str
    title: str
    base: str
    way: TeachWay
    shrinkage: float | None
    depth: int
    blocks: int
    losses: list[DepthLoss]
    by_view: bool
    classes: list[TeachClass]
    photographs: list[int]
    right: int
    judged: int
    low: float
    high: float
    chance: float
    tells: bool
    confusion: list[list[int]]
    wrong: list[WrongPicture]
    compared: "TeachStrangers | None"


class TeachStrangers(TypedDict):
    """Whether a picture can be none of the classes, by its nearness to the taught pictures, -1..1.

    `own` is that of the taught pictures to other photographs of their class, `other` that of
    `names`, pictures of no class; both ascending. Below `line` a picture is none of these; None
    where the sides cannot be told apart, as `reason` says. `rejected` of the own and `let_in` of
    the others lie on the wrong side.
    """

    own: list[float]
    other: list[float]
    names: list[str]
    line: float | None
    rejected: int
    let_in: int
    reason: str | None


class TeachState(TypedDict):
    """A visit's lesson: classes and pictures, and its taught models, the newest first."""

    classes: list[TeachClass]
    pictures: list[TeachPicture]
    taught: list[TeachReport]
