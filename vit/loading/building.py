# pyright: standard
"""Models made from files: by a file's own shapes, by a timm model, or by a file's metadata."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from vit.config import Labels, Preprocessing, ViTConfig
from vit.loading.bounds import check_model
from vit.loading.finite import check_finite
from vit.loading.fitting import Fitted, fit, matched
from vit.loading.hints import Hint
from vit.loading.labels import class_labels
from vit.loading.load_error import MALFORMED, LoadError, line, sentence, unusable
from vit.loading.open_file import read_file, read_safetensors
from vit.loading.own_copy import Step, owned
from vit.loading.readers import ShapeReader, TimmReader
from vit.loading.sources import Source
from vit.loading.timm_config import describe
from vit.loading.timm_names import read_cached
from vit.loading.timm_state import adapt, pairs_halves, scales_once
from vit.model import ViT
from vit.origin import Origin

State = dict[str, Tensor]


def built(
    source: Source,
    title: str,
    stated: Mapping[str, Any],
    step: Step,
    place: tuple[torch.device, torch.dtype],
) -> ViT:
    """The model of a source, with the tensors of its file; LoadError if they do not fit.

    `stated` are facts that shapes do not tell; `step` receives the bytes read so far and in all;
    tensors of a person's file go to a `place` one by one.
    """
    try:
        fitted = fitted_source(source, stated)
        state = fitted.state if source.is_cached else owned(fitted.state, *place, step)
        labels = class_labels(source.timm_model, fitted.config.classes)
        named = fitted.config.outputs != "none"
        if named and len(source.labels.names or ()) == fitted.config.classes > 0:
            labels = source.labels
        return filled(fitted.config, fitted.preprocessing, labels, state, fitted.origin)
    except LoadError:
        raise
    except MALFORMED as error:
        raise unusable(title, source.paths[0], error) from error


def fitted_source(source: Source, stated: Mapping[str, Any]) -> Fitted:
    """The weights of a source and their architecture, mapped from the file; ValueError if none."""
    model: Any = source.timm_model
    if source.is_cached:
        config, preprocessing = describe(model)
        state = adapt(read_cached(source.paths[0]), model)
        return Fitted(config, preprocessing, state, Origin())
    tensors: State = {}
    for path in source.paths:
        tensors |= read_file(path)
    if source.is_described:
        return fit(tensors, TimmReader(model), source.part)
    hint = None
    if model is not None:
        hint = Hint(source.name, *describe(model), pairs_halves(model), scales_once(model))
    return fit(tensors, ShapeReader(hint, _over(source.stated, stated)), source.part)


def _over(said: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
    """What a config.json says, with what the caller states in its place."""
    return {**said, **{name: value for name, value in stated.items() if value is not None}}


def shipped(path: Path) -> ViT:
    """The model that a file of this project describes in its metadata."""
    remedy = "restore the file, or make it with python -m vit.training.train"
    if not path.is_file():
        raise LoadError(f"the weights {path} are missing: {remedy}")
    try:
        state, metadata = read_safetensors(path)
        config = ViTConfig(**_facts(metadata["config"]))
        preprocessing = Preprocessing(**_facts(metadata["preprocessing"]))
        labels = Labels(tuple(json.loads(metadata["labels"])), "checkpoint")
        return filled(config, preprocessing, labels, state)
    except MALFORMED as error:
        raise LoadError(
            sentence(f"the weights {path} cannot be used", line(error), remedy)
        ) from error


def _facts(text: str) -> dict[str, Any]:
    """Fields of a frozen dataclass from JSON, with lists turned into tuples."""
    facts = json.loads(text)
    return {name: tuple(fact) if isinstance(fact, list) else fact for name, fact in facts.items()}


def filled(
    config: ViTConfig,
    preprocessing: Preprocessing,
    labels: Labels,
    state: State,
    origin: Origin | None = None,
) -> ViT:
    """A model with these tensors as parameters, uncopied; ValueError unless they fit exactly.

    Also for a parameter that holds NaN or infinity.
    """
    if labels.names and len(labels.names) != config.classes:
        raise ValueError(f"{len(labels.names)} class names for {config.classes} classes")
    check_model(config, preprocessing)
    state = matched(state, config)
    check_finite(state)
    with torch.device("meta"):
        model = ViT(config, preprocessing, labels)
    model.load_state_dict(state, strict=True, assign=True)
    model.origin = origin or Origin()
    return model.eval().requires_grad_(requires_grad=False)
