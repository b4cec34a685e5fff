"""A file that is being received, piece by piece: nothing stays of one that breaks off."""

import errno
import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Self

from vit.pictures.images import InputError

NO_ROOM = (
    "The disk of the machine that runs this program is nearly full: whoever runs it has to make "
    "room, or start it with TMPDIR set to a folder with room."
)
NOT_WRITTEN = "The file could not be written on the machine that runs this program: try again."


class Incoming:
    """A file on its way; with the end of the block, what is not kept is removed."""

    def __init__(self, path: Path, count: Callable[[int], None]) -> None:
        """Make an empty file; `count` is called with the bytes of each piece.

        InputError, one sentence, where no file can be made.
        """
        self.path, self.size = path, 0
        self._count, self._hash = count, hashlib.sha256()
        try:
            self._file: BinaryIO | None = path.open("xb")
        except OSError as error:
            raise unwritten(error) from error

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes so far, in hexadecimal."""
        return self._hash.hexdigest()

    def write(self, piece: bytes) -> None:
        """Write what came; InputError, one sentence, where the disk takes no more."""
        assert self._file
        self.size += len(piece)
        self._count(len(piece))
        self._hash.update(piece)
        try:
            self._file.write(piece)
        except OSError as error:
            raise unwritten(error) from error

    def close(self) -> None:
        """The file is whole; InputError where its last bytes cannot be written."""
        assert self._file
        try:
            self._file.close()
        except OSError as error:
            raise unwritten(error) from error

    def keep(self) -> None:
        """It counts as a file that is kept from now on, and stays after the block."""
        self._count(-self.size)
        self._file = None

    def __enter__(self) -> Self:
        """The file itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what is not kept."""
        if self._file is None:
            return
        with suppress(OSError):
            self._file.close()
        self.path.unlink(missing_ok=True)
        self.keep()


def unwritten(error: OSError) -> InputError:
    """What is said of a file that could not be written."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return InputError(NO_ROOM if full else NOT_WRITTEN)
