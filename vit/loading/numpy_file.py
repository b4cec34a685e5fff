# pyright: standard
"""Arrays of a NumPy archive (.npz) as tensors, mapped from the file; no Python object is made."""

import zipfile
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy
import torch
from numpy.lib import format as npy
from torch import Tensor

_HEADER = 30  # bytes of an archive's local header, whose last four are the lengths of what follows


class ArrayFault(ValueError):  # noqa: N818 - reads as what it says
    """An archive with other things than arrays of numbers; the message names cause and remedy."""


def read_arrays(path: Path) -> dict[str, Tensor]:
    """Name -> tensor, with a full stop where the archive has a slash.

    What was not compressed is mapped from the file. Raises ArrayFault for Python objects, which
    could run code, ValueError, EOFError or BadZipFile for damaged arrays.
    """
    tensors: dict[str, Tensor] = {}
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        for member in archive.infolist():
            name = member.filename.removesuffix(".npy").replace("/", ".")
            if member.compress_type == zipfile.ZIP_STORED:
                file.seek(member.header_offset)
                start = file.read(_HEADER)
                file.seek(int.from_bytes(start[26:28], "little"), 1)
                file.seek(int.from_bytes(start[28:30], "little"), 1)
                array = _mapped(file, path, name)
            else:
                with archive.open(member) as unpacked:
                    array = _unpacked(cast(BinaryIO, unpacked), name)
            tensor = _tensor(array)
            if tensor is not None:
                tensors[name] = tensor
    return tensors


def _unpacked(file: BinaryIO, name: str) -> Any:
    """The array of a compressed file."""
    try:
        return npy.read_array(file, allow_pickle=False)
    except ValueError as error:
        if "Object arrays" in str(error):
            raise _objects(name) from error
        raise


def _objects(name: str) -> ArrayFault:
    return ArrayFault(
        f"it holds Python objects that can run code when opened ({name}), so it was not; save the "
        "arrays alone"
    )


def _mapped(file: BinaryIO, path: Path, name: str) -> Any:
    """The array whose file begins here, mapped so that writing it would not change the file."""
    version = npy.read_magic(file)
    header: Any = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, by_columns, dtype = header(file)
    if dtype.hasobject:
        raise _objects(name)
    if not shape or 0 in shape:
        count = 0 if shape else 1
        return numpy.fromfile(file, dtype, count).reshape(shape)
    order = "F" if by_columns else "C"
    return numpy.memmap(path, dtype, "c", file.tell(), shape, order)


def _tensor(array: Any) -> Tensor | None:
    """An array of numbers as a tensor, None for text; bfloat16 is stored as two bytes each."""
    if array.dtype.kind == "V" and array.dtype.itemsize == 2:
        return torch.from_numpy(array.view("<i2")).view(torch.bfloat16)
    if array.dtype.kind not in "fiub":
        return None
    little = array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))
    return torch.from_numpy(little)
