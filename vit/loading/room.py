# pyright: standard
"""What a checkpoint may take: of the line, of the disk and of memory; checked before it is fetched.

Sizes are said in GB of 10^9 bytes, as the list of checkpoints says them.
"""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from huggingface_hub import constants

from vit.loading.hub_errors import HubError

KEPT_FREE = 200_000_000  # bytes of the disk that a download leaves
DESCRIPTION = 64_000_000  # bytes of the largest file that describes a model


class NoRoomError(HubError):
    """There is no room for a checkpoint; the message says what it needs and what there is."""


@dataclass(frozen=True)
class Limits:
    """The most that one checkpoint may take, in bytes: to be fetched, and in memory.

    None sets no limit of its own. What the disk has is checked in any case.
    """

    download: int | None = None
    memory: int | None = None


NO_LIMITS = Limits()


@dataclass(frozen=True)
class Room:
    """Limits of one checkpoint with so many parameters, 0 if unknown, of `itemsize` bytes each."""

    limits: Limits = NO_LIMITS
    itemsize: int = 4
    parameters: int = 0

    def of(self, parameters: int) -> "Room":
        """The room of a checkpoint with so many parameters."""
        return replace(self, parameters=parameters)

    def check(self, title: str, size: int) -> None:
        """Raise NoRoomError unless files of `size` bytes may be fetched and used; 0 if unknown."""
        limits, needed = self.limits, self.parameters * self.itemsize or size
        if limits.download is not None and size > limits.download:
            raise _refused(
                title,
                f"its weights are {gigabytes(size)}, and {gigabytes(limits.download)} may be "
                "fetched",
                "allow more with --max-download, or choose a smaller one",
            )
        if limits.memory is not None and needed > limits.memory:
            raise _refused(
                title,
                f"it needs {gigabytes(needed)} of memory, and {gigabytes(limits.memory)} are "
                "there for it",
                "allow more with --memory, or choose a smaller one",
            )
        free = free_bytes(Path(constants.HF_HUB_CACHE))
        if size > free - KEPT_FREE:
            raise _refused(
                title,
                f"it needs {gigabytes(size + KEPT_FREE)} on the disk, and {gigabytes(free)} are "
                "free",
                "make room there, or set HF_HOME to a folder with room",
            )


FOR_DESCRIPTIONS = Room(Limits(download=DESCRIPTION))


def _refused(title: str, cause: str, remedy: str) -> NoRoomError:
    start = f"fetching {title} failed: {cause}; the model in use stays"
    return NoRoomError(f"{start}; {remedy}", f"{start}; choose a smaller one")


def gigabytes(size: int) -> str:
    """`1.2 GB`, and `12.3 MB` of what is smaller."""
    return f"{size / 1e9:.1f} GB" if size >= 999_500_000 else f"{size / 1e6:.3g} MB"


def free_bytes(folder: Path) -> int:
    """Bytes that are free on the disk of a folder, which need not be there yet."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    return shutil.disk_usage(there).free
