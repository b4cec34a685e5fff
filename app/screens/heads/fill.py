"""What stands in for a head that is off, in the key of a pass."""

from collections.abc import Mapping
from dataclasses import replace

from app.engine.interventions import Intervention
from app.engine.recorded import TraceKey


def filled(key: TraceKey, query: Mapping[str, str]) -> TraceKey:
    """The key of the same pass, with the query's replacement for heads that are off."""
    fill = Intervention.parse({"fill": query.get("fill", key.intervention.fill)}).fill
    return replace(key, intervention=replace(key.intervention, fill=fill))
