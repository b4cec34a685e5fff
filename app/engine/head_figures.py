"""The statistics of a record's heads, and its sinks: computed once, kept with what was measured."""

from typing import cast

from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded

FIGURES = "figures of heads"  # name of the result that is kept


def head_statistics(engine: Engine, recorded: Recorded) -> vit.HeadStatistics:
    """`vit.head_statistics` of a record; whoever comes while it is computed waits for it."""
    figures = engine.measured.get_or_make(
        (recorded.key, 0, FIGURES), lambda: vit.head_statistics(recorded.trace)
    )
    return cast(vit.HeadStatistics, figures)


def left_out(engine: Engine, recorded: Recorded, *, wanted: bool) -> Tensor | None:
    """The sinks [L,H,N] that a rollout leaves out where this is `wanted`, else None."""
    return head_statistics(engine, recorded).sinks if wanted else None
