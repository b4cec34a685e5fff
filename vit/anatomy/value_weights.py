"""Attention weighted by the norm of the projected values."""

import torch
from torch import Tensor

from vit.layers import LayerScale
from vit.model import ViT
from vit.trace import Trace


def value_norms(model: ViT, trace: Trace) -> Tensor:
    """[L,H,N] norm of `v_j W_o`: the contribution of token j per unit of a head's attention.

    W_o are the head's own columns of the output projection, scaled by LayerScale if there is one
    (Kobayashi et al. 2020, arXiv 2004.10102). ValueError for a model with norms after the heads,
    where the contribution of one head is no product.
    """
    if trace.config.sub_norm or trace.config.post_norm:
        raise ValueError(
            "this model norms what attention brings in, so no length belongs to one token alone: "
            "use the attention itself"
        )
    heads, width = trace.config.heads, trace.config.head_width
    norms: list[Tensor] = []
    with torch.no_grad():
        for layer, value in enumerate(trace.value.clone()):
            block = model.block(layer)
            projection = block.attn.proj.weight.T  # [H*K, D]
            if isinstance(block.ls1, LayerScale):
                projection = projection * block.ls1.gamma
            per_head = projection.view(heads, width, -1)
            norms.append((value @ per_head).square().sum(dim=-1).sqrt())
    return torch.stack(norms).to(torch.promote_types(trace.value.dtype, torch.float32))


def value_weighted_attention(model: ViT, trace: Trace, token: int) -> Tensor:
    """[L,H,N] attention from one token, each weight times the norm of its projected value.

    Raises as `value_norms`; IndexError for a token that does not exist.
    """
    return trace.attention_from(token) * value_norms(model, trace)
