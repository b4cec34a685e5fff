# pyright: standard
"""Names that lead to weights which this ViT can load, the nearest to one that does not."""

import functools
import re
from difflib import SequenceMatcher

import timm
from timm.models import is_model_in_modules

from vit.loading.checkpoints import CHECKPOINTS
from vit.loading.references import PUBLIC_FORMS
from vit.loading.timm_config import UnsupportedArchitecture, describe, hub_file, skeleton

MOST = 3  # names that are suggested
CLOSE = 0.55  # of 1.5, for the letters and the words in common
MODULES = {"vision_transformer", "deit", "eva"}  # of timm: elsewhere is no ViT that we support


def nearest(text: str) -> list[str]:
    """Up to three names for a mistyped one, the best first: each leads to weights that load.

    Compared are letters and digits alone, with timm's names and with the table's titles, so that
    `dinov2_vits14` is near DINOv2 ViT-S/14.
    """
    name = text.rpartition("/")[2].lower()
    typed, words = _letters(name), re.findall(r"[a-z]+|[0-9]+", name)
    scored = ((_alike(typed, words, letters), key) for letters, key in _names().items())
    ranked = sorted((pair for pair in scored if pair[0] >= CLOSE), reverse=True)
    best = dict.fromkeys(key for _, key in ranked)
    chosen: list[str] = []
    for key in best:
        if len(chosen) == MOST:
            break
        if is_offered(key):
            chosen.append(key)
    return chosen


def suggestion(text: str) -> str:
    """The nearest names in words, for somebody who may open no files of this machine."""
    names = nearest(text)
    if not names:
        return f"use {PUBLIC_FORMS} that is a Vision Transformer"
    return (
        f"the nearest name is {names[0]}"
        if len(names) == 1
        else (f"the nearest names are {', '.join(names[:-1])} and {names[-1]}")
    )


@functools.cache
def is_offered(name: str) -> bool:
    """Whether timm keeps weights of this model on the hub, and this ViT can reproduce it."""
    if name in CHECKPOINTS:
        return True
    try:
        describe(skeleton(name))
    except UnsupportedArchitecture:
        return False
    return bool(hub_file(name)[0])


def _alike(typed: str, words: list[str], name: str) -> float:
    common = sum(word in name for word in words) / max(1, len(words))
    return SequenceMatcher(None, typed, name).ratio() + common / 2


@functools.cache
def _names() -> dict[str, str]:
    """Letters and digits of a name or title -> what to type for it."""
    tagged = (name.partition(".")[0] for name in timm.list_models(pretrained=True))
    ours = {name for name in tagged if is_model_in_modules(name, MODULES)}
    table = {_letters(c.title): key for key, c in CHECKPOINTS.items() if not c.folder}
    return {_letters(name): name for name in sorted(ours)} | table


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
