"""Gradients of a class's logit, or of a scalar of the last tokens, at every head's attention.

From one forward and one backward.

With `z = A v` per head, the gradient at the attention is `dy/dA = dy/dz v^T`. So only the gradients
at the contexts z, the outputs of the fused kernel, are kept: the N x N gradients are derived like
the attention itself, a few rows at a time.
"""

from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor

from vit.door import one_input
from vit.edits import NO_EDITS, Edits
from vit.grid import View
from vit.model import ViT
from vit.overflow import check_pass
from vit.scalars import Scalar, last_feature
from vit.surroundings import undisturbed
from vit.targets import Target, check_target
from vit.trace import Recorder, Trace


@dataclass(frozen=True, eq=False)
class GradTrace:
    """A trace with the gradients of one class's logit, or of a scalar.

    `target` is the class index or the scalar; `context_grad` [L,H,N,K] is the gradient at every
    context (the fused attention's output per head, before the projection), `normed_grad` [N,D] the
    gradient at the input of the last block's attention (the output of its first norm, unless norms
    come after the branches); `pooling_grad` [H,N] the gradient at the pooling attention, None where
    the target does not read it.
    """

    trace: Trace
    target: Target
    context_grad: Tensor = field(repr=False)
    normed_grad: Tensor = field(repr=False)
    pooling_grad: Tensor | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Raise NotFiniteError for gradients that are no numbers."""
        check_pass(self.context_grad, "gradients")
        check_pass(self.normed_grad, "gradients")

    @property
    def nbytes(self) -> int:
        """Bytes of the recorded tensors, those of the trace included."""
        tensors = (self.context_grad, self.normed_grad, self.pooling_grad)
        return self.trace.nbytes + sum(tensor.nbytes for tensor in tensors if tensor is not None)

    def attention_grad(self, layer: int) -> Tensor:
        """[H,N,N] gradient of the target's logit at one layer's attention, after the softmax."""
        return self.attention_grad_rows(layer, slice(None))

    @undisturbed
    def attention_grad_rows(self, layer: int, rows: slice) -> Tensor:
        """[H,n,N] the given rows of `attention_grad`."""
        value = self.trace.value[layer]
        precise = torch.promote_types(value.dtype, torch.float32)
        return self.context_grad[layer][:, rows].to(precise) @ value.to(precise).transpose(-2, -1)


class _GradientTap:
    """A tap that keeps references to a pass's tensors, which autograd holds anyway."""

    def __init__(self) -> None:
        self.blocks: list[tuple[Tensor, Tensor, Tensor, Tensor]] = []  # query, key, value, residual
        self.contexts: list[Tensor] = []
        self.pooled: list[tuple[Tensor, Tensor, Tensor, Tensor]] = []

    def __call__(
        self,
        _layer: int,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        context: Tensor,
        residual: Tensor,
    ) -> None:
        self.blocks.append((query, key, value, residual))
        self.contexts.append(context)

    def pool(self, query: Tensor, key: Tensor, value: Tensor, context: Tensor) -> None:
        self.pooled.append((query, key, value, context))

    def replay(self, recorder: Recorder) -> None:
        """Pass the tensors to a recorder; each block's are released once they are copied."""
        with torch.no_grad():
            for pooled in self.pooled:
                recorder.pool(*pooled)
            while self.blocks:
                query, key, value, residual = self.blocks.pop()
                context = self.contexts.pop()
                recorder(len(self.blocks), query, key, value, context, residual)


def trace_gradient(
    model: ViT,
    pixels: Tensor,
    target: Target | str,
    view: View | None = None,
    digest: str = "",
    edits: Edits = NO_EDITS,
) -> GradTrace:
    """Run the model on pixels [3,H,W] and record its pass and the gradients of a target.

    The same fused forward as `trace`; `target` is the index or name of a class, whose logit is
    meant, or a `Scalar` of the last tokens. Raises NoClassifierError for a class of a model without
    classes, IndexError for a class or token that does not exist, ValueError for a name that no
    class has, NotFiniteError (a ValueError) for a pass or gradients that overflow.
    """
    config, like = model.config, model.patch_embed.proj.weight
    target = check_target(model, target)
    with torch.inference_mode(mode=False), torch.enable_grad():
        tap = _GradientTap()
        tokens = model.embed(one_input(model, pixels), edits).detach().requires_grad_()
        encoded, logits, score = _encode_and_read(model, tokens, tap, edits, target)
        pooled = [context for *_, context in tap.pooled if context.requires_grad]
        wanted = [*tap.blocks[-1][:3], *tap.contexts, *pooled]
        query, key, value, *contexts = torch.autograd.grad(score, wanted)
        recorder = Recorder(config, like.detach(), edits)
        tap.replay(recorder)
    query = edits.temper(config.depth - 1, query)  # at the query as projected
    return GradTrace(
        trace=recorder.finish(encoded.detach()[0], logits.detach(), view, digest),
        target=target,
        context_grad=torch.stack([grad[0] for grad in contexts[: config.depth]]),
        normed_grad=_normed_gradient(model, recorder.residual[-2], (query, key, value)),
        pooling_grad=_pooling_gradient(tap, contexts[-1], config.tokens) if pooled else None,
    )


def _encode_and_read(
    model: ViT, tokens: Tensor, tap: _GradientTap, edits: Edits, target: Target
) -> tuple[Tensor, Tensor, Tensor]:
    """Encoded tokens [1,N,D] and logits [C] as in any pass, and the target [] with gradients.

    Where only some tokens are read, autograd follows the last block's MLP at these: the others have
    no gradient there, and their saved tensors would raise the memory peak.
    """
    end = model.config.depth - 1
    last = model.block(end)
    tokens = model.encode(tokens, tap, edits, stop=end)
    tokens = last.add(tokens, last.attend(tokens, end, tap, edits, model.turns(end)))
    read = _read_tokens(model, target)
    if read is None:
        encoded = last.feed(tokens)
        if isinstance(target, Scalar):
            score = target.of(last_feature(model, encoded, None, tap=tap.pool))[0]
            with torch.no_grad():
                return encoded, model.classify(encoded)[0], score
        logits = model.classify(encoded, tap.pool)[0]
        return encoded, logits, logits[target]
    with torch.no_grad():
        encoded = last.feed(tokens)
        logits = model.classify(encoded, tap.pool)[0]
    fed = last.feed(tokens[:, read])
    if isinstance(target, Scalar):
        kept = None if target.tokens is None else torch.tensor(read, device=fed.device)
        return encoded, logits, target.value(model, fed, kept)[0]
    return encoded, logits, model.classify(fed)[0, target]


def _read_tokens(model: ViT, target: Target) -> list[int] | None:
    """The tokens that the target reads; None where the pooling reads all of them."""
    if isinstance(target, Scalar) and target.tokens is not None:
        return sorted(set(target.tokens))
    return [0, 1][: model.config.tokens] if model.config.pool == "token" else None


def _normed_gradient(
    model: ViT, residual: Tensor, gradients: tuple[Tensor, Tensor, Tensor]
) -> Tensor:
    """[N,D] gradient at the input of the last block's attention, from the ones at q, k and v.

    `residual` [N,D] is the block's input; autograd handles norms and rotary positions in between.
    """
    end = model.config.depth - 1
    last = model.block(end)
    with torch.inference_mode(mode=False), torch.enable_grad():
        normed = last.entering(residual.unsqueeze(0)).detach().requires_grad_()
        parts = last.attn.split(normed, model.turns(end))
        (gradient,) = torch.autograd.grad(parts, normed, gradients)
    return gradient[0]


def _pooling_gradient(tap: _GradientTap, context_grad: Tensor, tokens: int) -> Tensor:
    """[H,N] gradient at the pooling attention, from the one at its context [1,H,1,K]."""
    value = tap.pooled[0][2].detach()[0]  # [H,n,K]
    precise = torch.promote_types(value.dtype, torch.float32)
    gradient = context_grad[0].to(precise) @ value.to(precise).transpose(-2, -1)
    return F.pad(gradient[:, 0], (tokens - value.shape[1], 0))
