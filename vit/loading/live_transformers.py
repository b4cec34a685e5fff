# pyright: standard
"""A model of transformers in somebody's hands, as this ViT."""

import torch
from torch import nn

from vit.config import Labels
from vit.loading.building import filled
from vit.loading.fitting import fit
from vit.loading.hints import Misfit
from vit.loading.live import configuration, parameters_of, taken_out
from vit.loading.load_error import line
from vit.loading.readers import ShapeReader
from vit.loading.timm_config import UnsupportedArchitecture
from vit.loading.transformers_config import is_transformers, labels_in, stated_in
from vit.model import ViT


def from_transformers(model: nn.Module, labels: Labels | None = None) -> ViT:
    """A copy of a ViT of transformers, frozen and in evaluation mode.

    That is its ViT, DeiT, MAE, MSN, I-JEPA, DINOv2, DINOv3 or the vision tower of a CLIP or SigLIP.
    Its outputs are the logits, or the normed class token (of CLIP projected, if it has that layer;
    of SigLIP the pooling attention's) where the classifier reads more than that, as DINOv2's does,
    or where there is none. Wrappers are taken off as `from_timm` does. Keeps device and dtype.
    `labels` are the class names, by default those of its configuration. Raises
    UnsupportedArchitecture, with the reason, for a model that this ViT cannot reproduce, ValueError
    for weights that are no numbers.
    """
    inside = taken_out(model)
    facts, name = configuration(inside), type(inside).__name__
    if not is_transformers(facts):
        raise UnsupportedArchitecture(f"{name} is not supported: {_elsewhere(inside)}")
    try:
        reader = ShapeReader(None, stated_in(facts | {"architectures": [name]}, {}))
        with torch.inference_mode(mode=False), torch.no_grad():
            fitted = fit(dict(parameters_of(inside)), reader)
    except Misfit as error:
        raise UnsupportedArchitecture(f"{name} is not supported: {line(error)}") from error
    names = labels_in(facts) if labels is None else labels
    if len(names.names or ()) != fitted.config.classes or fitted.config.outputs == "none":
        names = Labels()
    state = {key: tensor.clone() for key, tensor in fitted.state.items()}
    return filled(fitted.config, fitted.preprocessing, names, state, fitted.origin)


def _elsewhere(model: nn.Module) -> str:
    """Why a model is no ViT of transformers: which of its parts is one, if any is."""
    parts = (name for name, part in model.named_modules() if is_transformers(configuration(part)))
    inside = next(filter(None, parts), None)
    part = f" but holds one, so pass that part, .{inside}" if inside else ""
    return f"it is no ViT of transformers{part}"
