"""How attention rollout is usually made: timm without fused attention, hooks, matrix products."""

import torch
from timm.models.vision_transformer import Attention, VisionTransformer
from torch import Tensor


def set_fused(model: VisionTransformer, *, fused: bool) -> None:
    """Switch timm's fused attention on or off in every block."""
    for module in model.modules():
        if isinstance(module, Attention):
            module.fused_attn = fused


def hooked_maps(model: VisionTransformer, pixels: Tensor) -> list[Tensor]:
    """Attention [H,N,N] of every block, caught on its way through the dropout by hooks."""
    maps: list[Tensor] = []
    hooks = [
        block.attn.attn_drop.register_forward_hook(lambda _, __, output: maps.append(output[0]))
        for block in model.blocks
    ]
    set_fused(model, fused=False)
    model(pixels[None])
    set_fused(model, fused=True)
    for hook in hooks:
        hook.remove()
    return maps


def rollout_by_matrices(fused: list[Tensor]) -> Tensor:
    """[N] rollout from the class token: the product of all (A + I) / 2, then its first row."""
    identity = torch.eye(fused[0].shape[-1], device=fused[0].device)
    product = identity
    for attention in fused:
        mixed = (attention + identity) / 2
        product = mixed / mixed.sum(dim=-1, keepdim=True) @ product
    return product[0]
