"""What the shapes of a file do not tell: stated, as a named architecture has it, or assumed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from torch import Tensor

from vit.config import Preprocessing, Rope, ViTConfig
from vit.loading.hints import Hint, Misfit

# Heads of the widths whose heads are not 64 channels wide, in timm's checkpoints and their sources.
_HEADS = {1152: 16, 1408: 16, 1664: 16, 1792: 16, 4096: 32}
_PICTURES = ("mean", "std", "crop", "crop_pct", "interpolation")
_HUGE = {1280: 16}  # 80 channels a head, but 64 where the MLP is gated
# Mean and deviation of pictures, per channel.
IMAGENET_LEVELS = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
CLIP_LEVELS = ((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711))


def rest_of(
    state: Mapping[str, Tensor], facts: dict[str, Any], hint: Hint | None, stated: Mapping[str, Any]
) -> dict[str, Any]:
    """Classes, pooling, heads and activation."""
    head = state.get("head.weight")
    classes = 0 if head is None else head.shape[0]
    pool = _pool(state, facts, hint)
    known = hint is not None and hint.config.classes == classes
    projection = known and hint is not None and hint.config.outputs == "none"
    rest: dict[str, Any] = {
        "classes": classes,
        "outputs": _outputs(0 if projection else classes),
        "pool": pool,
        "heads": _heads(state, facts, hint, stated),
        "trained_patches": (facts["patch"],),
    }
    if hint is None:
        rest |= {
            "activation": "gelu" if facts["mlp"] == "plain" else "silu",
            "pool_prefix": pool == "attention",
            "eps": 1e-5 if facts["pre_norm"] or facts["norm"] == "rms" else 1e-6,
        }
    elif hint.config.patch == facts["patch"]:
        rest["trained_patches"] = hint.config.trained_patches
    return rest


def _outputs(classes: int) -> str:
    """What outputs are; a single one is the logit of one class, for which softmax is always 1."""
    return {0: "none", 1: "sigmoid"}.get(classes, "softmax")


def _pool(state: Mapping[str, Tensor], facts: dict[str, Any], hint: Hint | None) -> str:
    if "attn_pool.latent" in state:
        return "attention"
    if facts["final_norm"] == "fc_norm" or not facts["class_token"]:
        return "avg"
    if hint and hint.config.pool != "attention" and hint.config.final_norm != "fc_norm":
        return hint.config.pool
    return "token"


def _heads(
    state: Mapping[str, Tensor], facts: dict[str, Any], hint: Hint | None, stated: Mapping[str, Any]
) -> int:
    """Heads by the norm of their queries, else as stated, by the hint, or as most have them."""
    width, norm = facts["width"], state.get("blocks.0.attn.q_norm.weight")
    if norm is not None and width % norm.shape[0] == 0:
        return width // norm.shape[0]
    if "heads" in stated:
        if width % int(stated["heads"]):
            raise Misfit(
                f"its width {width} is not a multiple of {stated['heads']} heads: give another "
                "number of heads"
            )
        return int(stated["heads"])
    if hint:
        return hint.config.heads
    table = _HEADS if facts["mlp"] != "plain" else _HEADS | _HUGE
    usual = 128 if facts["norm"] == "rms" else 64  # AIMv2
    heads = table.get(width) or (width // usual if width % usual == 0 else 0)
    if not heads:
        raise Misfit(
            f"shapes do not tell its heads, and its width {width} is not a multiple of 64: give "
            "their number, as in vit.load(file, heads=3), or its architecture as timm_name=file"
        )
    return heads


def _rope_words(rope: Rope | None) -> str:
    return f"{rope.kind}, base {rope.temperature:g}" if rope else "none"


def preprocessing_of(
    config: ViTConfig, hint: Hint | None, stated: Mapping[str, Any]
) -> Preprocessing:
    """How pictures become inputs: as for a named architecture, else by the usual levels."""
    mean, std = CLIP_LEVELS if config.pre_norm else IMAGENET_LEVELS
    usual = hint.preprocessing if hint else Preprocessing(config.image, mean=mean, std=std)
    known = {name: stated[name] for name in _PICTURES if name in stated}
    return replace(usual, size=config.image, **known)


def assumed(
    config: ViTConfig,
    preprocessing: Preprocessing,
    state: Mapping[str, Tensor],
    stated: Mapping[str, Any],
) -> tuple[tuple[str, str], ...]:
    """What shapes do not tell and nobody stated, with the values in use."""
    facts = {"heads": str(config.heads), "activation": config.activation, "eps": f"{config.eps:g}"}
    if "blocks.0.attn.q_norm.weight" in state:
        facts.pop("heads")
    if config.class_token and config.final_norm != "fc_norm" and config.pool != "attention":
        facts["pool"] = config.pool
    if config.positions == "none" or (config.prefix and not config.prefix_positions):
        facts["image"] = f"{config.image[0]} x {config.image[1]}"
    if "rope" not in stated:
        facts["rotary positions"] = _rope_words(config.rope)
    for name, levels in (("mean", preprocessing.mean), ("std", preprocessing.std)):
        facts[name] = "/".join(f"{level:.3g}" for level in levels)
    return tuple((name, value) for name, value in facts.items() if name not in stated)
