"""The layout of Google's own ViTs in Flax: an archive of NumPy, from `vision_transformer` or
`big_vision`.

Matrices are stored as they are multiplied from the right, heads on an axis of their own, and
`big_vision` may stack the blocks on a first axis. Flax computes GELU by its tanh approximation;
timm computes these weights with the exact one, and so does what is assumed here.
"""

import re
from collections.abc import Mapping
from typing import Any

from torch import Tensor

from vit.loading.layout_steps import (
    KERNEL,
    State,
    with_batch_axes,
    with_joint_pieces,
    with_joint_pool,
)
from vit.loading.layouts import PIECES, Layout

_STACK = "Transformer.encoderblock."
_LEVELS = (0.5, 0.5, 0.5)


def _unstacked(state: State) -> State:
    """Blocks on a first axis [L,...] as blocks of their own."""
    apart: State = {}
    for name, tensor in state.items():
        if name.startswith(_STACK):
            block = f"{_STACK.rstrip('.')}_{{}}.{name.removeprefix(_STACK)}"
            apart |= {block.format(layer): one for layer, one in enumerate(tensor)}
        else:
            apart[name] = tensor
    return apart


def _without_far_head(state: State) -> State:
    """A head behind `pre_logits`, a hidden layer that this ViT does not have, is left out."""
    if not any(name.startswith("pre_logits.") for name in state):
        return state
    return {name: tensor for name, tensor in state.items() if not name.startswith("head.")}


def _as_torch(state: State) -> State:
    """Matrices as torch multiplies them, [out,in], with the heads side by side."""
    return {name: _turned(name, tensor) for name, tensor in state.items()}


def _turned(name: str, tensor: Tensor) -> Tensor:
    if name == KERNEL and tensor.ndim == 4:
        return tensor.permute(3, 2, 0, 1)  # from [p,p,3,D]
    if re.search(r"(\.attn|^attn_pool)\.([qkv]_proj|q)\.weight$", name):
        return tensor.flatten(1).T  # from [D,H,K]
    if re.search(r"(\.attn|^attn_pool)\.([qkv]_proj|q)\.bias$", name):
        return tensor.flatten()  # from [H,K]
    if re.search(r"(\.attn|^attn_pool)\.proj\.weight$", name):
        return tensor.flatten(0, -2).T  # from [H,K,D]
    return tensor.T if name.endswith(".weight") and tensor.ndim == 2 else tensor


def _facts(state: Mapping[str, Tensor]) -> dict[str, Any]:
    """Heads of the blocks and of the pooling, which have an axis of their own."""
    query = {name: tensor for name, tensor in state.items() if name.endswith(".query.kernel")}
    blocks = {one.shape[-2] for name, one in query.items() if name.startswith("Transformer.")}
    pool = {one.shape[-2] for name, one in query.items() if name.startswith("MAPHead_0.")}
    if len(blocks) != 1:
        return {}
    return {"heads": blocks.pop()} | ({"pool_heads": pool.pop()} if pool else {})


def _usual(_state: Mapping[str, Tensor]) -> dict[str, Any]:
    return {"mean": _LEVELS, "std": _LEVELS}


JAX = Layout(
    "Google's names in Flax",
    "embedding.kernel",
    (
        (r"\.(kernel|scale)$", ".weight"),
        (r"^embedding\.", "patch_embed.proj."),
        (r"^cls$", "cls_token"),
        (r"^(Transformer\.posembed_input\.)?pos_embedding$", "pos_embed"),
        (r"^Transformer\.encoder_norm\.", "norm."),
        (r"^Transformer\.encoderblock_(\d+)\.", r"blocks.\1."),
        (r"^Transformer\.encoderblock\.", "blocks.0."),  # stands for all of a stack
        (r"^MAPHead_0\.probe$", "attn_pool.latent"),
        (r"^MAPHead_0\.MultiHeadDotProductAttention_0\.query\.", "attn_pool.q."),
        (r"^MAPHead_0\.MultiHeadDotProductAttention_0\.(k|v)(ey|alue)\.", r"attn_pool.\1_proj."),
        (r"^MAPHead_0\.MultiHeadDotProductAttention_0\.out\.", "attn_pool.proj."),
        (r"^MAPHead_0\.LayerNorm_0\.", "attn_pool.norm."),
        (r"^MAPHead_0\.MlpBlock_0\.", "attn_pool.mlp."),
        (r"\.MultiHeadDotProductAttention_[01]\.(q|k|v)(uery|ey|alue)\.", r".attn.\1_proj."),
        (r"\.MultiHeadDotProductAttention_[01]\.out\.", ".attn.proj."),
        (r"^(blocks\.\d+)\.LayerNorm_0\.", r"\1.norm1."),
        (r"^(blocks\.\d+)\.LayerNorm_[12]\.", r"\1.norm2."),
        (r"\.MlpBlock_[03]\.", ".mlp."),
        (r"\.Dense_0\.", ".fc1."),
        (r"\.Dense_1\.", ".fc2."),
    ),
    r"pre_logits\..*",
    needs=r"Transformer\..*",
    before=(_unstacked, _without_far_head),
    after=(_as_torch, with_joint_pieces, with_joint_pool, with_batch_axes),
    pieces=PIECES,
    facts=_facts,
    usual=_usual,
)
