"""Time and memory of `vit` beside timm, at the sizes of a ViT-B.

Weights are random: neither time nor memory depends on them.
"""

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import timm
import torch
from timm.models.vision_transformer import VisionTransformer
from torch import Tensor

import vit
from tests.benchmarks.recipe import hooked_maps, rollout_by_matrices
from tests.benchmarks.table import Row, Task, ratio
from vit.flow import carry

SIDES = {197: 224, 785: 448}  # tokens -> px of the input, in patches of 16
PAIRS = {197: 11, 785: 7}


def base_model(side: int, device: str) -> VisionTransformer:
    """timm's ViT-B/16 with random weights for inputs of side x side px."""
    torch.manual_seed(0)
    return timm.create_model("vit_base_patch16_224", img_size=side).eval().to(device)


def rows(device: str) -> list[Row]:
    """Every figure at both sizes on one device."""
    with torch.inference_mode():
        return [row for tokens in SIDES for row in _at(tokens, device)]


def _at(tokens: int, device: str) -> list[Row]:
    theirs = base_model(SIDES[tokens], device)
    ours = vit.from_timm(theirs)
    pixels = torch.randn(3, SIDES[tokens], SIDES[tokens], device=device)
    compare = partial(ratio, where=f"ViT-B, {tokens} tokens, {_place(device)}", pairs=PAIRS[tokens])
    timed = partial(_finished, device)
    trace = vit.trace(ours, pixels)
    fused = [vit.fused_attention(trace, layer) for layer in range(trace.config.depth)]
    assert torch.allclose(_by_vectors(fused), rollout_by_matrices(fused), atol=1e-6)
    return [
        compare(
            "forward that records / timm's fused forward",
            ours=timed(lambda: vit.trace(ours, pixels)),
            theirs=timed(lambda: theirs(pixels[None])),
            aim="<= 1.05",
        ),
        compare(
            "forward, record, rollout / unfused forward, hooks, matrices",
            ours=timed(lambda: vit.rollout(vit.trace(ours, pixels))),
            theirs=timed(lambda: _usual_rollout(theirs, pixels)),
            aim="<= 1.1",
        ),
        compare(
            "rollout as vectors / as matrices, given the maps",
            ours=timed(lambda: _by_vectors(fused)),
            theirs=timed(lambda: rollout_by_matrices(fused)),
            aim="<= 0.05" if tokens == 785 else "",
        ),
        *_memory(trace, tokens, device),
    ]


def _usual_rollout(model: VisionTransformer, pixels: Tensor) -> Tensor:
    return rollout_by_matrices([maps.mean(dim=0) for maps in hooked_maps(model, pixels)])


def _by_vectors(fused: list[Tensor]) -> Tensor:
    flow = fused[0].new_zeros(1, fused[0].shape[-1])
    flow[0, 0] = 1
    ones = flow.new_ones(flow.shape[-1])  # the row sums of a mean of attention maps
    for attention in reversed(fused):
        flow = carry(flow, attention, 0.5, sums=ones)
    return flow[0]


def _finished(device: str, task: Task) -> Task:
    """The task until its last kernel has run."""
    if device == "cpu":
        return task
    return lambda: (task(), torch.cuda.synchronize())


def _memory(trace: vit.Trace, tokens: int, device: str) -> list[Row]:
    where = f"ViT-B, {tokens} tokens, {_place(device)}"
    config = trace.config
    maps = config.depth * config.heads * tokens**2 * 4
    held = Row(
        "a trace / all maps in float32",
        where,
        f"{trace.nbytes / maps:.3f}",
        f"{trace.nbytes / 2**20:.1f} / {maps / 2**20:.1f} MiB",
        "<= 0.34" if tokens == 785 else "",
    )
    peak = _peak(tokens, device)
    if peak is None:
        return [held]
    made = Row(
        "peak while making a trace / what it holds",
        where,
        f"{peak / trace.nbytes:.3f}",
        f"{peak / 2**20:.1f} / {trace.nbytes / 2**20:.1f} MiB",
        "<= 1.15",
    )
    return [held, made]


def _peak(tokens: int, device: str) -> int | None:
    """Most bytes in use at once while a trace is made, above what was in use before.

    On the processor a fresh process counts its pages; None where the system does not tell.
    """
    if not Path("/proc/self/clear_refs").exists() and device == "cpu":
        return None
    # Freed memory goes back at once, so that pages in use are bytes in use.
    environ = {**os.environ, "MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_ARENA_MAX": "1"}
    command = [sys.executable, "-m", "tests.benchmarks.peak", str(SIDES[tokens]), device]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _place(device: str) -> str:
    if device == "cpu":
        return f"CPU, {torch.get_num_threads()} threads"
    return torch.cuda.get_device_name(device)
