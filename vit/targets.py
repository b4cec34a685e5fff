"""What is explained, checked once: a class by index or name, or a scalar of the last tokens."""

import operator
from difflib import get_close_matches
from typing import Any

import torch

from vit.door import kind_of
from vit.model import ViT
from vit.scalars import Scalar, check_tokens
from vit.trace import NoClassifierError

Target = int | Scalar  # the index of a class, or a scalar of the last tokens


def check_target(model: ViT, target: Any) -> Target:
    """What a call explains: the index of a class, which may be given by its name, or a `Scalar`.

    NoClassifierError for a class of a model without classes, IndexError for one that does not
    exist, or for a scalar of such a token; ValueError for a name that no class has, TypeError for
    what is neither.
    """
    if isinstance(target, Scalar):
        check_tokens(target.tokens, model.config.tokens)
        return target
    return check_class(model, target)


def check_class(model: ViT, target: Any) -> int:
    """The index of a class, given as any whole number or by its name; raises as `check_target`."""
    if model.config.outputs == "none":
        raise NoClassifierError("this model has no classifier: no class can be explained")
    index = _named(model, target) if isinstance(target, str) else _whole(target)
    if not 0 <= index < model.config.classes:
        last = model.config.classes - 1
        raise IndexError(f"class {index} does not exist: classes are 0 to {last}")
    return index


def _whole(target: Any) -> int:
    if not isinstance(target, bool) and getattr(target, "dtype", None) != torch.bool:
        try:
            return operator.index(target)
        except TypeError:
            pass
    raise TypeError(
        f"a target is the index of a class, its name or a vit.Scalar, not {kind_of(target)}"
    )


def _named(model: ViT, name: str) -> int:
    """The index of a class by its name, in capitals or not."""
    names = [one.casefold() for one in model.labels.names or ()]
    if not names:
        raise ValueError(f"the classes of this model have no names: give an index for {name!r}")
    indices = [i for i, one in enumerate(names) if one == name.strip().casefold()]
    if len(indices) == 1:
        return indices[0]
    if indices:
        raise ValueError(f"classes {indices[:4]} are all called {name!r}: give an index")
    near = get_close_matches(name.casefold(), names, n=3)
    hint = f"the nearest are {', '.join(near)}" if near else "model.labels.names lists them"
    raise ValueError(f"no class is called {name!r}: {hint}")
