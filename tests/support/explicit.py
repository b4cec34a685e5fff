"""An oracle: the same model with its attention maps materialised, so that autograd sees them."""

import torch
import torch.nn.functional as F


def explicit_pass(model, pixels):
    """Logits [C], and every layer's attention as part of autograd's graph.

    [1,H,N,N] per layer; the attention pooling's [1,H,1,n], if there is one, comes last.
    """
    x, maps = explicit_tokens(model, pixels)
    if model.config.pool == "attention":
        pooled, attention = explicit_pooling(model, model.norm(x))
        maps.append(attention)
        return model.head(model.fc_norm(pooled))[0], maps
    return model.classify(x)[0], maps


def explicit_tokens(model, pixels):
    """Encoded tokens [1,N,D], and every layer's attention [1,H,N,N], in autograd's graph."""
    scale = model.config.head_width**-0.5
    x, maps = model.embed(pixels[None]).requires_grad_(), []
    for layer, block in enumerate(model.blocks):
        query, key, value = block.attn.split(block.norm1(x), model.turns(layer))
        maps.append((query * scale @ key.transpose(-2, -1)).softmax(-1))
        x = x + block.ls1(block.attn.join(maps[-1] @ value))
        x = x + block.ls2(block.mlp(block.norm2(x)))
    return x, maps


def explicit_pooling(model, tokens):
    """What attention pooling gathers from normed tokens [1,N,D]: [1,D], and its map [1,H,1,n]."""
    pool, config = model.attn_pool, model.config
    seen = tokens if config.pool_prefix else tokens[:, config.prefix :]
    key, value = pool.kv(seen).unflatten(-1, (2, pool.heads, -1)).permute(2, 0, 3, 1, 4)
    query = pool.q(pool.latent).unflatten(-1, (pool.heads, -1)).transpose(1, 2)
    attention = (query * query.shape[-1] ** -0.5 @ key.transpose(-2, -1)).softmax(-1)
    gathered = pool.proj((attention @ value).flatten(1))
    return gathered + pool.mlp(pool.norm(gathered)), attention


def explicit_gradients(model, pixels, target):
    """Attention and the target logit's gradient at it, [L,H,N,N] each."""
    attention, gradients, _ = explicit_maps(model, pixels, target)
    return attention, gradients


def explicit_maps(model, pixels, target):
    """Attention and gradient [L,H,N,N], and those of the pooling, two [H,N], or None."""
    logits, maps = explicit_pass(model, pixels)
    gradients = torch.autograd.grad(logits[target], maps)
    depth, tokens = model.config.depth, model.config.tokens
    stacked = [torch.stack(layers[:depth])[:, 0].detach() for layers in (maps, gradients)]
    pooling = [F.pad(m[0, :, 0].detach(), (tokens - m.shape[-1], 0)) for m in maps[depth:]]
    pooling += [F.pad(g[0, :, 0], (tokens - g.shape[-1], 0)) for g in gradients[depth:]]
    return *stacked, pooling or None


def rows_to_one(matrix):
    return F.normalize(matrix, p=1, dim=-1)


def patch_distances(grid):
    """[P,P] distance between the centres of two patches, in pixels of the model input."""
    cells = torch.tensor([grid.cell(token) for token in range(grid.prefix, grid.tokens)])
    return torch.cdist(cells.double(), cells.double()) * grid.patch
