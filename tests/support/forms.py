"""Whether a value of JSON has the form that the contract says."""

import types
from typing import (
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)


def faults(value: Any, form: Any, name: str = "reply") -> list[str]:
    """Where a value differs from a form, each as a sentence; none where it conforms."""
    origin, arguments = get_origin(form), get_args(form)
    if is_typeddict(form):
        return _of_object(value, form, name)
    if origin is NotRequired:
        return faults(value, arguments[0], name)
    if origin is Literal:
        return [] if value in arguments else [f"{name} is {value!r}, none of {arguments}"]
    if origin in (Union, types.UnionType):
        found = [faults(value, one, name) for one in arguments]
        return min(found, key=len)
    if origin in (list, tuple):
        return _of_list(value, arguments, name, fixed=origin is tuple and arguments[-1] is not ...)
    if origin is dict:
        return _of_table(value, arguments, name)
    return [] if _is(value, form) else [f"{name} is {value!r}, which is no {form}"]


def _is(value: Any, form: Any) -> bool:
    """Whether a plain value is of a type; a whole number may stand for a float."""
    if form is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if form is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return value is None if form in (None, type(None)) else isinstance(value, form)


def _of_object(value: Any, form: Any, name: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{name} is {value!r}, which is no {form.__name__}"]
    hints = get_type_hints(form, include_extras=True)
    found = [f"{name} lacks {key}" for key in sorted(form.__required_keys__ - value.keys())]
    found += [f"{name} has {key} too" for key in sorted(value.keys() - hints.keys())]
    for key in hints.keys() & value.keys():
        found += faults(value[key], hints[key], f"{name}.{key}")
    return found


def _of_list(value: Any, arguments: tuple[Any, ...], name: str, *, fixed: bool) -> list[str]:
    if not isinstance(value, list):
        return [f"{name} is {value!r}, which is no list"]
    if fixed and len(value) != len(arguments):
        return [f"{name} has {len(value)} items instead of {len(arguments)}"]
    forms = arguments if fixed else arguments[:1] * len(value)
    pairs = enumerate(zip(value, forms, strict=True))
    return [fault for i, (one, form) in pairs for fault in faults(one, form, f"{name}[{i}]")]


def _of_table(value: Any, arguments: tuple[Any, ...], name: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{name} is {value!r}, which is no table"]
    found: list[str] = []
    for key, one in value.items():
        found += faults(key, arguments[0], f"the key {key} of {name}")
        found += faults(one, arguments[1], f"{name}.{key}")
    return found
