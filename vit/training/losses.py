"""Losses and targets of the training: the classes of a picture, and those of its patches."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from vit.model import ViT
from vit.training.batches import Batch

_OBJECT, _BACKGROUND = 3.0, 0.4
"""Weights of a patch that shows an object and of one that does not."""


class PatchClassifier(nn.Module):
    """The auxiliary head: classifies each patch as background or one of the classes.

    It uses patch tokens, not the attention, and is not part of the checkpoint.
    """

    def __init__(self, width: int, classes: int) -> None:
        """Build one linear layer; class 0 is the background."""
        super().__init__()
        self.linear = nn.Linear(width, classes + 1)
        nn.init.trunc_normal_(self.linear.weight, std=0.02)
        nn.init.zeros_(self.linear.bias)

    def forward(self, model: ViT, tokens: Tensor) -> Tensor:
        """Return the logits [B,P,C+1] of encoded tokens [B,N,D]."""
        return self.linear(model.norm(tokens)[:, model.config.prefix :])


def class_targets(batch: Batch, classes: int) -> Tensor:
    """Return [B,C], 1 for every class that a picture shows, else 0."""
    indices = torch.as_tensor(batch.classes) + 1
    return F.one_hot(indices, classes + 1).amax(dim=1)[:, 1:].float()


def patch_targets(batch: Batch, patch: int, classes: int) -> Tensor:
    """Return the share [B,P,C+1] of each patch that shows background and each class; sums to 1."""
    masks = torch.as_tensor(batch.masks)
    objects = torch.stack([masks == 1, masks == 2], dim=1).float()
    cover = F.avg_pool2d(objects, patch).flatten(2).transpose(1, 2)  # [B,P,2]
    targets = torch.zeros(*cover.shape[:2], classes + 1)
    indices = torch.as_tensor(batch.classes) + 1
    targets.scatter_add_(2, indices[:, None].expand_as(cover), cover)
    targets[..., 0] = 1 - cover.sum(dim=2)
    return targets


def independent_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the binary cross-entropy of logits [B,C], summed over classes, mean over pictures."""
    losses = F.binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return losses.sum(dim=1).mean()


def exclusive_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the softmax cross-entropy of logits [B,C], over pictures with at least one class."""
    count = targets.sum(dim=1)
    shares = targets / count.clamp(min=1)[:, None]
    losses = F.cross_entropy(logits, shares, reduction="none")
    counted = (count > 0).float()
    return (losses * counted).sum() / counted.sum().clamp(min=1)


def patch_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the softmax cross-entropy of patch logits [B,P,C+1]; objects have a larger weight."""
    losses = F.cross_entropy(logits.flatten(0, 1), targets.flatten(0, 1), reduction="none")
    background = targets[..., 0].flatten()
    weights = (1 - background) * _OBJECT + background * _BACKGROUND
    return (losses * weights).sum() / weights.sum()
