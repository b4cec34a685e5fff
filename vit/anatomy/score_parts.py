"""The first layer's attention scores, split by content and position of the tokens.

A token enters as content c plus position embedding p. Between this sum and the query are norms and
a linear map. A norm divides by the spread of the sum, which belongs to neither part: **the spread
of the sum is used for both parts**. All steps are then linear, query and key are sums of two parts,
and

    q.k = q_c.k_c + q_c.k_p + q_p.k_c + q_p.k_p

is exact. Constants (the biases of norm and projection) count as content.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from vit.anatomy.position_similarity import prefix_positions
from vit.door import one_input
from vit.model import ViT

PARTS = ("content-content", "content-position", "position-content", "position-position")


class ScoreParts(NamedTuple):
    """Query and key of the first layer, each [H,N,K], as sums of two parts."""

    query_content: Tensor
    query_position: Tensor
    key_content: Tensor
    key_position: Tensor

    def scores(self, head: int) -> Tensor:
        """[4,N,N] the parts of one head's scores q.k / sqrt K, in the order of `PARTS`.

        Their sum is the scores before the softmax; row i is that of the query of token i.
        """
        scale = self.query_content.shape[-1] ** -0.5
        queries = (self.query_content[head], self.query_position[head])
        keys = (self.key_content[head], self.key_position[head])
        return torch.stack([(query * scale) @ key.T for query in queries for key in keys])


def score_parts(model: ViT, pixels: Tensor) -> ScoreParts:
    """Queries and keys of pixels [3,H,W] in the first layer, by content and by position.

    ValueError for a model that adds no position embeddings, or that norms or rotates queries and
    keys after their projection.
    """
    config = model.config
    if config.positions not in ("learned", "sinusoidal"):
        raise ValueError("this model adds no position embeddings: its scores have no such parts")
    if config.qk_norm or config.rope:
        raise ValueError(
            "this model norms or turns queries and keys after their projection: its scores do not "
            "split into content and position"
        )
    with torch.no_grad():
        images = one_input(model, pixels)
        patches = model.patch_embed(images, model.kernel())
        whole = torch.cat([model.prefix_tokens(), patches + model.patch_positions()], dim=1)
        prefix = prefix_positions(model).to(whole)
        position = torch.cat([prefix, model.patch_positions()]).unsqueeze(0)
        block, entering = model.block(0), model.norm_pre(whole)
        position = _share(model.norm_pre, whole, position)
        if not config.post_norm:
            position = _share(block.norm1, entering, position)
        query, key, _ = block.attn.split(block.entering(entering))
        linear, constant = block.attn.split(position), block.attn.split(torch.zeros_like(position))
        query_position, key_position = linear[0] - constant[0], linear[1] - constant[1]
        parts = (query - query_position, query_position, key - key_position, key_position)
        return ScoreParts(*(part[0] for part in parts))


def part_shares(parts: ScoreParts, prefix: int) -> Tensor:
    """[H,4] each part's share of the variance of a patch's scores over the patches.

    The softmax ignores a constant added to a whole row, so a part is measured by its covariance
    with the scores along the row, as a share of their variance, both summed over the rows of all
    patches. The four shares of a head sum to 1; a part that reduces the variance has a negative
    share.
    """
    shares: list[Tensor] = []
    for head in range(len(parts.query_content)):
        scores = parts.scores(head)[:, prefix:, prefix:]
        apart = scores - scores.mean(dim=-1, keepdim=True)
        together = (apart * apart.sum(dim=0)).sum(dim=(1, 2))
        shares.append(together / together.sum())
    return torch.stack(shares)


def _share(norm: nn.Module, whole: Tensor, part: Tensor) -> Tensor:
    """[...,D] a part of the tokens `whole` after a norm with the spread of `whole`."""
    if not isinstance(norm, nn.LayerNorm | nn.RMSNorm):
        return part

    def apart(tokens: Tensor) -> Tensor:
        centred = isinstance(norm, nn.LayerNorm)
        return tokens - tokens.mean(dim=-1, keepdim=True) if centred else tokens

    spread = (apart(whole).square().mean(dim=-1, keepdim=True) + (norm.eps or 0.0)).sqrt()
    return apart(part) / spread * norm.weight
