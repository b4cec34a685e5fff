"""Steps of a conversion to timm's parameters that renaming alone does not do.

Each takes a state and returns another; the given one and its tensors stay as they are.
"""

import re
from collections.abc import Mapping
from math import isqrt
from typing import Any

import torch
from torch import Tensor

from vit.config import Rope
from vit.loading.hints import Misfit
from vit.loading.own_copy import mapped_files, release

State = dict[str, Tensor]
KERNEL = "patch_embed.proj.weight"


def with_square_kernel(state: State) -> State:
    """A linear layer [D,3*p*p] of flattened patches as a kernel [D,3,p,p]."""
    weight = state.get(KERNEL)
    if weight is None or weight.ndim != 2:
        return state
    side = isqrt(weight.shape[1] // 3)
    if 3 * side * side != weight.shape[1]:
        return state
    return state | {KERNEL: weight.view(len(weight), 3, side, side)}


def without_class_row(state: State) -> State:
    """Positions of the patches alone: the class token's row is added to that token.

    Meta's DINOv2 with registers adds a position to the class token and none to the registers
    (Darcet et al. 2023, arXiv 2309.16588).
    """
    positions, token = state.get("pos_embed"), state.get("cls_token")
    if positions is None or token is None or positions.ndim != 3:
        return state
    return state | {"cls_token": token + positions[:, :1], "pos_embed": positions[:, 1:]}


def without_class_row_of_registers(state: State) -> State:
    """The same where there are registers: transformers keeps Meta's positions."""
    return without_class_row(state) if "reg_token" in state else state


def without_empty_registers(state: State) -> State:
    """No registers, where a tensor of none is stored."""
    registers = state.get("reg_token")
    if registers is None or registers.numel():
        return state
    return {name: tensor for name, tensor in state.items() if name != "reg_token"}


def with_plain_layers(state: State) -> State:
    """The first layer of an MLP without a gate, under the name that such an MLP has."""
    if any(".mlp.fc1_g." in name for name in state):
        return state
    return {name.replace(".mlp.fc1_x.", ".mlp.fc1."): one for name, one in state.items()}


def with_joint_pieces(state: State) -> State:
    """Query, key and value of each block in one, where all three are there.

    What is mapped of a file is given back once it is joined, so that it is not held twice.
    """
    apart = r"(blocks\.\d+\.attn)\.q_proj\.(weight|bias)"
    joint = {name: one for name, one in state.items() if not re.search(r"\.[qkv]_proj\.", name)}
    joint |= {name: one for name, one in state.items() if name.startswith("attn_pool.")}
    files = mapped_files()
    for match in filter(None, (re.fullmatch(apart, name) for name in state)):
        pieces = [state.get(f"{match[1]}.{letter}_proj.{match[2]}") for letter in "qkv"]
        whole = [piece for piece in pieces if piece is not None]
        if len(whole) == 3:
            joint[f"{match[1]}.qkv.{match[2]}"] = torch.cat(whole)
            for piece in whole:
                release(piece, files)
    return joint


def with_key_bias(state: State) -> State:
    """Keys without a bias in any block get one of zeros beside that of the queries."""
    query = {name: one for name, one in state.items() if name.endswith(".attn.q_proj.bias")}
    if any(name.endswith(".attn.k_proj.bias") for name in state):
        return state
    zeros = {name.replace("q_proj", "k_proj"): torch.zeros_like(one) for name, one in query.items()}
    return state | zeros


def with_joint_pool(state: State) -> State:
    """Key and value of a pooling attention in one, and its query alone, as timm has them.

    They come apart, or all three in one as torch's MultiheadAttention stores them.
    """
    apart = r"attn_pool\.(in_proj_|[kv]_proj\.)(weight|bias)"
    joint = {name: one for name, one in state.items() if not re.fullmatch(apart, name)}
    for kind in ("weight", "bias"):
        whole = state.get(f"attn_pool.in_proj_{kind}")
        pieces = [state.get(f"attn_pool.{letter}_proj.{kind}") for letter in "kv"]
        if whole is not None:
            third = len(whole) // 3
            joint |= {f"attn_pool.q.{kind}": whole[:third], f"attn_pool.kv.{kind}": whole[third:]}
        elif pieces[0] is not None and pieces[1] is not None:
            joint[f"attn_pool.kv.{kind}"] = torch.cat([pieces[0], pieces[1]])
    return joint


def without_foreign_head(state: State) -> State:
    """A head that reads more than a token is left out.

    The classifier of transformers' DINOv2 reads the class token and the mean of the patches.
    """
    kernel, head = state.get(KERNEL), state.get("head.weight")
    if kernel is None or head is None or head.shape[-1] == len(kernel):
        return state
    return {name: tensor for name, tensor in state.items() if not name.startswith("head.")}


def with_batch_axes(state: State) -> State:
    """Class token [D] and positions [N,D] with timm's leading axes, [1,1,D] and [1,N,D]."""
    axes = {"cls_token": 3, "pos_embed": 3}
    return {
        name: tensor[(None,) * (axes.get(name, tensor.ndim) - tensor.ndim)]
        for name, tensor in state.items()
    }


def with_projection(state: State) -> State:
    """CLIP's projection to the space of texts [D,P] as a head [P,D] whose bias is zero."""
    weight = state.get("proj")
    if weight is None or weight.ndim != 2:
        return state
    rest = {name: tensor for name, tensor in state.items() if name != "proj"}
    return with_head_bias(rest | {"head.weight": weight.T})


def with_head_bias(state: State) -> State:
    """A head without a bias gets one of zeros."""
    weight = state.get("head.weight")
    if weight is None or "head.bias" in state:
        return state
    return state | {"head.bias": weight.new_zeros(len(weight))}


def without_key_bias(state: State) -> State:
    """Biases of the keys are zero, as DINOv3 masks them; rotation would make them count."""
    return {
        name: _masked(tensor) if re.fullmatch(r"blocks\.\d+\.attn\.qkv\.bias", name) else tensor
        for name, tensor in state.items()
    }


def _masked(bias: Tensor) -> Tensor:
    query, key, value = bias.chunk(3)
    return torch.cat([query, torch.zeros_like(key), value])


def rope_of_dinov3(state: Mapping[str, Tensor]) -> dict[str, Any]:
    """Heads and rotary positions by the periods that Meta's DINOv3 stores.

    The f-th of K/4 periods is `base^(4f/K)` (Simeoni et al. 2025, arXiv 2508.10104). They may be
    stored in bfloat16, so that the base is known to two digits. Raises Misfit for other periods.
    """
    name = next((one for one in state if re.fullmatch(r"rope(_embed)?\.periods", one)), "")
    width = len(state[KERNEL])
    periods = state[name].double() if name else torch.empty(0)
    if periods.ndim != 1 or len(periods) < 2:
        return {}
    count = len(periods)
    base = float(f"{float(periods[-1]) ** (count / (count - 1)):.2g}")
    expected = base ** (torch.arange(count, dtype=torch.double) / count)
    if width % (4 * count) or not torch.allclose(periods, expected, rtol=0.01):
        raise Misfit("its rotary periods are no powers of one base, as DINOv3 has them")
    return {"heads": width // (4 * count), "rope": Rope(kind="centred", temperature=base)}


def patches_alone(state: Mapping[str, Tensor]) -> dict[str, Any]:
    """Positions are the patches' alone once the class token's row is added to that token."""
    return {"prefix_positions": False} if any("register_tokens" in name for name in state) else {}


def usual_of_dinov3(_state: Mapping[str, Tensor]) -> dict[str, Any]:
    """What all of DINOv3's releases have."""
    return {"eps": 1e-5, "rope": Rope(kind="centred", temperature=100.0)}
