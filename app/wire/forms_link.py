"""Values of a link's fields that are more than a word or a number."""

from typing import Literal, TypedDict

from vit.tasks.facets import Facet


class ClassName(TypedDict):
    """A class by its index, and the model's name of it."""

    index: int
    name: str


class BlockMask(TypedDict):
    """A block of patches that is marked, its last row and column included."""

    kind: Literal["block"]
    top: int
    bottom: int
    left: int
    right: int


class ObjectMask(TypedDict):
    """An object of a drawn scene that is marked."""

    kind: Literal["object"]
    index: int


class LassoMask(TypedDict):
    """A line drawn around something: points (right, down) in fractions of the crop."""

    kind: Literal["lasso"]
    points: list[tuple[float, float]]


class NoMask(TypedDict):
    """Nothing is marked, not even the first object of a scene."""

    kind: Literal["none"]


Mask = BlockMask | ObjectMask | LassoMask | NoMask


class BlockRegion(TypedDict):
    """A rectangle of a picture, its edges in shares of the crop."""

    kind: Literal["block"]
    top: float
    bottom: float
    left: float
    right: float


Region = BlockRegion | LassoMask


class LikenessParts(TypedDict):
    """Two parts whose similarity is explained.

    `of` is class, pooled, patches, query or region.NUMBER; `to` is one of these too, or a picture.
    """

    of: str
    to: str


class LinkColumn(TypedDict):
    """A column of Compare; None is what the page's own view has.

    `own` are the first digits of the digest of a picture that was opened in the same visit.
    """

    checkpoint: str | None
    patch: int | None
    height: int | None
    width: int | None
    example: int | None
    own: str | None
    facet: Facet | None
    layer: int | None
    head: int | Literal["mean"] | None


class LinkChange(TypedDict):
    """A changed pass: heads "layer.head" that are off, patches, temperatures by layer."""

    off: list[str]
    fill: Literal["zero", "mean"]
    hidden: list[int]
    blanked: list[int]
    temperature: dict[str, float]


class TrialSizes(TypedDict):
    """The six sizes of a model of one's own."""

    image: int
    patch: int
    width: int
    heads: int
    depth: int
    mlp_ratio: float
