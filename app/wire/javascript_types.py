"""Forms and parameters as types of TypeScript, in which JSDoc comments are written."""

import types
from collections.abc import Iterable, Mapping
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

from app.parameters import Index, Switch, Word
from app.wire import (
    forms_card,
    forms_compare,
    forms_explain,
    forms_explore,
    forms_features,
    forms_film,
    forms_heads,
    forms_learn,
    forms_link,
    forms_picture,
    forms_positions,
    forms_teach,
    forms_view,
    link_fields,
)
from app.wire.regions import PinsReader, RegionsReader
from app.wire.route import Names, Parameter, Text

FORMS = (
    forms_link,
    link_fields,
    forms_picture,
    forms_view,
    forms_compare,
    forms_features,
    forms_explore,
    forms_explain,
    forms_heads,
    forms_positions,
    forms_learn,
    forms_card,
    forms_teach,
    forms_film,
)
PLAIN: dict[object, str] = {
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    type(None): "null",
}


def form_types() -> dict[str, str]:
    """Name of every form -> its type, written out."""
    types_by_name: dict[str, str] = {}
    for module in FORMS:
        for name, form in vars(module).items():
            if is_typeddict(form) and form.__module__ == module.__name__:
                types_by_name[name] = written_out(form)
    return types_by_name


def written_out(form: Any) -> str:
    """A form with all of its keys."""
    hints = get_type_hints(form, include_extras=True)
    keys = [f"{key}{'' if key in form.__required_keys__ else '?'}" for key in hints]
    values = map(type_of, hints.values())
    return _object(zip(keys, values, strict=True))


def type_of(hint: Any) -> str:
    """The type of a value: forms by their names."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in PLAIN:
        return PLAIN[hint]
    if is_typeddict(hint):
        return hint.__name__
    if origin is NotRequired:
        return type_of(arguments[0])
    if origin is Literal:
        return " | ".join(f"'{word}'" for word in arguments)
    if origin in (Union, types.UnionType):
        return " | ".join(map(type_of, arguments))
    return _collection(origin, arguments)


def _collection(origin: Any, arguments: tuple[Any, ...]) -> str:
    """The type of a list, a tuple or a dict, as JSON holds it."""
    if origin is dict:
        return f"{{[name: string]: {type_of(arguments[1])}}}"
    if origin is tuple and arguments[-1] is not ...:
        return f"[{', '.join(map(type_of, arguments))}]"
    if origin in (list, tuple):
        one = type_of(arguments[0])
        return f"({one})[]" if "|" in one else f"{one}[]"
    raise TypeError(
        f"{origin} has no type in JavaScript: give it one in app/wire/javascript_types.py"
    )


def type_of_fields(required: Mapping[str, Parameter], optional: Mapping[str, Parameter]) -> str:
    """The type of the fields of a query string."""
    pairs = [(name, type_of_parameter(one)) for name, one in required.items()]
    pairs += [(f"{name}?", type_of_parameter(one)) for name, one in optional.items()]
    return _object(pairs)


def type_of_parameter(one: Parameter) -> str:
    """The type of what a parameter may be."""
    if isinstance(one, Word):
        return " | ".join(f"'{word}'" for word in one.words)
    if isinstance(one, Names):
        return "string | string[]"
    if isinstance(one, Switch):
        return "number"
    if isinstance(one, (Text, RegionsReader, PinsReader)):
        return "string"
    return f"number | '{one.word}'" if isinstance(one, Index) and one.word else "number"


def _object(pairs: Iterable[tuple[str, str]]) -> str:
    return f"{{{', '.join(f'{key}: {value}' for key, value in pairs)}}}"
