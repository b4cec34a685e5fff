"""Weights of a person's file are copied without being held twice."""

import subprocess
import sys
from pathlib import Path

import numpy
import pytest
import torch
from safetensors.torch import save_file

from vit.loading.open_file import read_file
from vit.loading.own_copy import owned

ROOT = Path(__file__).resolve().parents[3]
STATUS = Path("/proc/self/status")
CODE = """
import sys
from pathlib import Path
from vit.loading.open_file import read_file
from vit.loading.own_copy import owned

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024

state = read_file(Path(sys.argv[1]))
state = {name: one for name, one in state.items() if "moments" not in name}
if sys.argv[1].endswith("npz"):  # as Google's are turned to ours
    state = {name: one.T for name, one in state.items()}
whole = sum(one.nbytes for one in state.values())
before = peak()
copies = owned(state)
print((peak() - before) / whole, float(copies[sorted(copies)[1]][3, 5]))
"""


@pytest.mark.skipif(not STATUS.is_file(), reason="the peak of memory is read from /proc")
@pytest.mark.parametrize("suffix", ["pth", "safetensors", "npz"])
def test_the_peak_is_little_more_than_the_weights(tmp_path: Path, suffix: str):
    weights = {f"weight{i}": torch.randn(1024, 1024) for i in range(24)}  # 4 MiB each
    path = tmp_path / f"large.{suffix}"
    if suffix == "pth":
        torch.save({"model": weights, "moments": torch.zeros(24, 1024, 1024)}, path)
    elif suffix == "npz":
        numpy.savez(path, **{name: one.T.numpy() for name, one in weights.items()})  # type: ignore[arg-type]
    else:
        save_file(weights, path)
    command = [sys.executable, "-c", CODE, str(path)]
    words = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    peak, value = words.split()
    assert float(peak) <= 1.3
    assert float(value) == pytest.approx(float(weights["weight1"][3, 5]))


def test_copies_are_equal_and_their_own(tmp_path: Path):
    weights = {"a": torch.randn(70, 900), "b": torch.arange(5), "c": torch.tensor(2.5)}
    torch.save(weights, tmp_path / "a.pth")
    done: list[tuple[int, int]] = []
    copies = owned(
        read_file(tmp_path / "a.pth"), dtype=torch.float64, step=lambda *n: done.append(n)
    )
    assert torch.equal(copies["a"], weights["a"].double())
    assert copies["b"].dtype == torch.int64
    assert done[-1] == (70 * 900 * 4 + 40 + 4,) * 2
