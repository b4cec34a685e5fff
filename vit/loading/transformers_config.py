"""What the config.json of transformers says of a ViT that its parameters do not tell."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from vit.config import Labels, Rope
from vit.loading.untold import CLIP_LEVELS, IMAGENET_LEVELS

PREPROCESSOR = "preprocessor_config.json"
_HALF = ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
_ACTIVATIONS = {
    "gelu": "gelu",
    "gelu_new": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "quick_gelu": "quick_gelu",
    "silu": "silu",
}


@dataclass(frozen=True)
class _Kind:
    """What transformers takes for a kind of model where a configuration says nothing.

    `classifier` is what a head of classes reads, and `pool` what there is without one; "" where the
    shapes tell it. `levels` are mean and deviation of the pictures, `cropped` whether they are.
    """

    eps: float = 1e-12
    activation: str = "gelu"
    heads: int = 12
    image: int | None = None
    pool: str = "token"
    classifier: str = "token"
    levels: tuple[tuple[float, float, float], tuple[float, float, float]] = IMAGENET_LEVELS
    cropped: bool = True


_TOWER_OF_CLIP = _Kind(1e-5, "quick_gelu", image=224, classifier="avg", levels=CLIP_LEVELS)
_TOWER_OF_SIGLIP = _Kind(
    *(1e-6, "gelu_pytorch_tanh"), image=224, pool="", classifier="avg", levels=_HALF, cropped=False
)
_KINDS = {
    "vit": _Kind(levels=_HALF, cropped=False),
    "deit": _Kind(),
    "vit_mae": _Kind(),
    "vit_msn": _Kind(1e-6),
    "ijepa": _Kind(pool="avg", classifier="avg"),
    "dinov2": _Kind(1e-6),
    "dinov2_with_registers": _Kind(1e-6),
    "dinov3_vit": _Kind(1e-5, heads=6, image=224, cropped=False),
    "clip": _TOWER_OF_CLIP,
    "clip_vision_model": _TOWER_OF_CLIP,
    "siglip": _TOWER_OF_SIGLIP,
    "siglip_vision_model": _TOWER_OF_SIGLIP,
}
KINDS = tuple(_KINDS)  # that are read


def is_transformers(facts: Any) -> bool:
    """Whether the content of a config.json is of transformers, and complete."""
    if not isinstance(facts, dict) or "model_type" not in facts:
        return False
    known = cast("dict[str, Any]", facts)
    return "num_attention_heads" in known or isinstance(known.get("vision_config"), dict)


def stated_by(folder: Path) -> tuple[dict[str, Any], Labels]:
    """Facts that shapes do not tell, as `vit.load` takes them, and the names of the classes.

    ValueError for a kind of model, an activation or a preprocessing that is not supported.
    """
    facts: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
    path = folder / PREPROCESSOR
    pictures: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return stated_in(facts, pictures), labels_in(facts)


def stated_in(facts: dict[str, Any], pictures: dict[str, Any]) -> dict[str, Any]:
    """The facts of a configuration, and of a preprocessing, as `stated_by` gives them.

    Of a model of pictures and text those of the pictures count.
    """
    name = facts["model_type"]
    if name not in _KINDS:
        raise ValueError(
            f"it is a model of transformers of the kind {name}, which is not supported: these are "
            f"{', '.join(KINDS)}"
        )
    kind, tower = _KINDS[name], {**facts, **facts.get("vision_config", {})}
    act = "silu" if tower.get("use_swiglu_ffn") else tower.get("hidden_act", kind.activation)
    if act not in _ACTIVATIONS:
        raise ValueError(f"its activation {act} is not supported")
    stated: dict[str, Any] = {
        "heads": int(tower.get("num_attention_heads", kind.heads)),
        "activation": _ACTIVATIONS[act],
        "eps": float(tower.get("layer_norm_eps", kind.eps)),
        "pool": _pool(kind, facts),
        "image": _both_sides(tower.get("image_size", kind.image)),
        "rotary positions": "none",
    }
    if name == "dinov3_vit":
        stated["rope"] = Rope(kind="centred", temperature=float(tower.get("rope_theta", 100.0)))
    return stated | _pictures(pictures, kind)


def _pool(kind: _Kind, facts: dict[str, Any]) -> str | None:
    """What the head of the saved class reads; None where the shapes must tell it."""
    classes = " ".join(facts.get("architectures") or [])
    if "Classification" in classes:
        return kind.classifier
    known = kind.pool == kind.classifier or re.search(r"(Model|Projection)\b", classes)
    return (kind.pool or None) if known else None


def _both_sides(size: Any) -> tuple[int, int] | None:
    """(height, width) of an input size, a number or both sides; None for another or none."""
    sides: list[Any] = [size, size] if isinstance(size, int) else list(size or ())
    return (int(sides[0]), int(sides[1])) if len(sides) == 2 else None


def _pictures(facts: dict[str, Any], kind: _Kind) -> dict[str, Any]:
    """Preprocessing as its file says, else as models of the kind usually have it."""
    mean, std = kind.levels
    cropped = bool(facts.get("do_center_crop", kind.cropped))
    size, crop = _shortest(facts.get("size")), _shortest(facts.get("crop_size"))
    share = crop / size if cropped and size and crop and crop <= size else None
    return {
        "mean": tuple(facts.get("image_mean", mean)),
        "std": tuple(facts.get("image_std", std)),
        "crop": "center" if cropped else "squash",
        "crop_pct": (share or 0.875) if cropped else 1.0,
        "interpolation": "bicubic" if facts.get("resample", 2) == 3 or not facts else "bilinear",
    }


def _shortest(size: Any) -> int | None:
    """The short side of a size, a number or a mapping."""
    if isinstance(size, dict):
        sides = cast("dict[str, Any]", size)
        size = sides.get("shortest_edge") or sides.get("height")
    return size if isinstance(size, int) else None


def labels_in(facts: dict[str, Any]) -> Labels:
    """Names by index, unless they are the numbered ones that transformers makes itself."""
    stated: dict[Any, Any] = facts.get("id2label") or {}
    by_index = {str(index): name for index, name in stated.items()}
    names: list[Any] = [by_index.get(str(i)) for i in range(len(by_index))]
    if not names or None in names or all(name == f"LABEL_{i}" for i, name in enumerate(names)):
        return Labels()
    return Labels(tuple(map(str, names)), "checkpoint")
