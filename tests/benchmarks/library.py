"""Time and memory of `vit` beside timm, at the sizes of a ViT-B.

Weights are random: neither time nor memory depends on them. As a program it prints the most bytes
that making one trace takes: python -m ... device px.
"""

import sys
from functools import partial
from typing import Any

import timm
import torch
from timm.models.vision_transformer import VisionTransformer
from torch import Tensor

import vit
from tests.benchmarks.peak import apart, peak_of
from tests.benchmarks.recipe import hooked_maps, rollout_by_matrices
from tests.benchmarks.table import Row, Task, ratio
from vit.maps.flow import carry

SIDES = {197: 224, 785: 448}  # tokens -> px of the input, in patches of 16
PAIRS = {197: 11, 785: 7}


def base_model(side: int, device: str) -> VisionTransformer:
    """timm's ViT-B/16 with random weights for inputs of side x side px."""
    return _random("vit_base_patch16_224", side, device)


def _random(name: str, side: int, device: str) -> Any:
    torch.manual_seed(0)
    return timm.create_model(name, img_size=side).eval().to(device)


def rows(device: str) -> list[Row]:
    """Every figure at both sizes on one device."""
    with torch.inference_mode():
        return [row for tokens in SIDES for row in [*_at(tokens, device), _turned(tokens, device)]]


def _at(tokens: int, device: str) -> list[Row]:
    theirs = base_model(SIDES[tokens], device)
    ours = vit.from_timm(theirs)
    pixels = torch.randn(3, SIDES[tokens], SIDES[tokens], device=device)
    compare = partial(ratio, where=f"ViT-B, {tokens} tokens, {place(device)}", pairs=PAIRS[tokens])
    timed = partial(finished, device)
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


def _turned(tokens: int, device: str) -> Row:
    """Recording with rotary positions, and so many patches as the plain ViT-B has."""
    theirs = _random("vit_base_patch16_dinov3", SIDES[tokens], device)
    ours = vit.from_timm(theirs)
    pixels = torch.randn(3, SIDES[tokens], SIDES[tokens], device=device)
    return ratio(
        "forward that records / timm's fused forward",
        where=f"DINOv3 ViT-B, {ours.config.tokens} tokens, {place(device)}",
        ours=finished(device, lambda: vit.trace(ours, pixels)),
        theirs=finished(device, lambda: theirs(pixels[None])),
        pairs=PAIRS[tokens],
        aim="<= 1.05",
    )


def _usual_rollout(model: VisionTransformer, pixels: Tensor) -> Tensor:
    return rollout_by_matrices([maps.mean(dim=0) for maps in hooked_maps(model, pixels)])


def _by_vectors(fused: list[Tensor]) -> Tensor:
    flow = fused[0].new_zeros(1, fused[0].shape[-1])
    flow[0, 0] = 1
    ones = flow.new_ones(flow.shape[-1])  # the row sums of a mean of attention maps
    for attention in reversed(fused):
        flow = carry(flow, attention, 0.5, sums=ones)
    return flow[0]


def finished(device: str, task: Task) -> Task:
    """The task until its last kernel has run."""
    if device == "cpu":
        return task
    return lambda: (task(), torch.cuda.synchronize())


def _memory(trace: vit.Trace, tokens: int, device: str) -> list[Row]:
    where = f"ViT-B, {tokens} tokens, {place(device)}"
    config = trace.config
    maps = config.depth * config.heads * tokens**2 * 4
    held = Row(
        "a trace / all maps in float32",
        where,
        f"{trace.nbytes / maps:.3f}",
        f"{trace.nbytes / 2**20:.1f} / {maps / 2**20:.1f} MiB",
        "<= 0.34" if tokens == 785 else "",
    )
    peak = apart("tests.benchmarks.library", device, str(SIDES[tokens]))
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


def place(device: str) -> str:
    """The device in words."""
    if device == "cpu":
        return f"CPU, {torch.get_num_threads()} threads"
    return torch.cuda.get_device_name(device)


def main(device: str, side: int) -> int:
    """Peak bytes of the second trace; the first one fills the caches that stay."""
    ours = vit.from_timm(base_model(side, device))
    pixels = torch.randn(3, side, side, device=device)
    vit.trace(ours, pixels)
    return peak_of(lambda: vit.trace(ours, pixels), device)


if __name__ == "__main__":
    print(main(sys.argv[1], int(sys.argv[2])))
