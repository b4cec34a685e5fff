"""How maps are usually made: timm without fused attention, hooks, matrix products."""

import torch
from timm.models.vision_transformer import Attention, VisionTransformer
from torch import Tensor, nn


def set_fused(model: VisionTransformer, *, fused: bool) -> None:
    """Switch timm's fused attention on or off in every block."""
    for module in model.modules():
        if isinstance(module, Attention):
            module.fused_attn = fused


def hooked_pass(model: VisionTransformer, pixels: Tensor) -> tuple[Tensor, list[Tensor]]:
    """Logits [C], and attention [1,H,N,N] of every block, caught on its way through the dropout."""
    maps: list[Tensor] = []
    hooks = [
        block.attn.attn_drop.register_forward_hook(lambda _, __, output: maps.append(output))
        for block in model.blocks
    ]
    set_fused(model, fused=False)
    logits = model(pixels[None])[0]
    set_fused(model, fused=True)
    for hook in hooks:
        hook.remove()
    return logits, maps


def hooked_maps(model: VisionTransformer, pixels: Tensor) -> list[Tensor]:
    """Attention [H,N,N] of every block."""
    return [attention[0] for attention in hooked_pass(model, pixels)[1]]


def rollout_by_matrices(fused: list[Tensor]) -> Tensor:
    """[N] rollout from the class token: the product of all (A + I) / 2, then its first row."""
    identity = torch.eye(fused[0].shape[-1], device=fused[0].device)
    product = identity
    for attention in fused:
        mixed = (attention + identity) / 2
        product = mixed / mixed.sum(dim=-1, keepdim=True) @ product
    return product[0]


def relevance_by_matrices(logit: Tensor, maps: list[Tensor]) -> Tensor:
    """[N] relevance from the class token: all maps [1,H,N,N], all gradients, matrix products.

    As the authors' code has it (Chefer et al. 2021, arXiv 2103.15679).
    """
    gradients = torch.autograd.grad(logit, maps)
    relevance = torch.eye(maps[0].shape[-1], device=logit.device)
    for attention, gradient in zip(maps, gradients, strict=True):
        counted = (attention.detach() * gradient)[0].clamp_min(0).mean(dim=0)
        relevance = relevance + counted @ relevance
    return relevance[0]


def grad_cam_by_hooks(
    model: VisionTransformer, layer: nn.Module, pixels: Tensor, target: int
) -> Tensor:
    """[P] Grad-CAM on the tokens that a layer gives, of a model with a class token.

    What the grad-cam package (1.5.7) computes before it scales the map to the picture: a hook at
    the layer, a backward from the logit to every parameter, the gradients' mean over the patches as
    weights of the channels, their sum, the positive part.
    """
    caught: list[Tensor] = []
    hook = layer.register_forward_hook(lambda _, __, output: caught.append(output))
    model.zero_grad()
    logits = model(pixels[None])
    hook.remove()
    caught[0].retain_grad()
    logits[0, target].backward()
    patches = model.num_prefix_tokens
    assert caught[0].grad is not None
    weights = caught[0].grad[0, patches:].mean(dim=0)
    return (caught[0].detach()[0, patches:] @ weights).clamp_min(0)
