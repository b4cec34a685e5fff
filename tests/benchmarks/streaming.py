"""Rollout of thousands of tokens beside the usual recipe: time, and the peak of memory.

As a program it prints the peak of one way in bytes: python -m ... ours|theirs device threads.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import torch
from timm.models.vision_transformer import VisionTransformer
from torch import Tensor

import vit
from tests.benchmarks.library import base_model
from tests.benchmarks.peak import resident
from tests.benchmarks.recipe import hooked_maps, rollout_by_matrices
from tests.benchmarks.table import Row, ratio

SIDE, TOKENS = 896, 3137  # px of the input, in patches of 16
PAIRS = 3
WHAT = "forward, record, rollout / unfused forward, hooks that keep every map, matrices"


def rows(device: str) -> list[Row]:
    """Both figures on one device."""
    threads = torch.get_num_threads()
    place = f"CPU, {threads} threads" if device == "cpu" else torch.cuda.get_device_name(device)
    where = f"ViT-B, {TOKENS} tokens, {place}"
    with torch.inference_mode():
        ways, found = Ways(device), {}
        time = ratio(
            WHAT,
            where,
            ours=lambda: found.update(ours=ways.ours()),
            theirs=lambda: found.update(theirs=ways.theirs()),
            pairs=PAIRS,
            aim="<= 0.45",
        )
    assert torch.allclose(found["ours"], found["theirs"], atol=1e-6)
    if device == "cpu" and not Path("/proc/self/clear_refs").exists():
        return [time]
    mine, other = (_peak(way, device, threads) for way in ("ours", "theirs"))
    detail = f"{mine / 2**20:.0f} / {other / 2**20:.0f} MiB"
    return [time, Row("peak of memory of the same", where, f"{mine / other:.3f}", detail, "<= 0.1")]


class Ways:
    """The same rollout from pixels to patches, made twice."""

    def __init__(self, device: str) -> None:
        """One model, and one picture of noise."""
        self.model: VisionTransformer = base_model(SIDE, device)
        self.own = vit.from_timm(self.model)
        self.pixels = torch.randn(3, SIDE, SIDE, device=device)

    def ours(self) -> Tensor:
        """[N] from the queries and keys of one pass, on the processor."""
        return vit.rollout_tokens(vit.trace(self.own, self.pixels)).cpu()

    def theirs(self) -> Tensor:
        """[N] from every head's map, all held until the pass is over, on the processor."""
        maps = hooked_maps(self.model, self.pixels)
        return rollout_by_matrices([heads.mean(dim=0) for heads in maps]).cpu()


def _peak(way: str, device: str, threads: int) -> int:
    """Most bytes that one way takes above what was in use before, in a process of its own."""
    # Freed memory goes back at once, so that pages in use are bytes in use.
    environ = {**os.environ, "MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_ARENA_MAX": "1"}
    command = [sys.executable, "-m", "tests.benchmarks.streaming", way, device, str(threads)]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main(way: str, device: str, threads: int) -> int:
    """Peak bytes of one way, ours or theirs."""
    torch.set_num_threads(threads)
    with torch.inference_mode():
        run = getattr(Ways(device), way)
        if device != "cpu":
            torch.cuda.reset_peak_memory_stats()
            before = torch.cuda.memory_allocated()
            run()
            return torch.cuda.max_memory_allocated() - before
        Path("/proc/self/clear_refs").write_text("5")  # the peak starts from what is in use now
        before = resident("VmRSS")
        run()
        return resident("VmHWM") - before


if __name__ == "__main__":
    print(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
