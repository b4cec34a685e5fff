"""A model with outliers: one neuron that fires at few patches is given a long vector to write."""

import copy
from typing import Any

import torch

from tests.support.tiny import tiny_model, tiny_pixels
from vit.anatomy.register_neurons import Outliers, outlier_tokens
from vit.model import ViT
from vit.trace import Trace, trace

LAYER = 1  # whose neuron is planted, the second


def planted(model: ViT, layer: int, neuron: int, size: float) -> ViT:
    """A copy of a model in which a neuron writes a vector of `size` times its activation.

    The vector's direction is fixed; what makes the neuron fire stays as it is.
    """
    twin = copy.deepcopy(model)
    block: Any = twin.block(layer)
    unit = torch.randn(model.config.width, generator=torch.Generator().manual_seed(1))
    unit = (unit / unit.norm() * size).to(block.mlp.fc2.weight)
    scale = getattr(block.ls2, "gamma", None)
    with torch.no_grad():
        block.mlp.fc2.weight[:, neuron] = unit if scale is None else unit / scale
    return twin


def with_outliers(**changes: Any) -> tuple[ViT, Trace, Outliers, int]:
    """A small model with outliers among its 96 patches, its pass, what is found there, the neuron.

    The first neuron so sparse that fewer than a quarter of the patches are outliers.
    """
    model = tiny_model(image=(64, 96), **changes)
    for size in (150.0, 600.0):
        for neuron in range(model.config.hidden):
            ill = planted(model, LAYER, neuron, size)
            record = trace(ill, tiny_pixels(ill))
            found = outlier_tokens(record)
            if found.since == LAYER + 1 and len(found.tokens) < 24:
                return ill, record, found, neuron
    raise AssertionError("no neuron of this model is sparse")
