"""Patches as colours by their keys, queries or values, as `feature_colours` has them by tokens."""

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

from vit.anatomy.feature_colours import COMPONENTS, SAMPLED, Coding, FeatureComponents, coded
from vit.model import ViT
from vit.tasks.facets import Facet, facet_values
from vit.trace import Trace


def facet_places(
    model: ViT,
    trace: Trace,
    facet: Facet,
    head: int | None = None,
    axes: Sequence[FeatureComponents] | None = None,
) -> tuple[Tensor, Tensor]:
    """Places [L+1,P,3] of the patches on three axes, 0..1, and shares [L+1,3] of each layer.

    The axes are the principal ones of each layer's facet (`facet_values`), or those of
    `common_facet_axes`. The embedding has no key, query or value: its places are 0.5, its shares 0.
    """
    tables = [_patches(model, trace, layer, facet, head) for layer in _layers(trace)]
    bases = axes or [FeatureComponents.of(table) for table in tables]
    pairs = list(zip(bases, tables, strict=True))
    places = torch.stack([basis.places(table) for basis, table in pairs])
    return places, torch.stack([basis.shares(table) for basis, table in pairs])


def facet_colours(
    model: ViT,
    trace: Trace,
    facet: Facet,
    head: int | None = None,
    axes: Sequence[FeatureComponents] | None = None,
    coding: Coding = "oklab",
) -> Tensor:
    """[L+1,rows,cols,3] the patches as sRGB, 0..1, by `facet_places`; `coding` as for `coded`."""
    places, _ = facet_places(model, trace, facet, head, axes)
    return coded(places, coding).view(-1, trace.grid.rows, trace.grid.cols, COMPONENTS)


def common_facet_axes(
    model: ViT, traces: Iterable[Trace], facet: Facet, head: int | None = None
) -> list[FeatureComponents]:
    """One basis of a facet for each layer, 0 to L, over several pictures of equal weight.

    Each picture counts with as many of its patches as in `common_axes`; no trace is kept.
    """
    sampled = [
        [_sample(_patches(model, trace, layer, facet, head)) for layer in _layers(trace)]
        for trace in traces
    ]
    return [FeatureComponents.of(torch.cat(tables)) for tables in zip(*sampled, strict=True)]


def _layers(trace: Trace) -> range:
    return range(trace.config.depth + 1)


def _patches(model: ViT, trace: Trace, layer: int, facet: Facet, head: int | None) -> Tensor:
    """[P,F] values of the patches; zeros where the embedding has none."""
    missing = facet != "token" and not layer
    values = facet_values(model, trace, max(layer, int(missing)), facet, head)
    patches = values[trace.grid.prefix :]
    return torch.zeros_like(patches) if missing else patches


def _sample(table: Tensor) -> Tensor:
    count = min(SAMPLED, len(table))
    return table[(torch.arange(count, device=table.device) * len(table)) // count].clone()
