"""Attention pooling: one learned query attends to the tokens and gives the pooled features."""

from dataclasses import replace
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from vit.config import ViTConfig
from vit.mlp import Mlp, norm_layer


class PoolTap(Protocol):
    """Called by `classify` once with the tensors of the pooling attention; must not change them.

    `query` and `context` [B,H,1,K], `key` and `value` [B,H,n,K] of the n pooled tokens; H and K are
    those of the pooling.
    """

    def __call__(self, query: Tensor, key: Tensor, value: Tensor, context: Tensor, /) -> None:
        """Receive the tensors of the pooling."""
        ...


class AttentionPool(nn.Module):
    """Pooling by the attention of one learned query, followed by an MLP.

    Lee et al. 2019, arXiv 1810.00825; the readout of SigLIP (Zhai et al. 2023, arXiv 2303.15343).
    The MLP is the plain one in every model.
    """

    def __init__(self, config: ViTConfig) -> None:
        """Build the query, the attention and the MLP."""
        super().__init__()
        width = config.width
        self.heads = config.pool_heads or config.heads
        self.latent = nn.Parameter(torch.zeros(1, 1, width))
        self.q = nn.Linear(width, width)
        self.kv = nn.Linear(width, 2 * width)
        self.proj = nn.Linear(width, width)
        self.norm = norm_layer(config, width)
        ratio = config.pool_mlp_ratio or config.mlp_ratio
        plain = replace(config, mlp="plain", mlp_norm=False, proj_bias=True, mlp_ratio=ratio)
        self.mlp = Mlp(plain)

    def forward(self, x: Tensor, tap: PoolTap | None = None) -> Tensor:
        """Tokens [B,n,D] -> pooled features [B,D]; the tap receives the tensors."""
        batch, tokens, width = x.shape
        per_head = (self.heads, width // self.heads)
        query = self.q(self.latent).view(1, 1, *per_head).transpose(1, 2).expand(batch, -1, -1, -1)
        key, value = self.kv(x).view(batch, tokens, 2, *per_head).permute(2, 0, 3, 1, 4)
        context = F.scaled_dot_product_attention(query, key, value)  # [B,H,1,K]
        if tap is not None:
            tap(query, key, value, context)
        return self._finish(context.flatten(1))

    def alone(self, x: Tensor) -> Tensor:
        """[...,D] -> [...,D], each token pooled as if it were the only one."""
        _, value = self.kv(x).chunk(2, dim=-1)
        return self._finish(value)

    def _finish(self, x: Tensor) -> Tensor:
        """Concatenated contexts of the heads [...,D] -> projection and MLP [...,D]."""
        x = self.proj(x)
        return x + self.mlp(self.norm(x))
