"""Heads as coloured areas: where each looks most, and which of them overlap least.

Figure 1 of DINO (Caron et al. 2021, arXiv 2104.14294) lays the patches that hold 60 % of each
head's attention over the picture, a colour for each head.
"""

import torch
from torch import Tensor

from vit.maps.flow import holds_mass

SHARE = 0.6  # of a map's mass, as in DINO


def head_masks(maps: Tensor, share: float = SHARE) -> Tensor:
    """Boolean [H,rows,cols]: the fewest patches that hold the top `share` of each map's mass.

    `maps` [H,rows,cols], one of each head, such as a layer of `vit.class_attention`. ValueError for
    a share outside 0..1.
    """
    return torch.stack([holds_mass(one, share) for one in maps])


def mask_overlap(masks: Tensor) -> Tensor:
    """[H,H] intersection over union, 0..1, of every two of the masks [H,...]; 0 for two empty."""
    flat = masks.flatten(1).double()
    both = flat @ flat.T
    size = flat.sum(dim=1)
    either = size[:, None] + size[None, :] - both
    return torch.where(either > 0, both / either.clamp(min=1), 0)


def least_overlap(masks: Tensor, count: int = 4) -> list[int]:
    """Indices, in rising order, of up to `count` masks [H,...] that overlap little.

    Greedy: the two of least intersection over union, then each time the mask whose largest overlap
    with those chosen is least; the first of several that are equal. Not the best set of all, but
    the same one every time. ValueError for a count below 1.
    """
    if count < 1:
        raise ValueError(f"{count} masks are none: choose 1 or more")
    overlap = mask_overlap(masks)
    heads = len(masks)
    if heads <= count:
        return list(range(heads))
    pairs = overlap + torch.full_like(overlap, 2).tril()  # each pair once, none with itself
    chosen = list(divmod(int(pairs.argmin()), heads))[:count]
    while len(chosen) < count:
        worst = overlap[:, chosen].amax(dim=1)
        worst[chosen] = 2
        chosen.append(int(worst.argmin()))
    return sorted(chosen)
