"""The Vision Transformer itself: embed, encode, classify."""

import copy
from dataclasses import replace
from typing import cast

import torch
from torch import Tensor, nn

from vit.config import Labels, Preprocessing, ViTConfig
from vit.derived import Derived
from vit.edits import NO_EDITS, Edits
from vit.layers import Block, PatchEmbed, PostNormBlock, Tap
from vit.mlp import norm_layer
from vit.origin import Origin
from vit.pooling import AttentionPool, PoolTap
from vit.resample import patch_kernel, position_grid, sinusoidal_positions
from vit.rope import RopeFrequencies, rope_table


class ViT(nn.Module):
    """A Vision Transformer (Dosovitskiy et al. 2020, arXiv 2010.11929).

    `config`, `preprocessing`, `labels` and `origin` describe it. Parameters have timm's names.
    """

    def __init__(
        self,
        config: ViTConfig,
        preprocessing: Preprocessing | None = None,
        labels: Labels | None = None,
    ) -> None:
        """Build the model with freshly initialised weights."""
        super().__init__()
        self.config = config
        self.preprocessing = preprocessing or Preprocessing(config.image)
        self.labels = labels or Labels()
        self.origin = Origin()
        self._derived = Derived()

        width, final = config.width, config.final_norm
        self.patch_embed = PatchEmbed(config)
        self._build_tokens()
        self.norm_pre = norm_layer(config, width) if config.pre_norm else nn.Identity()
        block = PostNormBlock if config.post_norm else Block
        self.blocks = nn.ModuleList(block(config) for _ in range(config.depth))
        self.norm = norm_layer(config, width) if final == "norm" else nn.Identity()
        if config.pool == "attention":
            self.attn_pool = AttentionPool(config)
        self.fc_norm = norm_layer(config, width) if final == "fc_norm" else nn.Identity()
        self.head = nn.Linear(width, config.classes) if config.classes else nn.Identity()
        if config.distilled:
            self.head_dist = nn.Linear(width, config.classes) if config.classes else nn.Identity()
        self.initialise()

    def _build_tokens(self) -> None:
        """Create the prefix tokens and the position parameters."""
        config, width = self.config, self.config.width
        if config.class_token:
            self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        if config.distilled:
            self.dist_token = nn.Parameter(torch.zeros(1, 1, width))
        if config.registers:
            self.reg_token = nn.Parameter(torch.zeros(1, config.registers, width))
        if config.positions == "learned":
            rows, cols = config.stored_grid
            extra = config.prefix if config.prefix_positions else 0
            self.pos_embed = nn.Parameter(torch.zeros(1, extra + rows * cols, width))
        if config.rope and config.rope.kind == "mixed":
            self.rope = RopeFrequencies(config)

    def initialise(self) -> None:
        """Initialise as the paper does: truncated normals of deviation 0.02, zero biases."""
        for name, parameter in self.named_parameters():
            if parameter.ndim > 1:
                nn.init.trunc_normal_(parameter, std=0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    def forward(self, images: Tensor, edits: Edits = NO_EDITS) -> Tensor:
        """Images [B,3,H,W] -> logits [B,C] (the pooled features [B,D] without a classifier)."""
        return self.classify(self.encode(self.embed(images, edits), edits=edits))

    def embed(self, images: Tensor, edits: Edits = NO_EDITS) -> Tensor:
        """Images [B,3,H,W] -> tokens [B,N,D] that enter the first block.

        Projects the patches, adds positions and prefix tokens. ValueError for another input size.
        """
        if tuple(images.shape[-2:]) != self.config.image:
            raise ValueError(
                f"images of {images.shape[-2]} x {images.shape[-1]} px do not fit this model's "
                f"input of {self.config.image[0]} x {self.config.image[1]}: use vit.prepare"
            )
        patches = self.patch_embed(images, self.kernel())
        prefix, positions = self.prefix_tokens(), self.patch_positions()
        if edits.positions is not None:
            positions = edits.positions.to(patches)
        tokens = torch.cat([prefix.expand(len(images), -1, -1), patches + positions], dim=1)
        return self.norm_pre(tokens)

    def encode(
        self,
        tokens: Tensor,
        tap: Tap | None = None,
        edits: Edits = NO_EDITS,
        *,
        start: int = 0,
        stop: int | None = None,
        kept: Tensor | None = None,
    ) -> Tensor:
        """Tokens [B,N,D] through the blocks `start` to `stop` -> [B,N,D], before the final norm.

        The tokens may be a subset of those of `embed`; `kept` [n] or [B,n], needed with rotary
        positions or a score bias, are their indices. The tap receives each block's tensors.
        """
        edits = edits if kept is None else edits.of_tokens(kept)
        for layer in range(self.config.depth)[start:stop]:
            tokens = self.block(layer)(tokens, layer, tap, edits, self.turns(layer, kept))
        return tokens

    def turned_by(self) -> Tensor:
        """Learned frequencies of mixed rotary positions, else a weight: its dtype and device."""
        learned = self.config.rope is not None and self.config.rope.kind == "mixed"
        return self.rope.freqs if learned else self.patch_embed.proj.weight

    def turns(self, layer: int, kept: Tensor | None = None) -> Tensor | None:
        """Rotary factors of a layer's queries and keys, one complex number for a channel pair.

        [H or 1,n,K/2] for the tokens `kept` [n], or for all; [B,H or 1,n,K/2] for `kept` [B,n];
        None for a model without rotary positions.
        """
        config, rope = self.config, self.config.rope
        if rope is None:
            return None
        table = self._derived.get(
            "turns", self.turned_by(), lambda like: rope_table(config, rope, like)
        )
        own = table[layer % len(table)]  # a table of length 1 serves all layers
        if kept is None:
            return own
        return own[:, kept].movedim(1, 0) if kept.ndim == 2 else own[:, kept]

    def block(self, layer: int) -> Block:
        """The encoder block of a layer."""
        return cast(Block, self.blocks[layer])

    def classify(self, tokens: Tensor, tap: PoolTap | None = None) -> Tensor:
        """Encoded tokens [B,N,D] -> logits [B,C] (the pooled features without a classifier).

        The tap receives the tensors of an attention pooling.
        """
        return self._logits(self.pool(self.norm(tokens), tap))

    def pool(self, tokens: Tensor, tap: PoolTap | None = None) -> Tensor:
        """Normed tokens [B,N,D] -> input of the classifier: [B,D], or [B,2,D] if distilled.

        That is the class token (and the distillation token in a distilled model), the mean of the
        pooled tokens, or their attention pooling.
        """
        if self.config.pool == "token":
            return tokens[:, :2] if self.config.distilled else tokens[:, 0]
        pooled = tokens if self.config.pool_prefix else tokens[:, self.config.prefix :]
        return pooled.mean(dim=1) if self.config.pool == "avg" else self.attn_pool(pooled, tap)

    def read(self, tokens: Tensor) -> Tensor:
        """Encoded tokens [...,D] -> logits [...,C], each token classified as if it were alone."""
        normed = self.norm(tokens)
        if self.config.pool == "attention":
            normed = self.attn_pool.alone(normed)
        if self.config.distilled:
            normed = torch.stack([normed, normed], dim=-2)
        return self._logits(normed)

    def _logits(self, pooled: Tensor) -> Tensor:
        """Logits of the pooled features; the mean of both heads in a distilled model."""
        if self.config.distilled:
            return (self.head(pooled[..., 0, :]) + self.head_dist(pooled[..., 1, :])) / 2
        return self.head(self.fc_norm(pooled))

    def kernel(self) -> Tensor:
        """The patch kernel [D,3,p,p] for the patch size in use, derived from the stored one."""
        weight, config = self.patch_embed.proj.weight, self.config
        if config.patch == config.stored_patch:
            return weight
        return self._derived.get(
            "kernel", weight, lambda w: patch_kernel(w, config.patch, config.resampling)
        )

    def patch_positions(self) -> Tensor:
        """Position embeddings [P,D] of the patches for the grid in use; zeros without any."""
        config, grid, like = self.config, self.config.grid, self.patch_embed.proj.weight
        if config.positions == "none":
            return like.new_zeros(grid.patches, config.width)
        if config.positions == "sinusoidal":
            return sinusoidal_positions(grid.rows, grid.cols, config.width).to(like)
        stored = self.pos_embed
        extra = stored.shape[1] - config.stored_grid[0] * config.stored_grid[1]
        if config.stored_grid == (grid.rows, grid.cols):
            return stored[0, extra:]
        new = (grid.rows, grid.cols)
        return self._derived.get(
            "positions",
            stored,
            lambda p: position_grid(p[0, extra:], config.stored_grid, new, config.resampling),
        )

    def prefix_tokens(self) -> Tensor:
        """Class and distillation token and registers with their positions, [1, prefix, D]."""
        config = self.config
        parts: list[Tensor] = [self.cls_token] if config.class_token else []
        parts += [self.dist_token] if config.distilled else []
        parts += [self.reg_token] if config.registers else []
        if not parts:
            return self.patch_embed.proj.weight.new_zeros(1, 0, config.width)
        tokens = torch.cat(parts, dim=1)
        if config.positions == "learned" and config.prefix_positions:
            tokens = tokens + self.pos_embed[:, : config.prefix]
        return tokens

    def at_patch_size(self, patch: int) -> "ViT":
        """A model with the same weights for another patch size and the same input size.

        Shares every parameter; kernel and positions are always derived from the stored ones, so
        that p -> p' -> p gives the same numbers again. ValueError unless `patch` divides the input.
        """
        return self.at_size(self.config.image, patch)

    def at_grid(self, rows: int, cols: int) -> "ViT":
        """A model with the same weights for an input of rows x cols patches."""
        patch = self.config.patch
        return self.at_size((rows * patch, cols * patch), patch)

    def at_size(self, image: tuple[int, int], patch: int) -> "ViT":
        """A model with the same weights for inputs of (height, width) px and another patch size."""
        twin = copy.copy(self)  # shallow: the twin shares parameters and blocks
        twin.config = resized(self.config, image, patch)
        twin.preprocessing = replace(self.preprocessing, size=image)
        twin._derived = Derived()
        return twin

    @property
    def derived_nbytes(self) -> int:
        """Bytes of the kernel, positions and rotary factors derived for the size in use."""
        return self._derived.nbytes


def resized(config: ViTConfig, image: tuple[int, int], patch: int) -> ViTConfig:
    """The same weights for inputs of (height, width) px in patches of another size."""
    base_patch, base_grid = config.stored_patch, config.stored_grid
    return replace(config, image=image, patch=patch, base_patch=base_patch, base_grid=base_grid)
