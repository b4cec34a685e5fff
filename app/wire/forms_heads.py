"""Replies of the Heads screen."""

from typing import TypedDict

from app.wire.forms_view import Prediction
from vit.anatomy.head_tags import Tag


class HeadFigures(TypedDict):
    """Figures [L][H] of every head by name, and a tag for each.

    `uniform` is the attention distance of uniform attention, in px.
    """

    figures: dict[str, list[list[float]]]
    uniform: float
    tags: list[list[Tag]]


class HeadStatistics(HeadFigures):
    """The figures of one picture, and the length of its tokens.

    `rules` say what each tag means, in the order in which they are tried; `norms` [L+1][N];
    `outliers` [L+1][n] are the tokens `outlier` times as long as the median.
    """

    rules: dict[Tag, str]
    norms: list[list[float]]
    outliers: list[list[int]]
    outlier: float


class HeadSpread(HeadFigures):
    """Means over several `pictures`, and the standard deviation [L][H] of each figure."""

    spread: dict[str, list[list[float]]]
    pictures: int


class OutlierFacts(TypedDict):
    """The outlier patches of a pass, and the neurons that write them, the highest score first.

    `ratio` is the longest patch over the median of its layer's, after the layer `longest`, and
    `outlier` the ratio from which a patch is an outlier. `tokens` are those after the layer `most`,
    half of which are outliers from the layer `since` on; layers count from 1. `neurons` are a
    layer, a place in its MLP, both from 0, and a score; the first `count` have a tenth of the
    highest score or more. `register` [L+1] is the length of a test-time register in medians of the
    patches, empty in a pass without one. `refusal` says why this model cannot have a register, null
    where it can.
    """

    ratio: float
    longest: int
    outlier: float
    tokens: list[int]
    most: int | None
    since: int | None
    neurons: list[tuple[int, int, float]]
    count: int
    register: list[float]
    refusal: str | None


class Lens(TypedDict):
    """The model's own readout after each layer: a class's `logit` and `p` [L+1], and the top."""

    logit: list[float]
    p: list[float]
    top: list[Prediction]


class ReceptiveField(TypedDict):
    """The token whose field came block by block in the lines before."""

    token: int


class FeatureMoves(TypedDict):
    """How far each pass of a sweep moves the pooled feature: 1 less the cosine, 0..2."""

    moves: list[float]


class Ablation(TypedDict):
    """Loss [L][H] of a class's logit by head, and Spearman's rho with the first order."""

    drops: list[list[float]]
    correlation: float
