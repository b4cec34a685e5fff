"""Outlier tokens of a pass, and the neurons of the MLPs that write them.

Large ViTs keep in a few patches what belongs to no place: these become many times as long as the
others (Darcet et al. 2023, arXiv 2309.16588). A few neurons write that length, and can be found by
what sets them apart at these patches (Jiang et al. 2025, arXiv 2506.08010).
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from vit.anatomy.head_statistics import layer_outliers, token_norms
from vit.layers import Block, PostNormBlock
from vit.model import ViT
from vit.trace import Trace


@dataclass(frozen=True)
class Outliers:
    """The outlier patches of a pass; layers count from 1, and the embedding has none.

    `ratio` is the largest length of a patch over the median of its layer's patches, after the layer
    `longest`. `tokens` are the outliers after the layer `most`, which has the largest number of
    them, and `since` is the first layer after which half of these are outliers; without an outlier
    there are no tokens, and both are None.
    """

    ratio: float
    longest: int
    tokens: tuple[int, ...] = ()
    most: int | None = None
    since: int | None = None


def outlier_tokens(trace: Trace) -> Outliers:
    """The patches of a pass that are longer than OUTLIER times the median of their layer's."""
    norms, prefix = token_norms(trace), trace.grid.prefix
    marked = layer_outliers(norms, trace.grid)[1:]  # [L,N]
    patches = norms[1:, prefix:]
    ratios = patches.amax(dim=1) / patches.median(dim=1).values
    longest = int(ratios.argmax())
    counts = marked.sum(dim=1)
    ratio = float(ratios[longest])
    if not counts.any():
        return Outliers(ratio, longest + 1)
    most = int(counts.argmax())
    already = (marked & marked[most]).sum(dim=1)  # [L] how many of these each layer has
    since = int((2 * already >= counts[most]).nonzero()[0])
    tokens = tuple(int(token) for token in marked[most].nonzero())
    return Outliers(ratio, longest + 1, tokens, most + 1, since + 1)


class RegisterNeuron(NamedTuple):
    """A neuron of an MLP's hidden layer: its layer and place, from 0, and its score."""

    layer: int
    neuron: int
    score: float


def register_neurons(
    model: ViT, trace: Trace, outliers: Outliers, count: int = 10
) -> list[RegisterNeuron]:
    """The neurons that write the outliers of a pass, the highest score first.

    The score is how far a neuron stands out there, (mean |activation| at the outliers less that at
    the other patches) / deviation at the other patches, times the length that it adds there beyond
    what it adds elsewhere, in medians of the patches' lengths. So neither a neuron that is strong
    or uneven everywhere comes first, nor one that fires at the outliers and writes next to nothing.
    A deviation counts at least as the median of its layer's neurons: one that hardly moves does not
    win by a small divisor. Looked at are the layers up to `outliers.since`; activations are the
    inputs of the MLP's second linear layer, computed again from the trace. Fewer than `count` where
    fewer stand out; none without outliers.
    """
    if outliers.since is None:
        return []
    there = torch.zeros(trace.config.tokens, dtype=torch.bool)
    there[list(outliers.tokens)] = True
    with torch.inference_mode():
        scores = torch.stack(
            [_scores(model, trace, layer, there) for layer in range(outliers.since)]
        )
    best = scores.flatten().topk(min(count, scores.numel()))
    layers, neurons = (best.indices // scores.shape[1], best.indices % scores.shape[1])
    return [
        RegisterNeuron(int(layer), int(neuron), float(score))
        for layer, neuron, score in zip(layers, neurons, best.values, strict=True)
        if score > 0
    ]


def hidden(model: ViT, trace: Trace, layer: int) -> Tensor:
    """[N,M] what the second linear layer of a block's MLP gets, computed again from the trace."""
    block: Block = model.block(layer)
    entering = trace.residual[layer].unsqueeze(0)
    attended = block.attend(entering, layer, None, trace.edits, model.turns(layer))
    middle = block.add(entering, attended)
    normed = middle if isinstance(block, PostNormBlock) else block.norm2(middle)
    return block.mlp.hidden(normed)[0]


def _scores(model: ViT, trace: Trace, layer: int, there: Tensor) -> Tensor:
    """[M] scores of a layer's neurons for the outliers [N]; 0 where one is no stronger there."""
    acts = hidden(model, trace, layer)
    sizes = acts.to(torch.promote_types(acts.dtype, torch.float32)).abs()
    elsewhere = ~there
    elsewhere[: trace.grid.prefix] = False
    others = sizes[elsewhere.to(sizes.device)]
    gap = (sizes[there.to(sizes.device)].mean(dim=0) - others.mean(dim=0)).clamp(min=0)
    deviation = others.std(dim=0, correction=0)
    least = float(deviation.median().clamp(min=torch.finfo(sizes.dtype).tiny))
    patches = trace.residual[layer + 1, trace.grid.prefix :].to(sizes)
    added = (
        gap * _written(model.block(layer)).to(sizes) / patches.square().sum(dim=-1).sqrt().median()
    )
    return gap / deviation.clamp(min=least) * added


def _written(block: Block) -> Tensor:
    """[M] length that a unit of each neuron's activation adds to a token, LayerScale included."""
    columns = block.mlp.fc2.weight.T  # [M,D]
    return block.ls2(columns).square().sum(dim=-1).sqrt()
