"""Memory of the machine: how much this process may use, and how it gives freed memory back."""

import ctypes
import functools
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

GROUPS = Path("/proc/self/cgroup")
FACTS = Path("/proc/meminfo")
MOUNT = Path("/sys/fs/cgroup")
FILES = "memory.max", "memory.limit_in_bytes"  # of version 2 and of version 1
UNKNOWN = 4 * 2**30  # bytes, where a system does not say


def machine_memory() -> int:
    """Bytes that this process may use: the least limit of its groups, else all of the machine."""
    return min([physical_memory(), *group_limits(GROUPS, MOUNT)])


def free_memory() -> int | None:
    """Bytes that programs may still take, without paging; None where a system does not say."""
    try:
        text = FACTS.read_text()
    except OSError:
        return None
    line = re.search(r"^MemAvailable:\s*([0-9]{1,15}) kB$", text, re.MULTILINE)
    return int(line[1]) * 1024 if line else None


def give_back() -> None:
    """Return freed memory to the system, where the C library can (glibc keeps pieces for later)."""
    if trim := _trim():
        trim(0)


@functools.cache
def _trim() -> Callable[[int], int] | None:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library, or none that is named so
        return None


def physical_memory() -> int:
    """Bytes of the machine's memory."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # no such call, or no such name
        return UNKNOWN


def group_limits(groups: Path, mount: Path) -> list[int]:
    """Limits in bytes of the groups of a process, those above them included.

    `groups` lists them, a line each: `0::/path` in version 2 of control groups, and
    `number:memory:/path` in version 1. `mount` is where their folders are; in a container it may
    show a group's own folder as the topmost.
    """
    try:
        lines = groups.read_text().splitlines()
    except OSError:
        return []
    folders = [folder for line in lines for folder in group_folders(line, mount, "memory")]
    files = [folder / name for folder in folders for name in FILES]
    return [limit for file in files if (limit := _limit(file)) is not None]


def group_folders(line: str, mount: Path, controller: str) -> Iterator[Path]:
    """The folders of one line's group and of all groups above it, for "memory" or "cpu"."""
    number, _, rest = line.partition(":")
    controllers, _, path = rest.partition(":")
    if number == "0" and not controllers:
        folder = mount
    elif controller in controllers.split(","):
        folder = mount / controller
    else:
        return
    group = PurePosixPath(path.lstrip("/"))
    for above in (group, *group.parents):
        yield folder / above


def _limit(file: Path) -> int | None:
    """The limit in a file; None where there is none (`max`, or no such file)."""
    try:
        text = file.read_text().strip()
    except OSError:
        return None
    return int(text) if text.isdecimal() else None
