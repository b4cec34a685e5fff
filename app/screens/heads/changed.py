"""A pass that somebody changed, beside the one it was changed from."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.engine.engine import Engine
from app.engine.interventions import Intervention
from app.engine.recorded import Recorded, TraceKey, alike
from app.wire.descriptor import describe, predictions

TOP = 5

Json = dict[str, Any]


def asked(engine: Engine, own: TraceKey, query: Mapping[str, str]) -> TraceKey:
    """The page's own trace with an intervention, which is checked; InputError names what is wrong.

    `query` is as `Intervention.parse` reads it.
    """
    intervention = Intervention.parse(query)
    intervention.check(engine.record(own).trace.config)
    return replace(own, intervention=intervention)


def changed(engine: Engine, recorded: Recorded, own: TraceKey) -> Json:
    """The viewer's descriptor of a changed pass, and what it did to the answer.

    `bars` are the classes that are among the first five before or after, with both probabilities,
    the most probable before first; none without a classifier. `alike` tells how far what the
    model gives out stayed the same.
    """
    before, picture = engine.record(own), engine.picture(own.digest)
    return {
        "viewer": describe(recorded, picture, engine.grant(recorded.key)),
        "bars": bars(before, recorded),
        "alike": alike(before, recorded),
    }


def bars(before: Recorded, after: Recorded) -> list[Json]:
    """Classes among the first of either pass, with their probabilities before and after."""
    found = {row["index"]: row["name"] for one in (before, after) for row in predictions(one, TOP)}
    if not found:
        return []
    own, new = (one.trace.probabilities() for one in (before, after))
    rows = [
        {"index": index, "name": name, "before": own[index].item(), "after": new[index].item()}
        for index, name in found.items()
    ]
    return sorted(rows, key=lambda row: -row["before"])
