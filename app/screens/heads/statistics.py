"""The Heads screen: figures of every head for one picture, and their mean and spread over many."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.gallery import examples
from app.engine.interventions import NONE
from app.engine.pictures import example_index, open_example
from app.engine.recorded import Recorded, TraceKey
from vit.anatomy.head_statistics import OUTLIER, norm_outliers
from vit.anatomy.head_tags import RULES

PLACES = 6  # decimals of a figure

Json = dict[str, Any]


def statistics(engine: Engine, recorded: Recorded) -> Json:
    """What the page shows of one picture.

    `figures` [L][H] by name, with the distance of uniform attention in px; a tag per head with the
    rules in the order in which they are tried; `norms` [L+1][N], and for each layer the tokens that
    are outliers, which are `outlier` times as long as the median.
    """
    trace = recorded.trace
    with engine.store.forward(recorded.model):
        found = vit.head_statistics(trace)
        norms = vit.token_norms(trace)
    outliers = norm_outliers(norms, trace.grid)
    return {
        **_told(found),
        "rules": RULES,
        "norms": [[round(length, 4) for length in layer] for layer in norms.tolist()],
        "outliers": [layer.nonzero().flatten().tolist() for layer in outliers],
        "outlier": OUTLIER,
    }


def _told(found: vit.HeadStatistics) -> Json:
    figures = {name: rounded(values) for name, values in found.figures().items()}
    return {"figures": figures, "uniform": found.uniform, "tags": vit.head_tags(found)}


def rounded(values: Tensor) -> list[list[float]]:
    """A tensor [L,H] as the page gets it."""
    return [[round(value, PLACES) for value in row] for row in values.tolist()]


def spread(engine: Engine, recorded: Recorded, step: Callable[[int, int], None]) -> Json:
    """The same figures as means over the examples and the picture in hand, and their spread.

    `spread` [L][H] by name is the standard deviation over the `pictures`, whose number it says.
    """
    keys = list(pictures(engine, recorded.key))
    found: list[vit.HeadStatistics] = []
    for done, key in enumerate(keys):
        step(done, len(keys))
        found.append(_measured(engine, recorded, key))
    stacked = {
        name: torch.stack([one.figures()[name].cpu() for one in found])
        for name in found[0].figures()
    }
    middle = replace(
        found[-1],
        uniform=sum(one.uniform for one in found) / len(found),
        **{name: values.mean(dim=0) for name, values in stacked.items()},
    )
    deviations = {name: values.std(dim=0, correction=0) for name, values in stacked.items()}
    return {
        **_told(middle),
        "spread": {name: rounded(values) for name, values in deviations.items()},
        "pictures": len(found),
    }


def pictures(engine: Engine, own: TraceKey) -> Iterator[TraceKey]:
    """The trace of each example by the model in hand, and that of the picture in hand, last.

    Nothing is changed in any of them, and a crop that was moved is back in the middle.
    """
    mine = example_index(own.digest)
    plain = replace(own, framing=own.framing.centred, intervention=NONE)
    for index in range(len(examples())):
        if index != mine:
            key = replace(plain, digest=open_example(engine, index))
            yield engine.shaped(key) if key.framing.fit == "shape" else key
    yield replace(own, intervention=NONE)


def _measured(engine: Engine, recorded: Recorded, key: TraceKey) -> vit.HeadStatistics:
    """The figures of a picture, whose trace is not kept: it would crowd out those on screen."""
    if key == recorded.key:
        return vit.head_statistics(recorded.trace)
    model = engine.store.at_size(key.checkpoint, (key.height, key.width), key.patch)
    prepared = engine.prepared(key)
    with engine.store.forward(model):
        return vit.head_statistics(vit.trace(model, prepared.pixels, prepared.view))
