"""Rollout of thousands of tokens beside the usual recipe: time, and the peak of memory.

As a program it prints the peak of one way in bytes: python -m ... device ours|theirs threads.
"""

import sys

import torch
from timm.models.vision_transformer import VisionTransformer
from torch import Tensor

import vit
from tests.benchmarks.library import base_model
from tests.benchmarks.peak import apart, peak_of
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
    module = "tests.benchmarks.streaming"
    mine, other = (apart(module, device, way, str(threads)) for way in ("ours", "theirs"))
    if mine is None or other is None:
        return [time]
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


def main(device: str, way: str, threads: int) -> int:
    """Peak bytes of one way, ours or theirs."""
    torch.set_num_threads(threads)
    with torch.inference_mode():
        return peak_of(getattr(Ways(device), way), device)


if __name__ == "__main__":
    print(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
