"""Processor cores that this process may use, and what part of their time."""

import os
from pathlib import Path

from app.machine_memory import GROUPS, MOUNT, group_folders


def cores() -> int:
    """Processor cores that this process may use, which may be fewer than there are."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    quota = core_quota(GROUPS, MOUNT)
    return max(1, min(allowed or 1, round(quota) if quota else 2**20))


def long_cores() -> int:
    """Cores for long work: all, but one less where a group's time may be used up.

    A group that has used up its time stops as a whole, whatever the priority of its threads.
    """
    return max(1, cores() - 1) if core_quota(GROUPS, MOUNT) else cores()


def core_quota(groups: Path, mount: Path) -> float | None:
    """Cores whose time the groups of a process may take, 0.5 for half of one; None without a bound.

    `groups` and `mount` as in `group_limits`.
    """
    try:
        lines = groups.read_text().splitlines()
    except OSError:
        return None
    folders = [folder for line in lines for folder in group_folders(line, mount, "cpu")]
    return min((share for folder in folders if (share := _share(folder))), default=None)


def _share(folder: Path) -> float | None:
    """A group's quota by its period, in version 2 or version 1 of control groups."""
    words = _words(folder / "cpu.max")
    words = words or _words(folder / "cpu.cfs_quota_us") + _words(folder / "cpu.cfs_period_us")
    if len(words) != 2 or not all(word.isdecimal() and int(word) for word in words):
        return None
    return int(words[0]) / int(words[1])


def _words(file: Path) -> list[str]:
    try:
        return file.read_text().split()
    except OSError:
        return []
