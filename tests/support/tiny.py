"""The tests' standard model: small, non-square, with a class token and two registers."""

from typing import Any

import torch
from torch import Tensor

from vit.config import Rope, ViTConfig
from vit.edits import NO_EDITS
from vit.grid import View
from vit.model import ViT
from vit.trace import Trace

EXACT = {"rtol": 0.0, "atol": 1e-12}
VARIANTS = {
    "plain": {},
    "without class token": {"class_token": False, "pool": "avg", "registers": 0},
    "norm after": {"post_norm": True},
    "scaled branches, gated MLP, norms inside": {
        "layer_scale": True,
        "mlp": "gated",
        "sub_norm": True,
        "mlp_norm": True,
    },
    "rms": {"norm": "rms", "qk_norm": True},
    "rotary": {"rope": Rope(), "positions": "none"},
    "norm before the blocks and on the patches": {"pre_norm": True, "patch_norm": True},
}


def tiny_config(**changes: Any) -> ViTConfig:
    facts = {
        "image": (32, 48),
        "patch": 8,
        "width": 24,
        "depth": 3,
        "heads": 3,
        "classes": 5,
        "registers": 2,
    }
    return ViTConfig(**(facts | changes))


def tiny_model(seed: int = 0, **changes: Any) -> ViT:
    """Every parameter random, in float64, frozen, large enough for attention with contrast."""
    generator = torch.Generator().manual_seed(seed)
    model = ViT(tiny_config(**changes)).double().eval().requires_grad_(False)
    for parameter in model.parameters():
        scale = 0.5 if parameter.ndim > 1 else 0.3
        parameter.normal_(generator=generator).mul_(scale)
    return model


def tiny_pixels(model: ViT, seed: int = 1) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(3, *model.config.image, generator=generator, dtype=torch.float64)


def tiny_batch(model: ViT, batch: int = 2) -> Tensor:
    return torch.stack([tiny_pixels(model, seed) for seed in range(batch)])


def flexible(**changes: Any) -> ViT:
    """Stored at another patch size and grid than used."""
    return tiny_model(base_patch=6, base_grid=(5, 7), resampling="bilinear", **changes)


def trace_of_maps(maps: Tensor, rows: int = 1, prefix: int = 1) -> Trace:
    """A trace of one head whose attention in layer l is maps[l] [N,N]; rows must sum to 1.

    With keys the unit vectors, the scores are the queries: their logarithms give any attention.
    The patches lie in so many rows of a grid with patches of 1 px.
    """
    depth, tokens, _ = maps.shape
    cols = (tokens - prefix) // rows
    config = ViTConfig(
        image=(rows, cols),
        patch=1,
        width=tokens,
        depth=depth,
        heads=1,
        classes=2,
        registers=prefix - 1,
    )
    room = torch.zeros(depth, 1, tokens, tokens, dtype=maps.dtype)
    return Trace(
        config=config,
        view=View.whole(rows, cols),
        digest="",
        edits=NO_EDITS,
        logits=torch.zeros(2, dtype=maps.dtype),
        query=maps.log().unsqueeze(1) * tokens**0.5,
        key=torch.eye(tokens, dtype=maps.dtype).expand_as(room).clone(),
        value=room,
        residual=torch.zeros(depth + 1, tokens, tokens, dtype=maps.dtype),
    )
