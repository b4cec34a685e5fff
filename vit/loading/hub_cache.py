# pyright: standard
"""The cache of the hub's files: where a file lies, and the links that name it.

The layout is that of the hub's own client, which reads it too. Every part of a path that the hub
states, a checksum or a commit, is checked first: it is never more than one name.
"""

import os
import re
import shutil
import uuid
from pathlib import Path

from huggingface_hub import constants
from huggingface_hub.file_download import repo_folder_name

from vit.loading.hub_errors import NoHubError

_NAME = re.compile(r"[A-Za-z0-9_-]{1,128}")  # without a dot, so that it leads to no other folder


def blob(repository: str, checksum: str | None) -> Path:
    """Where a file of a checksum lies, or will; NoHubError for what is the name of no file."""
    return _folder(repository) / "blobs" / _plain(checksum)


def name_file(
    repository: str, filename: str, revision: str | None, commit: str | None, content: Path
) -> Path:
    """Path under which a blob is found by its name, its commit and its revision from now on.

    The path is a symbolic link, and a copy where the system allows none.
    """
    folder, commit = _folder(repository), _plain(commit)
    path = folder / "snapshots" / commit / filename
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    try:
        try:
            begun.symlink_to(os.path.relpath(content, path.parent))
        except OSError:
            shutil.copyfile(content, begun)
        begun.replace(path)
    finally:
        begun.unlink(missing_ok=True)
    if revision != commit:
        reference = folder / "refs" / (revision or constants.DEFAULT_REVISION)
        reference.parent.mkdir(parents=True, exist_ok=True)
        reference.write_text(commit)
    return path


def _folder(repository: str) -> Path:
    name = repo_folder_name(repo_id=repository, repo_type="model")
    return Path(constants.HF_HUB_CACHE, name)


def _plain(name: str | None) -> str:
    if name is None or not _NAME.fullmatch(name):
        raise NoHubError
    return name
