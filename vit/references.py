"""What may be typed to name a set of weights, taken apart; nothing is looked up here."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

EMBEDDED = "embedded"
FORMS = (
    "a name of timm's, hf-hub:organisation/name, local-dir:folder, or timm_name=file for a bare "
    "file of weights"
)

Kind = Literal["embedded", "timm", "hub", "folder", "file"]

_HUB = re.compile(r"hf[-_]hub:(?P<repository>[\w.-]+/[\w.-]+)(?:@(?P<revision>[\w./-]+))?")


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
    if text == EMBEDDED:
        return Reference("embedded", EMBEDDED)
    if found := _HUB.fullmatch(text):
        return Reference("hub", found["repository"], revision=found["revision"])
    if re.match("hf[-_]hub:", text):
        raise ValueError(f"{text!r} names no repository: use hf-hub:organisation/name")
    if text.startswith("local-dir:"):
        folder = text.removeprefix("local-dir:")
        if not folder:
            raise ValueError("'local-dir:' names no folder: use local-dir:folder")
        return Reference("folder", path=Path(folder).expanduser())
    name, is_file, path = text.partition("=")
    if is_file and name and path:
        return Reference("file", name, Path(path).expanduser())
    if re.fullmatch(r"[A-Za-z0-9_]+(\.[\w-]+)*", text):
        return Reference("timm", text)
    raise ValueError(f"{text!r} names no weights: use {FORMS}")


def is_local(text: str) -> bool:
    """Whether a reference, well formed or not, points at a disk of this machine."""
    return "=" in text or text.strip().startswith("local-dir:")
