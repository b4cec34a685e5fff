"""What may be typed to name weights that do not ship with the project; nothing is looked up."""

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
    """Weights by where they come from.

    `name` is timm's name of an architecture or of weights ("timm", "file"), or a repository of the
    hub ("hub"), of which `revision` is a commit, a tag or a branch; `path` is local ("folder",
    "file").
    """

    kind: Kind
    name: str = ""
    path: Path = Path()
    revision: str | None = None

    @property
    def title(self) -> str:
        """How to call them on a screen: no more of a path than its end."""
        if self.kind == "folder":
            return self.path.resolve().name
        return f"{self.name} from {self.path.name}" if self.kind == "file" else self.name


def parse(text: str) -> Reference:
    """A reference from what was typed; ValueError says in one sentence what is wrong with it."""
    text = text.strip()
    if found := _HUB.fullmatch(text):
        return Reference("hub", found["repository"], revision=found["revision"])
    if found := _FOLDER.fullmatch(text):
        return Reference("folder", path=Path(found["path"]).expanduser())
    if found := _FILE.fullmatch(text):
        return Reference("file", found["name"], Path(found["path"]).expanduser())
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
    """Whether a reference, well formed or not, points at a disk of this machine."""
    return "=" in text or text.strip().startswith("local-dir:")
