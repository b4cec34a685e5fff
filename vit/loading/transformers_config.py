"""What the config.json of transformers says of a ViT that its parameters do not tell."""

import json
from pathlib import Path
from typing import Any, cast

from vit.config import Labels

PREPROCESSOR = "preprocessor_config.json"
KINDS = ("vit", "deit", "dinov2", "dinov2_with_registers")  # that are read
_HALF = ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
_IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
_ACTIVATIONS = {
    "gelu": "gelu",
    "gelu_new": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "quick_gelu": "quick_gelu",
    "silu": "silu",
}


def is_transformers(facts: Any) -> bool:
    """Whether the content of a config.json is of transformers, and complete."""
    return isinstance(facts, dict) and {"model_type", "num_attention_heads"} <= set(
        cast("dict[str, Any]", facts)
    )


def stated_by(folder: Path) -> tuple[dict[str, Any], Labels]:
    """Facts that shapes do not tell, as `vit.load` takes them, and the names of the classes.

    ValueError for a kind of model, an activation or a preprocessing that is not supported.
    """
    facts: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
    path = folder / PREPROCESSOR
    pictures: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return stated_in(facts, pictures), labels_in(facts)


def stated_in(facts: dict[str, Any], pictures: dict[str, Any]) -> dict[str, Any]:
    """The facts of a configuration, and of a preprocessing, as `stated_by` gives them."""
    kind = facts["model_type"]
    if kind not in KINDS:
        raise ValueError(
            f"it is a model of transformers of the kind {kind}, which is not supported: these are "
            f"{', '.join(KINDS)}"
        )
    name = facts.get("hidden_act", "gelu")
    if name not in _ACTIVATIONS:
        raise ValueError(f"its activation {name} is not supported")
    gated = facts.get("use_swiglu_ffn")
    stated = {
        "heads": int(facts["num_attention_heads"]),
        "activation": "silu" if gated else _ACTIVATIONS[name],
        "eps": float(facts.get("layer_norm_eps", 1e-6 if "dino" in kind else 1e-12)),
        "pool": "token",
        "rotary positions": "none",
    }
    return stated | _pictures(pictures, kind)


def _pictures(facts: dict[str, Any], kind: str) -> dict[str, Any]:
    """Preprocessing as its file says, else as models of the kind usually have it."""
    mean, std = _HALF if kind == "vit" else _IMAGENET
    cropped = bool(facts.get("do_center_crop", kind != "vit"))
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
