"""A changed pass, beside the pass it was changed from."""

from collections.abc import Mapping
from dataclasses import replace

from app.engine.engine import Engine
from app.engine.interventions import Intervention
from app.engine.recorded import Recorded, TraceKey, alike
from app.share.selection import selection_of, write
from app.wire.descriptor import describe, predictions
from app.wire.forms_view import Changed, ClassChange

TOP = 5


def changed_key(engine: Engine, own: TraceKey, query: Mapping[str, str]) -> TraceKey:
    """The key of the page's own trace with the intervention of a query string, checked.

    `query` is as `Intervention.parse` reads it. InputError names what is wrong.
    """
    intervention = Intervention.parse(query)
    intervention.check(engine.record(own).trace.config)
    return replace(own, intervention=intervention)


def changed(engine: Engine, recorded: Recorded, own: TraceKey, token: str) -> Changed:
    """The descriptor of a changed pass, and the effect of the change on the answer.

    `token` is that of the changed pass; a pass without a change has the token of the page's own.
    """
    before, picture = engine.record(own), engine.picture(own.digest, recorded.visit)
    return {
        "viewer": describe(recorded, picture, token, write(engine, selection_of(recorded.key))),
        "bars": bars(before, recorded),
        "several": recorded.trace.config.outputs == "sigmoid",
        "alike": alike(before, recorded),
    }


def bars(before: Recorded, after: Recorded) -> list[ClassChange]:
    """Probabilities before and after of the classes among the first five of either pass.

    The most probable before comes first; none without a classifier.
    """
    names = {row["index"]: row["name"] for one in (before, after) for row in predictions(one, TOP)}
    if not names:
        return []
    own, new = (one.trace.probabilities() for one in (before, after))
    rows: list[ClassChange] = [
        {"index": index, "name": name, "before": own[index].item(), "after": new[index].item()}
        for index, name in names.items()
    ]
    return sorted(rows, key=lambda row: -row["before"])
