"""The logit lens: the model's own readout applied to the residual stream of every layer."""

import torch
from torch import Tensor

from vit.model import ViT
from vit.targets import check_class
from vit.trace import Trace, to_probabilities


def logit_lens(model: ViT, trace: Trace) -> Tensor:
    """[L+1,C] logits read before the first block and after each (nostalgebraist 2020).

    Row 0 reads the embedding, the last row equals the model's logits. NoClassifierError for a model
    without classes.
    """
    check_class(model, 0)
    with torch.no_grad():
        return model.classify(trace.residual.clone())


def patch_lens(model: ViT, trace: Trace, target: int | str) -> Tensor:
    """[L+1,rows,cols] the target's logit read from every patch token instead of the readout.

    IndexError for a class that does not exist, NoClassifierError for a model without classes.
    """
    target = check_class(model, target)
    grid = trace.grid
    with torch.no_grad():
        logits = model.read(trace.residual[:, grid.prefix :].clone())[..., target]
    return logits.view(-1, grid.rows, grid.cols)


def patch_lens_probabilities(model: ViT, trace: Trace, target: int | str) -> Tensor:
    """[L+1,rows,cols] the target's probability, 0..1, read from every patch token.

    Raises as `patch_lens`.
    """
    target = check_class(model, target)
    grid, outputs = trace.grid, trace.config.outputs
    with torch.no_grad():
        layers = trace.residual[:, grid.prefix :].clone()  # all classes of one layer at a time
        read = [to_probabilities(model.read(one), outputs)[:, target] for one in layers]
    return torch.stack(read).view(-1, grid.rows, grid.cols)
