# pyright: standard
"""Download of one file from the hub over plain HTTP, with resume, progress and cancellation.

The hub's own client continues for more than five seconds after a cut connection, reports progress
only every ten megabytes, and uses another protocol, with timeouts of its own, if a package for it
is installed.
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

RESUMES = 3  # connections in a row that may end early
PAUSE_SECONDS = 0.5  # before each new connection
WORTHWHILE = 2**20  # bytes of one connection that reset the count
STEP = 2**20  # bytes between two progress reports

Progress = Callable[[int, int], None]  # bytes so far, bytes in all


class StoppedError(Exception):
    """The download was stopped by its caller."""


class OversizeError(Exception):
    """More bytes came than the hub announced, or than may be fetched."""


class Arrival:
    """State of a download, updated by the downloading thread and read by the waiting one."""

    def __init__(
        self, progress: Progress | None, total: int, quiet: float, most: int | None = None
    ) -> None:
        """Start at 0 of `total` bytes, and of `most` that may come.

        `quiet` is the longest time in s without a byte.
        """
        self._progress, self._total, self._reported = progress, total, 0
        self._most = most
        self.quiet = quiet
        self._latest = time.monotonic()

    def update(self, done: int) -> None:
        """Set the number of bytes so far, and report progress every STEP bytes.

        Raises OversizeError where more have come than may.
        """
        if self._most is not None and done > self._most:
            raise OversizeError
        self._latest = time.monotonic()
        if self._progress and (done - self._reported >= STEP or done == self._total):
            self._reported = done
            self._progress(done, self._total)

    def pause(self) -> None:
        """Suspend the timeout while no bytes are expected."""
        self._latest = math.inf

    def resume(self) -> None:
        """Start the timeout again."""
        self._latest = time.monotonic()

    @property
    def silent(self) -> bool:
        """Whether no byte has come for more than `quiet` seconds."""
        return time.monotonic() - self._latest > self.quiet


def receive(
    url: str, path: Path, arrived: Callable[[int], None], stopped: threading.Event, quiet: float
) -> None:
    """Download a URL of the hub to a new file.

    `arrived` receives the number of bytes so far after every piece. Raises StoppedError once
    `stopped` is set, the client's own error if the connection ends early too often or no byte comes
    for `quiet` seconds, HfHubHTTPError for an error status, OSError for a full disk.
    """
    ended = 0
    with path.open("wb") as file:
        while True:
            begin = file.tell()
            try:
                _append(url, file, arrived, stopped, quiet)
            except Exception as error:
                if _lasts(error):
                    raise
                ended = 1 if file.tell() - begin >= WORTHWHILE else ended + 1
                if ended > RESUMES:
                    raise
                if stopped.wait(PAUSE_SECONDS):
                    raise StoppedError from None
            else:
                return


def _lasts(error: Exception) -> bool:
    """Whether another connection ends the same way; one that merely broke raises no OSError.

    Releases of the hub's client take their errors from packages of different names.
    """
    known = isinstance(error, StoppedError | OversizeError | OSError)
    return known or type(error).__name__ == "TooManyRedirects"


def _append(
    url: str,
    file: BinaryIO,
    arrived: Callable[[int], None],
    stopped: threading.Event,
    quiet: float,
) -> None:
    """Append the rest of a download to a file, or rewrite it if the hub does not send a range."""
    begin = file.tell()
    wanted = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={begin}-"} if begin else {})
    headers = build_hf_headers() | wanted
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
    """Whether a file's content matches a checksum.

    The hub names large files by their SHA-256 and small ones by git's SHA-1; any other name is no
    checksum, and every content matches it.
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
