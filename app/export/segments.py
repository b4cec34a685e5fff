"""Segments of one layer's patches, for the page and for what is saved."""

import torch
from torch import Tensor

import vit
from app.engine.recorded import Recorded
from app.export.feature_axes import facet_name
from app.export.foregrounds import depth_of
from app.wire.limits import CUT_LIMIT
from app.wire.view_state import ViewState

SEEDS = (1, 2, 3)  # beside seed 0, whose segments are shown


def segments(recorded: Recorded, state: ViewState) -> tuple[Tensor, float]:
    """Labels [P] of the patches, the largest segment 0, and what their method says of them.

    That is the sum of squared distances of k-means, or the eigenvalue of the normalised cut, whose
    object is 1 and the rest 0. Computed once.
    """

    def make() -> Tensor:
        labels, value = (_cut if state.segments_by == "cut" else _kmeans)(recorded, state)
        return torch.cat([labels.new_tensor([value], dtype=torch.float32), labels.float()])

    packed = recorded.kept.get_or_make(f"segments {_named(recorded, state)}", make)
    return packed[1:].long(), float(packed[0])


def count_of(state: ViewState) -> int:
    """How many segments there are."""
    return 2 if state.segments_by == "cut" else state.segments


def _kmeans(recorded: Recorded, state: ViewState, seed: int = 0) -> tuple[Tensor, float]:
    return vit.kmeans(_directions(recorded, state), state.segments, seed)


def _cut(recorded: Recorded, state: ViewState) -> tuple[Tensor, float]:
    grid = recorded.trace.grid
    if grid.patches > CUT_LIMIT:
        raise ValueError(
            f"The cut of {grid.patches} patches needs more memory than a page may take: choose "
            f"k-means, or a patch size with at most {CUT_LIMIT} patches."
        )
    directions = _directions(recorded, state)
    _, value = vit.normalised_cut(directions)
    return vit.token_cut(directions, grid.rows, grid.cols).flatten().long(), value


def _directions(recorded: Recorded, state: ViewState) -> Tensor:
    layer, head = depth_of(recorded, state), state.facet_head
    return vit.facet_directions(recorded.model, recorded.trace, layer, state.facet, head)


def agreement(recorded: Recorded, state: ViewState) -> float | None:
    """Mean adjusted Rand index of the segments with those of other seeds; None for a cut."""
    if state.segments_by == "cut":
        return None
    labels, _ = segments(recorded, state)

    def make() -> Tensor:
        others = (_kmeans(recorded, state, seed)[0] for seed in SEEDS)
        return torch.tensor([vit.agreement(labels, other) for other in others])

    named = f"agreement of segments {_named(recorded, state)}"
    return float(recorded.kept.get_or_make(named, make).mean())


def attention_layer(recorded: Recorded, state: ViewState) -> int:
    """The layer whose heads look at the segments: the one after which they are, or the first."""
    return max(0, depth_of(recorded, state) - 1)


def attention(recorded: Recorded, state: ViewState) -> tuple[Tensor, Tensor]:
    """Attention [H,k] that the segments get of all tokens and of their own, over an even share."""
    labels, _ = segments(recorded, state)
    layer, count = attention_layer(recorded, state), count_of(state)
    shares = vit.segment_attention(recorded.trace, layer, labels, count)
    even = labels.bincount(minlength=count).clamp_min(1) / recorded.trace.config.tokens
    return shares[0] / even, shares[1] / even


def _named(recorded: Recorded, state: ViewState) -> str:
    how = f"{count_of(state)} by {state.segments_by}"
    return f"after {depth_of(recorded, state)}, {facet_name(state)}, {how}"
