"""Scalars of the last tokens: what a map explains where there is no class, or beside one."""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor

from vit.config import ViTConfig
from vit.model import ViT
from vit.pooling import PoolTap
from vit.trace import Trace


@dataclass(frozen=True, eq=False)
class Scalar:
    """A number that is read from the tokens after the last block and the final norm.

    `of` takes features [B,D] to numbers [B]. The feature is the mean of the tokens with the indices
    `tokens` (prefix first), or the model's pooled feature, as its head reads it, for None.
    """

    of: Callable[[Tensor], Tensor] = field(repr=False)
    tokens: tuple[int, ...] | None = None

    def value(self, model: ViT, encoded: Tensor, kept: Tensor | None = None) -> Tensor:
        """[B] the number of encoded tokens [B,n,D]; `kept` as in `last_feature`."""
        return self.of(last_feature(model, encoded, self.tokens, kept))

    def value_of(self, model: ViT, trace: Trace) -> float:
        """The number of a recorded pass."""
        with torch.inference_mode():
            return self.value(model, trace.residual[-1:]).item()

    def never_removed(self, config: ViTConfig) -> Tensor:
        """[N] whether a token must stay in the pass: without it nothing would be left to read.

        The tokens that are read, unless these are all patches: then a mean of fewer remains.
        """
        stays = torch.zeros(config.tokens, dtype=torch.bool)
        if self.tokens is not None and not self.reads_all_patches(config):
            stays[list(self.tokens)] = True
        return stays

    def reads_all_patches(self, config: ViTConfig) -> bool:
        """Whether the scalar reads the mean of all patches, or more."""
        if self.tokens is None:
            return config.pool != "token"
        return set(self.tokens) >= set(range(config.prefix, config.tokens))

    def weights(self, like: Tensor) -> Tensor | None:
        """[N], as `like` [N], with which the tokens are read, of a sum of 1; None if pooled."""
        if self.tokens is None:
            return None
        weights = torch.zeros_like(like)
        weights[list(self.tokens)] = 1 / len(self.tokens)
        return weights


def cosine_with(goal: Tensor, tokens: tuple[int, ...] | None = None) -> Scalar:
    """Scalar: cosine, -1..1, of a feature `goal` [D] with that of `tokens`, or the pooled one.

    The gradient is that of the picture's own feature alone: the goal stays as it is, also where it
    was read from the same picture.
    """
    kept = goal.detach().clone()

    def of(features: Tensor) -> Tensor:
        if kept.shape != features.shape[-1:]:
            raise ValueError(
                f"the goal has the shape {list(kept.shape)}, and features of this model have "
                f"{features.shape[-1]} numbers: take vit.feature of the same model"
            )
        precise = torch.promote_types(features.dtype, torch.float32)
        return F.cosine_similarity(features.to(precise), kept.to(features.device, precise), dim=-1)

    return Scalar(of, tokens)


def feature(model: ViT, trace: Trace, tokens: tuple[int, ...] | None = None) -> Tensor:
    """[D] feature of a recorded pass: the mean of some last tokens, or the pooled one for None.

    IndexError for a token that does not exist, ValueError without any.
    """
    check_tokens(tokens, trace.config.tokens)
    with torch.inference_mode():
        return last_feature(model, trace.residual[-1:], tokens)[0].clone()


def last_feature(
    model: ViT,
    encoded: Tensor,
    tokens: tuple[int, ...] | None,
    kept: Tensor | None = None,
    tap: PoolTap | None = None,
) -> Tensor:
    """[B,D] feature of encoded tokens [B,n,D], which are those of the indices `kept` [n] or [B,n].

    The mean is over the read tokens that were kept. With attention pooling each is pooled as if it
    were alone, so that it can be compared with the pooled feature. The mean of both in a distilled
    model, whose heads read two. The tap receives the tensors of an attention pooling.
    """
    normed = model.norm(encoded)
    if tokens is None:
        pooled = model.pool(normed, tap)
        return model.fc_norm(pooled.mean(dim=1) if model.config.distilled else pooled)
    numbers = torch.arange(normed.shape[1], device=normed.device) if kept is None else kept
    wanted = torch.isin(numbers, torch.tensor(tokens, device=normed.device)).to(normed)
    weights = (wanted / wanted.sum(dim=-1, keepdim=True)).expand(normed.shape[:2])
    return model.fc_norm((weights.unsqueeze(-1) * _alone(model, normed)).sum(dim=1))


def each_feature(model: ViT, encoded: Tensor) -> Tensor:
    """[B,n,D] of encoded tokens [B,n,D]: the feature of each token alone, as `last_feature`."""
    return model.fc_norm(_alone(model, model.norm(encoded)))


def _alone(model: ViT, normed: Tensor) -> Tensor:
    """Normed tokens [B,n,D], as the pooling leaves each of them alone."""
    return model.attn_pool.alone(normed) if model.config.pool == "attention" else normed


def check_tokens(tokens: tuple[int, ...] | None, count: int) -> None:
    """Raise ValueError without a token, IndexError for one that does not exist."""
    if tokens is None:
        return
    if not tokens:
        raise ValueError("a scalar reads one token or more, not none")
    for token in tokens:
        if not 0 <= token < count:
            raise IndexError(f"token {token} does not exist: tokens are 0 to {count - 1}")
