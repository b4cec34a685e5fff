"""Syntax of the references to weights that do not ship with the project; nothing is looked up."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FORMS = (
    "a name of timm's, hf-hub:organisation/name, local-dir:folder, or timm_name=file for a bare "
    "file of weights"
)

Kind = Literal["timm", "hub", "folder", "file"]

_HUB = re.compile(r"hf[-_]hub:(?P<repository>[\w.-]+/[\w.-]+)(?:@(?P<revision>[\w./-]+))?")
_FOLDER = re.compile(r"local-dir:(?P<path>.+)")
_FILE = re.compile(r"(?P<name>[^=:]+)=(?P<path>.+)")
_TIMM = re.compile(r"[A-Za-z0-9_]+(\.[\w-]+)*")


@dataclass(frozen=True)
class Reference:
    """A parsed reference to weights.

    `name` is timm's name of an architecture or of weights (kind "timm" or "file"), or a repository
    of the hub ("hub"), of which `revision` is a commit, a tag or a branch; `path` is a local path
    ("folder" or "file").
    """

    kind: Kind
    name: str = ""
    path: Path = Path()
    revision: str | None = None

    @property
    def title(self) -> str:
        """Title for a screen, with only the last part of a path."""
        if self.kind == "folder":
            return self.path.resolve().name
        return f"{self.name} from {self.path.name}" if self.kind == "file" else self.name


def parse(text: str) -> Reference:
    """The reference that a text stands for; ValueError, in one sentence, if it is malformed."""
    text = text.strip()
    if match := _HUB.fullmatch(text):
        return Reference("hub", match["repository"], revision=match["revision"])
    if match := _FOLDER.fullmatch(text):
        return Reference("folder", path=Path(match["path"]).expanduser())
    if match := _FILE.fullmatch(text):
        return Reference("file", match["name"], Path(match["path"]).expanduser())
    if _TIMM.fullmatch(text):
        return Reference("timm", text)
    raise ValueError(f"{text!r} names no weights: use {_advice(text)}")


def _advice(text: str) -> str:
    if re.match("hf[-_]hub:", text):
        return "hf-hub:organisation/name"
    if text.startswith("local-dir:"):
        return "local-dir:folder"
    return f"hf-hub:{text}, or local-dir:{text}" if _HUB.fullmatch(f"hf-hub:{text}") else FORMS


def is_local(text: str) -> bool:
    """Whether a reference, well formed or not, is a local path."""
    return "=" in text or text.strip().startswith("local-dir:")
