"""Files as people have them on their disk: small models, saved in the ways of training scripts."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from tests.support.fine_tunes import fine_tune
from vit.loading.weights import load
from vit.model import ViT

State = dict[str, Tensor]


def state_of(model: nn.Module, prefix: str = "") -> State:
    """The parameters of a model, with something before each name."""
    return {prefix + name: tensor.clone() for name, tensor in model.state_dict().items()}


def saved(content: Any, path: Path) -> str:
    """The path of a file of PyTorch with this content."""
    torch.save(content, path)
    return str(path)


def opened(reference: str, **stated: Any) -> ViT:
    return load(reference, device="cpu", **stated)


def five(seed: int = 0, **changes: Any) -> nn.Module:
    """timm's model for tests with five classes."""
    return fine_tune(**{"num_classes": 5} | changes)


def moments(state: State) -> dict[str, Any]:
    """The state of an optimiser that has seen these parameters."""
    states = {i: {"exp_avg": tensor, "step": 3} for i, tensor in enumerate(state.values())}
    return {"state": states, "param_groups": [{"lr": 1e-3, "params": list(states)}]}
