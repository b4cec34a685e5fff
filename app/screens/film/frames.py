"""The frames of a film on disk, in one file, of which each is read when it is looked at."""

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import overload

from vit.pictures.images import InputError

GONE = "This film is no longer held here: open it again."


class Frames(Sequence[bytes]):
    """JPEG files, one after the other in a file; InputError where that has gone."""

    def __init__(self, path: Path, sizes: Sequence[int]) -> None:
        """The file, and the bytes of each frame."""
        self._path, self._ends = path, [0, *accumulate(sizes)]

    def __len__(self) -> int:
        """Number of frames."""
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[bytes, ...]: ...
    def __getitem__(self, index: int | slice) -> bytes | tuple[bytes, ...]:
        """A frame, or some."""
        if isinstance(index, slice):
            return tuple(self[one] for one in range(*index.indices(len(self))))
        start, end = self._ends[:-1][index], self._ends[1:][index]
        try:
            with self._path.open("rb") as file:
                file.seek(start)
                return file.read(end - start)
        except OSError as error:
            raise InputError(GONE) from error
