# pyright: standard
"""The bytes of one file of the hub, over plain HTTP: resumed when cut, ended when nobody waits.

The hub's own client goes on for more than five seconds after a cut, tells of every tenth megabyte
only, and takes another protocol, with deadlines of its own, where a package for it is installed.
"""

import hashlib
import math
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from huggingface_hub import get_session
from huggingface_hub.utils import build_hf_headers, hf_raise_for_status

RESUMES = 3  # times in a row that a connection may end early
PAUSE_SECONDS = 0.5  # before each of them
WORTHWHILE = 2**20  # bytes of a connection after which they are counted anew
STEP = 2**20  # bytes between two reports of progress

Progress = Callable[[int, int], None]  # bytes so far, bytes in all


class StoppedError(Exception):
    """Nobody waits for these bytes any more."""


class Arrival:
    """How far a file is: told by the thread that fetches it, watched by the one that waits."""

    def __init__(self, progress: Progress | None, total: int, quiet: float) -> None:
        """Nothing is here of `total` bytes; `quiet` seconds may pass without any."""
        self._progress, self._total, self._told = progress, total, 0
        self.quiet = quiet
        self._latest = time.monotonic()

    def tell(self, done: int) -> None:
        """So many bytes are here."""
        self._latest = time.monotonic()
        if self._progress and (done - self._told >= STEP or done == self._total):
            self._told = done
            self._progress(done, self._total)

    def pause(self) -> None:
        """Nothing is awaited for a while."""
        self._latest = math.inf

    def go_on(self) -> None:
        """The hub is asked again."""
        self._latest = time.monotonic()

    @property
    def silent(self) -> bool:
        """Whether nothing has come for longer than it may."""
        return time.monotonic() - self._latest > self.quiet


def receive(
    url: str, path: Path, arrived: Callable[[int], None], stopped: threading.Event, quiet: float
) -> None:
    """Write what an address of the hub gives to a new file.

    `arrived` is told the bytes so far after every piece. Raises StoppedError once `stopped` is set,
    the client's own error when the connection ends early too often or for `quiet` seconds no byte
    comes, HfHubHTTPError for an answer that is an error, OSError for a disk that is full.
    """
    ended = 0
    with path.open("wb") as file:
        while True:
            begin = file.tell()
            try:
                _append(url, file, arrived, stopped, quiet)
            except (StoppedError, OSError):  # the hub's errors are OSErrors, those of a line not
                raise
            except Exception:
                ended = 1 if file.tell() - begin >= WORTHWHILE else ended + 1
                if ended > RESUMES:
                    raise
                if stopped.wait(PAUSE_SECONDS):
                    raise StoppedError from None
            else:
                return


def _append(
    url: str,
    file: BinaryIO,
    arrived: Callable[[int], None],
    stopped: threading.Event,
    quiet: float,
) -> None:
    """Write what follows on the bytes in the file, or all anew if the hub gives no part of it."""
    begin = file.tell()
    asked = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={begin}-"} if begin else {})
    headers = build_hf_headers() | asked
    with get_session().stream("GET", url, headers=headers, timeout=quiet) as response:
        hf_raise_for_status(response)
        if response.status_code != 206:
            file.seek(0)
            file.truncate()
        for piece in response.iter_bytes():
            if stopped.is_set():
                raise StoppedError
            file.write(piece)
            arrived(file.tell())


def fits(path: Path, checksum: str) -> bool:
    """Whether a file's content is what a checksum says.

    The hub names large files by their SHA-256 and small ones by git's SHA-1 of them; anything else
    is no checksum and says nothing.
    """
    by_length = {
        64: hashlib.sha256,
        40: lambda: hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False),
    }
    begin = by_length.get(len(checksum))
    if begin is None:
        return True
    with path.open("rb") as file:
        return hashlib.file_digest(file, begin).hexdigest() == checksum
