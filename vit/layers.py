"""The parts of a Vision Transformer, with timm's parameter names.

Every attention goes through the one fused kernel; pass a `Tap` to observe it.
"""

from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from vit.config import ViTConfig
from vit.edits import Edits
from vit.mlp import MLPS, norm_layer
from vit.rope import rotate


class Tap(Protocol):
    """Called by `encode` once per block with the tensors of the block; must not change them.

    `query`, `key`, `value` [B,H,N,K] are the inputs of the fused kernel, `context` [B,H,N,K] is its
    output before the projection, `residual` [B,N,D] the block's input.
    """

    def __call__(
        self,
        layer: int,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        context: Tensor,
        residual: Tensor,
        /,
    ) -> None:
        """Receive the tensors of one block."""
        ...


def cut_patches(images: Tensor, patch: int) -> Tensor:
    """Flattened patches [B,P,C*patch*patch] of images [B,C,H,W], row by row.

    Pixels below and to the right of the last whole patch are dropped.
    """
    batch, channels, height, width = images.shape
    rows, cols = height // patch, width // patch
    whole = images[..., : rows * patch, : cols * patch]
    tiles = whole.reshape(batch, channels, rows, patch, cols, patch).permute(0, 2, 4, 1, 3, 5)
    return tiles.reshape(batch, rows * cols, channels * patch * patch)


class PatchEmbed(nn.Module):
    """The patch projection with its stored kernel [D,3,p,p]; `forward` takes the kernel in use."""

    def __init__(self, config: ViTConfig) -> None:
        """Build the projection at the stored patch size."""
        super().__init__()
        side = config.stored_patch
        self.proj = nn.Conv2d(3, config.width, side, stride=side, bias=config.patch_bias)
        self.norm = norm_layer(config, config.width) if config.patch_norm else nn.Identity()

    def forward(self, images: Tensor, kernel: Tensor) -> Tensor:
        """Images [B,3,H,W], projected with a kernel [D,3,p,p] -> patch tokens [B,P,D]."""
        patches = cut_patches(images, kernel.shape[-1])
        return self.norm(F.linear(patches, kernel.flatten(1), self.proj.bias))


class Attention(nn.Module):
    """Multi-head self-attention, softmax(q k^T / sqrt K) v (Vaswani et al. 2017)."""

    def __init__(self, config: ViTConfig) -> None:
        """Build the joint projection to query, key and value, and the output projection."""
        super().__init__()
        self.heads, self.rope = config.heads, config.rope
        self.qkv = nn.Linear(config.width, 3 * config.width, bias=config.qkv_bias)
        norm, per_head = config.qk_norm, config.head_width
        self.q_norm = norm_layer(config, per_head) if norm else nn.Identity()
        self.k_norm = norm_layer(config, per_head) if norm else nn.Identity()
        self.norm = norm_layer(config, config.width) if config.sub_norm else nn.Identity()
        self.proj = nn.Linear(config.width, config.width, bias=config.proj_bias)

    def split(self, x: Tensor, turns: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """Query, key and value, each [B,H,N,K], of the input tokens [B,N,D].

        `turns` are the layer's rotary factors (`ViT.turns`). ValueError if rotary positions lack
        them.
        """
        batch, tokens, width = x.shape
        joint = self.qkv(x).view(batch, tokens, 3, self.heads, width // self.heads)
        query, key, value = joint.permute(2, 0, 3, 1, 4)
        query, key = self.q_norm(query), self.k_norm(key)
        if self.rope is None:
            return query, key, value
        if turns is None or turns.shape[-2] != tokens:
            raise ValueError(
                f"rotary positions must know where {tokens} tokens lie: say by `kept` which these "
                "are, or give a block the turns of its layer"
            )
        return rotate(query, turns), rotate(key, turns), value

    def join(self, context: Tensor) -> Tensor:
        """Contexts [B,H,N,K] of the heads -> concatenated and projected [B,N,D]."""
        return self.proj(self.norm(context.transpose(1, 2).flatten(2)))


class LayerScale(nn.Module):
    """A learned factor per channel on a residual branch (Touvron et al. 2021, arXiv 2103.17239)."""

    def __init__(self, width: int) -> None:
        """Start with factors of one."""
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        """[B,N,D] -> [B,N,D]."""
        return x * self.gamma


class Block(nn.Module):
    """norm -> attention -> residual sum -> norm -> MLP -> residual sum."""

    def __init__(self, config: ViTConfig) -> None:
        """Build the attention branch and the MLP branch."""
        super().__init__()
        self.norm1 = norm_layer(config, config.width)
        self.attn = Attention(config)
        self.ls1 = LayerScale(config.width) if config.layer_scale else nn.Identity()
        self.norm2 = norm_layer(config, config.width)
        self.mlp = MLPS[config.mlp](config)
        self.ls2 = LayerScale(config.width) if config.layer_scale else nn.Identity()

    def forward(
        self, x: Tensor, layer: int, tap: Tap | None, edits: Edits, turns: Tensor | None = None
    ) -> Tensor:
        """[B,N,D] -> [B,N,D]; the tap receives the block's tensors."""
        return self.feed(self.add(x, self.attend(x, layer, tap, edits, turns)))

    def add(self, x: Tensor, attended: Tensor) -> Tensor:
        """[B,N,D] the block's input with the attention branch added."""
        return x + self.ls1(attended)

    def feed(self, x: Tensor) -> Tensor:
        """[B,N,D] with the MLP branch added; the normed input is freed before the second layer."""
        return x + self.ls2(self.mlp.fc2(self.mlp.hidden(self.norm2(x))))

    def feed_mean(self, x: Tensor) -> Tensor:
        """[B,D] mean of `feed` over the tokens; the second linear layer sees the mean only."""
        hidden = self.mlp.hidden(self.norm2(x)).mean(dim=1)
        return x.mean(dim=1) + self.ls2(self.mlp.fc2(hidden))

    def entering(self, x: Tensor) -> Tensor:
        """[B,N,D] the input of attention: the block's input, normed."""
        return self.norm1(x)

    def attend(
        self, x: Tensor, layer: int, tap: Tap | None, edits: Edits, turns: Tensor | None = None
    ) -> Tensor:
        """[B,N,D] the attention branch before LayerScale; its tensors are freed before the MLP."""
        query, key, value = self.attn.split(self.entering(x), turns)
        query, bias = edits.temper(layer, query), edits.bias(query)
        context = F.scaled_dot_product_attention(query, key, value, attn_mask=bias)  # [B,H,N,K]
        if tap is not None:
            tap(layer, query, key, value, context, x)
        return self.attn.join(edits.gate(layer, context))


class PostNormBlock(Block):
    """attention -> norm -> residual sum -> MLP -> norm -> residual sum."""

    def add(self, x: Tensor, attended: Tensor) -> Tensor:
        """[B,N,D] the block's input with the normed attention branch added."""
        return x + self.ls1(self.norm1(attended))

    def feed(self, x: Tensor) -> Tensor:
        """[B,N,D] with the normed MLP branch added."""
        return x + self.ls2(self.norm2(self.mlp(x)))

    def feed_mean(self, x: Tensor) -> Tensor:
        """[B,D] mean of `feed` over the tokens; the norm comes last, so each token is computed."""
        return self.feed(x).mean(dim=1)

    def entering(self, x: Tensor) -> Tensor:
        """[B,N,D] the input of attention: the block's input, unchanged."""
        return x
