# pyright: standard
"""Models with weights, loaded strictly: from a timm model, hub, package, file or shipped folder."""

import json
import pickle
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from torch import Tensor, nn

from vit.config import Labels, Preprocessing, ViTConfig
from vit.loading.checkpoints import CHECKPOINTS, title
from vit.loading.hub import HubError
from vit.loading.labels import class_labels
from vit.loading.nearest import nearest, suggestion
from vit.loading.package_list import PACKAGES
from vit.loading.references import Reference, ReferenceFault, parse
from vit.loading.shipped import WEIGHTS
from vit.loading.sources import Source, is_on_disk, locate, read, read_safetensors
from vit.loading.timm_config import UnsupportedArchitecture, describe
from vit.loading.timm_names import UnknownNameError, check_architecture, full_name
from vit.loading.timm_state import adapt, converted
from vit.model import ViT

Progress = Callable[[float, str], None]  # share done, 0..1, and what is being done

# Errors that reading a malformed file or description may raise.
_MALFORMED = (
    SafetensorError,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    pickle.UnpicklingError,
)


class LoadError(RuntimeError):
    """A checkpoint could not be loaded; the message is one sentence with cause and remedy.

    `public` is the message for those who may open no files of this machine: it advises none.
    """

    def __init__(self, message: str, public: str | None = None) -> None:
        """Both messages; without `public` they are the same."""
        super().__init__(message)
        self.public = public or message


def from_timm(timm_model: nn.Module, labels: Labels | None = None) -> ViT:
    """A copy of a timm model with the same outputs, frozen and in evaluation mode.

    Keeps device and dtype; shares no memory with the timm model. `labels` are the class names, by
    default those of the timm model's configuration. Raises UnsupportedArchitecture, with the
    reason, for a model that this ViT cannot reproduce, ValueError for a model without weights.
    """
    config, preprocessing = describe(timm_model)
    if any(parameter.is_meta for parameter in timm_model.parameters()):
        raise ValueError("the timm model lies on the meta device and has no weights to copy")
    with torch.inference_mode(mode=False), torch.no_grad():
        copies = {name: tensor.clone() for name, tensor in timm_model.state_dict().items()}
        state = converted(copies, timm_model)
    try:
        return _filled(config, preprocessing, labels or class_labels(timm_model), state)
    except RuntimeError as error:
        raise UnsupportedArchitecture(
            f"{type(timm_model).__name__} is not supported: its parameters differ, {_line(error)}"
        ) from error


def load(
    reference: str,
    *,
    device: torch.device | str | None = None,
    dtype: torch.dtype = torch.float32,
    progress: Progress | None = None,
    cancelled: threading.Event | None = None,
) -> ViT:
    """A model with its weights, frozen and in evaluation mode, on a device in a dtype.

    `reference` is a key of `CHECKPOINTS`, any name of timm's (with or without a tag),
    `hf-hub:organisation/name`, `local-dir:folder`, or `timm_name=file` for a bare file of weights.
    `device` None is the GPU if there is one. Downloads the weights if they are not in the cache;
    `progress` is then called from another thread. Raises LoadError rather than return a model with
    random weights.
    """
    place = _device(device)
    with torch.inference_mode(mode=False), torch.no_grad():
        known = CHECKPOINTS.get(reference.strip())
        if known and known.folder:
            model = _shipped(known.folder / WEIGHTS)
        else:
            model = _built(reference, _located(reference, progress, cancelled))
        return model.to(place, dtype)


def download(
    reference: str, progress: Progress | None = None, cancelled: threading.Event | None = None
) -> Path:
    """Path of a file of weights, downloaded if it is not in the cache; LoadError if that fails."""
    known = CHECKPOINTS.get(reference.strip())
    if known and known.folder:
        return known.folder / WEIGHTS
    return _located(reference, progress, cancelled).path


def resolve(reference: str) -> str:
    """The canonical spelling of a reference, with timm's default tag; LoadError if it is unknown.

    Uses neither the hub nor the disk.
    """
    reference = reference.strip()
    if reference in CHECKPOINTS:
        return reference
    parsed = _parsed(reference)
    try:
        if parsed.kind == "file":
            check_architecture(parsed.name)
        return full_name(parsed.name) if parsed.kind == "timm" else reference
    except UnknownNameError as error:
        raise LoadError(str(error), error.public) from error


def is_here(reference: str) -> bool:
    """Whether `load` finds a reference on this machine, without the hub; nothing is loaded.

    LoadError for a reference that is unknown, or of an architecture that is not supported.
    """
    known = CHECKPOINTS.get(reference.strip())
    if known and known.folder:
        return True
    reference = resolve(reference)
    try:
        return is_on_disk(_parsed(reference))
    except UnsupportedArchitecture as error:
        raise LoadError(_line(error)) from error
    except _MALFORMED as error:
        raise LoadError(f"looking for {title(reference)} failed: {_line(error)}") from error


def _located(
    reference: str, progress: Progress | None, cancelled: threading.Event | None
) -> Source:
    """The source of a reference, by `locate`; its errors become LoadError."""
    reference = resolve(reference)

    def report(done: int, total: int) -> None:
        if progress and total:
            size = f"{done / 1e6:.0f} of {total / 1e6:.0f} MB"
            verb = "Converting" if done == total and reference in PACKAGES else "Fetching"
            progress(done / total, f"{verb} {title(reference)}: {size}")

    try:
        return locate(_parsed(reference), report, cancelled)
    except (HubError, UnsupportedArchitecture) as error:
        raise LoadError(_line(error)) from error
    except _MALFORMED as error:
        start = f"loading {title(reference)} failed"
        raise LoadError(f"{start}: {_line(error)}", f"{start}: {_public(error)}") from error


def _built(reference: str, source: Source) -> ViT:
    """The model that timm describes, with the tensors of its file."""
    try:
        config, preprocessing = describe(source.timm_model)
        state = adapt(read(source.path), source.timm_model)
        return _filled(config, preprocessing, class_labels(source.timm_model), state)
    except _MALFORMED as error:
        raise LoadError(
            f"the weights of {title(reference)} in {source.path} cannot be used "
            f"({_line(error)}): check that they are of this model, or remove that file and "
            "fetch it again"
        ) from error


def _shipped(path: Path) -> ViT:
    """The model that a file of this project describes in its metadata."""
    if not path.is_file():
        raise LoadError(
            f"the weights {path} are missing: restore the file, or make it with "
            "python -m vit.training.train"
        )
    try:
        state, metadata = read_safetensors(path)
        config = ViTConfig(**_facts(metadata["config"]))
        preprocessing = Preprocessing(**_facts(metadata["preprocessing"]))
        labels = Labels(tuple(json.loads(metadata["labels"])), "checkpoint")
        return _filled(config, preprocessing, labels, state)
    except _MALFORMED as error:
        raise LoadError(
            f"the weights {path} cannot be used ({_line(error)}): restore the file, or "
            "make it with python -m vit.training.train"
        ) from error


def _facts(text: str) -> dict[str, Any]:
    """Fields of a frozen dataclass from JSON, with lists turned into tuples."""
    facts = json.loads(text)
    return {name: tuple(fact) if isinstance(fact, list) else fact for name, fact in facts.items()}


def _filled(
    config: ViTConfig, preprocessing: Preprocessing, labels: Labels, state: dict[str, Tensor]
) -> ViT:
    """A model with these tensors as parameters, uncopied; RuntimeError unless they fit exactly."""
    if labels.names and len(labels.names) != config.classes:
        raise ValueError(f"{len(labels.names)} class names for {config.classes} classes")
    with torch.device("meta"):
        model = ViT(config, preprocessing, labels)
    model.load_state_dict(state, strict=True, assign=True)
    return model.eval().requires_grad_(requires_grad=False)


def _parsed(reference: str) -> Reference:
    try:
        return parse(reference)
    except ReferenceFault as error:
        raise LoadError(str(error), _for_the_mistyped(reference, error.public)) from error


def _for_the_mistyped(reference: str, public: str) -> str:
    """The message, with the nearest names where a name has signs that no name of timm's has."""
    names = nearest(reference)
    return f"{public}; {suggestion(reference)}" if names else public


def _device(name: torch.device | str | None) -> torch.device:
    if name is None:
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    device = torch.device(name)
    if device.type == "cuda" and not torch.cuda.is_available():
        raise LoadError(f"device {str(name)!r} was asked for, but torch finds no GPU: use cpu")
    return device


def _public(error: Exception) -> str:
    return error.public if isinstance(error, ReferenceFault) else _line(error)


def _line(error: Exception) -> str:
    """An error's message as one line."""
    return " ".join(str(error).split()) or type(error).__name__
