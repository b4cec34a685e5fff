"""How far the features move when heads or patches go in turn: importance without a class."""

from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.likeness import sweep_block
from app.engine.recorded import Recorded, TraceKey
from vit.progress import PartialStep, ignore_progress


def feature_moves(
    engine: Engine, key: TraceKey, swept: str, step: PartialStep = ignore_progress
) -> vit.FeatureChanges:
    """The changes of a sweep over "heads" or "patches"; kept while memory lasts."""
    recorded = engine.record(key)

    def make() -> vit.FeatureChanges:
        model, trace = recorded.model, recorded.trace
        with engine.store.sweep(model, step) as between:
            if swept == "heads":
                return vit.head_changes(model, trace, between)
            return vit.patch_changes(model, trace, between, sweep_block(trace.grid))

    return engine.moves.get_or_make((key, swept), make)


def by_pass(recorded: Recorded, swept: str, values: Tensor) -> Tensor:
    """[passes,...] of values [L,H,...], or of [rows,cols,...] of which each square is one."""
    block = 1 if swept == "heads" else sweep_block(recorded.trace.grid)
    return values[::block, ::block].flatten(0, 1)
