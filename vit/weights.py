# pyright: standard
"""Weights into a model, strictly: from a live timm model, from the hub, or the embedded file."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from vit.checkpoints import ASSETS, CHECKPOINTS, Checkpoint
from vit.config import Labels, Preprocessing, ViTConfig
from vit.hub import HubError, fetch
from vit.labels import class_labels
from vit.model import ViT
from vit.timm_config import UnsupportedArchitecture, adapt, describe, hub_file, skeleton

Progress = Callable[[float, str], None]  # share done, 0..1, and what is being done

_MALFORMED = (SafetensorError, OSError, RuntimeError, ValueError, KeyError, TypeError)


class LoadError(RuntimeError):
    """A checkpoint could not be loaded; the message says in one sentence why, and what helps."""


def from_timm(timm_model: nn.Module, labels: Labels | None = None) -> ViT:
    """A copy of a timm model: same outputs, same parameter names, frozen and in evaluation mode.

    Keeps device and dtype; later changes of either model leave the other alone. `labels` are the
    class names where the model's own configuration does not tell them. Raises
    UnsupportedArchitecture, with the reason, for a model that computes anything this ViT does not.
    """
    config, preprocessing = describe(timm_model)
    if any(parameter.is_meta for parameter in timm_model.parameters()):
        raise ValueError("the timm model lies on the meta device and has no weights to copy")
    with torch.inference_mode(mode=False), torch.no_grad():
        state = {name: tensor.clone() for name, tensor in timm_model.state_dict().items()}
    try:
        return _filled(config, preprocessing, labels or class_labels(timm_model), state)
    except RuntimeError as error:
        raise UnsupportedArchitecture(
            f"{type(timm_model).__name__} is not supported: its parameters differ, {_line(error)}"
        ) from error


def load(
    key: str,
    *,
    device: torch.device | str | None = None,
    dtype: torch.dtype = torch.float32,
    progress: Progress | None = None,
    cancelled: threading.Event | None = None,
) -> ViT:
    """A checkpoint of the table, frozen and in evaluation mode, on a device in a dtype.

    `device` None is the GPU where there is one. Fetches the weights when they are not in the cache;
    `progress` is then called from another thread. Never gives random weights: raises LoadError.
    """
    checkpoint, place = _checkpoint(key), _device(device)
    with torch.inference_mode(mode=False), torch.no_grad():
        if checkpoint.tag is None:
            model = _embedded(ASSETS / f"{key}.safetensors")
        else:
            model = _fetched(checkpoint, checkpoint.tag, progress, cancelled)
        return model.to(place, dtype)


def download(
    key: str, progress: Progress | None = None, cancelled: threading.Event | None = None
) -> Path:
    """Path of a checkpoint's file, fetched when it is not in the cache; LoadError when it fails."""
    checkpoint = _checkpoint(key)
    if checkpoint.tag is None:
        return ASSETS / f"{key}.safetensors"

    def report(done: int, total: int) -> None:
        if progress and total:
            size = f"{done / 1e6:.0f} of {total / 1e6:.0f} MB"
            progress(done / total, f"Fetching {checkpoint.title}: {size}")

    try:
        repository, filename = hub_file(checkpoint.tag)
        return fetch(repository, filename, progress=report, cancelled=cancelled)
    except HubError as error:
        raise LoadError(str(error)) from error


def _fetched(
    checkpoint: Checkpoint,
    tag: str,
    progress: Progress | None,
    cancelled: threading.Event | None,
) -> ViT:
    """timm's own description of the model, filled with the tensors of its file."""
    path = download(checkpoint.key, progress, cancelled)
    timm_model = skeleton(tag)
    try:
        state, _ = _read(path)
        config, preprocessing = describe(timm_model)
        labels = class_labels(timm_model)
        return _filled(config, preprocessing, labels, adapt(state, timm_model))
    except _MALFORMED as error:
        raise LoadError(
            f"the weights of {checkpoint.title} in {path} cannot be used ({_line(error)}): "
            "remove that file and fetch it again"
        ) from error


def _embedded(path: Path) -> ViT:
    """The model that a file of this project describes in its metadata."""
    if not path.is_file():
        raise LoadError(
            f"the embedded weights {path} are missing: restore the file, or make it with "
            "python -m vit.training.train"
        )
    try:
        state, metadata = _read(path)
        config = ViTConfig(**_facts(metadata["config"]))
        preprocessing = Preprocessing(**_facts(metadata["preprocessing"]))
        labels = Labels(tuple(json.loads(metadata["labels"])), "checkpoint")
        return _filled(config, preprocessing, labels, state)
    except _MALFORMED as error:
        raise LoadError(
            f"the embedded weights {path} cannot be used ({_line(error)}): restore the file, or "
            "make it with python -m vit.training.train"
        ) from error


def _read(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Tensors and metadata of a safetensors file; the tensors are mapped from it, not read."""
    with safe_open(path, framework="pt") as file:
        names = file.keys()
        return {name: file.get_tensor(name) for name in names}, file.metadata() or {}


def _facts(text: str) -> dict[str, Any]:
    """Fields of a frozen dataclass from JSON, which knows lists only."""
    facts = json.loads(text)
    return {name: tuple(fact) if isinstance(fact, list) else fact for name, fact in facts.items()}


def _filled(
    config: ViTConfig, preprocessing: Preprocessing, labels: Labels, state: dict[str, Tensor]
) -> ViT:
    """A model that takes these tensors as they are; RuntimeError unless they fit exactly."""
    if labels.names and len(labels.names) != config.classes:
        raise ValueError(f"{len(labels.names)} class names for {config.classes} classes")
    with torch.device("meta"):
        model = ViT(config, preprocessing, labels)
    model.load_state_dict(state, strict=True, assign=True)
    return model.eval().requires_grad_(requires_grad=False)


def _checkpoint(key: str) -> Checkpoint:
    if key not in CHECKPOINTS:
        raise LoadError(f"there is no checkpoint {key!r}: choose one of {', '.join(CHECKPOINTS)}")
    return CHECKPOINTS[key]


def _device(asked: torch.device | str | None) -> torch.device:
    if asked is None:
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    device = torch.device(asked)
    if device.type == "cuda" and not torch.cuda.is_available():
        raise LoadError(f"device {str(asked)!r} was asked for, but torch finds no GPU: use cpu")
    return device


def _line(error: Exception) -> str:
    """An error's message as one line."""
    return " ".join(str(error).split()) or type(error).__name__
