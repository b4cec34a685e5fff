"""The most bytes in use at once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import torch

from tests.benchmarks.table import Task


def resident(field: str) -> int:
    """A figure of the process in bytes: VmRSS now, VmHWM at most."""
    line = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if field in line
    )
    return int(line.split()[1]) * 1024


def peak_of(task: Task, device: str) -> int:
    """Most bytes in use while a task runs, above what was in use before."""
    if device != "cpu":
        torch.cuda.reset_peak_memory_stats()
        before = torch.cuda.memory_allocated()
        task()
        return torch.cuda.max_memory_allocated() - before
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts from what is in use now
    before = resident("VmRSS")
    task()
    return resident("VmHWM") - before


def apart(module: str, device: str, *arguments: str) -> int | None:
    """What a module prints when a fresh process runs it: python -m module device arguments.

    On the processor a process counts its own pages; None where the system does not tell.
    """
    if not Path("/proc/self/clear_refs").exists() and device == "cpu":
        return None
    # Freed memory goes back at once, so that pages in use are bytes in use.
    environ = {**os.environ, "MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_ARENA_MAX": "1"}
    command = [sys.executable, "-m", module, device, *arguments]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
