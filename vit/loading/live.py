# pyright: standard
"""A model in somebody's hands: taken out of its wrappers, with the head that it has."""

import copy
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from huggingface_hub import try_to_load_from_cache
from torch import Tensor, nn

from vit.config import Labels
from vit.loading.labels import class_labels, of_timm
from vit.loading.open_file import read_file
from vit.loading.timm_config import UnsupportedArchitecture, hub_file
from vit.loading.timm_parts import PARTS

_DROPOUT = (nn.Dropout, nn.Identity)
# Ways to wrap a model, and where it lies in the wrapper.
_WRAPPERS = {
    "DataParallel": "module",
    "DistributedDataParallel": "module",
    "OptimizedModule": "_orig_mod",
    "AveragedModel": "module",
}


def unwrapped(model: nn.Module) -> nn.Module:
    """timm's model inside the wrappers that `taken_out` takes off.

    The given model is not changed. A head of one linear layer behind dropouts is that layer.
    Raises UnsupportedArchitecture where a model of timm's is a part of another, and names it.
    """
    model = taken_out(model)
    if type(model) not in PARTS[""]:
        inside = next(_models_in(model), None)
        if inside:
            raise UnsupportedArchitecture(
                f"{type(model).__name__} is not supported: it is no model of timm's but holds one, "
                f"so pass that part, .{inside}"
            )
        return model
    return _with_plain_head(model)


def taken_out(model: nn.Module) -> nn.Module:
    """The model inside parallel, compiled and averaging wrappers; adapters (LoRA) are merged.

    The given model is not changed.
    """
    while type(model).__name__ in _WRAPPERS:
        model = getattr(model, _WRAPPERS[type(model).__name__])
    if callable(getattr(model, "merge_and_unload", None)):  # of the package peft
        merged: Any = copy.deepcopy(model)
        return taken_out(merged.merge_and_unload())
    return model


def _models_in(model: nn.Module) -> Iterator[str]:
    """The names of the parts of a model that are a ViT of timm's."""
    return (name for name, part in model.named_modules() if name and type(part) in PARTS[""])


def _with_plain_head(model: nn.Module) -> nn.Module:
    """The model, or a twin that shares all parts and has the one linear layer of its head."""
    head = getattr(model, "head", None)
    if type(head) is nn.Dropout:
        plain: nn.Module = nn.Identity()
    elif type(head) is nn.Sequential:
        rest = [part for part in head if type(part) not in _DROPOUT]
        if len(rest) > 1 or (rest and type(rest[0]) is not nn.Linear):
            return model
        plain = rest[0] if rest else nn.Identity()
    else:
        return model
    twin = copy.copy(model)
    twin._modules = {**model._modules, "head": plain}
    return twin


def configuration(model: nn.Module) -> dict[str, Any]:
    """The configuration of a model of transformers; nothing for another."""
    known: Any = getattr(model, "config", None)
    return known.to_dict() if callable(getattr(known, "to_dict", None)) else {}


def parameters_of(model: nn.Module) -> dict[str, Tensor]:
    """Copies of all parameters, in the widest of their dtypes; a head without bias gets zeros.

    ValueError for a model without weights, or with weights on several devices.
    """
    state = model.state_dict()
    devices = sorted({str(tensor.device) for tensor in state.values()})
    if "meta" in devices:
        raise ValueError("the model lies on the meta device and has no weights to copy")
    if len(devices) > 1:
        raise ValueError(f"the model lies on {' and '.join(devices)}: move it to one device")
    dtype = functools.reduce(torch.promote_types, {tensor.dtype for tensor in state.values()})
    copies = {name: tensor.to(dtype, copy=True) for name, tensor in state.items()}
    for head in ("head", "head_dist"):
        weight = copies.get(f"{head}.weight")
        if weight is not None and isinstance(getattr(model, head, None), nn.Linear):
            copies.setdefault(f"{head}.bias", weight.new_zeros(len(weight)))
    return copies


def live_labels(model: Any, classes: int) -> Labels:
    """Class names of a live model: those of its configuration, else ImageNet's for timm's head.

    A head of 1000 classes may be anybody's: ImageNet's names are used only where weight and bias
    are those of the file that timm fetched for the model's tag.
    """
    labels = class_labels(model, classes)
    known = labels.source in ("none", "checkpoint") or _has_timms_head(model)
    return labels if known else Labels()


def _has_timms_head(model: Any) -> bool:
    """Whether the head's numbers are those of the file in the cache for the model's tag."""
    facts: dict[str, Any] = getattr(model, "pretrained_cfg", None) or {}
    if not of_timm(facts):
        return False
    repository, filename = hub_file(f"{facts.get('architecture')}.{facts.get('tag')}")
    path = try_to_load_from_cache(repository, filename) if repository else None
    if not isinstance(path, str):
        return False
    try:
        stored = read_file(Path(path))
    except (ValueError, OSError):
        return False
    own = {"head.weight": model.head.weight, "head.bias": model.head.bias}
    return all(
        tensor is not None
        and name in stored
        and stored[name].shape == tensor.shape
        and torch.equal(stored[name].to(tensor), tensor.detach())
        for name, tensor in own.items()
    )
