# pyright: standard
"""Class names of a timm model: its checkpoint's own, else ImageNet's where they certainly apply."""

from collections import Counter
from typing import Any

import timm
from timm.data.imagenet_info import ImageNetInfo, infer_imagenet_subset

from vit.config import Labels

# Widths of the space that CLIP models project to; their projection only looks like a classifier.
_PROJECTION_WIDTHS = frozenset({512, 640, 768, 1024, 1280})


def class_labels(timm_model: Any, classes: int | None = None) -> Labels:
    """Names of the model's classes, or no names if they are unknown.

    `classes` is their number, by default what the model says of itself.

    The checkpoint's own names come first; ImageNet's are used only for a checkpoint of timm's own
    registry with its original classifier, because 1000 classes alone may be other classes.
    """
    facts: dict[str, Any] = getattr(timm_model, "pretrained_cfg", None) or {}
    classes = int(getattr(timm_model, "num_classes", 0)) if classes is None else classes
    own = _own(facts.get("label_names"), classes)
    if own:
        return Labels(_described(own, facts.get("label_descriptions") or {}), "checkpoint")
    subset = infer_imagenet_subset({"num_classes": classes})
    if subset and of_timm(facts) and facts.get("num_classes") == classes:
        return Labels(_short(ImageNetInfo(subset)), subset)
    return Labels()


def is_projection(timm_model: Any, classes: int | None = None) -> bool:
    """Whether the last layer maps to the space that CLIP shares with text, and not to classes.

    `classes` is its width, by default what the model says of itself.
    """
    facts: dict[str, Any] = getattr(timm_model, "pretrained_cfg", None) or {}
    classes = int(getattr(timm_model, "num_classes", 0)) if classes is None else classes
    kept = facts.get("num_classes") == classes
    # A bare file for a tag with a projection, and of the same width, holds a projection.
    known = _is_tag(facts) if facts.get("source") == "file" else of_timm(facts)
    return kept and known and classes in _PROJECTION_WIDTHS


def of_timm(facts: dict[str, Any]) -> bool:
    """Whether a pretrained configuration is one of timm's own tags, with timm's own weights.

    A folder or a file may hold other weights under the tag that its configuration names.
    """
    if facts.get("source") in ("local-dir", "file"):
        return False
    if facts.get("source") == "hf-hub":
        return str(facts.get("hf_hub_id", "")).startswith("timm/")
    return _is_tag(facts)


def _is_tag(facts: dict[str, Any]) -> bool:
    return timm.is_model_pretrained(f"{facts.get('architecture')}.{facts.get('tag')}")


def _own(names: Any, classes: int) -> list[str] | None:
    """Names of a configuration, a list or a mapping with gaps; None unless they fit the classes."""
    if isinstance(names, dict):
        by_index = {int(index): str(name) for index, name in names.items()}
        fits = by_index and set(by_index) <= set(range(classes))
        return [by_index.get(i, Labels().name(i)) for i in range(classes)] if fits else None
    fits = isinstance(names, list | tuple) and len(names) == classes > 0
    return [str(name) for name in names] if fits else None


def _described(names: list[str], descriptions: dict[str, str]) -> tuple[str, ...]:
    return tuple(descriptions.get(name, name) for name in names)


def _short(info: ImageNetInfo) -> tuple[str, ...]:
    """The first name of each class; all names or the definition where two classes share it."""
    full = [str(info.index_to_description(i)) for i in range(info.num_classes())]
    short = [name.split(", ")[0] for name in full]
    count, longer = Counter(short), Counter(full)
    names: list[str] = []
    for i, (brief, whole) in enumerate(zip(short, full, strict=True)):
        if count[brief] == 1:
            names.append(brief)
        elif longer[whole] == 1:
            names.append(whole)
        else:
            names.append(info.index_to_description(i, detailed=True))
    return tuple(names)
