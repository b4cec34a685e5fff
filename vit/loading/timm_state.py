# pyright: standard
"""Conversion of timm's state dicts to the parameter names and shapes of this ViT.

timm's classes store the same attention in several ways: query, key and value joint or separate, a
bias for all or for query and value only, one key and value for several heads. Rotary positions
rotate neighbouring channels, or pair a head's first half with the second: the channels of queries
and keys can be reordered together without a change of any score.
"""

import re
from typing import Any

import torch
from timm.models import eva, vision_transformer
from torch import Tensor

PIECE = re.compile(r"(blocks\.\d+\.attn)\.([qkv])_(?:proj\.)?(weight|bias)")


def adapt(state: dict[str, Tensor], timm_model: Any) -> dict[str, Tensor]:
    """A stored state dict under our names, after timm's own conversion of older names."""
    renamed: Any
    if isinstance(timm_model, eva.Eva):
        renamed = eva.checkpoint_filter_fn(state, timm_model)
    else:
        plain = vision_transformer.checkpoint_filter_fn
        renamed = plain(state, timm_model, adapt_layer_scale=True)
    return converted(renamed, timm_model)


def converted(state: dict[str, Tensor], timm_model: Any) -> dict[str, Tensor]:
    """A timm model's state dict under our names; unchanged tensors are not copied.

    Raises ValueError for a block without its queries, keys or values.
    """
    heads = timm_model.blocks[0].attn.num_heads
    return joined(
        state, heads, halves=pairs_halves(timm_model), scaled_once=scales_once(timm_model)
    )


def pairs_halves(timm_model: Any) -> bool:
    """Whether rotary positions pair a head's first half with its second."""
    return bool(getattr(getattr(timm_model, "rope", None), "rotate_half", False))


def scales_once(timm_model: Any) -> bool:
    """Whether LayerScale is on the attention branch alone."""
    block = timm_model.blocks[0]
    return getattr(block, "gamma_1", None) is not None and block.gamma_2 is None


def joined(
    state: dict[str, Tensor], heads: int, *, halves: bool, scaled_once: bool
) -> dict[str, Tensor]:
    """Parameters with timm's names under ours: query, key and value joint, pairs side by side.

    `halves` and `scaled_once` are `pairs_halves` and `scales_once` of the architecture. Raises
    ValueError for a block without its queries, keys or values.
    """
    renamed: dict[str, Tensor] = {}
    apart: dict[str, dict[str, Tensor]] = {}
    for name, tensor in state.items():
        piece = PIECE.fullmatch(name)
        if piece:
            apart.setdefault(f"{piece[1]}.qkv.{piece[3]}", {})[piece[2]] = tensor
        else:
            renamed[re.sub(r"gamma_([12])$", r"ls\1.gamma", name)] = tensor
    for name, pieces in apart.items():
        renamed[name] = _joint(name, pieces, heads)
    if halves:
        renamed |= {name: _paired(name, renamed[name], heads) for name in renamed}
    if scaled_once:
        scales = [name for name in renamed if name.endswith("ls1.gamma")]
        renamed |= {name.replace("ls1", "ls2"): torch.ones_like(renamed[name]) for name in scales}
    return renamed


def _paired(name: str, tensor: Tensor, heads: int) -> Tensor:
    """A parameter of queries and keys with channels f and f + K/2 of each head side by side."""
    if re.search(r"attn\.[qk]_norm\.", name):
        return tensor.view(2, -1).T.flatten()
    if ".attn.qkv." not in name:
        return tensor
    *turned, value = tensor.unflatten(0, (3, heads, 2, -1))  # [H,2,K/2,...] each
    parts = [*(part.transpose(1, 2) for part in turned), value]
    return torch.cat([part.flatten(0, 2) for part in parts])


def _joint(name: str, pieces: dict[str, Tensor], heads: int) -> Tensor:
    """Query, key and value concatenated; a shared key or value is repeated for its heads."""
    if name.endswith("bias") and "q" in pieces:
        pieces.setdefault("k", torch.zeros_like(pieces["q"]))
    if set(pieces) != set("qkv"):
        present = ", ".join(sorted(pieces))
        raise ValueError(f"{name} consists of q, k and v, and it has only {present}")
    per_head = len(pieces["q"]) // heads
    parts = [pieces[letter].unflatten(0, (-1, per_head)) for letter in "qkv"]
    whole = [part.repeat_interleave(heads // len(part), dim=0) for part in parts]
    return torch.cat(whole).flatten(0, 1)
