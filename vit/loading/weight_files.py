"""The files of weights in a folder or a repository: one, or those that an index names."""

import json
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from vit.loading.hub import cached, fetch, missing_bytes
from vit.loading.hub_errors import MissingFileError
from vit.loading.references import SUFFIXES
from vit.loading.room import FOR_DESCRIPTIONS, Room

Progress = Callable[[int, int], None]  # bytes so far, bytes in all
FILES = ("model.safetensors", "pytorch_model.bin")  # as timm's `save_for_hf` names them
INDEX = ".index.json"  # behind the name of a file that was saved in several


def fetched(
    repository: str,
    commit: str,
    progress: Progress | None,
    cancelled: threading.Event | None,
    room: Room,
) -> tuple[Path, ...]:
    """The files of weights of a repository: one, or those that an index names.

    All that are missing must fit the room together.
    """

    bring = partial(fetch, repository, revision=commit, progress=progress, cancelled=cancelled)

    def one(name: str) -> Path:
        return bring(name, room=FOR_DESCRIPTIONS if name.endswith(INDEX) else room)

    wanted = (*FILES, *(name + INDEX for name in FILES))
    here = [name for name in wanted if cached(repository, name, commit)]
    for name in here or wanted:
        try:
            path = one(name)
        except MissingFileError:
            continue
        if not name.endswith(INDEX):
            return (path,)
        names = _indexed(path)
        room.check(repository, missing_bytes(repository, names, commit, cancelled))
        return tuple(map(one, names))
    raise ValueError(f"the repository {repository} holds neither of {' and '.join(FILES)}")


def are_cached(repository: str, commit: str) -> bool:
    """Whether a repository's file of weights, or all that its index names, are in the cache."""
    for name in FILES:
        if cached(repository, name, commit):
            return True
        index = cached(repository, name + INDEX, commit)
        if index:
            return all(cached(repository, one, commit) for one in _indexed(index))
    return False


def weights_in(folder: Path) -> tuple[Path, ...]:
    """The files of weights in a folder: of a standard name, or by an index, else the only one."""
    for name in FILES:
        if (folder / name).is_file():
            return (folder / name,)
        if (folder / (name + INDEX)).is_file():
            return _shards(folder / (name + INDEX))
    paths = sorted(p for p in folder.iterdir() if p.suffix in SUFFIXES)
    if len(paths) == 1:
        return (paths[0],)
    names = ", ".join(path.name for path in paths) or "none"
    raise ValueError(
        f"the folder {folder} must hold one file of weights and has {names}: name it {FILES[0]}"
    )


def _shards(index: Path) -> tuple[Path, ...]:
    """The files of a folder that an index names; ValueError for one that is missing."""
    names = _indexed(index)
    for name in names:
        if not (index.parent / name).is_file():
            raise ValueError(
                f"the folder {index.parent} lacks {name}, one of {len(names)} files of weights "
                f"that {index.name} names: put it there"
            )
    return tuple(index.parent / name for name in names)


def _indexed(index: Path) -> list[str]:
    """The names of files that an index holds; ValueError for another or one that lies elsewhere."""
    try:
        names = sorted(set(json.loads(index.read_text("utf-8"))["weight_map"].values()))
        elsewhere = [
            name for name in names if Path(name).name != name or not name.endswith(SUFFIXES)
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{index.name} is no index of files of weights: save it again") from error
    if elsewhere:
        raise ValueError(
            f"{index.name} names {elsewhere[0]}, which lies elsewhere: files of weights must lie "
            "beside their index"
        )
    return names
