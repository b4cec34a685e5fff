"""The Heads screen: figures of every head for one picture, and their mean and spread over many."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import cast

import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.head_figures import head_statistics
from app.engine.interventions import NONE
from app.engine.pictures import example_keys, unkept
from app.engine.recorded import Recorded, TraceKey
from app.wire.forms_heads import HeadFigures, HeadSpread, HeadStatistics
from app.wire.lists import indices, matrix
from vit.anatomy.head_statistics import OUTLIER, layer_outliers
from vit.anatomy.head_tags import RULES

PLACES = 6  # decimals of a figure
SPREAD = "spread"  # name of the result that is kept


def statistics(engine: Engine, recorded: Recorded) -> HeadStatistics:
    """Figures and tags of every head on one picture, and the norms of its tokens."""
    trace, measured = recorded.trace, head_statistics(engine, recorded)
    norms = vit.token_norms(trace)
    outliers = layer_outliers(norms, trace.grid)
    return {
        **_form(measured),
        "rules": RULES,
        "norms": [[round(length, 4) for length in layer] for layer in matrix(norms)],
        "outliers": [indices(layer.nonzero().flatten()) for layer in outliers],
        "outlier": OUTLIER,
    }


def _form(measured: vit.HeadStatistics) -> HeadFigures:
    figures = {name: rounded(values) for name, values in measured.figures().items()}
    return {"figures": figures, "uniform": measured.uniform, "tags": vit.head_tags(measured)}


def rounded(values: Tensor) -> list[list[float]]:
    """A tensor [L,H] as nested lists, rounded to `PLACES` decimals."""
    return [[round(value, PLACES) for value in row] for row in matrix(values)]


def spread(engine: Engine, recorded: Recorded, step: Callable[[int, int], None]) -> HeadSpread:
    """The figures as means over the examples and the picture in hand, and their deviation."""
    keys = list(pictures(engine, recorded.key))
    samples: list[vit.HeadStatistics] = []
    for done, key in enumerate(keys):
        step(done, len(keys))
        samples.append(_measured(engine, recorded, key))
    stacked = {
        name: torch.stack([one.figures()[name].cpu() for one in samples])
        for name in samples[0].figures()
    }
    middle = replace(
        samples[-1],
        uniform=sum(one.uniform for one in samples) / len(samples),
        **{name: values.mean(dim=0) for name, values in stacked.items()},
    )
    deviations = {name: values.std(dim=0, correction=0) for name, values in stacked.items()}
    result: HeadSpread = {
        **_form(middle),
        "spread": {name: rounded(values) for name, values in deviations.items()},
        "pictures": len(samples),
    }
    engine.measured.put((recorded.key, 0, SPREAD), result)
    return result


def known_spread(engine: Engine, recorded: Recorded) -> HeadSpread | None:
    """The result of `spread` where it was measured; nothing is computed."""
    return cast("HeadSpread | None", engine.measured.get((recorded.key, 0, SPREAD)))


def pictures(engine: Engine, own: TraceKey) -> Iterator[TraceKey]:
    """The key of each example's trace by the model in hand; that of the picture in hand, last.

    All are without interventions; the crops of the examples are centred.
    """
    yield from (key for key in example_keys(engine, own) if key.digest != own.digest)
    yield replace(own, intervention=NONE)


def _measured(engine: Engine, recorded: Recorded, key: TraceKey) -> vit.HeadStatistics:
    """The figures of a picture; its trace is not cached, where it would evict those on screen."""
    if key == recorded.key:
        return head_statistics(engine, recorded)
    trace = unkept(engine, key)
    with engine.store.forward(recorded.model):
        return vit.head_statistics(trace)
