# pyright: standard
"""All tensors of a file of weights, by their full names; the file is opened once and runs no code.

What a file is, is read from its first bytes, not from its name. The tensors are mapped from the
file: what is not used of them is never read.
"""

import argparse
import pathlib
import pickle
import re
import threading
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from vit.loading.numpy_file import ArrayFault, read_arrays

DEEPEST = 12  # mappings inside one another

_SCALAR: Any = numpy.float64(0).__reduce__()[0]  # what makes a number of numpy from bytes
# Classes of plain data that training scripts save beside the weights; making one runs no code.
_HARMLESS: list[Any] = [
    argparse.Namespace,
    pathlib.PurePosixPath,
    pathlib.PureWindowsPath,
    (pathlib.PurePosixPath, "pathlib.PosixPath"),
    (pathlib.PurePosixPath, "pathlib._local.PosixPath"),
    (pathlib.PureWindowsPath, "pathlib.WindowsPath"),
    (pathlib.PureWindowsPath, "pathlib._local.WindowsPath"),
    numpy.dtype,
    *(type(numpy.dtype(kind)) for kind in ("f2", "f4", "f8", "i4", "i8", "u1", "?")),
    (_SCALAR, "numpy._core.multiarray.scalar"),
    (_SCALAR, "numpy.core.multiarray.scalar"),  # of numpy before 2.0
]
_ALLOWED = threading.Lock()  # torch keeps its list of classes for all threads together

_NO_WEIGHTS = (
    (rb"\x89HDF", "it is an HDF5 file, as Keras writes it: save the weights with PyTorch"),
    (rb"version https://git-lfs", "it is a pointer of Git LFS, not the weights: run git lfs pull"),
    (rb"\s*<", "it is a web page, not weights: the download went wrong, so fetch it again"),
    (rb"\x1f\x8b|BZh|\xfd7zXZ|7z", "it is compressed: unpack it first"),
)


class FileFault(ValueError):  # noqa: N818 - reads as what it says
    """A file that holds no weights which can be read; the message names cause and remedy."""


def read_file(path: Path) -> dict[str, Tensor]:
    """Name -> tensor of every tensor in a file of safetensors, PyTorch or NumPy, mapped from it.

    A name holds the way to the tensor: what `{"model": {"head.bias": ...}}` holds is
    `model.head.bias`. Raises FileFault for another or a damaged file, or one with Python objects
    that could run code; OSError where it cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(64)
    if not start:
        raise FileFault("it is empty: save the weights again")
    for pattern, sentence in _NO_WEIGHTS:
        if re.match(pattern, start):
            raise FileFault(sentence)
    if start[8:9] == b"{" or path.suffix == ".safetensors":
        return _safetensors(path)
    return dict(_tensors(_pickled(path, start)))


def read_safetensors(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Tensors and metadata of a safetensors file; the tensors are memory-mapped, not read."""
    with safe_open(path, framework="pt") as file:
        names = file.keys()
        return {name: file.get_tensor(name) for name in names}, file.metadata() or {}


def _safetensors(path: Path) -> dict[str, Tensor]:
    try:
        return read_safetensors(path)[0]
    except SafetensorError as error:
        raise FileFault("it is damaged or cut short, or no file of safetensors") from error


def _pickled(path: Path, start: bytes) -> Any:
    """What a file of PyTorch holds, of plain data and tensors alone."""
    zipped = start.startswith(b"PK")
    if zipped and _has_arrays(path):
        return _arrays(path)
    try:
        with _ALLOWED, torch.serialization.safe_globals(_HARMLESS):
            return torch.load(path, map_location="cpu", weights_only=True, mmap=zipped)
    except pickle.UnpicklingError as error:
        raise FileFault(_objects(str(error))) from error
    except (RuntimeError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FileFault("it is damaged or cut short, or no file of PyTorch's") from error


def _arrays(path: Path) -> dict[str, Tensor]:
    """The arrays of an archive of NumPy's."""
    try:
        return read_arrays(path)
    except ArrayFault as error:
        raise FileFault(str(error)) from error
    except (ValueError, EOFError, OSError, zipfile.BadZipFile, zlib.error) as error:
        raise FileFault("it is damaged or cut short, or no archive of NumPy's") from error


def _has_arrays(path: Path) -> bool:
    """Whether an archive is one of NumPy's; FileFault if it is not of `torch.save` either."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise FileFault("it is damaged or cut short, or no file of PyTorch's") from error
    if any(name.endswith("/constants.pkl") for name in names):
        raise FileFault(
            "it is a TorchScript program, which runs code when opened, so it was not: save the "
            "weights alone, with torch.save(model.state_dict(), file)"
        )
    if names and all(name.endswith(".npy") for name in names):
        return True
    if not any(name.endswith("data.pkl") for name in names):
        raise FileFault("it is a ZIP archive and no file of PyTorch's: unpack it first")
    return False


def _objects(message: str) -> str:
    """The sentence for a pickle with other Python objects, or without sense."""
    match = re.search(r"(?:GLOBAL|global|class) (\S+?\.[\w.]+)", message)
    if not match:
        return "it is damaged, or no file of PyTorch's"
    return (
        f"it holds Python objects that can run code when opened ({match[1]}), so it was not: "
        "save the weights alone, with torch.save(model.state_dict(), file)"
    )


def _tensors(node: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, Tensor]]:
    """Every tensor below a node with the way to it; sequences count their entries from 0."""
    if isinstance(node, Tensor):
        yield name, node.detach()
    elif depth < DEEPEST and isinstance(node, Mapping | list | tuple):
        entries = node.items() if isinstance(node, Mapping) else enumerate(node)
        for key, entry in entries:
            yield from _tensors(entry, f"{name}.{key}" if name else str(key), depth + 1)
