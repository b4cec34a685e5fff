"""Statistics of all heads beside the forward they are of: time, and the peak of memory.

As a program it prints the peak in bytes: python -m ... device px.
"""

import sys

import torch

import vit
from tests.benchmarks.library import PAIRS, SIDES, base_model, finished, place
from tests.benchmarks.peak import apart, peak_of
from tests.benchmarks.table import Row, ratio


def rows(device: str) -> list[Row]:
    """Both figures at both sizes on one device."""
    with torch.inference_mode():
        return [row for tokens in SIDES for row in _at(tokens, device)]


def _at(tokens: int, device: str) -> list[Row]:
    model, pixels = _given(device, SIDES[tokens])
    where, trace = f"ViT-B, {tokens} tokens, {place(device)}", vit.trace(model, pixels)
    time = ratio(
        "statistics of all heads / forward that records",
        where,
        ours=finished(device, lambda: vit.head_statistics(trace)),
        theirs=finished(device, lambda: vit.trace(model, pixels)),
        pairs=PAIRS[tokens],
        aim="<= 0.3" if tokens == 785 else "",
    )
    peak = apart("tests.benchmarks.heads", device, str(SIDES[tokens]))
    if peak is None:
        return [time]
    maps = trace.config.depth * trace.config.heads * tokens**2 * 4
    detail = f"{peak / 2**20:.1f} / {maps / 2**20:.1f} MiB"
    aim = "<= 0.1" if tokens == 785 else ""
    return [time, Row("peak of the same / all maps", where, f"{peak / maps:.3f}", detail, aim)]


def _given(device: str, side: int) -> tuple[vit.ViT, torch.Tensor]:
    return vit.from_timm(base_model(side, device)), torch.randn(3, side, side, device=device)


def main(device: str, side: int) -> int:
    """Peak bytes of the second run; the first one fills what stays."""
    model, pixels = _given(device, side)
    trace = vit.trace(model, pixels)
    vit.head_statistics(trace)
    return peak_of(lambda: vit.head_statistics(trace), device)


if __name__ == "__main__":
    print(main(sys.argv[1], int(sys.argv[2])))
