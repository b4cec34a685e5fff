"""The table of checkpoints: those shipped with the project, then those of hub and packages."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vit.loading.families import FAMILIES
from vit.loading.package_list import PACKAGES
from vit.loading.references import parse
from vit.loading.shipped import WEIGHTS, folders, header

ASSETS = Path(os.environ.get("VIT_ASSETS") or Path(__file__).resolve().parents[2] / "assets")
DEFAULT = "embedded"  # the checkpoint that ships with the project, and that the app opens with


@dataclass(frozen=True)
class Checkpoint:
    """One set of weights; `key` is what `vit.load` takes: timm's name, a package, or a folder.

    `patch` and `side` (of the square input) are in pixels. `classes` is 0 for a model with features
    instead of classes; `head` describes the output of the last layer, `trained_on` the training
    pictures (`drawings` or `photographs`). `folder` is that of a shipped checkpoint, else None.
    """

    key: str
    title: str
    family: str
    patch: int
    side: int
    parameters: int
    licence: str
    classes: int
    head: str
    trained_on: str = "photographs"
    folder: Path | None = None

    @property
    def megabytes(self) -> int:
        """Download size in 10^6 bytes; 0 for a shipped checkpoint.

        That of a package's file, else four bytes per parameter.
        """
        if self.key in PACKAGES:
            return round(PACKAGES[self.key].size / 1e6)
        return 0 if self.folder else round(4 * self.parameters / 1e6)


def shipped(parent: Path) -> list[Checkpoint]:
    """The checkpoints in the folders of `parent`, the default one first.

    A folder whose file cannot be read is listed by its name; loading it raises the error.
    """
    by_key = {folder.name: folder for folder in folders(parent)}
    by_key = {DEFAULT: by_key.pop(DEFAULT, parent / DEFAULT), **by_key}
    return [_described(key, folder) for key, folder in by_key.items()]


def _described(key: str, folder: Path) -> Checkpoint:
    """The checkpoint of a folder, from the metadata of its weights."""
    facts: dict[str, Any] = {}
    parameters = 0
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
        facts, parameters = header(folder / WEIGHTS)
    config = facts.get("config", {})
    return Checkpoint(
        key=key,
        title=str(facts.get("title", key)),
        family="Built in",
        patch=config.get("patch", 0),
        side=config.get("image", (0,))[0],
        parameters=parameters,
        licence=str(facts.get("licence", "not stated")),
        classes=config.get("classes", 0),
        head=str(facts.get("gives", "not stated")),
        trained_on=str(facts.get("trained_on", "photographs")),
        folder=folder,
    )


CHECKPOINTS: dict[str, Checkpoint] = {one.key: one for one in shipped(ASSETS / "checkpoints")} | {
    key: Checkpoint(
        key, name, group.name, patch, side, parameters, group.licence, group.classes, group.head
    )
    for group in FAMILIES
    for key, name, patch, side, parameters in group.rows
}


def title(key: str) -> str:
    """Title of a checkpoint: that of the table, else of the reference, else the text itself."""
    if key in CHECKPOINTS:
        return CHECKPOINTS[key].title
    try:
        return parse(key).title
    except ValueError:
        return key
