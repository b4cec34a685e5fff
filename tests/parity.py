"""Every plain ViT of timm against this one, for the report that `make parity` writes.

Each architecture at its full width, two blocks deep, with every parameter random, on an input of
6 x 9 patches. timm runs unfused, because only then can its maps be read.
"""

import gc
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple
from unittest.mock import patch

import timm
import torch
from torch import Tensor, nn

from tests.support.random_weights import randomise
from vit.config import ViTConfig
from vit.loading.timm_config import UnsupportedArchitecture, describe
from vit.loading.weights import from_timm
from vit.trace import trace

TOLERANCE = {torch.float32: 5e-6, torch.float64: 1e-12}
MODULES = ("vision_transformer", "deit", "vision_transformer_hybrid", "eva")  # of these classes
CLASSES = {"VisionTransformer", "VisionTransformerDistilled", "Eva"}
GRID = (6, 9)
HEAD = "| architecture | weights | tokens | what it has | " + " | ".join(
    f"{what} {bits}" for bits in ("float32", "float64") for what in ("logits", "maps")
)


class Seen(NamedTuple):
    """timm's logits [C], its attention [H,N,N] of every layer, and its pooling's [H,n] if any."""

    logits: Tensor
    maps: list[Tensor]
    pooling: Tensor | None


def unfused(model: Any, pixels: Tensor) -> Seen:
    """One pass of timm's model with every attention map read on the way."""
    maps: list[Tensor] = []
    pooling: list[Tensor] = []
    hooks = []
    for block in model.blocks:
        block.attn.fused_attn = False
        drop = block.attn.attn_drop
        hooks.append(drop.register_forward_hook(lambda *seen: maps.append(seen[2][0])))
    if model.attn_pool is not None:
        model.attn_pool.fused_attn = False

    def read(scores: Tensor, _: None) -> Tensor:
        pooling.append(scores.softmax(dim=-1)[0, :, 0])
        return scores

    with torch.inference_mode(), patch("timm.layers.attention_pool.maybe_add_mask", read):
        logits = model(pixels.unsqueeze(0))[0]
    for hook in hooks:
        hook.remove()
    return Seen(logits, maps, pooling[0] if pooling else None)


def picture(size: tuple[int, int], dtype: torch.dtype = torch.float32) -> Tensor:
    """Random pixels [3,H,W]."""
    generator = torch.Generator().manual_seed(1)
    return torch.randn(3, *size, generator=generator, dtype=dtype)


def worst_errors(theirs: nn.Module, dtype: torch.dtype) -> tuple[float, float]:
    """Largest difference of the logits, and of all attention maps, the pooling's included."""
    theirs = theirs.to(dtype)
    ours = from_timm(theirs)
    pixels = picture(ours.config.image, dtype)
    seen, record = unfused(theirs, pixels), trace(ours, pixels)
    assert len(seen.maps) == ours.config.depth
    pairs = [(record.attention(layer), expected) for layer, expected in enumerate(seen.maps)]
    assert (record.pooling is None) == (seen.pooling is None)
    if record.pooling is not None and seen.pooling is not None:
        outside = record.pooling.shape[1] - seen.pooling.shape[1]
        assert not record.pooling[:, :outside].any()
        pairs.append((record.pooling[:, outside:], seen.pooling))
    maps = max((mine - expected).abs().max().item() for mine, expected in pairs)
    return (record.logits - seen.logits).abs().max().item(), maps


@dataclass(frozen=True)
class Row:
    """One architecture: its facts at its own size, two blocks deep, and its sets of weights."""

    name: str
    facts: ViTConfig
    weights: int

    @property
    def cut(self) -> tuple[int, int]:
        """Input of 6 x 9 patches; what no patch covers stays uncovered."""
        patch, over = self.facts.patch, self.facts.image[0] % self.facts.patch
        return GRID[0] * patch + over, GRID[1] * patch + over

    def measure(self) -> list[float]:
        """Worst errors of logits and maps in float32, then in float64."""
        theirs = shallow(self.name, img_size=self.cut).to_empty(device="cpu")
        for part in theirs.modules():  # every parameter is drawn anew, so timm need not
            getattr(part, "init_non_persistent_buffers", bool)()
        theirs = randomise(theirs)
        errors = [error for dtype in TOLERANCE for error in worst_errors(theirs, dtype)]
        del theirs
        gc.collect()
        return errors


def shallow(name: str, **changes: Any) -> nn.Module:
    """timm's model two blocks deep, without weights."""
    if "sapiens2" in name:  # its numbers of keys are one for each block
        changes["num_kv_heads"] = 1
    with torch.device("meta"):
        return timm.create_model(name, depth=2, **changes)


def architectures() -> list[Row]:
    """Every name of timm's classes that is taken."""
    tags = [tag for module in MODULES for tag in timm.list_models(module=module, pretrained=True)]
    weights = Counter(tag.split(".")[0] for tag in tags)
    rows: list[Row] = []
    for name in sorted(name for module in MODULES for name in timm.list_models(module=module)):
        model = shallow(name)
        try:
            facts, _ = describe(model)
        except UnsupportedArchitecture as refusal:
            print(refusal, file=sys.stderr)
            continue
        assert type(model).__name__ in CLASSES
        rows.append(Row(name, facts, weights[name]))
    return rows


def parts(config: ViTConfig) -> str:
    """What sets an architecture apart, in words."""
    rope, learned = config.rope, config.positions == "learned"
    registers = f"{config.registers} register{'s' * (config.registers > 1)}"
    words = {
        f"reads the {config.readout_name}": True,
        "class token": config.class_token and config.pool != "token",
        registers: bool(config.registers),
        "positions of the patches alone": learned
        and config.prefix > 0
        and not config.prefix_positions,
        f"rotary positions, {rope and rope.kind}": rope is not None,
        "no other positions": config.positions == "none",
        "norm of queries and keys": config.qk_norm,
        "norm of the patches": config.patch_norm,
        "norm before the blocks": config.pre_norm,
        "RMSNorm": config.norm == "rms",
        "norm inside attention": config.sub_norm,
        "norm inside the MLP": config.mlp_norm,
        "norm after each branch": config.post_norm,
        "LayerScale": config.layer_scale,
        "SwiGLU": config.mlp == "gated",
        "packed SwiGLU": config.mlp == "packed",
        "tanh-GELU": config.activation == "gelu_tanh",
        "QuickGELU": config.activation == "quick_gelu",
        "no bias in query, key and value": not config.qkv_bias,
        "no bias after attention and in the MLP": not config.proj_bias,
        "no bias in the patches": not config.patch_bias,
        "norm after the pooling": config.final_norm == "fc_norm",
        "no final norm": config.final_norm == "none",
        "input with a strip that no patch covers": config.ragged,
    }
    return ", ".join(word for word, holds in words.items() if holds)


def line(row: Row, errors: list[float]) -> str:
    figures = " | ".join(f"{error:.1e}" for error in errors)
    return f"| {row.name} | {row.weights} | {row.facts.tokens} | {parts(row.facts)} | {figures} |"


def report(rows: list[Row], measured: list[list[float]]) -> str:
    """The table with what it shows, as Markdown."""
    worst = [max(column) for column in zip(*measured, strict=True)]
    weights = sum(row.weights for row in rows)
    return "\n".join(
        [
            "# Every plain Vision Transformer of timm, number by number",
            "",
            f"`vit.from_timm` takes {len(rows)} architectures of timm {timm.__version__}, for which"
            f" timm has {weights} sets of",
            "weights. Each was built two blocks deep at its full width, with every parameter",
            f"random, for a non-square input of {GRID[0]} × {GRID[1]} patches; names that then are",
            "the same model share one measurement. Logits and every attention map, the pooling's",
            "included, are compared with timm's own, computed without its fused attention. Figures",
            "are the largest absolute differences; `tokens` is the count at the model's own size.",
            "Written by `make parity`.",
            "",
            f"Worst of all: logits {worst[0]:.1e}, maps {worst[1]:.1e} in float32;"
            f" logits {worst[2]:.1e}, maps {worst[3]:.1e} in float64.",
            "",
            f"{HEAD} |",
            "|---" * 8 + "|",
            *(line(row, errors) for row, errors in zip(rows, measured, strict=True)),
            "",
        ]
    )
