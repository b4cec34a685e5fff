"""Attention of a view: from or to a token or a region, or received, and what is said of it."""

from functools import partial

import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.head_figures import head_statistics
from app.engine.recorded import Recorded
from app.wire.lists import indices
from app.wire.regions import tokens_of
from app.wire.view_state import ViewState
from vit.figures.heat import token_name
from vit.maps.flow import attention_rows
from vit.tasks.regions import attention_from, attention_to

KEPT_TOKENS = 6  # of a region, that Python lists on one line before it gives a range


def map_rows(engine: Engine, recorded: Recorded, state: ViewState) -> Tensor:
    """[L,H,N] the attention that a view state is of, in every layer and head."""
    if state.direction == "received":
        return head_statistics(engine, recorded).received
    tokens = region_of(recorded, state)
    if tokens is None:
        return attention_rows(recorded.trace, state.query, state.direction)
    return region_rows(recorded, tokens, state.direction)


def region_rows(recorded: Recorded, tokens: Tensor, direction: str) -> Tensor:
    """[L,H,N] attention from (mean of rows) or to (sum of columns) the tokens [m] of a region."""
    trace = recorded.trace
    one = partial(attention_from if direction == "from" else attention_to, trace, tokens=tokens)
    return torch.stack([one(layer) for layer in range(trace.config.depth)])


def region_of(recorded: Recorded, state: ViewState) -> Tensor | None:
    """Tokens [m] of the region in the place of the query, if there is one."""
    return None if state.region is None else tokens_of(state.region, recorded.trace.grid)


def source_of(recorded: Recorded, state: ViewState) -> int | Tensor | None:
    """Where a rollout starts: a token, equal weights of a region, or what the model reads."""
    tokens = region_of(recorded, state)
    if tokens is None:
        return state.query
    return vit.region_source(tokens, recorded.trace.config.tokens)


def own_query(state: ViewState) -> int | None:
    """The query token of a map; None for a region, what the model reads, or received attention."""
    received = state.method == "attention" and state.direction == "received"
    return None if received or state.region is not None else state.query


def summed(recorded: Recorded, state: ViewState) -> int:
    """How many tokens a weight of the map is a sum over: those of a region that it goes to."""
    tokens = region_of(recorded, state)
    many = state.method == "attention" and state.direction == "to" and tokens is not None
    return len(tokens) if many and tokens is not None else 1


def query_words(recorded: Recorded, state: ViewState) -> str:
    """`patch (3, 4)`, `the class token`, `a region of 12 patches`."""
    tokens = region_of(recorded, state)
    if tokens is None:
        return token_name(recorded.trace, state.query)
    return "a region of 1 patch" if len(tokens) == 1 else f"a region of {len(tokens)} patches"


def direction_words(recorded: Recorded, state: ViewState) -> str:
    """What a map of attention is of: `from patch (3, 4)`, `received, a mean over all queries`."""
    if state.direction == "received":
        return "received, a mean over all queries"
    return f"{state.direction} {query_words(recorded, state)}"


def region_groups(recorded: Recorded, state: ViewState) -> Tensor | None:
    """[rows,cols] the number of the region that a patch lies in, from 1; 0 outside of all."""
    if not state.regions:
        return None
    grid = recorded.trace.grid
    groups = torch.zeros(grid.tokens, dtype=torch.long)
    for i, region in enumerate(state.regions):
        groups[tokens_of(region, grid)] = i + 1
    return groups[grid.prefix :].view(grid.rows, grid.cols)


def tokens_line(recorded: Recorded, state: ViewState) -> str:
    """Python that makes the tokens of the region as a tensor `region`."""
    tokens = region_of(recorded, state)
    assert tokens is not None
    listed = indices(tokens)
    grid = recorded.trace.grid
    rows = sorted({grid.cell(token)[0] for token in listed})
    runs = [[t for t in listed if grid.cell(t)[0] == row] for row in rows]
    spans = [f"*range({run[0]}, {run[-1] + 1})" for run in runs]
    whole = all(len(run) == run[-1] - run[0] + 1 for run in runs)
    text = ", ".join(spans if whole and len(listed) > KEPT_TOKENS else map(str, listed))
    return f"region = torch.tensor([{text}])"
