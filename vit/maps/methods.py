"""The table of all maps over the patches, for page, library and benchmarks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from torch import Tensor

from vit.gradient import GradTrace
from vit.maps.ablation import token_removal
from vit.maps.flow import rollout_tokens, start_vector
from vit.maps.legrad import legrad_tokens
from vit.maps.relevance import (
    attention_grad_cam_tokens,
    gradient_rollout_tokens,
    is_scalar,
    read_weights,
    relevance_and_rollout_tokens,
    relevance_tokens,
    signed_attention_grad_cam_tokens,
    token_grad_cam_tokens,
)
from vit.maps.streaming import attend
from vit.model import ViT
from vit.surroundings import undisturbed

Cost = Literal["derived", "one backward", "a backward per layer", "a forward per patch"]


@dataclass(frozen=True)
class Method:
    """A map over the tokens: `tokens(model, grad_trace)` returns [N], prefix tokens included.

    `class_specific` is whether the map depends on the target, `cost` the passes needed besides the
    trace, `source` the publication. `signed` gives the same map before its negative
    values are set to 0, for a method that does so at the end.
    """

    name: str
    title: str
    class_specific: bool
    cost: Cost
    source: str
    tokens: Callable[[ViT, GradTrace], Tensor]
    signed: Callable[[ViT, GradTrace], Tensor] | None = None

    def __post_init__(self) -> None:
        """Compute the same under mixed precision and other defaults."""
        object.__setattr__(self, "tokens", undisturbed(self.tokens))
        if self.signed:
            object.__setattr__(self, "signed", undisturbed(self.signed))


def readout_attention_tokens(grad_trace: GradTrace) -> Tensor:
    """[N] attention of the last layer from the tokens that the target reads, mean over heads."""
    trace, read = grad_trace.trace, read_weights(grad_trace)
    return attend(read.unsqueeze(0), trace.query[-1], trace.key[-1])[0]


def readout_rollout_tokens(grad_trace: GradTrace, residual: float = 0.5) -> Tensor:
    """[N] rollout from the tokens that the target reads.

    For a scalar without the part that stays where it started through all layers.
    """
    trace, read = grad_trace.trace, read_weights(grad_trace)
    whole = rollout_tokens(trace, residual=residual, source=read)
    return whole - residual**trace.config.depth * read if is_scalar(grad_trace) else whole


def removal_tokens(model: ViT, grad_trace: GradTrace) -> Tensor:
    """[N] `token_removal`, zero on the prefix tokens, which are never removed."""
    trace = grad_trace.trace
    tokens = start_vector(trace).zero_()
    tokens[trace.grid.prefix :] = token_removal(model, trace, grad_trace.target).flatten()
    return tokens


METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method(
            "attention",
            "Last-layer attention",
            class_specific=False,
            cost="derived",
            source="Caron et al. 2021, arXiv 2104.14294",
            tokens=lambda _, grad_trace: readout_attention_tokens(grad_trace),
        ),
        Method(
            "rollout",
            "Rollout",
            class_specific=False,
            cost="derived",
            source="Abnar & Zuidema 2020, arXiv 2005.00928",
            tokens=lambda _, grad_trace: readout_rollout_tokens(grad_trace),
        ),
        Method(
            "gradient_rollout",
            "Gradient rollout",
            class_specific=True,
            cost="one backward",
            source="Gildenblat 2020, with each layer's own gradient",
            tokens=lambda _, grad_trace: gradient_rollout_tokens(grad_trace),
        ),
        Method(
            "relevance",
            "Relevance (Chefer)",
            class_specific=True,
            cost="one backward",
            source="Chefer et al. 2021, arXiv 2103.15679",
            tokens=lambda _, grad_trace: relevance_tokens(grad_trace),
        ),
        Method(
            "legrad",
            "LeGrad",
            class_specific=True,
            cost="a backward per layer",
            source="Bousselham et al. 2024, arXiv 2404.03214",
            tokens=lambda model, grad_trace: legrad_tokens(
                model, grad_trace.trace, grad_trace.target
            ),
        ),
        Method(
            "attention_grad_cam",
            "Attention Grad-CAM",
            class_specific=True,
            cost="one backward",
            source="Selvaraju et al. 2017, arXiv 1610.02391; Chefer et al. 2021",
            tokens=lambda _, grad_trace: attention_grad_cam_tokens(grad_trace),
            signed=lambda _, grad_trace: signed_attention_grad_cam_tokens(grad_trace),
        ),
        Method(
            "token_grad_cam",
            "Token Grad-CAM",
            class_specific=True,
            cost="one backward",
            source="Selvaraju et al. 2017, arXiv 1610.02391",
            tokens=token_grad_cam_tokens,
        ),
        Method(
            "token_removal",
            "Token removal",
            class_specific=True,
            cost="a forward per patch",
            source="Zeiler & Fergus 2014, arXiv 1311.2901, on tokens",
            tokens=removal_tokens,
        ),
    )
}


def map_tokens(model: ViT, grad_trace: GradTrace, names: Sequence[str]) -> list[Tensor]:
    """Map [N] of every named method, in the order of the names; shared work is done once."""
    shared: dict[str, Tensor] = {}
    if {"relevance", "gradient_rollout"} <= set(names):
        counted, mixed = relevance_and_rollout_tokens(grad_trace)
        shared = {"relevance": counted, "gradient_rollout": mixed}
    return [
        shared[name] if name in shared else METHODS[name].tokens(model, grad_trace)
        for name in names
    ]
