"""Multinomial logistic regression of a few pictures, many heads at once.

    min over W, b of  sum_i w_i CE(W z_i + b, y_i) + s/2 |W|^2 + OFFSET |b|^2

with weights w of a sum of 1. Every head leaves other pictures out; together they are one problem,
because the sum of separate losses has the same minimum as each of them.
"""

import torch
from torch import Tensor

OFFSET = 5e-5  # keeps the offsets finite where all pictures of a class are left out
STEPS, GRADIENT, CHANGE = 100, 1e-6, 1e-10

Heads = tuple[Tensor, Tensor]  # weights [F,C,r] and offsets [F,C]


def fit(z: Tensor, truth: Tensor, weights: Tensor, shrinkage: float, start: Heads) -> Heads:
    """The heads of all rows of `weights` [F,n], from features z [n,r] and classes [n], in float64.

    `start` are the heads to begin with, such as those of a larger `shrinkage`.
    """
    with torch.inference_mode(mode=False), torch.enable_grad():
        matrix, offset = (one.clone().requires_grad_() for one in start)
        solver = torch.optim.LBFGS(
            [matrix, offset],
            max_iter=STEPS,
            tolerance_grad=GRADIENT,
            tolerance_change=CHANGE,
            line_search_fn="strong_wolfe",
        )

        def closure() -> float:
            solver.zero_grad()
            loss = _loss(z, truth, weights, shrinkage, (matrix, offset))
            loss.backward()  # pyright: ignore[reportUnknownMemberType]
            return float(loss.detach())

        solver.step(closure)  # pyright: ignore[reportUnknownMemberType]
    return matrix.detach(), offset.detach()


def _loss(z: Tensor, truth: Tensor, weights: Tensor, shrinkage: float, heads: Heads) -> Tensor:
    matrix, offset = heads
    logs = (z @ matrix.mT + offset[:, None]).log_softmax(dim=-1)  # [F,n,C]
    right = logs[:, torch.arange(len(truth)), truth]
    return (
        -(right * weights).sum()
        + shrinkage / 2 * matrix.square().sum()
        + OFFSET * offset.square().sum()
    )


def zero_heads(heads: int, classes: int, z: Tensor) -> Heads:
    """Heads that know nothing."""
    return z.new_zeros(heads, classes, z.shape[1]), z.new_zeros(heads, classes)


def balanced(kept: Tensor, truth: Tensor, classes: int) -> Tensor:
    """[F,n] weights of the pictures `kept` [F,n] by each head, every class alike, of a sum of 1."""
    of_class = torch.stack([(kept & (truth == c)).sum(dim=1) for c in range(classes)], dim=1)
    weights = kept.double() / of_class[:, truth].clamp_min(1)
    return weights / weights.sum(dim=1, keepdim=True)


def held_out(z: Tensor, truth: Tensor, out: Tensor, heads: Heads) -> Tensor:
    """[n,C] probabilities of each picture by the head that left it out, `out` [F,n].

    NaN for a picture whose class has no other picture that this head has seen.
    """
    matrix, offset = heads
    probabilities = (z @ matrix[: len(out)].mT + offset[: len(out), None]).softmax(dim=-1)
    fold = out.int().argmax(dim=0)  # [n] the head that left a picture out
    is_known = ((truth[:, None] == truth) & (fold[:, None] != fold)).any(dim=1, keepdim=True)
    return probabilities[fold, torch.arange(len(truth))].where(is_known, torch.nan)
