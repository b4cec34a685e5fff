"""Maps of the residual stream: similarities and norms of the tokens, for any model.

The tokens of a trained ViT share a large common part, so that any two of them are similar. A token
is therefore represented by its *direction from the mean of its layer's patches*, a unit vector (the
common mean is subtracted as in Mu & Viswanath 2018, arXiv 1702.01417). Norms are a separate map;
colours are those of feature_colours.py. The stream is used as recorded, before the model's final
norm: layer 0 is the embedding, layer l the output of block l, layer L the input of the readout.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from vit.trace import Trace

NOWHERE = 1e-6  # share of the longest token below which a length counts as 0


def feature_directions(trace: Trace, layer: int) -> Tensor:
    """[N,D] direction of every token from the mean of its layer's patches, of length 1.

    Prefix tokens come first and are not part of the mean; a token equal to the mean is 0. `layer`
    is 0 (the embedding) to L, else IndexError. The product of two rows is their cosine similarity.
    """
    tokens = _layer(trace, layer)
    apart = tokens - tokens[trace.grid.prefix :].mean(dim=0)
    lengths = _lengths(apart).unsqueeze(-1)
    return (apart / lengths).where(lengths > NOWHERE * _lengths(tokens).max(), 0.0)


def feature_similarity(trace: Trace, layer: int, token: int | Tensor) -> Tensor:
    """[rows,cols] cosine, -1..1, of every patch's direction with that of one token.

    `layer` is 0 (the embedding) to L; `token` may be a patch, whose cosine with itself is 1, or a
    prefix token such as the class token. A tensor of tokens [m] is a region: the cosine is with the
    mean of their directions. IndexError for others.
    """
    grid, tokens = trace.grid, torch.as_tensor(token).view(-1)
    if not 0 <= int(tokens.min()) <= int(tokens.max()) < grid.tokens:
        raise IndexError(f"token {token} does not exist: tokens are 0 to {grid.tokens - 1}")
    directions = feature_directions(trace, layer)
    with_mean = F.normalize(directions[tokens].mean(dim=0), dim=0)
    return (directions[grid.prefix :] @ with_mean).view(grid.rows, grid.cols)


def feature_norms(trace: Trace) -> Tensor:
    """[L+1,rows,cols] norm of every patch token.

    A few patches with far larger norms than all others, on plain background, are the artefacts of
    Darcet et al. 2024, arXiv 2309.16588: the model uses them as registers.
    """
    grid, stream = trace.grid, trace.residual[:, trace.grid.prefix :]
    return _lengths(stream).view(-1, grid.rows, grid.cols)


def _layer(trace: Trace, layer: int) -> Tensor:
    """[N,D] tokens after `layer` blocks, in at least float32."""
    depth = trace.config.depth
    if not 0 <= layer <= depth:
        raise IndexError(f"layer {layer} does not exist: the embedding is 0, the last one {depth}")
    return _precise(trace.residual[layer])


def _lengths(tokens: Tensor) -> Tensor:
    """[...] norms of tokens [...,D]."""
    return _precise(tokens).square().sum(dim=-1).sqrt()


def _precise(tokens: Tensor) -> Tensor:
    return tokens.to(torch.promote_types(tokens.dtype, torch.float32))
