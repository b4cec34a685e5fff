"""How far a pass at one patch size is from the pass of the same picture at another.

One set of weights can be used at patch sizes it was not trained for (FlexiViT, Beyer et al. 2022,
arXiv 2212.08013); two figures say what is left: the cosine of the features that the classifier
reads, and the correlation of the last layer's maps.
"""

import torch
from torch import Tensor

from vit.maps.flow import start_vector
from vit.maps.streaming import attend
from vit.model import ViT
from vit.trace import Trace

FLAT = 1e-9  # length of a map's differences from its mean, where its weights sum to 1


def feature_cosine(model: ViT, one: Trace, other: Trace) -> float:
    """Cosine, -1..1, of the pooled features of two passes of one set of weights.

    The features are those that the classifier reads: the normed class token, or the normed tokens
    pooled. `model` may have any size.
    """
    pooled = [_pooled(model, trace) for trace in (one, other)]
    cosine = float(torch.cosine_similarity(pooled[0], pooled[1], dim=0))
    return max(-1.0, min(1.0, cosine))


def _pooled(model: ViT, trace: Trace) -> Tensor:
    with torch.inference_mode():
        tokens = trace.residual[-1].to(model.patch_embed.proj.weight)
        return model.pool(model.norm(tokens.unsqueeze(0)))[0].flatten().double().cpu()


def map_correlation(one: Trace, other: Trace) -> float | None:
    """Pearson correlation, -1..1, of the last layer's attention of two passes on `other`'s grid.

    The maps are the mean over heads of the attention from the class token, or from what the
    classifier reads, resampled by area; None where one of them is the same everywhere.
    """
    rows, cols = other.grid.rows, other.grid.cols
    maps = [resampled(_last_map(trace), (rows, cols)).flatten() for trace in (one, other)]
    first, second = (values - values.mean() for values in maps)
    lengths = [float((values @ values).sqrt()) for values in (first, second)]
    if min(lengths) < FLAT:
        return None
    return max(-1.0, min(1.0, float(first @ second) / (lengths[0] * lengths[1])))


def _last_map(trace: Trace) -> Tensor:
    """[rows,cols] in float64; a few rows of the attention are held at a time."""
    start, grid = start_vector(trace), trace.grid
    row = attend(start.unsqueeze(0), trace.query[-1], trace.key[-1])[0]
    return row[grid.prefix :].double().cpu().view(grid.rows, grid.cols)


def resampled(values: Tensor, size: tuple[int, int]) -> Tensor:
    """Values [rows,cols] as means over the cells of another grid (rows, cols) of the same area."""
    down, across = (
        _overlaps(old, new, values) for old, new in zip(values.shape, size, strict=True)
    )
    return down @ values @ across.T


def _overlaps(old: int, new: int, like: Tensor) -> Tensor:
    """[new,old] share of each new cell of an interval that lies in each old one; rows sum to 1."""
    edges = [torch.arange(count + 1).to(like) / count for count in (old, new)]
    low = torch.maximum(edges[1][:-1, None], edges[0][None, :-1])
    high = torch.minimum(edges[1][1:, None], edges[0][None, 1:])
    return (high - low).clamp_min(0) * new
