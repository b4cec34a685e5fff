"""The architecture that the shapes of a file's parameters tell, and what they cannot tell.

The parameters have timm's names. What a file does not tell comes from a hint, the configuration of
the architecture that somebody named, or is assumed as most checkpoints of that kind have it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from torch import Tensor

from vit.config import Preprocessing, ViTConfig
from vit.loading.hints import Hint, Misfit
from vit.loading.position_shapes import positions_of
from vit.loading.untold import assumed, preprocessing_of, rest_of

KERNEL = "patch_embed.proj.weight"


# Parts of a named architecture that a file must have too: else some of its tensors are missing.
_PARTS = (
    *("patch_bias", "qkv_bias", "proj_bias", "layer_scale", "pre_norm", "patch_norm"),
    *("qk_norm", "sub_norm", "mlp_norm"),
)
_ARCHITECTURE = ("heads", "activation", "pool", "eps", "rope", "outputs", "pool_heads")


@dataclass(frozen=True)
class Shape:
    """A configuration, its preprocessing, and (fact, value) of what was assumed for them."""

    config: ViTConfig
    preprocessing: Preprocessing
    assumed: tuple[tuple[str, str], ...] = field(default=())


def shape_of(
    state: Mapping[str, Tensor],
    hint: Hint | None,
    stated: Mapping[str, Any] | None = None,
    usual: Mapping[str, Any] | None = None,
) -> Shape:
    """The architecture of parameters with timm's names.

    `stated` are facts that shapes do not tell, as `vit.load` takes them, and `usual` those that are
    assumed where nobody states them. Raises Misfit.
    """
    stated = {name: value for name, value in (stated or {}).items() if value is not None}
    known = stated if hint else {**(usual or {}), **stated}
    facts = _tokens(state) | _blocks(state) | _norms(state)
    if hint:
        _compare(facts, hint)
        facts |= {part: True for part in _PARTS if getattr(hint.config, part)}
        if facts["final_norm"] == "none":
            facts["final_norm"] = hint.config.final_norm
    elif "rope" not in known and _may_turn(state, facts):
        raise Misfit(
            "it is named and built as models with rotary positions are, which no shape tells: "
            "name its architecture, as timm_name=file"
        )
    elif known.get("final_norm") == "none" and known["pool"] == "avg":
        facts["final_norm"] = "none"
    elif facts["final_norm"] == "none":
        raise Misfit("it lacks the final norm (norm.weight, norm.bias or fc_norm)", weight=2)
    facts |= rest_of(state, facts, hint, known)
    facts |= positions_of(state, facts, hint, known)
    chosen = {name: value for name, value in known.items() if name in _ARCHITECTURE}
    try:
        config = replace(hint.config if hint else ViTConfig(), **(facts | chosen))
    except ValueError as error:
        raise Misfit(f"its parameters contradict each other ({error})") from error
    preprocessing = preprocessing_of(config, hint, known)
    return Shape(
        config, preprocessing, () if hint else assumed(config, preprocessing, state, stated)
    )


def _may_turn(state: Mapping[str, Tensor], facts: dict[str, Any]) -> bool:
    """Whether parameters are stored as those of EVA-02 or the Perception Encoder are."""
    apart = any(re.match(r"blocks\.0\.attn\.(q_bias|q_proj\.)", name) for name in state)
    pools = any(name.startswith("attn_pool.") for name in state)
    return apart or (facts["pre_norm"] and (pools or facts["layer_scale"]))


def _tokens(state: Mapping[str, Tensor]) -> dict[str, Any]:
    """Patch, width and the tokens before the patches."""
    kernel = state[KERNEL]
    if kernel.ndim != 4 or kernel.shape[2] != kernel.shape[3]:
        raise Misfit(f"its patch kernel has the shape {list(kernel.shape)}, which is not square")
    if kernel.shape[1] != 3:
        raise Misfit(
            f"its patches are cut from {kernel.shape[1]} channels, and pictures have 3 here"
        )
    registers = state.get("reg_token")
    return {
        "patch": kernel.shape[-1],
        "width": kernel.shape[0],
        "class_token": "cls_token" in state,
        "distilled": "dist_token" in state,
        "registers": 0 if registers is None else registers.shape[1],
        "patch_bias": "patch_embed.proj.bias" in state,
        "base_patch": None,
        "base_grid": None,
    }


def _blocks(state: Mapping[str, Tensor]) -> dict[str, Any]:
    """Depth, MLP and branches."""
    numbers = {int(match[1]) for name in state if (match := re.match(r"blocks\.(\d+)\.", name))}
    depth = max(numbers, default=-1) + 1
    if depth != len(numbers) or not depth:
        lacking = sorted(set(range(depth)) - numbers)
        named = ", ".join(map(str, lacking[:2]))
        raise Misfit(
            f"it has the blocks up to {depth - 1} but not {len(lacking)} of them ({named})"
            if depth
            else "it has a patch kernel but no blocks that are named blocks.0, blocks.1, ..."
        )
    first = {
        name.removeprefix("blocks.0."): tensor
        for name, tensor in state.items()
        if name.startswith("blocks.0.")
    }
    hidden = first.get("mlp.fc2.weight")
    if hidden is None:
        raise Misfit("its blocks have no MLP of two layers (mlp.fc1, mlp.fc2)")
    packed = first.get("mlp.fc1.weight")
    kind = "gated" if "mlp.fc1_g.weight" in first else "plain"
    if packed is not None and packed.shape[0] == 2 * hidden.shape[1]:
        kind = "packed"
    return {
        "depth": depth,
        "mlp": kind,
        "mlp_ratio": hidden.shape[1] / hidden.shape[0],
        "qkv_bias": any(re.fullmatch(r"attn\.(qkv\.|q_|q_proj\.)bias", name) for name in first),
        "proj_bias": "attn.proj.bias" in first,
        "layer_scale": "ls1.gamma" in first,
        "norm": "layer" if "norm1.bias" in first else "rms",
        "qk_norm": "attn.q_norm.weight" in first,
        "sub_norm": "attn.norm.weight" in first,
        "mlp_norm": "mlp.norm.weight" in first,
    }


def _norms(state: Mapping[str, Tensor]) -> dict[str, Any]:
    """Norms outside the blocks."""
    final = "norm" if "norm.weight" in state or "norm.bias" in state else "none"
    if "fc_norm.weight" in state:
        if final == "norm":
            raise Misfit("it has two final norms, norm and fc_norm")
        final = "fc_norm"
    return {
        "pre_norm": "norm_pre.weight" in state,
        "patch_norm": "patch_embed.norm.weight" in state,
        "final_norm": final,
    }


def _compare(facts: dict[str, Any], hint: Hint) -> None:
    """Misfit where a file is not as wide or deep as its name says: its heads are unknown then."""
    for fact in ("width", "depth"):
        mine, theirs = facts[fact], getattr(hint.config, fact)
        if mine != theirs:
            raise Misfit(f"its {fact} is {mine}, that of {hint.name} is {theirs}")
