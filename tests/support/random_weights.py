"""Random values for every parameter of a timm model, so that no part hides behind its default."""

import torch
from torch import nn


def randomise(model: nn.Module, seed: int = 0) -> nn.Module:
    """Draw every parameter anew, at scales that keep activations near 1 and attention uneven.

    timm's own initialisation leaves biases and tokens at zero, norms at one and layer scale at
    1e-5: a model that forgot one of them would compute the same.
    """
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            centre, spread = _scale(name, parameter)
            noise = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
            parameter.copy_(centre + spread * noise)
    return model.eval()


def _scale(name: str, parameter: nn.Parameter) -> tuple[float, float]:
    """Mean and deviation of a parameter's values."""
    if name.endswith("weight") and parameter.ndim > 1:
        return 0.0, parameter[0].numel() ** -0.5
    if "gamma" in name:
        return 0.5, 0.3
    if name.endswith("weight"):  # of a norm
        return 1.0, 0.3
    if name.endswith("bias"):
        return 0.0, 0.2
    if name.endswith("latent"):  # what an attention pooling asks; nothing norms it
        return 0.0, 2.0
    return 0.0, 0.5  # class token, registers, positions
