"""An oracle: the same model with its attention maps materialised, so that autograd sees them."""

import torch
import torch.nn.functional as F


def explicit_pass(model, pixels):
    """Logits [C], and every layer's attention [H,N,N] as part of autograd's graph."""
    scale = model.config.head_width**-0.5
    x, maps = model.embed(pixels[None]).requires_grad_(), []
    for block in model.blocks:
        query, key, value = block.attn.split(block.norm1(x))
        maps.append((query * scale @ key.transpose(-2, -1)).softmax(-1))
        x = x + block.ls1(block.attn.join(maps[-1] @ value))
        x = x + block.ls2(block.mlp(block.norm2(x)))
    return model.classify(x)[0], maps


def explicit_gradients(model, pixels, target):
    """Attention and the target logit's gradient at it, [L,H,N,N] each."""
    logits, maps = explicit_pass(model, pixels)
    gradients = torch.autograd.grad(logits[target], maps)
    return torch.stack(maps)[:, 0].detach(), torch.stack(gradients)[:, 0]


def rows_to_one(matrix):
    return F.normalize(matrix, p=1, dim=-1)
