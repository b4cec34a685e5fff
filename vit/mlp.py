"""Norms, activations and the MLPs of a block, with timm's parameter names."""

from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from vit.config import Activation, ViTConfig


def norm_layer(config: ViTConfig, width: int) -> nn.Module:
    """The model's kind of norm over `width` channels.

    LayerNorm, or RMSNorm, which does not subtract the mean (Zhang & Sennrich 2019, arXiv
    1910.07467).
    """
    kind = nn.RMSNorm if config.norm == "rms" else nn.LayerNorm
    return kind(width, eps=config.eps)


def quick_gelu(x: Tensor) -> Tensor:
    """[...] -> [...], the sigmoid approximation of GELU that OpenAI's CLIP was trained with."""
    return x * torch.sigmoid(1.702 * x)


def activate(x: Tensor, activation: Activation) -> Tensor:
    """[...] -> [...], an activation by name.

    In place where no gradients are needed, which halves the MLP's peak memory.
    """
    if activation == "quick_gelu":
        return quick_gelu(x)
    if activation == "silu":
        return F.silu(x, inplace=not x.requires_grad)
    approximate = "tanh" if activation == "gelu_tanh" else "none"
    if x.requires_grad:
        return F.gelu(x, approximate=approximate)
    return cast(Tensor, torch.ops.aten.gelu_(x, approximate=approximate))


class Projected(nn.Module):
    """A hidden layer and a linear layer back to the width, applied to each token."""

    fc2: nn.Linear

    def hidden(self, x: Tensor) -> Tensor:
        """[B,N,D] -> hidden layer [B,N,M], the input of the second linear layer."""
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        """[B,N,D] -> [B,N,D]."""
        return self.fc2(self.hidden(x))


class Mlp(Projected):
    """Two linear layers with an activation between them."""

    def __init__(self, config: ViTConfig) -> None:
        """Build both linear layers, and the norm before the second if there is one."""
        super().__init__()
        self.activation: Activation = config.activation
        self.fc1 = nn.Linear(config.width, config.hidden, bias=config.proj_bias)
        self.norm = _inner_norm(config)
        self.fc2 = nn.Linear(config.hidden, config.width, bias=config.proj_bias)

    def hidden(self, x: Tensor) -> Tensor:
        """[B,N,D] -> [B,N,M]."""
        return self.norm(activate(self.fc1(x), self.activation))


class GatedMlp(Projected):
    """An MLP whose hidden layer is gated by a second one: SwiGLU (Shazeer 2020, arXiv 2002.05202).

    `act(x W_g) * (x W_x)` takes the place of `act(x W)`.
    """

    def __init__(self, config: ViTConfig) -> None:
        """Build the gate layer, the hidden layer and the layer back to the width."""
        super().__init__()
        self.activation: Activation = config.activation
        self.fc1_g = nn.Linear(config.width, config.hidden, bias=config.proj_bias)
        self.fc1_x = nn.Linear(config.width, config.hidden, bias=config.proj_bias)
        self.norm = _inner_norm(config)
        self.fc2 = nn.Linear(config.hidden, config.width, bias=config.proj_bias)

    def hidden(self, x: Tensor) -> Tensor:
        """[B,N,D] -> [B,N,M]."""
        return self.norm(activate(self.fc1_g(x), self.activation) * self.fc1_x(x))


class PackedMlp(Projected):
    """The gated MLP with gate layer and hidden layer packed into one; the gate comes first."""

    def __init__(self, config: ViTConfig) -> None:
        """Build the packed layer and the layer back to the width."""
        super().__init__()
        self.activation: Activation = config.activation
        self.fc1 = nn.Linear(config.width, 2 * config.hidden, bias=config.proj_bias)
        self.norm = _inner_norm(config)
        self.fc2 = nn.Linear(config.hidden, config.width, bias=config.proj_bias)

    def hidden(self, x: Tensor) -> Tensor:
        """[B,N,D] -> [B,N,M]."""
        gate, x = self.fc1(x).chunk(2, dim=-1)
        return self.norm(activate(gate, self.activation) * x)


MLPS: dict[str, type[Mlp | GatedMlp | PackedMlp]] = {
    "plain": Mlp,
    "gated": GatedMlp,
    "packed": PackedMlp,
}


def _inner_norm(config: ViTConfig) -> nn.Module:
    return norm_layer(config, config.hidden) if config.mlp_norm else nn.Identity()
