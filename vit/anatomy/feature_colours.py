"""Patches as colours: three principal components of their tokens, of one layer or of several.

The first three components of a layer's own patches, after the model's final norm, as in Amir et al.
2021, arXiv 2112.05814, and Oquab et al. 2023, arXiv 2304.07193: most of what differs between them.
Or one basis for all layers of a picture, in which a colour means one direction in each of them; or
one for a layer of several pictures.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import torch
from torch import Tensor

from vit.anatomy.features import feature_directions
from vit.anatomy.principal_components import leading_axes, weighted_quantile
from vit.door import check_layer
from vit.model import ViT
from vit.trace import Trace

Axes = Literal["layer", "layers"]
Coding = Literal["oklab", "rgb"]

COMPONENTS = 3
PERCENTILES = (0.01, 0.99)
NARROW = 1e-4  # share of the widest component's range below which a component has no range
SAMPLED = 512  # patches of a picture that count for a basis of several
EVEN = 0.05  # skewness below which the entry of largest size decides a sign
LIGHT, LIGHTS = 0.66, 0.17  # OKLab's L in the middle, and how far it goes to either side
CHROMA = 0.13  # how far OKLab's a and b go


@dataclass(frozen=True, eq=False)
class FeatureComponents:
    """The first three principal components of rows [R,D], such as the patches of a layer.

    `axes` [3,D] of length 1; `mean` [D] their origin; `low` and `high` [3] the 1st and 99th
    percentile along each axis over all rows. The long tail of the rows along an axis is positive
    (their skewness), which holds from run to run; where it is nearly 0, the axis' entry of largest
    size is.
    """

    axes: Tensor = field(repr=False)
    mean: Tensor = field(repr=False)
    low: Tensor
    high: Tensor

    @classmethod
    def of(cls, rows: Tensor, weights: Tensor | None = None) -> "FeatureComponents":
        """Those of rows [R,D], in their precision; `weights` [R] say how much each counts."""
        each = rows.new_ones(len(rows)) if weights is None else weights.to(rows)
        each = each / each.sum()
        mean = each @ rows
        apart = rows - mean
        axes = leading_axes(apart * each.sqrt()[:, None], COMPONENTS)
        places = apart @ axes.T
        deviations = (each @ places.square()).sqrt().clamp(min=torch.finfo(rows.dtype).tiny)
        skew = each @ (places / deviations).pow(3)
        strongest = axes.gather(1, axes.abs().argmax(dim=1, keepdim=True)).squeeze(1)
        signs = torch.where(skew.abs() > EVEN, skew, strongest).sign()
        low, high = (weighted_quantile(places * signs, level, each) for level in PERCENTILES)
        return cls(axes * signs[:, None], mean, low, high)

    def places(self, rows: Tensor) -> Tensor:
        """[R,3] places of rows [R,D], 0..1 between the percentiles; 0.5 without a range."""
        spread = self.high - self.low
        places = ((rows - self.mean) @ self.axes.T - self.low) / spread
        return places.clamp(0, 1).where(spread > NARROW * spread.max(), 0.5)

    def shares(self, rows: Tensor) -> Tensor:
        """[3] of the variance of rows [R,D], 0..1, along each axis."""
        apart = rows - rows.mean(dim=0)
        along = (apart @ self.axes.T).square().sum(dim=0)
        return along / apart.square().sum().clamp(min=torch.finfo(rows.dtype).tiny)


def final_tokens(model: ViT, trace: Trace, layer: int) -> Tensor:
    """[P,D] patches after `layer` blocks, 0 to L, through the final norm, as the last are read.

    Models without a norm before their readout give the tokens as they are. IndexError for another
    layer.
    """
    layer = check_layer(layer, trace.config.depth + 1)
    tokens = trace.residual[layer, trace.grid.prefix :]
    weight = next(model.norm.parameters(), tokens)
    with torch.inference_mode():
        normed = model.norm(tokens.to(weight.dtype))
    return normed.to(torch.promote_types(tokens.dtype, torch.float32)).clone()


def common_axes(model: ViT, traces: Iterable[Trace]) -> list[FeatureComponents]:
    """One basis for each layer, 0 to L, over several pictures: a colour means the same in all.

    Each picture counts with `SAMPLED` of its patches, evenly spread, or all where it has fewer.
    Traces are taken one by one, and none is kept.
    """
    sampled = [
        [_sample(final_tokens(model, trace, layer)) for layer in range(trace.config.depth + 1)]
        for trace in traces
    ]
    return [FeatureComponents.of(torch.cat(tables)) for tables in zip(*sampled, strict=True)]


def _sample(table: Tensor) -> Tensor:
    count = min(SAMPLED, len(table))
    return table[(torch.arange(count, device=table.device) * len(table)) // count].clone()


def feature_places(
    model: ViT, trace: Trace, axes: Axes | Sequence[FeatureComponents] = "layer"
) -> tuple[Tensor, Tensor]:
    """Places [L+1,P,3] of the patches on three axes, 0..1, and shares [L+1,3] of each layer.

    A share is how much of what differs between the patches of that layer lies along an axis. `axes`
    are the principal ones of each layer; "layers": one basis and range for all layers, of the
    tokens' directions before the final norm, in which layers of any scale count alike; or a basis
    for each layer from `common_axes`.
    """
    layers = range(trace.config.depth + 1)
    if axes == "layers":
        tables = [feature_directions(trace, layer)[trace.grid.prefix :] for layer in layers]
        bases: Sequence[FeatureComponents] = [FeatureComponents.of(torch.cat(tables))] * len(layers)
    else:
        tables = [final_tokens(model, trace, layer) for layer in layers]
        bases = [FeatureComponents.of(table) for table in tables] if axes == "layer" else axes
    pairs = list(zip(bases, tables, strict=True))
    places = torch.stack([basis.places(table) for basis, table in pairs])
    return places, torch.stack([basis.shares(table) for basis, table in pairs])


def feature_colours(
    model: ViT,
    trace: Trace,
    axes: Axes | Sequence[FeatureComponents] = "layer",
    coding: Coding = "oklab",
) -> Tensor:
    """[L+1,rows,cols,3] the patches as sRGB, 0..1: similar patches have similar colours.

    `axes` as for `feature_places`, `coding` as for `coded`.
    """
    colours = coded(feature_places(model, trace, axes)[0], coding)
    return colours.view(-1, trace.grid.rows, trace.grid.cols, COMPONENTS)


def coded(places: Tensor, coding: Coding) -> Tensor:
    """[...,3] sRGB, 0..1, of places [...,3] in 0..1.

    "rgb": the three as red, green and blue, as in the papers. "oklab": the first two as a (green to
    red) and b (blue to yellow) of OKLab (Ottosson 2020), in a disc, the third as its lightness;
    equal steps look equal, and nothing is black or white.
    """
    if coding == "rgb":
        return places
    first, second, third = (2 * places - 1).unbind(dim=-1)
    reach = torch.hypot(first, second).clamp(min=1)
    a, b = CHROMA * first / reach, CHROMA * second / reach
    return _srgb(LIGHT + LIGHTS * third, a, b)


def _srgb(light: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """[...,3] sRGB of OKLab, with the constants of Ottosson 2020; cut where sRGB ends."""
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = torch.stack(
        [
            4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
        ],
        dim=-1,
    ).clamp(0, 1)
    curved = 1.055 * linear.clamp(min=0.0031308) ** (1 / 2.4) - 0.055
    return torch.where(linear <= 0.0031308, 12.92 * linear, curved)


def ramps(coding: Coding, count: int = 256) -> Tensor:
    """[3,count,3] sRGB along each component alone: the others 0 for "rgb", else in the middle."""
    places = torch.full((COMPONENTS, count, COMPONENTS), 0.0 if coding == "rgb" else 0.5)
    for component in range(COMPONENTS):
        places[component, :, component] = torch.linspace(0, 1, count)
    return coded(places, coding)
