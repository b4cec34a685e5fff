# pyright: standard
"""Models with weights, loaded strictly: from a timm model, hub, package, file or shipped folder."""

import threading
from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import torch
from torch import nn

from vit.config import Activation, Labels, Pool
from vit.loading.building import built, filled, shipped
from vit.loading.checkpoints import CHECKPOINTS, title
from vit.loading.hints import Misfit
from vit.loading.hub import HubError
from vit.loading.label_files import LabelFault, labels_for
from vit.loading.live import live_labels, parameters_of, unwrapped
from vit.loading.load_error import MALFORMED, LoadError, line, short_name
from vit.loading.nearest import nearest, suggestion
from vit.loading.package_list import PACKAGES
from vit.loading.references import Reference, ReferenceFault, parse
from vit.loading.room import NO_LIMITS, Limits, Room
from vit.loading.shipped import WEIGHTS
from vit.loading.sources import Source, is_on_disk, locate
from vit.loading.stated import (
    check_dtype,
    check_unstated,
    device_of,
    reference_text,
    stated_facts,
)
from vit.loading.timm_config import UnsupportedArchitecture, describe
from vit.loading.timm_names import UnknownNameError, check_architecture, full_name
from vit.loading.timm_state import converted
from vit.model import ViT

Progress = Callable[[float, str], None]  # share done, 0..1, and what is being done


def from_timm(timm_model: nn.Module, labels: Labels | None = None) -> ViT:
    """A copy of a timm model with the same outputs, frozen and in evaluation mode.

    Keeps device and dtype; shares no memory with the timm model, and leaves it as it is. Its head
    is the one that it has, whatever its `num_classes` says; wrappers of parallel, compiled or
    averaged models are taken off, and adapters of peft merged. `labels` are the class names, by
    default those of its configuration, and ImageNet's only for a head of timm's own weights. Raises
    UnsupportedArchitecture, with the reason, for a model that this ViT cannot reproduce, ValueError
    for a model without weights, on several devices, or with NaN or infinity in its weights.
    """
    inside = unwrapped(timm_model)
    config, preprocessing = describe(inside)
    with torch.inference_mode(mode=False), torch.no_grad():
        state = converted(parameters_of(inside), inside)
        names = live_labels(inside, config.classes) if labels is None else labels
    try:
        return filled(config, preprocessing, names, state)
    except Misfit as error:
        raise UnsupportedArchitecture(
            f"{type(inside).__name__} is not supported: its parameters differ, {line(error)}"
        ) from error


def load(
    reference: str | PathLike[str],
    *,
    device: torch.device | str | None = None,
    dtype: torch.dtype = torch.float32,
    progress: Progress | None = None,
    cancelled: threading.Event | None = None,
    heads: int | None = None,
    activation: Activation | None = None,
    pool: Pool | None = None,
    eps: float | None = None,
    mean: tuple[float, float, float] | None = None,
    std: tuple[float, float, float] | None = None,
    image: tuple[int, int] | None = None,
    labels: Labels | Sequence[str] | Path | None = None,
    limits: Limits = NO_LIMITS,
) -> ViT:
    """A model with its weights, frozen and in evaluation mode, on a device in a dtype.

    `reference` is a key of `CHECKPOINTS`, any name of timm's (with or without a tag),
    `hf-hub:organisation/name`, `local-dir:folder`, a file of weights, or `timm_name=file` for one
    of a known architecture; `file#part` names one of several sets of weights in a file. `device`
    None is the GPU if there is one. Downloads the weights if they are not in the cache; `progress`
    is then called from another thread.

    What the shapes of a file do not tell may be stated: `heads`, `activation`, `pool`, `eps` (of
    the norms), `mean` and `std` (of the pictures, per channel, for values in 0..1) and `image` (the
    input's height and width in px). What is assumed instead stands in `origin` of the model.
    `labels` are class names, or a file of them (see `read_labels`). `limits` are checked before a
    byte of weights is fetched. Raises LoadError rather than return a model with random weights.
    """
    place = device_of(device)
    given: dict[str, Any] = {"heads": heads, "activation": activation, "pool": pool, "eps": eps}
    given |= {"mean": mean, "std": std, "image": image}
    reference, stated = reference_text(reference), stated_facts(given)
    check_dtype(dtype)
    with torch.inference_mode(mode=False), torch.no_grad():
        known = CHECKPOINTS.get(reference)
        if known and known.folder:
            check_unstated(reference, stated)
            model = shipped(known.folder / WEIGHTS)
        else:
            room = Room(limits, dtype.itemsize)
            source = _located(reference, progress, cancelled, room)
            if source.is_cached or source.is_described:
                check_unstated(reference, stated)
            step = _reading(title(reference), progress, cancelled)
            model = built(source, title(reference), stated, step, (place, dtype))
        if labels is not None:
            try:
                model.labels = labels_for(labels, model.config.classes)
            except LabelFault as error:
                raise LoadError(str(error)) from error
        return model.to(place, dtype)


def _reading(
    name: str, progress: Progress | None, cancelled: threading.Event | None
) -> Callable[[int, int], None]:
    """A step that reports the bytes of a file which were read, and raises once cancelled."""

    def step(done: int, whole: int) -> None:
        if cancelled and cancelled.is_set():
            raise LoadError(f"reading {name} was cancelled; the model in use stays")
        if progress and whole:
            progress(done / whole, f"Reading {name}: {done / 1e6:.0f} of {whole / 1e6:.0f} MB")

    return step


def download(
    reference: str, progress: Progress | None = None, cancelled: threading.Event | None = None
) -> Path:
    """Path of a file of weights, downloaded if it is not in the cache; LoadError if that fails."""
    known = CHECKPOINTS.get(reference.strip())
    if known and known.folder:
        return known.folder / WEIGHTS
    return _located(reference, progress, cancelled).paths[0]


def resolve(reference: str | PathLike[str]) -> str:
    """The canonical spelling of a reference, with timm's default tag; LoadError if it is unknown.

    Uses neither the hub nor the weights.
    """
    reference = reference_text(reference)
    if reference in CHECKPOINTS:
        return reference
    parsed = _parsed(reference)
    try:
        if parsed.kind == "file" and parsed.name:
            check_architecture(parsed.name)
        return full_name(parsed.name) if parsed.kind == "timm" else reference
    except UnknownNameError as error:
        raise LoadError(str(error), error.public) from error


def is_here(reference: str | PathLike[str]) -> bool:
    """Whether `load` finds a reference on this machine, without the hub; nothing is loaded.

    LoadError for a reference that is unknown, or of an architecture that is not supported.
    """
    reference = resolve(reference)
    known = CHECKPOINTS.get(reference)
    if known and known.folder:
        return True
    try:
        return is_on_disk(_parsed(reference))
    except UnsupportedArchitecture as error:
        raise LoadError(line(error)) from error
    except MALFORMED as error:
        raise LoadError(f"looking for {title(reference)} failed: {line(error)}") from error


def _located(
    reference: str,
    progress: Progress | None,
    cancelled: threading.Event | None,
    room: Room | None = None,
) -> Source:
    """The source of a reference, by `locate`; its errors become LoadError."""
    reference = resolve(reference)

    def report(done: int, total: int) -> None:
        if progress and total:
            size = f"{done / 1e6:.0f} of {total / 1e6:.0f} MB"
            verb = "Converting" if done == total and reference in PACKAGES else "Fetching"
            progress(done / total, f"{verb} {title(reference)}: {size}")

    try:
        return locate(_parsed(reference), report, cancelled, room)
    except HubError as error:
        raise LoadError(line(error), visitor=error.visitor) from error
    except UnsupportedArchitecture as error:
        raise LoadError(line(error)) from error
    except MALFORMED as error:
        start = f"loading {short_name(title(reference))} failed"
        raise LoadError(f"{start}: {line(error)}", f"{start}: {_public(error)}") from error


def _parsed(reference: str) -> Reference:
    try:
        return parse(reference)
    except ReferenceFault as error:
        raise LoadError(str(error), _for_the_mistyped(reference, error.public)) from error


def _for_the_mistyped(reference: str, public: str) -> str:
    """The message, with the nearest names where a name has signs that no name of timm's has."""
    names = nearest(reference)
    return f"{public}; {suggestion(reference)}" if names else public


def _public(error: Exception) -> str:
    return error.public if isinstance(error, ReferenceFault) else line(error)
