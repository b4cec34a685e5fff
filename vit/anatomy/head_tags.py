"""A tag for each head, by rules on its statistics."""

from typing import Literal, get_args

from vit.anatomy.head_statistics import SHARE, TIMES, HeadStatistics, sink_share

Tag = Literal["prefix", "sink", "uniform", "row", "column", "local", "mixed"]

PREFIX = 0.5  # share of all attention on prefix tokens
OUTLIERS = 0.3  # share of all attention on patches of outlying length
UNIFORM = 0.9  # entropy, as a share of its largest value
ALONG = 0.5  # share of the attention between patches in the query's own row or column
RATIO = 2.0  # to the other direction, and to the share of uniform attention
LOCAL = 0.6  # distance, as a share of that of uniform attention

RULES: dict[Tag, str] = {
    "prefix": f"{100 * PREFIX:.0f} % or more of its attention is on prefix tokens",
    "sink": f"{100 * SHARE:.0f} % or more of its attention is on one patch, {TIMES:g} times an "
    f"even share or more, or {100 * OUTLIERS:.0f} % on patches of outlying length",
    "uniform": f"entropy is {100 * UNIFORM:.0f} % or more of the largest possible",
    "row": f"{100 * ALONG:.0f} % or more stays in the patch's row: {RATIO:g} times its column's "
    "share and an even spread's",
    "column": f"{100 * ALONG:.0f} % or more stays in the patch's column: {RATIO:g} times its row's "
    "share and an even spread's",
    "local": f"mean distance is {100 * LOCAL:.0f} % or less of uniform attention's",
    "mixed": "none of these",
}
TAGS: tuple[Tag, ...] = get_args(Tag)


def head_tags(statistics: HeadStatistics) -> list[list[Tag]]:
    """[L][H] list of tags: the first of RULES that holds for each head."""
    figures = {name: values.cpu() for name, values in statistics.figures().items()}
    depth, heads = statistics.distance.shape
    return [
        [
            _tag(statistics, {name: float(values[layer, head]) for name, values in figures.items()})
            for head in range(heads)
        ]
        for layer in range(depth)
    ]


def _tag(statistics: HeadStatistics, figure: dict[str, float]) -> Tag:
    grid, row, column = statistics.grid, figure["row"], figure["column"]
    holds: dict[Tag, bool] = {
        "prefix": figure["prefix"] >= PREFIX,
        "sink": figure["sink"] >= sink_share(grid.tokens) or figure["outlier"] >= OUTLIERS,
        "uniform": figure["entropy"] >= UNIFORM,
        "row": row >= max(ALONG, RATIO * column, RATIO / grid.rows),
        "column": column >= max(ALONG, RATIO * row, RATIO / grid.cols),
        "local": figure["distance"] <= LOCAL * statistics.uniform,
        "mixed": True,
    }
    return next(tag for tag in TAGS if holds[tag])
