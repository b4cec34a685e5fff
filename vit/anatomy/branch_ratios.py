"""Norm of the skip connection relative to each branch of a block."""

import torch
from torch import Tensor

from vit.model import ViT
from vit.trace import Trace


def branch_ratios(model: ViT, trace: Trace) -> Tensor:
    """[L,2,N] skip-to-branch norm ratio of the attention and of the MLP, for every token.

    `||x|| / ||f(x)||`, with x [D] the skip connection past a branch and f(x) [D] the output that
    the branch adds, LayerScale included (Raghu et al. 2021, arXiv 2108.08810): large where a token
    hardly changes. In float32, 0 or more; infinite where the branch adds nothing.
    """
    ratios: list[Tensor] = []
    with torch.inference_mode():
        for layer in range(trace.config.depth):
            block, before = model.block(layer), trace.residual[layer]
            turns = model.turns(layer)
            attended = block.attend(before.unsqueeze(0), layer, None, trace.edits, turns)
            between = block.add(before.unsqueeze(0), attended)[0]
            skips = torch.stack([before, between]).float()
            sums = torch.stack([between, trace.residual[layer + 1]]).float()
            lengths = torch.stack([skips, sums - skips]).square().sum(dim=-1).sqrt()
            ratios.append(lengths[0] / lengths[1])
    return torch.stack(ratios)
