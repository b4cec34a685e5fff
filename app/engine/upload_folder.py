"""The folder of this process for files that visitors send, and the end of folders left behind.

It lies in the system's folder for temporary files (`TMPDIR` names another) and only this user may
look into it. A file beside it is locked while the process lives, so that no other process of the
machine takes its files for left ones; the system opens the lock however the process ends.
"""

import contextlib
import os
import secrets
import shutil
import tempfile
import weakref
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: a folder goes at the end of its process, and nothing is swept
    fcntl = None

PREFIX, LOCK = "attention-viewer-", ".lock"
NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class UploadFolder:
    """A folder of its own, made when it is first needed; it goes with this object."""

    def __init__(self) -> None:
        """No folder is there yet."""
        self._path: Path | None = None

    @property
    def path(self) -> Path:
        """The folder; OSError where none can be made."""
        if self._path is None:
            self._path, lock = _make(Path(tempfile.gettempdir()))
            weakref.finalize(self, _remove, self._path, lock)
        return self._path


def sweep() -> int:
    """Remove the folders of processes that have ended; how many there were."""
    locks = list(Path(tempfile.gettempdir()).glob(f"{PREFIX}*{LOCK}")) if fcntl else []
    gone = 0
    for path in locks:
        lock = _locked(path)
        if lock is not None:
            _remove(path.with_suffix(""), lock)
            gone += 1
    return gone


def _make(room: Path) -> tuple[Path, int]:
    """A new folder, and the open file whose lock says that its process lives."""
    while True:
        path = room / f"{PREFIX}{secrets.token_hex(8)}"
        lock = os.open(path.with_suffix(LOCK), os.O_CREAT | os.O_EXCL | os.O_RDWR | NO_LINK, 0o600)
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX)
        if path.with_suffix(LOCK).exists():  # no other process swept it before it was locked
            path.mkdir(mode=0o700)
            return path, lock
        os.close(lock)


def _locked(path: Path) -> int | None:
    """The open file of a lock that nobody holds any more; None for one that is held or foreign."""
    lock = None
    with contextlib.suppress(OSError):
        lock = os.open(path, os.O_RDWR | NO_LINK)
        if fcntl and os.fstat(lock).st_uid == os.getuid():
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
    if lock is not None:
        os.close(lock)
    return None


def _remove(path: Path, lock: int) -> None:
    """Remove a folder and its lock, which is held."""
    shutil.rmtree(path, ignore_errors=True)
    path.with_suffix(LOCK).unlink(missing_ok=True)
    os.close(lock)
