"""Replies of the Learn screen: its cards, one attention weight, the diagram, one's own model."""

from typing import Literal, NotRequired, TypedDict

from app.wire.forms_view import Prediction

TrainingOrder = Literal["pause", "go", "stop"]


class BlockStep(TypedDict):
    """One step of a token through a block: its numbers, and how they lie."""

    name: str
    values: list[float]
    shape: list[int]
    length: float
    mean: float
    deviation: float


class PatchSizeRow(TypedDict):
    """What a patch size costs."""

    patch: int
    patches: int
    tokens: int
    pairs: int
    multiply_adds: int


class CardFacts(TypedDict):
    """What one card shows; `shapes` belong to the vectors and maps of the same names."""

    numbers: dict[str, float]
    vectors: dict[str, list[float]]
    maps: dict[str, list[float]]
    shapes: dict[str, list[int]]
    words: dict[str, str]
    flags: list[str]
    rows: list[BlockStep] | list[PatchSizeRow]


class WeightSteps(TypedDict):
    """One attention weight from score to softmax; `root` is 1 / `scale`, `total` the divisor."""

    score: float
    scale: float
    root: float
    scaled: float
    largest: float
    exponential: float
    total: float
    weight: float


class SoftmaxTerm(TypedDict):
    """A term of the softmax's denominator."""

    token: int
    scaled: float
    exponential: float


class SoftmaxRest(TypedDict):
    """The terms that are not named, and their sum."""

    count: int
    sum: float


WeightPlace = TypedDict("WeightPlace", {"layer": int, "head": int, "from": int, "to": int})


class WeightFacts(WeightPlace, WeightSteps):
    """One attention weight, step by step.

    `weights` [H] are all heads' weights of the pair, `row` [N] the head's whole row; `query`,
    `key`, `products`, `value` [K]; `record` is the weight as recorded; `carried` and `output` are
    lengths of what the head and the layer add to the token.
    """

    weights: list[float]
    row: list[float]
    query: list[float]
    key: list[float]
    products: list[float]
    value: list[float]
    terms: list[SoftmaxTerm]
    rest: SoftmaxRest
    record: float
    carried: float | None
    output: float


class Diagram(TypedDict):
    """Every step of a pass with the shape it gives, None for one that the model leaves out.

    `parameters` counts those of a step, of one block inside the encoder.
    """

    steps: dict[str, list[int] | None]
    layers: int
    post_norm: bool
    prefix_names: tuple[str, ...]
    readout: str
    positions: str
    answer: list[Prediction]
    parameters: dict[str, int]
    logits: int


class SizeRule(TypedDict):
    """A rule between two sizes, and the nearest sizes that hold it."""

    name: str
    reads: str
    holds: bool
    nearest: list[int]


class ModelShape(TypedDict):
    """The shape of a model of one's own."""

    rows: int
    cols: int
    patches: int
    tokens: int
    patch_numbers: int
    head_width: int
    hidden: int


class BrokenPlan(TypedDict):
    """Sizes that break a rule make no model."""

    rules: list[SizeRule]
    shape: None


class ModelPlan(TypedDict):
    """A model of one's own: shape and cost; `refused` says why it cannot be trained here."""

    rules: list[SizeRule]
    shape: ModelShape
    parameters: dict[str, int]
    total: int
    multiply_adds: int
    weight_bytes: int
    record_bytes: int
    map_bytes: int
    refused: str | None


class TrainingName(TypedDict):
    """The first line of a training: the name under which it takes orders."""

    training: str


class TrainingStep(TypedDict):
    """A line of a training: seconds of training so far, mean loss, at times the accuracy."""

    step: int
    seconds: float
    loss: NotRequired[float]
    accuracy: NotRequired[float]


class TrainedModel(TypedDict):
    """The last line of a training: the key of the new checkpoint."""

    checkpoint: str
