"""Routes as JavaScript: builders of URLs, sizes of bodies, and what may be sent."""

import re
import textwrap
from collections.abc import Mapping

from app.parameters import Word
from app.wire.choices import CardName
from app.wire.contract import VIEW_ROUTES
from app.wire.javascript_types import type_of, type_of_fields, type_of_parameter
from app.wire.route import SIZES, Body, Json, LongWork, Numbers, Route
from app.wire.route_parameters import (
    CHANGES,
    COLUMN,
    FILL,
    FORMAT,
    LANE,
    METHOD_NAMES,
    SIZES_OF_MODEL,
    TARGET,
)
from app.wire.view_state import VIEW_FIELDS

WIDTH = 100  # characters of a line
TYPES = {  # what several routes ask for -> its name in requests.js
    type_of_fields({}, VIEW_FIELDS): "ViewFields",
    type_of_fields(TARGET, {}): "ClassFields",
    type_of_fields({}, VIEW_ROUTES["features_colours"].optional): "AxesFields",
    type_of_fields({}, VIEW_ROUTES["features_layer"].optional): "FacetFields",
    type_of_fields({}, VIEW_ROUTES["features_foreground"].optional): "ForegroundFields",
    type_of_fields({}, VIEW_ROUTES["features_segments"].optional): "SegmentFields",
    type_of_fields(TARGET, METHOD_NAMES): "MapFields",
    type_of_fields(TARGET, FILL): "HeadFields",
    type_of_fields({"lane": LANE}, CHANGES): "ChangeFields",
    type_of_fields({"column": LANE}, COLUMN): "ColumnFields",
    type_of_fields(SIZES_OF_MODEL, {}): "ModelSizes",
    type_of_parameter(FORMAT): "FigureFormat",
    type_of_parameter(Word.of(CardName)): "CardName",
}


def urls(routes: Mapping[str, Route], start: str) -> list[str]:
    """The builders of these routes' URLs, behind what `start` names."""
    return [_url(name, route, start) for name, route in routes.items()]


def sizes(routes: Mapping[str, Route]) -> list[str]:
    """The functions that give the sizes of the bodies that are numbers."""
    return [
        _size(name, route.body) for name, route in routes.items() if isinstance(route.body, Numbers)
    ]


def sent(routes: Mapping[str, Route]) -> list[str]:
    """What may be sent to these routes."""
    return [
        f"  {camel(name)}: {{kinds: '{route.sent.kinds}', most: {route.sent.most}}},"
        for name, route in routes.items()
        if route.sent
    ]


def comment(text: str, indent: int = 0) -> str:
    """A JSDoc comment, on one line where it fits; `indent` is that of its first line."""
    line = f"/** {text} */"
    if indent + len(line) <= WIDTH:
        return line
    margin = " " * indent
    lines = textwrap.wrap(text, WIDTH - indent - 3, break_long_words=False, break_on_hyphens=False)
    return "\n".join(["/**", *(f"{margin} * {line}" for line in lines), f"{margin} */"])


def camel(name: str) -> str:
    """`qk_layer` as JavaScript writes it: qkLayer."""
    return re.sub(r"_(\w)", lambda letter: letter[1].upper(), name)


def _url(name: str, route: Route, start: str) -> str:
    """The builder of a route's URL, with its type."""
    typed = [f"{start}: string"]
    typed += [f"{value}: {_named(type_of_parameter(one))}" for value, one in route.values.items()]
    given = [start, *route.values]
    path = re.sub(r"{(\w+)}", r"${\1}", route.path)
    if route.fields or route.optional:
        fields = _named(type_of_fields(route.fields, route.optional))
        typed.append(f"fields{'' if route.fields else '?'}: {fields}")
        given.append("fields")
        path += "${search(fields)}"
    about = route.about.removesuffix(".") + f"{_content(route.body)}."
    if route.sent:
        about += f" By `post`, with a file of at most {route.sent.limit}."
    doc = comment(f"@type {{({', '.join(typed)}) => string}} {about}", indent=2)
    return f"  {doc}\n{_arrow(name, given, f'`${{{start}}}/{path}`')}"


def _named(text: str) -> str:
    return TYPES.get(text, text)


def _content(body: Body) -> str:
    """What a body holds: shapes, or the name of a form."""
    if isinstance(body, Numbers):
        return ": " + ", ".join(f"[{shape}]" for shape in body.shapes)
    return f": {type_of(body.form)}" if isinstance(body, Json | LongWork) else ""


def _size(name: str, body: Numbers) -> str:
    """The function that gives the size of a body."""
    count = " + ".join(map(_product, body.shapes))
    of_view = "m" if "m." in count else "_"
    given = [of_view, f"{{{', '.join(body.own)}}}"] if body.own else [of_view]
    return _arrow(name, given, f"{body.dtype}({count})")


def _product(shape: str) -> str:
    """A shape as a product in JavaScript."""
    return " * ".join(map(_factor, shape.split(",")))


def _factor(size: str) -> str:
    """One size of a shape: a number, a letter of SIZES, a name of the route's own, or a sum."""
    if "+" in size:
        return f"({' + '.join(map(_factor, size.split('+')))})"
    return " * ".join(f"m.{field}" for field in SIZES.get(size, ())) or size


def _arrow(name: str, given: list[str], result: str) -> str:
    """A property whose value is an arrow function, broken after the arrow where it is long."""
    head = given[0] if len(given) == 1 else f"({', '.join(given)})"
    line = f"  {camel(name)}: {head} => {result},"
    return line if len(line) <= WIDTH else f"  {camel(name)}: {head} =>\n    {result},"
