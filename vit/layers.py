"""The parts of a Vision Transformer, with timm's parameter names.

Every attention goes through the one fused kernel; who wants to see it passes a `Tap`.
"""

from typing import Protocol, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from vit.config import Activation, ViTConfig
from vit.edits import Edits


class Tap(Protocol):
    """What `encode` calls once per block with the tensors the block used; it only reads them.

    `query`, `key`, `value` [B,H,N,K] as the fused kernel received them, `context` [B,H,N,K] its
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
        """Read one block's tensors."""
        ...


def quick_gelu(x: Tensor) -> Tensor:
    """The sigmoid approximation of GELU that OpenAI's CLIP was trained with."""
    return x * torch.sigmoid(1.702 * x)


def activate(x: Tensor, activation: Activation) -> Tensor:
    """Apply the activation by name; without gradients in place, which halves the MLP peak."""
    if activation == "quick_gelu":
        return quick_gelu(x)
    return F.gelu(x) if x.requires_grad else cast(Tensor, torch.ops.aten.gelu_(x))


def cut_patches(images: Tensor, patch: int) -> Tensor:
    """Cut images [B,C,H,W] into flattened patches [B, P, C*patch*patch], row by row."""
    batch, channels, height, width = images.shape
    rows, cols = height // patch, width // patch
    tiles = images.view(batch, channels, rows, patch, cols, patch).permute(0, 2, 4, 1, 3, 5)
    return tiles.reshape(batch, rows * cols, channels * patch * patch)


class PatchEmbed(nn.Module):
    """Holds the stored kernel [D,3,p,p]; `forward` projects patches with a kernel of their size."""

    def __init__(self, config: ViTConfig) -> None:
        """Build the projection at the stored patch size."""
        super().__init__()
        side = config.stored_patch
        self.proj = nn.Conv2d(3, config.width, side, stride=side, bias=config.patch_bias)

    def forward(self, images: Tensor, kernel: Tensor) -> Tensor:
        """Project images [B,3,H,W] with a kernel [D,3,p,p] to patch tokens [B,P,D]."""
        patches = cut_patches(images, kernel.shape[-1])
        return F.linear(patches, kernel.flatten(1), self.proj.bias)


class Attention(nn.Module):
    """Multi-head self-attention, softmax(q k^T / sqrt K) v (Vaswani et al. 2017)."""

    def __init__(self, config: ViTConfig) -> None:
        """Build the joint projection to query, key and value and the one back to the width."""
        super().__init__()
        self.heads = config.heads
        self.qkv = nn.Linear(config.width, 3 * config.width, bias=config.qkv_bias)
        self.proj = nn.Linear(config.width, config.width)

    def split(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Query, key and value, each [B,H,N,K], of normed tokens [B,N,D]."""
        batch, tokens, width = x.shape
        joint = self.qkv(x).view(batch, tokens, 3, self.heads, width // self.heads)
        query, key, value = joint.permute(2, 0, 3, 1, 4)
        return query, key, value

    def join(self, context: Tensor) -> Tensor:
        """Concatenate the heads' contexts [B,H,N,K] and project them: [B,N,D]."""
        return self.proj(context.transpose(1, 2).flatten(2))


class Mlp(nn.Module):
    """Two linear layers with an activation between them, the same for every token."""

    def __init__(self, config: ViTConfig) -> None:
        """Build both layers."""
        super().__init__()
        self.activation: Activation = config.activation
        self.fc1 = nn.Linear(config.width, config.hidden)
        self.fc2 = nn.Linear(config.hidden, config.width)

    def forward(self, x: Tensor) -> Tensor:
        """[B,N,D] -> [B,N,D]."""
        return self.fc2(activate(self.fc1(x), self.activation))


class LayerScale(nn.Module):
    """A learned factor per channel on a residual branch (Touvron et al. 2021, arXiv 2103.17239)."""

    def __init__(self, width: int) -> None:
        """Start at one."""
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        """[B,N,D] -> [B,N,D]."""
        return x * self.gamma


class Block(nn.Module):
    """norm -> attention -> residual sum -> norm -> MLP -> residual sum."""

    def __init__(self, config: ViTConfig) -> None:
        """Build the two branches."""
        super().__init__()
        self.norm1 = nn.LayerNorm(config.width, eps=config.eps)
        self.attn = Attention(config)
        self.ls1 = LayerScale(config.width) if config.layer_scale else nn.Identity()
        self.norm2 = nn.LayerNorm(config.width, eps=config.eps)
        self.mlp = Mlp(config)
        self.ls2 = LayerScale(config.width) if config.layer_scale else nn.Identity()

    def forward(self, x: Tensor, layer: int, tap: Tap | None, edits: Edits) -> Tensor:
        """[B,N,D] -> [B,N,D]; shows its tensors to the tap."""
        x = x + self.ls1(self.attend(x, layer, tap, edits))
        return x + self.ls2(self.mlp(self.norm2(x)))

    def attend(self, x: Tensor, layer: int, tap: Tap | None, edits: Edits) -> Tensor:
        """The attention branch before its scale, [B,N,D]; its tensors are freed before the MLP."""
        query, key, value = self.attn.split(self.norm1(x))
        context = F.scaled_dot_product_attention(query, key, value)  # [B,H,N,K]
        if tap is not None:
            tap(layer, query, key, value, context, x)
        return self.attn.join(edits.gate(layer, context))
