"""How far a token has seen after each layer: its effective receptive field."""

from collections.abc import Callable

import torch
from torch import Tensor

from vit.model import ViT
from vit.trace import Trace

Seen = Callable[[int, int, Tensor], None]


def nobody(done: int, total: int, field: Tensor) -> None:
    """Tell nobody."""


class _Stream:
    """The tap that keeps hold of every block's input."""

    def __init__(self) -> None:
        self.residuals: list[Tensor] = []

    def __call__(self, _layer: int, *tensors: Tensor) -> None:
        self.residuals.append(tensors[-1])


def receptive_field(model: ViT, trace: Trace, token: int, seen: Seen = nobody) -> Tensor:
    """[L,rows,cols] how much a token, after each block, depends on each embedded patch.

    Entry l of patch j is the length of `d(sum over channels of x_token after block l) / d x_j`,
    x_j [D] being what enters the first block: a gradient of 1 at every channel of one place of a
    layer's output, followed back to the input (effective receptive field: Luo et al. 2016, arXiv
    1701.04128; of ViTs, on the residual stream: Raghu et al. 2021, arXiv 2108.08810). Here of one
    picture, and at the patches instead of their pixels. One forward, one backward per layer.
    `token` may be a prefix token. `seen` is told (done, total, field [P] of the newest layer) after
    each, from the first layer up, and may raise to cancel. IndexError for a token that does not
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
