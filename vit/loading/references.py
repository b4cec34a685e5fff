"""Syntax of the references to weights that do not ship with the project.

Nothing is looked up, but whether a text is the path of a file or a folder.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vit.loading.package_list import PACKAGES, PREFIX

FORMS = (
    "a name of timm's, hf-hub:organisation/name, local-dir:folder, a file of weights, or "
    "timm_name=file"
)
PUBLIC_FORMS = "a name of timm's or hf-hub:organisation/name"

SUFFIXES = (".safetensors", ".bin", ".pth", ".pt", ".tar", ".ckpt", ".npz")  # of files of weights

Kind = Literal["timm", "hub", "folder", "file", "package"]

_HUB = re.compile(
    r"hf[-_]hub:(?P<repository>[\w.-]+/[\w.-]+)(?:@(?P<revision>(?!/|.*\.\.)[\w./-]+))?"
)
_FOLDER = re.compile(r"local-dir:(?P<path>.+)")
_FILE = re.compile(r"(?P<name>[\w.-]+)=(?P<path>.+)")
_NAMED = re.compile(r"[\w.-]*=")
_PACKAGE = re.compile(r"package:(?P<name>[\w.-]+)")
_TIMM = re.compile(r"[A-Za-z0-9_]+(\.[\w-]+)*")


class ReferenceFault(ValueError):  # noqa: N818 - reads as what it says
    """A reference that leads to no weights; the message names cause and remedy.

    `public` is the message for those who may open no files of this machine: it advises none.
    """

    def __init__(self, message: str, public: str) -> None:
        """Both messages in one sentence each."""
        super().__init__(message)
        self.public = public


@dataclass(frozen=True)
class Reference:
    """A parsed reference to weights.

    `name` is timm's name of an architecture or of weights (kind "timm" or "file"), or a repository
    of the hub ("hub"), of which `revision` is a commit, a tag or a branch, or a package of the
    package index ("package"); `path` is a local path ("folder" or "file"). A file without a name
    says itself what it holds; behind a # may stand which of its sets of weights is meant.
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
        if self.kind == "file" and not self.name:
            return self.path.name
        return f"{self.name} from {self.path.name}" if self.kind == "file" else self.name


def parse(text: str) -> Reference:
    """The reference that a text stands for; ReferenceFault if it is malformed."""
    text = text.strip()
    if match := _HUB.fullmatch(text):
        return Reference("hub", match["repository"], revision=match["revision"])
    if match := _FOLDER.fullmatch(text):
        return Reference("folder", path=Path(match["path"]).expanduser())
    if is_file(text) and (not _NAMED.match(text) or Path(text).expanduser().is_file()):
        return Reference("file", path=Path(text).expanduser())  # as epoch=3-step=100.ckpt
    if match := _FILE.fullmatch(text):
        return Reference("file", match["name"], Path(match["path"]).expanduser())
    if match := _PACKAGE.fullmatch(text):
        return _package(match["name"])
    if _TIMM.fullmatch(text):
        return Reference("timm", text)
    cause = f"{text!r} names no weights"
    if text and Path(text).expanduser().exists():
        raise ReferenceFault(f"{cause}: {_advice_for(Path(text))}", f"{cause}: use {PUBLIC_FORMS}")
    raise ReferenceFault(f"{cause}: use {_advice(text)}", f"{cause}: use {_public_advice(text)}")


def _package(name: str) -> Reference:
    if PREFIX + name in PACKAGES:
        return Reference("package", name)
    message = f"no weights are known in the package {name}: use {', '.join(PACKAGES)}"
    raise ReferenceFault(message, message)


def _advice(text: str) -> str:
    if text.startswith("local-dir:"):
        return "local-dir:folder"
    public = _public_advice(text)
    if public == PUBLIC_FORMS:
        return FORMS
    return public if re.match("hf[-_]hub:", text) else f"{public}, or local-dir:{text}"


def _advice_for(path: Path) -> str:
    """What to do with a file or folder that is there but is no reference."""
    if path.expanduser().is_dir():
        return f"it is a folder, so use local-dir:{path}"
    if path.name.endswith(".index.json"):
        return f"it is an index of several files, so use local-dir:{path.parent}"
    return f"weights are in files of {', '.join(SUFFIXES)}, and a folder is local-dir:folder"


def _public_advice(text: str) -> str:
    if re.match("hf[-_]hub:", text):
        return "hf-hub:organisation/name"
    return f"hf-hub:{text}" if _HUB.fullmatch(f"hf-hub:{text}") else PUBLIC_FORMS


def is_file(text: str) -> bool:
    """Whether a text is the path of a file of weights, perhaps with a part of it behind a #."""
    text = text.strip()
    paths = (text, re.sub(r"#[^/\\]*$", "", text))
    is_named = any(path.endswith(SUFFIXES) for path in paths)
    return is_named and not re.match(r"hf[-_]hub:|https?:", text)


def is_local(text: str) -> bool:
    """Whether a reference, well formed or not, is a local path."""
    text = text.strip()
    return bool(_NAMED.match(text)) or text.startswith("local-dir:") or is_file(text)
