"""Faithfulness of a map: the model's output without the patches that the map marks, or with them.

Tokens are removed, not greyed out, so that no unfamiliar content takes their place. The measures
disagree with one another (Hase et al. 2021, arXiv 2106.00786), so all are given.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from vit.maps.ablation import score_of
from vit.model import ViT
from vit.progress import Step, ignore_progress
from vit.scalars import Scalar
from vit.targets import Target, check_target
from vit.trace import Trace

LEVELS = tuple(tenth / 10 for tenth in range(1, 10))
ORDERS = 5  # in which patches of equal heat are taken


@dataclass(frozen=True, eq=False)
class Curves:
    """The target's probability, or scalar, at each of LEVELS, for M maps: [M, levels].

    `deletion`: that share of the patches, the most relevant ones, removed; `insertion`: only that
    share of them kept. Prefix tokens, and those that a scalar reads, are always kept. Both are
    means over ORDERS orders of patches of equal heat; `spread` [M] is the standard deviation of the
    score over these, 0 for a map without ties. A map that is zero on every
    patch marks none: its rows are NaN.
    """

    deletion: Tensor
    insertion: Tensor
    spread: Tensor

    @property
    def score(self) -> Tensor:
        """[M] mean insertion minus mean deletion, -1..1; about 0 for an uninformative map."""
        return self.insertion.mean(dim=1) - self.deletion.mean(dim=1)


def perturbation_curves(
    model: ViT, trace: Trace, target: Target | str, heats: Tensor, step: Step = ignore_progress
) -> Curves:
    """Deletion and insertion curves of maps [M,rows,cols], all maps in one batch per level.

    Petsiuk et al. 2018 (arXiv 1806.07421), with tokens removed instead of pixels blurred. Patches
    of equal heat are taken in ORDERS random orders, the same ones each time; a level that splits no
    such patches is measured once. `step` receives (done, total) per level. ValueError for maps of
    another grid.
    """
    target = check_target(model, target)
    grid = (trace.grid.rows, trace.grid.cols)
    if heats.ndim != 3 or heats.shape[1:] != grid:
        raise ValueError(
            f"maps have the shape {list(heats.shape)}: give [maps, {grid[0]}, {grid[1]}]"
        )
    always, patches = _parted(trace, target, heats.device)
    flat = heats.flatten(1)[:, patches - trace.grid.prefix]
    orders = _orders(flat)
    sizes = (2, ORDERS, len(flat), len(LEVELS))
    measured = trace.residual.new_full(
        sizes, torch.nan, dtype=torch.promote_types(trace.residual.dtype, torch.float32)
    )
    with torch.inference_mode():
        for place, level in enumerate(LEVELS):
            count = round(level * len(patches))
            again = _splits_ties(flat, orders[0], count)
            rows = patches[torch.cat([orders[0], orders[1:, again].flatten(0, 1)])]
            for kind, kept in enumerate((rows[:, count:], rows[:, :count])):
                chosen = torch.cat([always.expand(len(kept), -1), kept], dim=1).sort(dim=1).values
                scores = score_of(model, chosen, trace, target).to(measured)
                measured[kind, :, :, place] = scores[: len(flat)]
                measured[kind, 1:, again, place] = scores[len(flat) :].view(ORDERS - 1, -1)
            step(place + 1, len(LEVELS))
    measured[:, :, ~flat.any(dim=1)] = torch.nan
    deletion, insertion = measured.mean(dim=1)
    scores = (measured[1] - measured[0]).mean(dim=-1)
    return Curves(deletion, insertion, scores.std(dim=0))


def _parted(trace: Trace, target: Target, device: torch.device) -> tuple[Tensor, Tensor]:
    """Tokens that are always kept, and the patches that are taken out or put in, as indices."""
    stays = torch.zeros(trace.config.tokens, dtype=torch.bool)
    if isinstance(target, Scalar):
        stays = target.never_removed(trace.config)
    stays[: trace.grid.prefix] = True
    return stays.nonzero().flatten().to(device), (~stays).nonzero().flatten().to(device)


def _orders(flat: Tensor) -> Tensor:
    """[ORDERS,M,P] patches of maps [M,P], the hottest first, those of equal heat at random."""
    patches = flat.shape[1]
    shuffles = [
        torch.randperm(patches, generator=torch.Generator().manual_seed(seed))
        for seed in range(ORDERS)
    ]
    shuffled = torch.stack(shuffles).to(flat.device)
    mixed = flat[:, shuffled].transpose(0, 1)  # [ORDERS,M,P]
    places = mixed.argsort(dim=-1, descending=True, stable=True)
    return shuffled.unsqueeze(1).expand_as(places).gather(-1, places)


def _splits_ties(flat: Tensor, order: Tensor, count: int) -> Tensor:
    """[M] whether the first `count` patches of an order [M,P] leave out some of equal heat."""
    if not 0 < count < flat.shape[1]:
        return flat.new_zeros(len(flat), dtype=torch.bool)
    ranked = flat.gather(1, order)
    return ranked[:, count - 1] == ranked[:, count]


def rank_correlation(first: Tensor, second: Tensor) -> float:
    """Spearman's rho, -1..1, of two maps of one shape, ties sharing ranks; 0 for a flat map."""
    ranks = torch.stack([_ranks(first.flatten()), _ranks(second.flatten())])
    centred = ranks - ranks.mean(dim=1, keepdim=True)
    spread = centred.square().sum(dim=1).prod().sqrt()
    return (centred[0] @ centred[1] / spread).item() if spread > 0 else 0.0


def _ranks(values: Tensor) -> Tensor:
    """[n] rank of each value [n], in float64; equal values get the mean of their ranks."""
    others, own = values.unsqueeze(0), values.unsqueeze(1)
    return ((others < own).sum(dim=1) + (others <= own).sum(dim=1)).double() / 2


def average_precision(heat: Tensor, object_share: Tensor) -> float:
    """Average precision, 0..1, with which a map [rows,cols] ranks the patches of an object first.

    A patch belongs to the object if its `object_share` [rows,cols] is at least a half, or is the
    largest if none is. A random map scores about the share of such patches.
    """
    share = object_share.flatten()
    positive = share >= min(0.5, share.max().item())
    hits = positive[heat.flatten().argsort(descending=True, stable=True)].double()
    precision = hits.cumsum(0) / torch.arange(1, len(hits) + 1, device=hits.device)
    return (precision * hits).sum().item() / max(1.0, hits.sum().item())


def points_at(heat: Tensor, mask: Tensor) -> bool:
    """Whether the centre of the hottest patch [rows,cols] lies on the object's mask [H,W].

    The pointing game (Zhang et al. 2016, arXiv 1608.00507), without a tolerance margin.
    """
    rows, cols = heat.shape
    row, col = divmod(int(heat.argmax()), cols)
    height, width = mask.shape
    y = int((row + 0.5) * height / rows)
    x = int((col + 0.5) * width / cols)
    return bool(mask[y, x])
