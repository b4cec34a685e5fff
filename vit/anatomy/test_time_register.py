"""A token that is added when a trained model is used, and takes its outliers over.

Training with registers keeps a ViT's patches free of outliers (Darcet et al. 2023, arXiv
2309.16588). A trained model gets the same from one more token of zeros, to which the neurons that
write the outliers are moved (Jiang et al. 2025, arXiv 2506.08010): no weight changes.
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, cast

import torch
from torch import Tensor, nn

from vit.config import ViTConfig
from vit.derived import Derived
from vit.layers import Block
from vit.mlp import Projected
from vit.model import ViT

NAME = "test-time register"


@dataclass(frozen=True, kw_only=True)
class RegisterConfig(ViTConfig):
    """The architecture of a model with one prefix token more, which comes last of them."""

    @property
    def prefix(self) -> int:
        """Number of tokens before the patches, the added one included."""
        return super().prefix + 1

    @property
    def prefix_names(self) -> tuple[str, ...]:
        """Name of each prefix token, in order."""
        return (*super().prefix_names, NAME)


def with_register(model: ViT, neurons: Iterable[tuple[int, int]]) -> ViT:
    """The same weights with a test-time register, the last prefix token, of zeros before any norm.

    `neurons` are pairs (layer, place in the MLP's hidden layer), both from 0. Each gets in the
    register the activation that is largest in size among the patches, and 0 in all other tokens,
    the class token included (Jiang et al. 2025). The register has no position, and rotary positions
    do not turn it, as they do not turn the other prefix tokens. Every parameter is shared.
    ValueError for a neuron that does not exist, and for a model that pools its prefix tokens.
    """
    neurons = list(neurons)
    check_register(model.config, neurons)
    by_layer: dict[int, list[int]] = {}
    for layer, neuron in neurons:
        by_layer.setdefault(layer, []).append(neuron)
    return _RegisterViT(model, by_layer)


def check_register(config: ViTConfig, neurons: Iterable[tuple[int, int]]) -> None:
    """ValueError unless models of this architecture can have a register with these neurons."""
    if config.pool_prefix and config.prefix:
        raise ValueError(
            f"this model reads the {config.readout_name}, prefix tokens included, so that a token "
            "more would change what it reads: use a model that reads the class token or the patches"
        )
    for layer, neuron in neurons:
        if not (0 <= layer < config.depth and 0 <= neuron < config.hidden):
            raise ValueError(
                f"neuron {neuron} of layer {layer} does not exist: layers are 0 to "
                f"{config.depth - 1}, neurons 0 to {config.hidden - 1}"
            )


class _RegisterViT(ViT):
    """A model with a token more; what depends on the size comes from the model without it."""

    _without: ViT

    def __init__(self, model: ViT, units: dict[int, list[int]]) -> None:  # pyright: ignore[reportMissingSuperCall]
        nn.Module.__init__(self)
        config = model.config
        self.__dict__.update(model.__dict__)
        blocks = [
            _moved(model.block(layer), units[layer], config.prefix)
            if layer in units
            else model.block(layer)
            for layer in range(config.depth)
        ]
        self._modules = {**model._modules, "blocks": nn.ModuleList(blocks)}
        values: dict[str, Any] = {one.name: getattr(config, one.name) for one in fields(config)}
        values["pool_prefix"] = False  # without prefix tokens of its own it pools the patches
        self.config = RegisterConfig(**values)
        self._derived = Derived()
        self.__dict__["_without"] = model  # no part of this one: its modules are here already
        self._units = units

    def prefix_tokens(self) -> Tensor:
        own = self._without.prefix_tokens()
        return torch.cat([own, own.new_zeros(1, 1, self.config.width)], dim=1)

    def kernel(self) -> Tensor:
        return self._without.kernel()

    def patch_positions(self) -> Tensor:
        return self._without.patch_positions()

    def at_size(self, image: tuple[int, int], patch: int) -> ViT:
        return _RegisterViT(self._without.at_size(image, patch), self._units)


class _MovedMlp(Projected):
    """An MLP some of whose neurons act in the register in place of all other tokens."""

    def __init__(self, inner: Projected, units: list[int], register: int) -> None:
        super().__init__()
        self.inner, self.fc2 = inner, inner.fc2
        self.register, self.units = register, torch.tensor(units, device=inner.fc2.weight.device)

    def hidden(self, x: Tensor) -> Tensor:
        hidden, first = self.inner.hidden(x), self.register + 1
        if hidden.ndim != 3:
            raise ValueError("a register takes over from all patches: give the MLP every token")
        moved = hidden.clone()
        moved[:, :, self.units] = 0
        if hidden.shape[1] > first:  # else prefix tokens alone, of which no readout reads this one
            taken = hidden[:, first:, self.units]  # [B,P,k]
            peak = taken.abs().argmax(dim=1, keepdim=True)
            moved[:, self.register, self.units] = taken.gather(1, peak).squeeze(1)
        return moved


def _moved(block: Block, units: list[int], register: int) -> Block:
    """A block with the same parts, but for the neurons that are moved."""
    twin = copy.copy(block)
    mlp = _MovedMlp(cast(Projected, block.mlp), units, register)
    twin._modules = {**block._modules, "mlp": mlp}  # pyright: ignore[reportPrivateUsage]
    return twin
