"""Copies of mapped tensors, one after the other, with the mapped pages given back on the way.

A file that somebody's training writes again must not change or end a model that is in use, so its
weights are copied. The pages of the file that a copy has read would stay in memory beside it: they
are released tensor by tensor, so that never more than one tensor is held twice.
"""

import ctypes
import mmap
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor


def ignore_bytes(_done: int, _whole: int) -> None:
    """Ignore progress."""


Step = Callable[[int, int], None]  # bytes so far, bytes in all
MAPS = Path("/proc/self/maps")


def owned(
    state: dict[str, Tensor],
    device: torch.device | str = "cpu",
    dtype: torch.dtype | None = None,
    step: Step = ignore_bytes,
) -> dict[str, Tensor]:
    """The same tensors in memory of their own; `step` receives the bytes copied after each.

    Empties `state`, so that each tensor is freed once its copy is there. Whole numbers keep their
    dtype.
    """
    whole = sum(tensor.nbytes for tensor in state.values())
    done, files, copies = 0, mapped_files(), dict[str, Tensor]()
    for name in list(state):
        tensor = state.pop(name)
        kind = dtype if dtype and tensor.is_floating_point() else tensor.dtype
        # What lies in no file is nobody else's already.
        copy = not files or not tensor.is_contiguous() or _is_mapped(tensor, files)
        copies[name] = _copied(tensor, device, kind) if copy else tensor.to(device, kind)
        done += tensor.nbytes
        release(tensor, files)
        step(done, whole)
    return copies


def _copied(tensor: Tensor, device: torch.device | str, dtype: torch.dtype) -> Tensor:
    """The same numbers row by row; at one go, since a second copy would fragment the memory."""
    return torch.empty(tensor.shape, dtype=dtype, device=device).copy_(tensor)


def mapped_files() -> list[tuple[int, int]]:
    """The address ranges of this process that are read from files; empty where nobody tells."""
    if not MAPS.is_file() or not hasattr(mmap, "MADV_DONTNEED"):
        return []
    ranges: list[tuple[int, int]] = []
    for line in MAPS.read_text("utf-8", errors="replace").splitlines():
        fields = line.split(maxsplit=5)
        if len(fields) == 6 and fields[4] != "0":  # the number of a file
            begin, _, end = fields[0].partition("-")
            ranges.append((int(begin, 16), int(end, 16)))
    return ranges


def _is_mapped(tensor: Tensor, files: list[tuple[int, int]]) -> bool:
    """Whether a tensor lies in one of these ranges."""
    begin, end = tensor.data_ptr(), tensor.data_ptr() + tensor.nbytes
    return any(low <= begin <= end <= high for low, high in files)


def release(tensor: Tensor, files: list[tuple[int, int]]) -> None:
    """Give the pages of a tensor that is mapped from a file back to the system.

    Pages that are not of a file are never touched: they would be lost.
    """
    if not _is_dense(tensor) or not _is_mapped(tensor, files):
        return
    begin, end = tensor.data_ptr(), tensor.data_ptr() + tensor.nbytes
    first, last = -(-begin // mmap.PAGESIZE) * mmap.PAGESIZE, end // mmap.PAGESIZE * mmap.PAGESIZE
    if first < last:
        release = ctypes.CDLL(None).madvise
        release(ctypes.c_void_p(first), ctypes.c_size_t(last - first), mmap.MADV_DONTNEED)


def _is_dense(tensor: Tensor) -> bool:
    """Whether a tensor's numbers lie side by side, in whatever order of its axes."""
    last = sum((size - 1) * step for size, step in zip(tensor.shape, tensor.stride(), strict=True))
    return last + 1 == tensor.numel()
