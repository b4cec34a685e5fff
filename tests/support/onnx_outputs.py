"""More outputs for an ONNX file: what OpenCV is then to return, without the package onnx.

Two messages of Protocol Buffers one after the other are one, whose lists are joined: that is how
outputs are added behind a file. Field numbers are those of onnx.proto.
"""

import re
from collections.abc import Iterable

import cv2
import numpy

from vit.loading.onnx_file import Array, read

_GRAPH, _OUTPUT, _NAME, _TYPE, _TENSOR = 7, 12, 1, 2, 1
_FLOATS = b"\x08\x01\x12\x00"  # of float32, of a shape that is not stated
STREAM = r"/backbone/(embeddings/Add|encoder/layer\.\d+/Add_1)"


def with_outputs(content: bytes, names: Iterable[str]) -> bytes:
    """An ONNX file that returns these tensors too."""
    kind = _part(_TYPE, _part(_TENSOR, _FLOATS))
    outputs = (_part(_OUTPUT, _part(_NAME, name.encode()) + kind) for name in names)
    return content + _part(_GRAPH, b"".join(outputs))


def residual_stream(content: bytes, pixels: Array) -> Array:
    """[L+1,N,D] the residual stream of pixels [3,H,W], as OpenCV computes the graph of a file."""
    nodes = [name for name, _ in read(content).nodes if re.fullmatch(STREAM, name)]
    names = [f"{name}_output_0" for name in nodes]
    whole = numpy.frombuffer(with_outputs(content, names), numpy.uint8)
    net = cv2.dnn.readNetFromONNX(whole, cv2.dnn.ENGINE_NEW)
    net.setInput(pixels[None])
    own = net.getUnconnectedOutLayersNames()  # all are computed, in their order
    outputs = dict(zip(own, net.forward(own), strict=True))
    return numpy.concatenate([outputs[name] for name in names])


def _part(number: int, content: bytes) -> bytes:
    """A field with a length."""
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])
