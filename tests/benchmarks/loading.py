"""Time and memory of loading a ViT-B from the cache, first forward included, beside timm.

The weights are random and lie where the hub's client keeps what it has fetched: nothing is asked
of a network.
"""

import hashlib
import sys
import tempfile
from functools import partial
from pathlib import Path

import timm
import torch
from huggingface_hub import constants
from safetensors.torch import save_file
from torch import Tensor

import vit
from tests.benchmarks.library import base_model, finished, place
from tests.benchmarks.peak import apart, peak_of
from tests.benchmarks.table import Row, ratio

NAME = "vit_base_patch16_224.augreg_in21k_ft_in1k"
SIDE = 224
COMMIT = "0" * 40
PAIRS = 7


def rows(device: str) -> list[Row]:
    """Both figures on one device."""
    with tempfile.TemporaryDirectory() as folder:
        path = cache(Path(folder))
        kept = constants.HF_HUB_CACHE
        constants.HF_HUB_CACHE = folder
        try:
            return _rows(device, path)
        finally:
            constants.HF_HUB_CACHE = kept


def _rows(device: str, path: Path) -> list[Row]:
    where = f"ViT-B, {path.stat().st_size / 1e6:.0f} MB, {place(device)}"
    speed = ratio(
        "vit.load from the cache and a forward / timm's create_model",
        where,
        ours=finished(device, partial(ours, device)),
        theirs=finished(device, partial(theirs, device, path)),
        pairs=PAIRS,
        aim="<= 0.9",
    )
    peak = apart("tests.benchmarks.loading", device, str(path))
    if peak is None:
        return [speed]
    size = path.stat().st_size
    told = f"{peak / 2**20:.0f} / {size / 2**20:.0f} MiB"
    return [
        speed,
        Row("peak while loading / the weights", where, f"{peak / size:.3f}", told, "<= 1.3"),
    ]


def cache(folder: Path) -> Path:
    """Random weights of a ViT-B in a folder, as the hub's client lays them out; their path."""
    repository = folder / f"models--timm--{NAME}"
    snapshot = repository / "snapshots" / COMMIT
    for part in (snapshot, repository / "refs", repository / "blobs"):
        part.mkdir(parents=True)
    (repository / "refs" / "main").write_text(COMMIT)
    made = repository / "blobs" / "made"
    save_file(base_model(SIDE, "cpu").state_dict(), made)
    with made.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    blob = made.rename(made.with_name(digest))
    path = snapshot / "model.safetensors"
    path.symlink_to(blob)
    return path


def ours(device: str) -> Tensor:
    """Load with vit, checksum included, and run once."""
    return _run(vit.load(NAME, device=device), device)


def theirs(device: str, path: Path) -> Tensor:
    """Build with timm from the same file and run once."""
    model = timm.create_model(NAME, pretrained=True, pretrained_cfg_overlay={"file": str(path)})
    return _run(model.eval().to(device), device)


def _run(model: torch.nn.Module, device: str) -> Tensor:
    with torch.inference_mode():
        return model(torch.zeros(1, 3, SIDE, SIDE, device=device))


def main(device: str, path: Path) -> int:
    """Peak bytes of loading and a forward in a process that has only imported what it needs."""
    constants.HF_HUB_CACHE = str(path.parents[3])
    vit.resolve(NAME.partition(".")[0])  # timm is imported
    return peak_of(lambda: ours(device), device)


if __name__ == "__main__":
    print(main(sys.argv[1], Path(sys.argv[2])))
