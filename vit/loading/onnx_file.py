"""Weights and nodes of an ONNX file, read by its wire format; nothing of the file is run.

The format is Protocol Buffers, https://protobuf.dev/programming-guides/encoding, with the messages
of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, whose field numbers stand below.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy
from numpy.typing import NDArray

Array: TypeAlias = NDArray[numpy.float32]

_GRAPH = 7  # of a model
_NODE, _INITIALIZER = 1, 5  # of a graph
_INPUT, _NODE_NAME = 1, 3  # of a node
_DIMS, _TYPE, _FLOATS, _NAME, _RAW = 1, 2, 4, 8, 9  # of a tensor
_FLOAT = 1  # a tensor's type: float32, little-endian
_VARINT, _EIGHT, _LENGTH, _FOUR = 0, 1, 2, 5  # kinds of a field
_WIDTHS = {_EIGHT: 8, _FOUR: 4}  # bytes


@dataclass
class Graph:
    """The float32 tensors of an ONNX file by name, and of every node its name and its inputs."""

    tensors: dict[str, Array]
    nodes: list[tuple[str, list[str]]]


def read(content: bytes) -> Graph:
    """The graph of an ONNX file; its arrays are read-only views of `content`.

    Tensors of other types, and those kept in other files, are left out. ValueError for what is no
    such file.
    """
    graph = Graph({}, [])
    for number, part in _fields(memoryview(content)):
        if number == _GRAPH and isinstance(part, memoryview):
            _read_graph(part, graph)
    return graph


def _read_graph(message: memoryview, graph: Graph) -> None:
    for number, part in _fields(message):
        if not isinstance(part, memoryview):
            continue
        if number == _INITIALIZER:
            _read_tensor(part, graph.tensors)
        elif number == _NODE:
            graph.nodes.append(_node(part))


def _node(message: memoryview) -> tuple[str, list[str]]:
    name, inputs = "", list[str]()
    for number, part in _fields(message):
        if number == _NODE_NAME:
            name = _text(part)
        elif number == _INPUT:
            inputs.append(_text(part))
    return name, inputs


def _read_tensor(message: memoryview, tensors: dict[str, Array]) -> None:
    shape, kind, name = list[int](), 0, ""
    numbers: memoryview | None = None
    for number, part in _fields(message):
        if number == _DIMS:
            shape += _varints(part) if isinstance(part, memoryview) else [part]
        elif number == _TYPE and isinstance(part, int):
            kind = part
        elif number == _NAME:
            name = _text(part)
        elif number in (_RAW, _FLOATS) and isinstance(part, memoryview):
            numbers = part
    if kind == _FLOAT and numbers is not None:
        tensors[name] = numpy.frombuffer(numbers, dtype="<f4").reshape(shape)


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Number and content of every field: an integer, or the bytes of all that is no integer."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        kind = key & 7
        if kind == _VARINT:
            value, at = _varint(message, at)
            yield key >> 3, value
            continue
        if kind == _LENGTH:
            length, at = _varint(message, at)
        else:
            length = _WIDTHS.get(kind, len(message))
        if at + length > len(message):
            raise ValueError("it is damaged, or no ONNX file")
        yield key >> 3, message[at : at + length]
        at += length


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    """An integer of up to 64 bits at a place, seven bits in each byte, and the place after it."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            break
        byte = message[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise ValueError("it is damaged, or no ONNX file")


def _varints(message: memoryview) -> list[int]:
    values, at = list[int](), 0
    while at < len(message):
        value, at = _varint(message, at)
        values.append(value)
    return values


def _text(part: int | memoryview) -> str:
    return bytes(part).decode() if isinstance(part, memoryview) else ""
