# pyright: standard
"""Weights as timm stores them, under the names and in the pieces that this ViT has.

timm's classes store one and the same attention in several ways: query, key and value joint or
apart, a bias for all or for query and value alone, one key and value for several heads. Rotary
positions turn neighbouring channels, or a head's first half of them with the second: no score
changes when both queries and keys have their channels in another order.
"""

import re
from typing import Any

import torch
from timm.models import eva, vision_transformer
from torch import Tensor

_PIECE = re.compile(r"(blocks\.\d+\.attn)\.([qkv])_(?:proj\.)?(weight|bias)")


def adapt(state: dict[str, Tensor], timm_model: Any) -> dict[str, Tensor]:
    """A stored state dict under our names, by way of timm's own filter of older names."""
    renamed: Any
    if isinstance(timm_model, eva.Eva):
        renamed = eva.checkpoint_filter_fn(state, timm_model)
    else:
        plain = vision_transformer.checkpoint_filter_fn
        renamed = plain(state, timm_model, adapt_layer_scale=True)
    return converted(renamed, timm_model)


def converted(state: dict[str, Tensor], timm_model: Any) -> dict[str, Tensor]:
    """A timm model's state dict under our names; what needs no change is the same tensor.

    Raises ValueError for a block that lacks its queries, keys or values.
    """
    block = timm_model.blocks[0]
    found: dict[str, Tensor] = {}
    apart: dict[str, dict[str, Tensor]] = {}
    for name, tensor in state.items():
        piece = _PIECE.fullmatch(name)
        if piece:
            apart.setdefault(f"{piece[1]}.qkv.{piece[3]}", {})[piece[2]] = tensor
        else:
            found[re.sub(r"gamma_([12])$", r"ls\1.gamma", name)] = tensor
    for name, pieces in apart.items():
        found[name] = _joint(name, pieces, block.attn.num_heads)
    if getattr(getattr(timm_model, "rope", None), "rotate_half", False):
        found |= {name: _paired(name, found[name], block.attn.num_heads) for name in found}
    if getattr(block, "gamma_1", None) is not None and block.gamma_2 is None:
        scales = [name for name in found if name.endswith("ls1.gamma")]
        found |= {name.replace("ls1", "ls2"): torch.ones_like(found[name]) for name in scales}
    return found


def _paired(name: str, tensor: Tensor, heads: int) -> Tensor:
    """What makes queries and keys, with channels f and f + K/2 of a head side by side."""
    if re.search(r"attn\.[qk]_norm\.", name):
        return tensor.view(2, -1).T.flatten()
    if ".attn.qkv." not in name:
        return tensor
    *turned, value = tensor.unflatten(0, (3, heads, 2, -1))  # [H,2,K/2,...] each
    parts = [*(part.transpose(1, 2) for part in turned), value]
    return torch.cat([part.flatten(0, 2) for part in parts])


def _joint(name: str, pieces: dict[str, Tensor], heads: int) -> Tensor:
    """Query, key and value one below the other; a key or value is repeated for all its heads."""
    if name.endswith("bias") and "q" in pieces:
        pieces.setdefault("k", torch.zeros_like(pieces["q"]))
    if set(pieces) != set("qkv"):
        found = ", ".join(sorted(pieces))
        raise ValueError(f"{name} consists of q, k and v, and it has only {found}")
    per_head = len(pieces["q"]) // heads
    parts = [pieces[letter].unflatten(0, (-1, per_head)) for letter in "qkv"]
    whole = [part.repeat_interleave(heads // len(part), dim=0) for part in parts]
    return torch.cat(whole).flatten(0, 1)
