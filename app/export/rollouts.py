"""The rollout of a view, and how it is made, for captions and Python."""

from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.head_figures import head_statistics, left_out
from app.engine.recorded import Recorded
from app.export.map_rows import query_words, source_of
from app.wire.view_state import ViewState

REGION = "vit.region_source(region, trace.config.tokens)"  # in Python


def stages(engine: Engine, recorded: Recorded, state: ViewState) -> Tensor:
    """[L,N] the rollout of a view state up to each layer."""
    without = left_out(engine, recorded, wanted=state.leave_out)
    source = source_of(recorded, state)
    return vit.rollout_stages(recorded.trace, start=state.start, source=source, without=without)


def title(engine: Engine, recorded: Recorded, state: ViewState, end: int) -> str:
    """The title of a rollout up to layer `end`: its layers, its query, and what it leaves out."""
    parts = [f"Attention rollout up to layer {end + 1}"]
    if state.start:
        parts.append(f"starting at layer {state.start + 1}")
    parts.append(f"from {query_words(recorded, state)}")
    if state.leave_out:
        parts.append(left_out_words(engine, recorded, state.start, end))
    return ", ".join(parts)


def knobs(state: ViewState) -> str:
    """The arguments of `vit.rollout_stages` in Python, beside the trace."""
    parts = [f"start={state.start}"] if state.start else []
    parts += [f"source={REGION if state.region else state.query}"]
    parts += ["without=vit.attention_sinks(trace)"] if state.leave_out else []
    return ", ".join(parts)


def left_out_words(engine: Engine, recorded: Recorded, start: int, end: int) -> str:
    """The sinks of layers `start` to `end`: "without the sink of L1 H6 (8.2 % of layer 1)"."""
    statistics = head_statistics(engine, recorded)
    shares, heads = statistics.sinks_share, statistics.sinks.any(dim=-1)
    parts: list[str] = []
    for layer in range(start, end + 1):
        names = [f"H{head + 1}" for head in range(heads.shape[1]) if heads[layer, head]]
        if names:
            share = f"{float(shares[layer]):.1%} of layer {layer + 1}'s attention"
            parts.append(f"L{layer + 1} {' and '.join(names)} ({share})")
    return f"without the sinks of {', '.join(parts)}" if parts else "there is no sink to leave out"
