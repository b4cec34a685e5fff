"""timm's models without memory for their weights, and what is read from them."""

from typing import Any

import timm
import torch
from torch import nn

from vit.config import ViTConfig
from vit.loading.timm_config import describe


def bare(name: str, **changes: Any) -> nn.Module:
    """timm's model on the meta device, one or two blocks deep."""
    with torch.device("meta"):
        return timm.create_model(name, **({"depth": 2} | changes))


def config(name: str, **changes: Any) -> ViTConfig:
    return describe(bare(name, **changes))[0]
