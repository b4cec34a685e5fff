"""Prints the most bytes that making one trace of a ViT-B takes: python -m ... px device."""

import sys
from pathlib import Path

import torch

import vit
from tests.benchmarks.library import base_model


def resident(field: str) -> int:
    """A figure of the process in bytes: VmRSS now, VmHWM at most."""
    line = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if field in line
    )
    return int(line.split()[1]) * 1024


def main(side: int, device: str) -> int:
    """Peak bytes of the second trace; the first one fills the caches that stay."""
    ours = vit.from_timm(base_model(side, device))
    pixels = torch.randn(3, side, side, device=device)
    vit.trace(ours, pixels)
    if device != "cpu":
        torch.cuda.reset_peak_memory_stats()
        before = torch.cuda.memory_allocated()
        vit.trace(ours, pixels)
        return torch.cuda.max_memory_allocated() - before
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts from what is in use now
    before = resident("VmRSS")
    vit.trace(ours, pixels)
    return resident("VmHWM") - before


if __name__ == "__main__":
    print(main(int(sys.argv[1]), sys.argv[2]))
