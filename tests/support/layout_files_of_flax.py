"""Archives as Google's ViTs in Flax are stored, which timm's `load_pretrained` reads."""

from pathlib import Path
from typing import Any

import numpy
import torch
from torch import Tensor

from tests.support.layout_files import Size, Written, model_of, states

State = dict[str, Tensor]


def flax(size: Size, folder: Path, *, stacked: bool = False, packed: bool = False) -> Written:
    """Google's archive: of `vision_transformer`, or stacked, of `big_vision` with a pooling."""
    changes: dict[str, Any] = {}
    if stacked:
        changes = {"class_token": False, "global_pool": "map", "num_classes": 3}
    model = model_of("vit_tiny_patch16_224", size, **changes)
    arrays = _flax_arrays(states(model), size, stacked=stacked)
    save = numpy.savez_compressed if packed else numpy.savez
    save(folder / "a.npz", **{name: one.numpy() for name, one in arrays.items()})  # type: ignore[arg-type]
    for parameter in model.parameters():
        parameter.data.zero_()
    model.load_pretrained(str(folder / "a.npz"))
    return Written(str(folder / "a.npz"), model)


def _flax_arrays(state: State, size: Size, *, stacked: bool) -> State:
    """timm's parameters as Flax names and stores them."""
    heads, prefix = (size.heads, 64), "params/img/" if stacked else ""
    arrays: State = {
        "embedding/kernel": state["patch_embed.proj.weight"].permute(2, 3, 1, 0),
        "embedding/bias": state["patch_embed.proj.bias"],
        "pos_embedding" if stacked else "Transformer/posembed_input/pos_embedding": state[
            "pos_embed"
        ],
        **_dense("head", state, "head"),
        **_norm("Transformer/encoder_norm", state, "norm"),
    }
    if not stacked:
        arrays["cls"] = state["cls_token"]
    blocks: list[State] = []
    attention, mlp, second = (0, 0, 1) if stacked else (1, 3, 2)
    for layer in range(size.depth):
        mine = f"blocks.{layer}"
        weights, biases = (state[f"{mine}.attn.qkv.{one}"].chunk(3) for one in ("weight", "bias"))
        block = _norm("LayerNorm_0", state, f"{mine}.norm1")
        block |= _norm(f"LayerNorm_{second}", state, f"{mine}.norm2")
        block |= _attention(f"MultiHeadDotProductAttention_{attention}", weights, biases, heads)
        block |= _out(f"MultiHeadDotProductAttention_{attention}", state, f"{mine}.attn", heads)
        block |= _dense(f"MlpBlock_{mlp}/Dense_0", state, f"{mine}.mlp.fc1")
        block |= _dense(f"MlpBlock_{mlp}/Dense_1", state, f"{mine}.mlp.fc2")
        blocks.append(block)
    if stacked:
        arrays |= {
            f"Transformer/encoderblock/{name}": torch.stack([block[name] for block in blocks])
            for name in blocks[0]
        }
        arrays |= _flax_pool(state, heads)
    else:
        for layer, block in enumerate(blocks):
            named = f"Transformer/encoderblock_{layer}"
            arrays |= {f"{named}/{name}": one for name, one in block.items()}
    return {prefix + name: tensor.contiguous() for name, tensor in arrays.items()}


def _flax_pool(state: State, heads: tuple[int, int]) -> State:
    query = (state["attn_pool.q.weight"], state["attn_pool.q.bias"])
    pairs = (state[f"attn_pool.kv.{one}"].chunk(2) for one in ("weight", "bias"))
    weights, biases = ((one, *two) for one, two in zip(query, pairs, strict=True))
    place = "MAPHead_0/MultiHeadDotProductAttention_0"
    pool = {"MAPHead_0/probe": state["attn_pool.latent"]}
    pool |= _attention(place, weights, biases, heads) | _out(place, state, "attn_pool", heads)
    pool |= _norm("MAPHead_0/LayerNorm_0", state, "attn_pool.norm")
    pool |= _dense("MAPHead_0/MlpBlock_0/Dense_0", state, "attn_pool.mlp.fc1")
    return pool | _dense("MAPHead_0/MlpBlock_0/Dense_1", state, "attn_pool.mlp.fc2")


def _dense(name: str, state: State, mine: str) -> State:
    return {f"{name}/kernel": state[f"{mine}.weight"].T, f"{name}/bias": state[f"{mine}.bias"]}


def _norm(name: str, state: State, mine: str) -> State:
    return {f"{name}/scale": state[f"{mine}.weight"], f"{name}/bias": state[f"{mine}.bias"]}


def _attention(place: str, weights: Any, biases: Any, heads: tuple[int, int]) -> State:
    arrays: State = {}
    for word, weight, bias in zip(("query", "key", "value"), weights, biases, strict=True):
        arrays[f"{place}/{word}/kernel"] = weight.T.unflatten(1, heads)
        arrays[f"{place}/{word}/bias"] = bias.view(heads)
    return arrays


def _out(place: str, state: State, mine: str, heads: tuple[int, int]) -> State:
    weight = state[f"{mine}.proj.weight"].T.unflatten(0, heads)
    return {f"{place}/out/kernel": weight, f"{place}/out/bias": state[f"{mine}.proj.bias"]}
