"""Bounds on what describes a model, checked before anything of it is built or fetched.

A description is somebody else's file. Nothing in it is trusted: a depth of a million would keep a
processor busy for minutes, and a deviation of 0 would give pictures of infinities.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from vit.config import Preprocessing, ViTConfig

MOST_TOKENS = 20_000  # of a model at its own input size
_ANY = 1e12  # the largest number that may stand in a description under any other name


@dataclass(frozen=True)
class _Range:
    """Numbers from `low` to `high`, ends included, under names that a pattern matches."""

    names: str
    low: float
    high: float


_RANGES = (
    _Range(r"depth|num_hidden_layers", 1, 256),
    _Range(r"(num_|pool_)?(attention_)?heads|attn_pool_num_heads", 1, 256),
    _Range(r"embed_dim|hidden_size", 1, 32_768),
    _Range(r"(attn_pool_)?mlp_ratio|mlp_hidden_ratio", 1e-3, 64),
    _Range(r"intermediate_size", 1, 1_000_000),
    _Range(r"patch_size", 1, 512),
    _Range(r"img_size|image_size", 1, 16_384),
    _Range(r"num_classes|num_labels|reg_tokens|num_reg_tokens|num_register_tokens", 0, 1_000_000),
    _Range(r"crop_pct", 1e-3, 64),
    _Range(r"std|image_std", 1e-6, 1e6),
    _Range(r"mean|image_mean", -1e6, 1e6),
    _Range(r"layer_norm_eps|norm_eps|eps", 0, 1),
)


def check_description(facts: Any, where: str) -> None:
    """Raise ValueError, one sentence, for a number in the content of a config.json that is odd.

    `where` names the file.
    """
    for name, number in _numbers(facts):
        fitting = (one for one in _RANGES if re.fullmatch(one.names, name))
        one = next(fitting, _Range(name, -_ANY, _ANY))
        if not one.low <= number <= one.high:  # NaN is in no range
            raise ValueError(
                f"{where} says {name} {_short(number)}, and it must lie between {one.low:g} and "
                f"{one.high:g}: save the model again"
            )


def check_model(config: ViTConfig, preprocessing: Preprocessing) -> None:
    """Raise ValueError, one sentence, for an architecture or a preprocessing that is absurd."""
    if config.tokens > MOST_TOKENS:
        height, width = config.image
        raise ValueError(
            f"its input of {height} x {width} px in patches of {config.patch} px gives "
            f"{config.tokens} tokens, and {MOST_TOKENS} are the most that are read"
        )
    check_description({"mean": preprocessing.mean, "std": preprocessing.std}, "its preprocessing")
    check_description({"crop_pct": preprocessing.crop_pct, "eps": config.eps}, "it")


def _numbers(facts: Any) -> Iterator[tuple[str, float]]:
    """(name, number) of all that stand in JSON; those of a list have the name of the list."""
    waiting: list[tuple[str, Any]] = [("a value", facts)]
    while waiting:
        name, one = waiting.pop()
        if isinstance(one, dict):
            waiting += [(str(key), each) for key, each in cast("dict[Any, Any]", one).items()]
        elif isinstance(one, list | tuple):
            waiting += [(name, each) for each in cast("list[Any]", one)]
        elif isinstance(one, int | float) and not isinstance(one, bool):
            yield name, one


def _short(number: float) -> str:
    text = str(number)
    return text if len(text) <= 20 else f"{text[:17]}..."
