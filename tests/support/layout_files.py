"""A file of random weights in every layout that is read, with what computes the same from it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy
import timm
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from tests.support.random_weights import randomise
from vit.loading.open_file import read_file
from vit.model import ViT

Compute = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Size:
    """A size of a ViT whose heads are 64 channels wide, as shapes alone let assume."""

    heads: int
    depth: int
    patch: int
    side: int  # of the grid, in patches

    @property
    def width(self) -> int:
        return 64 * self.heads

    @property
    def image(self) -> int:
        return self.patch * self.side

    def __str__(self) -> str:
        return f"{self.width} x {self.depth}, patch {self.patch}, {self.image} px"


SMALL, MIDDLE, LARGE = Size(1, 2, 8, 3), Size(2, 3, 14, 4), Size(3, 4, 16, 6)


@dataclass(frozen=True)
class Written:
    """What `vit.load` is given, and the same computation by others from the same file."""

    reference: str
    compute: Compute
    stated: dict[str, Any] = field(default_factory=dict[str, Any])


Write = Callable[[Size, Path], Written]


def pictures(size: Size, count: int = 2) -> Tensor:
    """Random pixels [count,3,H,W]."""
    generator = torch.Generator().manual_seed(1)
    return torch.randn(count, 3, size.image, size.image, generator=generator)


def model_of(name: str, size: Size, **changes: Any) -> Any:
    """timm's model of a size, with every parameter random."""
    facts: dict[str, Any] = {"embed_dim": size.width, "depth": size.depth, "num_heads": size.heads}
    facts |= {"patch_size": size.patch, "img_size": size.image, "num_classes": 3}
    return randomise(timm.create_model(name, **facts | changes))


def states(model: nn.Module) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


def equal(ours: ViT, expected: Tensor) -> None:
    """Whether a model gives these outputs for `pictures(SMALL)`."""
    with torch.no_grad():
        torch.testing.assert_close(ours(pictures(SMALL)), expected, rtol=0, atol=1e-5)


def without(path: str, word: str) -> str:
    """The path of the same file without the last tensor whose name matches a pattern."""
    tensors = read_file(Path(path))
    *_, last = (name for name in tensors if re.search(word, name))
    kept = {name: one.clone() for name, one in tensors.items() if name != last}
    if path.endswith(".npz"):
        arrays = {name.replace(".", "/"): one.numpy() for name, one in kept.items()}
        numpy.savez(path, **arrays)  # type: ignore[arg-type]
    elif path.endswith(".safetensors"):
        save_file(kept, path)
    else:
        torch.save(kept, path)
    return path
