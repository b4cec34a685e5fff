"""Weights of a person's file are copied without being held twice, and read once."""

import ctypes
import gc
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy
import pytest
import timm
import torch
from safetensors.torch import save_file

import vit
from tests.support.own_files import State, state_of
from vit.loading.open_file import read_file
from vit.loading.own_copy import owned

STATUS, RESET, READ = (Path(f"/proc/self/{name}") for name in ("status", "clear_refs", "io"))
T = TypeVar("T")
MOST = 1.3  # of the weights, while loading
LARGE = timm.create_model(
    "vit_tiny_patch16_224", embed_dim=768, depth=2, num_heads=12, img_size=32, num_classes=5
)


def number_in(path: Path, name: str) -> int:
    match = re.search(rf"{name}:\s+(\d+)", path.read_text())
    assert match
    return int(match[1])


def can_measure() -> bool:
    """Whether this system tells the peak of memory and the bytes that were read."""
    try:
        RESET.write_text("5")
        return number_in(READ, "rchar") > 0
    except OSError:
        return False


def of_training(state: State, folder: Path) -> str:
    moments = {"exp_avg": torch.zeros(2_000_000)}
    wrapped = {f"module.{name}": tensor for name, tensor in state.items()}
    torch.save({"state_dict": wrapped, "optimizer": moments}, folder / "last.ckpt")
    return str(folder / "last.ckpt")


def of_old_torch(state: State, folder: Path) -> str:
    torch.save(state, folder / "old.pth", _use_new_zipfile_serialization=False)
    return str(folder / "old.pth")


def in_half(state: State, folder: Path) -> str:
    torch.save({name: tensor.half() for name, tensor in state.items()}, folder / "half.pth")
    return str(folder / "half.pth")


def safe(state: State, folder: Path) -> str:
    save_file(state, folder / "model.safetensors")
    return str(folder / "model.safetensors")


def of_transformers(state: State, folder: Path) -> str:
    """Queries, keys and values apart, under transformers' names."""
    names = {
        "cls_token": "embeddings.cls_token",
        "pos_embed": "embeddings.position_embeddings",
        "patch_embed.proj": "embeddings.patch_embeddings.projection",
        "blocks.": "encoder.layer.",
        "attn.proj": "attention.output.dense",
        "mlp.fc1": "intermediate.dense",
        "mlp.fc2": "output.dense",
        "norm1": "layernorm_before",
        "norm2": "layernorm_after",
    }
    theirs: State = {}
    for name, tensor in state.items():
        for ours, other in names.items():
            name = name.replace(ours, other)
        name = re.sub("^norm", "layernorm", name)
        pieces = ("query", "key", "value") if ".qkv." in name else ("",)
        for piece, part in zip(pieces, tensor.chunk(len(pieces)), strict=True):
            apart = name.replace("attn.qkv", f"attention.attention.{piece}")
            theirs[apart.replace("head.", "classifier.")] = part.clone()
    save_file(theirs, folder / "model.safetensors")
    facts = {"model_type": "vit", "num_attention_heads": 12, "layer_norm_eps": 1e-6}
    (folder / "config.json").write_text(json.dumps(facts))
    return f"local-dir:{folder}"


KINDS: dict[str, Callable[[State, Path], str]] = {
    "a training's file": of_training,
    "an old file": of_old_torch,
    "half precision": in_half,
    "safetensors": safe,
    "transformers": of_transformers,
}


measured = pytest.mark.skipif(not can_measure(), reason="the peak of memory is read from /proc")


def peak_of(work: Callable[[], T]) -> tuple[T, int, int]:
    """What some work gives, the bytes that it held at most, and those that it read."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    RESET.write_text("5")  # the peak is what is held now
    before, read = number_in(STATUS, "VmRSS"), number_in(READ, "rchar")
    result = work()
    return result, 1024 * (number_in(STATUS, "VmHWM") - before), number_in(READ, "rchar") - read


@measured
@pytest.mark.parametrize("kind", KINDS)
def test_no_weight_is_held_twice_and_no_byte_read_twice(kind: str, tmp_path: Path):
    reference = KINDS[kind](state_of(LARGE), tmp_path)
    stored = sum(path.stat().st_size for path in tmp_path.iterdir())
    ours, peak, read = peak_of(lambda: vit.load(reference, device="cpu"))
    assert peak <= MOST * sum(parameter.nbytes for parameter in ours.parameters())
    assert read <= 1.1 * stored
    assert torch.equal(ours.get_parameter("norm.weight"), LARGE.state_dict()["norm.weight"])


@measured
def test_arrays_that_are_turned_are_held_once(tmp_path: Path):
    arrays = {f"weight{i}": numpy.ones((512, 1024), numpy.float32) for i in range(24)}
    numpy.savez(tmp_path / "large.npz", **arrays)  # type: ignore[arg-type]

    def turned() -> State:
        return owned({name: one.T for name, one in read_file(tmp_path / "large.npz").items()})

    copies, peak, _ = peak_of(turned)
    assert peak <= MOST * sum(tensor.nbytes for tensor in copies.values())
    assert copies["weight3"].shape == (1024, 512)


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
