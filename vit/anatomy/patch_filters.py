"""The filters of the patch projection, as in the ViT paper's figure 7 (left).

The kernel [D,3,p,p] is a set of D filters over the pixels of one patch. Their principal components
are the patterns that explain most of the filters: a plausible basis for the fine structure of a
patch (Dosovitskiy et al. 2020, arXiv 2010.11929, section 4.5).
"""

import torch
from torch import Tensor

from vit.anatomy.principal_components import principal_components
from vit.layers import cut_patches
from vit.model import ViT

PAPER = 28  # components that the paper shows


def filter_components(model: ViT, count: int = PAPER) -> tuple[Tensor, Tensor]:
    """Components [n,3,p,p] of the patch kernel in use, length 1, and their shares [n] of variance.

    The principal components of the D filters about their mean, over the channels of the model
    input. n is `count`, or fewer if the model is narrower or its patch smaller.
    """
    with torch.no_grad():
        kernel = model.kernel()
        precise = kernel.to(torch.promote_types(kernel.dtype, torch.float32))
        components, shares = principal_components(precise.flatten(1), count)
    return components.view(-1, *kernel.shape[1:]), shares


def filter_colours(filters: Tensor) -> Tensor:
    """[n,p,p,3] colours, 0..1, of filters [n,3,p,p] as red, green and blue; 0.5 stands for zero.

    Each filter is divided by twice its largest absolute entry and shifted by 0.5.
    """
    largest = filters.abs().amax(dim=(1, 2, 3), keepdim=True)
    scaled = filters / largest.clamp(min=torch.finfo(filters.dtype).tiny)
    return (scaled.permute(0, 2, 3, 1) + 1) / 2


def filter_responses(filters: Tensor, pixels: Tensor) -> Tensor:
    """[n,rows,cols] responses of filters [n,3,p,p] to each patch of a model input [3,H,W].

    The inner product with the patch: a convolution with stride p, or the linear projection of the
    patches without its bias.
    """
    side = filters.shape[-1]
    patches = cut_patches(pixels.unsqueeze(0), side)[0]
    responses = filters.flatten(1) @ patches.to(filters).T
    return responses.view(len(filters), pixels.shape[1] // side, pixels.shape[2] // side)
