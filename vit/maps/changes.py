"""What a head or a patch is worth without a class: how far the features move without it."""

from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor

from vit.maps.ablation import (
    WITHOUT_A_HEAD,
    WITHOUT_TOKENS,
    over_squares,
    removals,
    squares_of,
    without_each_head,
)
from vit.model import ViT
from vit.overflow import check_pass
from vit.progress import PartialStep, ignore_progress
from vit.scalars import each_feature, last_feature
from vit.trace import Trace


@dataclass(frozen=True, eq=False)
class FeatureChanges:
    """Change of the last features in each of many passes, as 1 - cosine, 0..2.

    `pooled` [...] is the change of the pooled feature, as the head reads it, `patches` [...,P] that
    of every patch's own feature (`vit.scalars.each_feature`), NaN for one that is not in the pass.
    Both against the pass without that change. The cosine itself is `1 - pooled`.
    """

    pooled: Tensor
    patches: Tensor = field(repr=False)

    @property
    def nbytes(self) -> int:
        """Bytes of both tensors."""
        return self.pooled.nbytes + self.patches.nbytes


def head_changes(model: ViT, trace: Trace, step: PartialStep = ignore_progress) -> FeatureChanges:
    """Changes [L,H] and [L,H,P] when each head is switched off in turn.

    The `fill` of the trace's edits replaces the head's context, as in `vit.head_ablation`; one
    forward per head from its layer on. After each head `step` receives (done, total, changes [1] of
    the pooled feature); it may raise to cancel.
    """
    depth, heads = trace.config.depth, trace.config.heads
    pooled, patches = torch.zeros(depth * heads), torch.zeros(depth * heads, trace.grid.patches)
    with torch.inference_mode():
        before = _features(model, trace.residual[-1:])
        for place, encoded in enumerate(without_each_head(model, trace)):
            changes = [
                _apart(*pair) for pair in zip(before, _features(model, encoded), strict=True)
            ]
            pooled[place] = check_pass(changes[0][0], WITHOUT_A_HEAD)
            patches[place] = changes[1][0]
            step(place + 1, depth * heads, pooled[place : place + 1])
    return FeatureChanges(pooled.view(depth, heads), patches.view(depth, heads, -1))


def patch_changes(
    model: ViT, trace: Trace, step: PartialStep = ignore_progress, block: int = 1
) -> FeatureChanges:
    """Changes [rows,cols] and [rows,cols,P] when the patches of a square are removed in turn.

    Squares of `block` x `block` patches as in `vit.token_removal`: every patch of a square has the
    square's changes. A removed patch has no feature: its own change is NaN. After each batch `step`
    receives (done, total, changes [n] of the pooled feature); it may raise to cancel. ValueError
    for a block below 1.
    """
    grid = trace.grid
    squares = squares_of(grid, block, trace.residual.device)
    numbers = torch.arange(grid.tokens, device=squares.device)
    pooled: list[Tensor] = []
    patches = torch.full((len(squares), grid.patches), torch.nan)
    with torch.inference_mode():
        before, own = _features(model, trace.residual[-1:])
        for removed in removals(squares, torch.zeros_like(squares[0])):
            place = sum(map(len, pooled))
            kept = numbers.expand(len(removed), -1)[~removed].view(len(removed), -1)
            encoded = model.encode(trace.residual[0][kept], edits=trace.edits, kept=kept)
            moved = check_pass(_apart(before, last_feature(model, encoded, None)), WITHOUT_TOKENS)
            pooled.append(moved.cpu())
            seen = kept[:, grid.prefix :] - grid.prefix
            apart = _apart(own[0][seen], each_feature(model, encoded[:, grid.prefix :]))
            patches[place : place + len(kept)].scatter_(1, seen.cpu(), apart.float().cpu())
            step(place + len(kept), len(squares), pooled[-1])
    return FeatureChanges(
        over_squares(torch.cat(pooled), grid, block), over_squares(patches, grid, block)
    )


def _features(model: ViT, encoded: Tensor) -> tuple[Tensor, Tensor]:
    """The pooled feature [B,D] of encoded tokens [B,N,D], and the patches' own [B,P,D]."""
    return last_feature(model, encoded, None), each_feature(
        model, encoded[:, model.config.prefix :]
    )


def _apart(one: Tensor, other: Tensor) -> Tensor:
    """[...] 1 - cosine of vectors [...,D], exact also where it is far below 1e-6."""
    precise = torch.promote_types(one.dtype, torch.float32)
    lengths = [F.normalize(vector.to(precise), dim=-1) for vector in (one, other)]
    return (lengths[0] - lengths[1]).square().sum(dim=-1) / 2
