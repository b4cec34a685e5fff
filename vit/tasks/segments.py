"""Segments of a picture's patches: k-means of their directions, and the normalised cut in two."""

import torch
import torch.nn.functional as F
from torch import Tensor

from vit.door import check_grid
from vit.trace import Trace

RESTARTS = 4
STEPS = 50
FAINT = 1e-5  # weight of an edge between patches that are not alike
ITERATIONS, TOLERANCE = 200, 1e-7  # of the eigenvectors
ROWS = 256  # queries whose attention is held at once
CORNERS = 3  # of four, from which a side counts as the background


def kmeans(
    directions: Tensor, count: int, seed: int = 0, restarts: int = RESTARTS
) -> tuple[Tensor, float]:
    """Labels [P], 0 to count - 1, of directions [P,F], and the sum of squared distances.

    The best of some restarts of Lloyd's steps from centres by k-means++ (Arthur & Vassilvitskii
    2007). Segments are numbered by size, the largest first, so that the seed does not number them.
    ValueError for a count outside 1 to P.
    """
    if not 1 <= count <= len(directions):
        raise ValueError(f"{count} segments are not possible: choose 1 to {len(directions)}")
    generator = torch.Generator().manual_seed(seed)
    runs = [lloyd(directions, _spread(directions, count, generator)) for _ in range(restarts)]
    labels, inertia = min(runs, key=lambda run: run[1])
    sizes = torch.bincount(labels, minlength=count)
    return sizes.argsort(descending=True, stable=True).argsort()[labels], inertia


def lloyd(directions: Tensor, centres: Tensor) -> tuple[Tensor, float]:
    """Labels [P] and the sum of squared distances after Lloyd's steps from centres [k,F]."""
    labels = torch.full((len(directions),), -1, device=directions.device)
    for _ in range(STEPS):
        nearest = torch.cdist(directions, centres).argmin(dim=1)
        if nearest.equal(labels):
            break
        labels = nearest
        sums = torch.zeros_like(centres).index_add_(0, labels, directions)
        sizes = torch.bincount(labels, minlength=len(centres)).unsqueeze(1)
        centres = torch.where(sizes > 0, sums / sizes.clamp_min(1), centres)
    return labels, float((directions - centres[labels]).square().sum())


def _spread(directions: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """[k,F] first centres, each drawn by its squared distance from those before."""
    first = int(torch.randint(len(directions), (1,), generator=generator))
    chosen = [directions[first]]
    distance = (directions - chosen[0]).square().sum(dim=1)
    for _ in range(1, count):
        weights = distance if distance.sum() > 0 else torch.ones_like(distance)
        drawn = torch.multinomial(weights.double().cpu(), 1, generator=generator)
        chosen.append(directions[int(drawn)])
        distance = torch.minimum(distance, (directions - chosen[-1]).square().sum(dim=1))
    return torch.stack(chosen)


def agreement(first: Tensor, second: Tensor) -> float:
    """Adjusted Rand index of two labellings [P]: 1 the same, 0 as by chance (Hubert 1985)."""
    sizes = int(first.max()) + 1, int(second.max()) + 1
    table = torch.zeros(sizes, dtype=torch.float64)
    ones = torch.ones(len(first), dtype=torch.float64)
    table.index_put_((first, second), ones, accumulate=True)
    both, rows, cols = (_pairs(t) for t in (table, table.sum(dim=1), table.sum(dim=0)))
    chance = rows * cols / float(_pairs(table.sum()))
    most = (rows + cols) / 2
    return float((both - chance) / (most - chance)) if most != chance else 1.0


def _pairs(counts: Tensor) -> float:
    return float((counts * (counts - 1) / 2).sum())


def normalised_cut(directions: Tensor, tau: float = 0.0) -> tuple[Tensor, float]:
    """The vector [P] that cuts a picture in two, and its eigenvalue 0..2 (Shi & Malik 2000).

    The second solution of (D - W) x = lambda D x with W 1 where the cosine of two directions [P,F]
    exceeds `tau` and FAINT elsewhere (TokenCut: Wang et al. 2022, arXiv 2202.11539). There keys are
    taken as they are and tau is 0.2; the keys of a DINOv2 all have cosines above that, so here the
    directions are from the patches' mean and tau is 0. By torch.lobpcg on D^-1/2 W D^-1/2, from a
    fixed start that holds the known first vector.
    """
    precise = F.normalize(directions.double(), dim=1)
    weights = torch.where(precise @ precise.T > tau, 1.0, FAINT).double()
    root = weights.sum(dim=1).sqrt()
    generator = torch.Generator().manual_seed(0)
    start = torch.randn(len(root), 2, dtype=torch.float64, generator=generator).to(root.device)
    start[:, 0] = root
    values, vectors = torch.lobpcg(
        weights / root[:, None] / root, X=start, largest=True, niter=ITERATIONS, tol=TOLERANCE
    )
    return (vectors[:, 1] / root).float(), 1 - float(values[1])


def token_cut(directions: Tensor, rows: int, cols: int, tau: float = 0.0) -> Tensor:
    """[rows,cols] mask of the object: the side of the normalised cut that is not the background.

    Split at the vector's mean. The object is the side of the entry of largest size, unless it has
    three of the four corners (Wang et al. 2022, arXiv 2202.11539). ValueError for another grid.
    """
    check_grid(len(directions), rows, cols)
    vector, _ = normalised_cut(directions, tau)
    above = vector > vector.mean()
    mask = (above if above[vector.abs().argmax()] else ~above).view(rows, cols)
    is_background = int(mask[[0, 0, -1, -1], [0, -1, 0, -1]].sum()) >= CORNERS
    return ~mask if is_background else mask


def _check_labels(labels: Tensor, patches: int, count: int) -> None:
    if labels.shape != (patches,):
        raise ValueError(f"labels have the shape {list(labels.shape)}: give [{patches}] of them")
    low, high = (int(bound) for bound in labels.aminmax())
    if low < 0 or high >= count:
        raise ValueError(
            f"labels go from {low} to {high}: of {count} segments they are 0 to {count - 1}"
        )


def segment_attention(
    trace: Trace, layer: int, labels: Tensor, count: int
) -> tuple[Tensor, Tensor]:
    """Shares [H,k], 0..1, of a layer's attention that each of `count` segments gets, by head.

    From all tokens on average, and from its own patches alone; `labels` [P] are 0 to count - 1. An
    even share is that of the segment's patches among all tokens. 0 for a segment without patches.
    ValueError for other labels.
    """
    _check_labels(labels, trace.grid.patches, count)
    config, prefix = trace.config, trace.grid.prefix
    one = F.one_hot(labels, count).to(torch.float32)
    member = F.pad(one, (0, 0, prefix, 0))  # [N,k]
    received = member.new_zeros(config.heads, count)
    within = torch.zeros_like(received)
    for first in range(0, config.tokens, ROWS):
        rows = slice(first, first + ROWS)
        given = trace.attention_rows(layer, rows) @ member  # [H,n,k]
        received += given.sum(dim=1)
        within += (given * member[rows]).sum(dim=1)
    return received / config.tokens, within / member.sum(dim=0).clamp_min(1)
