"""Maps of the residual stream: colours, similarities and norms of the tokens, for any model.

The tokens of a trained ViT share a large common part, so that any two of them are similar. A token
is therefore represented by its *direction from the mean of its layer's patches*, a unit vector (the
common mean is subtracted as in Mu & Viswanath 2018, arXiv 1702.01417). Colours and similarities
both use these directions: patches of one colour are similar. Norms are a separate map. The stream
is used as recorded, before the model's final norm: layer 0 is the embedding, layer l the output of
block l, layer L the input of the readout.
"""

from dataclasses import dataclass, field
from typing import cast

import torch
from torch import Tensor
from torch.linalg import eigh  # pyright: ignore[reportUnknownVariableType]

from vit.trace import Trace

CHANNELS = 3  # red, green, blue
PERCENTILES = (0.01, 0.99)
# Shares of the longest token, and of the widest component's range, below which a value counts as 0.
NOWHERE, NARROW = 1e-6, 1e-4


@dataclass(frozen=True, eq=False)
class FeatureComponents:
    """The first three principal components of the patches' directions in all layers together.

    `axes` [3,D] of length 1, with the sign that makes the entry of largest size positive; `mean`
    [D] their origin; `low` and `high` [3] the 1st and 99th percentile along each axis over all
    patches and layers; `shares` [3] of the directions' variance, 0..1, in descending order.
    """

    axes: Tensor = field(repr=False)
    mean: Tensor = field(repr=False)
    low: Tensor
    high: Tensor
    shares: Tensor

    def colours(self, directions: Tensor) -> Tensor:
        """[...,3] colours, 0..1, of directions [...,D]; 0.5 along an axis without variation."""
        spread = self.high - self.low
        places = ((directions - self.mean) @ self.axes.T - self.low) / spread
        return places.clamp(0, 1).where(spread > NARROW * spread.max(), 0.5)


def feature_directions(trace: Trace, layer: int) -> Tensor:
    """[N,D] direction of every token from the mean of its layer's patches, of length 1.

    Prefix tokens come first and are not part of the mean; a token equal to the mean is 0. `layer`
    is 0 (the embedding) to L, else IndexError. The product of two rows is their cosine similarity.
    """
    tokens = _layer(trace, layer)
    apart = tokens - tokens[trace.grid.prefix :].mean(dim=0)
    lengths = _lengths(apart).unsqueeze(-1)
    return (apart / lengths).where(lengths > NOWHERE * _lengths(tokens).max(), 0.0)


def feature_components(trace: Trace) -> FeatureComponents:
    """The basis in which the patches of all layers are coloured."""
    layers = range(trace.config.depth + 1)
    means = [_patches(trace, layer).mean(dim=0) for layer in layers]
    mean = torch.stack(means).mean(dim=0)
    scatter = torch.zeros_like(mean).outer(mean)
    for layer in layers:
        apart = _patches(trace, layer) - mean
        scatter += apart.T @ apart
    axes, variances = _principal_axes(scatter)
    places = torch.cat([(_patches(trace, layer) - mean) @ axes.T for layer in layers])
    levels = torch.tensor(PERCENTILES, dtype=places.dtype, device=places.device)
    low, high = places.quantile(levels, dim=0)
    total = scatter.trace().clamp(min=torch.finfo(scatter.dtype).tiny)
    return FeatureComponents(axes, mean, low, high, variances / total)


def _principal_axes(scatter: Tensor) -> tuple[Tensor, Tensor]:
    """Axes [3,D] of a scatter matrix [D,D] and the variance [3] along each, largest first."""
    ascending = cast(list[Tensor], eigh(scatter.double()))
    variances, axes = (part.flip(-1).to(scatter.dtype) for part in ascending)
    axes = axes[:, :CHANNELS].T
    strongest = axes.gather(1, axes.abs().argmax(dim=1, keepdim=True))
    return axes * strongest.sign(), variances[:CHANNELS]


def feature_colours(trace: Trace) -> Tensor:
    """[L+1,rows,cols,3] the patches as red, green and blue, 0..1: similar patches, one colour.

    The first three principal components of the patches' directions, as in Amir et al. 2021, arXiv
    2112.05814, and Oquab et al. 2023, arXiv 2304.07193, but with one basis and one range for all
    layers: a colour means the same direction in each of them. Values beyond the 1st or 99th
    percentile are clipped.
    """
    grid, components = trace.grid, feature_components(trace)
    layers = range(trace.config.depth + 1)
    colours = torch.stack([components.colours(_patches(trace, layer)) for layer in layers])
    return colours.view(-1, grid.rows, grid.cols, CHANNELS)


def feature_similarity(trace: Trace, layer: int, token: int) -> Tensor:
    """[rows,cols] cosine, -1..1, of every patch's direction with that of one token.

    `layer` is 0 (the embedding) to L; `token` may be a patch, whose cosine with itself is 1, or a
    prefix token such as the class token. IndexError for others.
    """
    grid = trace.grid
    if not 0 <= token < grid.tokens:
        raise IndexError(f"token {token} does not exist: tokens are 0 to {grid.tokens - 1}")
    directions = feature_directions(trace, layer)
    return (directions[grid.prefix :] @ directions[token]).view(grid.rows, grid.cols)


def feature_norms(trace: Trace) -> Tensor:
    """[L+1,rows,cols] norm of every patch token.

    A few patches with far larger norms than all others, on plain background, are the artefacts of
    Darcet et al. 2024, arXiv 2309.16588: the model uses them as registers.
    """
    grid, stream = trace.grid, trace.residual[:, trace.grid.prefix :]
    return _lengths(stream).view(-1, grid.rows, grid.cols)


def _patches(trace: Trace, layer: int) -> Tensor:
    return feature_directions(trace, layer)[trace.grid.prefix :]


def _layer(trace: Trace, layer: int) -> Tensor:
    """[N,D] tokens after `layer` blocks, in at least float32."""
    depth = trace.config.depth
    if not 0 <= layer <= depth:
        raise IndexError(f"layer {layer} does not exist: the embedding is 0, the last one {depth}")
    return _precise(trace.residual[layer])


def _lengths(tokens: Tensor) -> Tensor:
    """[...] norms of tokens [...,D]."""
    return _precise(tokens).square().sum(dim=-1).sqrt()


def _precise(tokens: Tensor) -> Tensor:
    return tokens.to(torch.promote_types(tokens.dtype, torch.float32))
