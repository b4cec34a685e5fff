"""The state dict of a DINOv2 backbone, with timm's names, from a graph that transformers exported.

The export turned the weights of the linear layers into nameless inputs, transposed: which layer one
belongs to stands in the name of the node that it enters.
"""

import re

import numpy

from vit.loading.onnx_file import Array, Graph

_EMBEDDINGS, _BLOCK = "backbone.embeddings.", "backbone.encoder.layer."
_LINEAR = {"attn.proj": "attention/output/dense", "mlp.fc1": "mlp/fc1", "mlp.fc2": "mlp/fc2"}
_QKV = [f"attention/attention/{name}" for name in ("query", "key", "value")]
_PLAIN = {
    "ls1.gamma": "layer_scale1.lambda1",
    "ls2.gamma": "layer_scale2.lambda1",
    **{
        f"{norm}.{kind}": f"{norm}.{kind}"
        for norm in ("norm1", "norm2")
        for kind in ("weight", "bias")
    },
}


def dinov2_state(graph: Graph) -> dict[str, Array]:
    """timm's names -> arrays, as of `vit_small_patch14_dinov2`, of any width and depth.

    KeyError, IndexError or ValueError where the graph is not of this kind.
    """
    held, linear = graph.tensors, _linear(graph)
    state = {
        "cls_token": held[_EMBEDDINGS + "cls_token"],
        "pos_embed": _positions(graph),
        "patch_embed.proj.weight": held[_EMBEDDINGS + "patch_embeddings.projection.weight"],
        "patch_embed.proj.bias": held[_EMBEDDINGS + "patch_embeddings.projection.bias"],
        "norm.weight": held["backbone.layernorm.weight"],
        "norm.bias": held["backbone.layernorm.bias"],
    }
    for layer in sorted({match[1] for name in held if (match := _block(name))}, key=int):
        state |= {
            f"blocks.{layer}.{name}": array
            for name, array in _block_state(held, linear, layer).items()
        }
    return {name: numpy.ascontiguousarray(array) for name, array in state.items()}


def _block_state(held: dict[str, Array], linear: dict[str, Array], layer: str) -> dict[str, Array]:
    """The arrays of one block, by timm's names in the block."""
    own = f"{_BLOCK}{layer}."

    def bias(place: str) -> Array:
        return held[f"{own}{place.replace('/', '.')}.bias"]

    state = {
        "attn.qkv.weight": numpy.concatenate([linear[f"layer.{layer}/{one}"] for one in _QKV]),
        "attn.qkv.bias": numpy.concatenate([bias(one) for one in _QKV]),
    }
    for name, place in _LINEAR.items():
        state[f"{name}.weight"] = linear[f"layer.{layer}/{place}"]
        state[f"{name}.bias"] = bias(place)
    return state | {name: held[own + place] for name, place in _PLAIN.items()}


def _linear(graph: Graph) -> dict[str, Array]:
    """`layer.3/mlp/fc1` -> weights [out, in]."""
    return {
        node.split("/encoder/")[1].removesuffix("/MatMul"): graph.tensors[name].T
        for node, inputs in graph.nodes
        for name in inputs
        if name.startswith("onnx::MatMul") and name in graph.tensors
    }


def _positions(graph: Graph) -> Array:
    """The position embedding [1, 1 + patches, width]: of the class token, then of the patches."""
    width = graph.tensors[_EMBEDDINGS + "cls_token"].shape[-1]
    entering = {name for _, inputs in graph.nodes for name in inputs if name in graph.tensors}
    (first,) = (
        graph.tensors[name]
        for name in entering
        if name.startswith("onnx::Concat") and graph.tensors[name].shape == (1, 1, width)
    )
    (others,) = (graph.tensors[name] for name in entering if name.startswith("onnx::Reshape"))
    return numpy.concatenate([first, others.reshape(1, -1, width)], axis=1)


def _block(name: str) -> re.Match[str] | None:
    return re.match(re.escape(_BLOCK) + r"(\d+)\.", name)
