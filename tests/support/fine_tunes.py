"""Fine-tunes of timm's model for tests, and whether ours computes the same."""

from typing import Any

import pytest
import timm
import torch
from torch import nn

from tests.support.random_weights import randomise
from vit.loading.weights import LoadError, load
from vit.model import ViT

NAME = "test_vit"  # timm's own model for tests: 0.4 M parameters, 160 px, patches of 16
MINE = "hf-hub:somebody/flowers"


def fine_tune(**changes: Any) -> nn.Module:
    return randomise(timm.create_model(NAME, **changes))


def same(ours: ViT, theirs: nn.Module) -> bool:
    pixels = torch.randn(2, 3, *ours.config.image)
    with torch.no_grad():
        return torch.allclose(ours(pixels), theirs.eval()(pixels), rtol=0, atol=5e-6)


def refusal(reference: str) -> str:
    with pytest.raises(LoadError) as caught:
        load(reference, device="cpu")
    assert "\n" not in str(caught.value)
    return str(caught.value)
