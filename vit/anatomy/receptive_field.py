"""Effective receptive field of a token after each layer."""

import torch
from torch import Tensor

from vit.model import ViT
from vit.progress import PartialStep, ignore_progress
from vit.trace import Trace


class _Stream:
    """A tap that keeps every block's input."""

    def __init__(self) -> None:
        self.residuals: list[Tensor] = []

    def __call__(self, _layer: int, *tensors: Tensor) -> None:
        self.residuals.append(tensors[-1])


def receptive_field(
    model: ViT, trace: Trace, token: int, seen: PartialStep = ignore_progress
) -> Tensor:
    """[L,rows,cols] sensitivity of a token, after each block, to each embedded patch.

    Entry l of patch j is the norm of `d(sum over channels of x_token after block l) / d x_j`, with
    x_j [D] the input of the first block: a gradient of 1 at every channel of one token of a layer's
    output, propagated back to the input (effective receptive field: Luo et al. 2016, arXiv
    1701.04128; of ViTs, on the residual stream: Raghu et al. 2021, arXiv 2108.08810). Here for one
    picture, and at the patches instead of their pixels. One forward, one backward per layer.
    `token` may be a prefix token. After each layer, from the first up, `seen` receives (done,
    total, field [P] of this layer); it may raise to cancel. IndexError for a token that does not
    exist.
    """
    grid = trace.grid
    if not 0 <= token < grid.tokens:
        raise IndexError(f"token {token} does not exist: tokens are 0 to {grid.tokens - 1}")
    with torch.inference_mode(mode=False), torch.enable_grad():
        tokens = trace.residual[0].clone().unsqueeze(0).requires_grad_()
        stream = _Stream()
        encoded = model.encode(tokens, stream, trace.edits)
        fields: list[Tensor] = []
        depth = trace.config.depth
        for layer, after in enumerate([*stream.residuals[1:], encoded]):
            (slope,) = torch.autograd.grad(after[0, token].sum(), tokens, retain_graph=True)
            fields.append(slope[0, grid.prefix :].float().square().sum(dim=-1).sqrt())
            seen(layer + 1, depth, fields[-1])
    return torch.stack(fields).view(-1, grid.rows, grid.cols)
