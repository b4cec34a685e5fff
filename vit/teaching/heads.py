"""What a taught model is made of: fewer blocks, another head, and the features that it reads."""

import copy
from collections.abc import Collection
from dataclasses import replace

import torch
from torch import Tensor, nn

from vit.config import Labels
from vit.model import ViT


def shorter(model: ViT, depth: int) -> ViT:
    """The same weights with the first `depth` blocks alone: a plain ViT, read after the last one.

    Shares every parameter. ValueError for a depth outside 1 to the model's own.
    """
    if not 1 <= depth <= model.config.depth:
        raise ValueError(f"depth {depth} is not possible: this model has 1 to {model.config.depth}")
    twin = _twin(model)
    twin.config = replace(model.config, depth=depth)
    twin.blocks = nn.ModuleList(list(model.blocks)[:depth])
    return twin


def with_head(model: ViT, names: tuple[str, ...], weight: Tensor, bias: Tensor) -> ViT:
    """The same weights with another classifier: `weight` [C,D] and `bias` [C] of C classes.

    Shares every other parameter. A distilled model reads two tokens, so that `weight` is [C,2D];
    the mean of its two heads gives these logits.
    """
    twin, halves = _twin(model), 2 if model.config.distilled else 1
    width = model.config.width
    twin.config = replace(model.config, classes=len(names), outputs="softmax")
    twin.labels = Labels(names, "taught")
    like = model.patch_embed.proj.weight
    for half, name in enumerate(("head", "head_dist")[:halves]):
        head = nn.Linear(width, len(names)).to(like).requires_grad_(requires_grad=False)
        head.weight.copy_(halves * weight[:, half * width : (half + 1) * width])
        head.bias.copy_(bias)
        setattr(twin, name, head)
    return twin.eval()


def _twin(model: ViT) -> ViT:
    """A copy whose modules can be replaced; a shallow copy alone shares the table of modules."""
    twin = copy.copy(model)
    twin._modules = dict(model._modules)  # pyright: ignore[reportPrivateUsage]
    return twin


def pooled_by_depth(model: ViT, pixels: Tensor, depths: Collection[int]) -> dict[int, Tensor]:
    """What the head of `shorter(model, depth)` reads, [B,D] in float32, for each depth.

    Pixels [B,3,H,W]; one forward for all depths. A distilled model gives [B,2D].
    """
    read = dict[int, Tensor]()
    with torch.inference_mode():
        tokens = model.embed(pixels.to(model.patch_embed.proj.weight))
        for layer in range(max(depths)):
            tokens = model.encode(tokens, start=layer, stop=layer + 1)
            if layer + 1 in depths:
                pooled = model.fc_norm(model.pool(model.norm(tokens)))
                read[layer + 1] = pooled.flatten(1).float().clone()
    return read
