"""The model cards: figures as `python -m vit.training.card` writes them; shares are in 0..1."""

from typing import TypedDict


class CardModel(TypedDict):
    """Size of the model, of its input (height, width) in px, and the names of its classes."""

    parameters: int
    layers: int
    heads: int
    width: int
    image: list[int]
    labels: list[str]


class QuarterAccuracy(TypedDict):
    """Accuracy on a quarter of the objects, by their share of the picture."""

    largest_area: float
    accuracy: float


class PatchSizeFigures(TypedDict):
    """How good the answers are at one patch size."""

    accuracy: float
    smallest_quarter: float
    none_of_these: float
    by_object_size: list[QuarterAccuracy]
    on_photo_like_background: float


class CalibrationBin(TypedDict):
    """Answers of about one probability, how many there are, and the share that is right."""

    probability: float
    right: float
    n: int


class Calibration(TypedDict):
    """Probability against the share that is right."""

    bins: list[CalibrationBin]
    expected_error: float


class Mistake(TypedDict):
    """A scene answered wrongly, by its seed."""

    seed: int
    drawn: str
    answer: str
    probability: float


class NoneOfThese(TypedDict):
    """Share of pictures without a known object for which no class is named."""

    empty: float
    unseen_kinds: float
    by_kind: dict[str, float]


class TwoObjects(TypedDict):
    """Share of scenes with two objects in which classes are named."""

    both: float
    at_least_one: float
    a_third: float


PhotographAnswer = TypedDict(
    "PhotographAnswer", {"photograph": str, "class": str, "probability": float}
)


class PointingGame(TypedDict):
    """Share of scenes whose hottest patch lies on the object, by what makes the map."""

    rollout: float
    edges: float
    centre: float
    random: float


class OwnAndOther(TypedDict):
    """Share of maps of a class whose hottest patch lies on its object, and on the other one."""

    own: float
    other: float


class HeadDistances(TypedDict):
    """Attention distances [L][H] and that of uniform attention, in px."""

    pixels: list[list[float]]
    uniform: float


class PositionNeighbourhood(TypedDict):
    """Cosines of neighbouring and of far positions, and the correlation with distance."""

    neighbours: float
    far: float
    correlation_with_distance: float


class CardCounts(TypedDict):
    """Pictures that a figure is measured on."""

    one: int
    others: int
    looks: int
    pairs: int


class CardFigures(TypedDict):
    """All figures of a checkpoint; `confusion` [classes][classes + 1], rows what was drawn."""

    model: CardModel
    patch_sizes: dict[str, PatchSizeFigures]
    shipped_patch: int
    calibration: Calibration
    confusion: list[list[int]]
    mistakes: list[Mistake]
    none_of_these: NoneOfThese
    two_objects: TwoObjects
    photographs: list[PhotographAnswer]
    pointing_game: PointingGame
    class_maps: dict[str, OwnAndOther]
    attention_distance: HeadDistances
    positions: PositionNeighbourhood
    counts: CardCounts
    machine: dict[str, str]


class ModelCard(TypedDict):
    """One checkpoint's card; without `figures`, `missing` says how to measure them."""

    key: str
    title: str
    facts: str
    figures: CardFigures | None
    missing: str


class ModelCards(TypedDict):
    """A card for each shipped checkpoint."""

    cards: list[ModelCard]
