"""Write the contract as the page's own modules: `python -m app.wire.write_contract`.

assets/viewer/record/contract.js holds what the page calls, limits.js the limits, replies.js the
types of the replies, requests.js those that requests have in common.
"""

import re
import textwrap
from collections.abc import Mapping
from pathlib import Path

from app.parameters import Word
from app.wire.choices import CardName
from app.wire.contract import PAGE_ROUTES, VIEW_ROUTES
from app.wire.javascript_types import form_types, type_of, type_of_fields, type_of_parameter
from app.wire.limits import LIMITS
from app.wire.route import SIZES, Body, Json, LongWork, Numbers, PageFile, Route
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

RECORD = Path(__file__).resolve().parents[2] / "assets" / "viewer" / "record"
WIDTH = 100  # characters of a line
WRITTEN = "// Written by `python -m app.wire.write_contract` from {}: change it there.\n"
TYPES = {  # what several routes ask for -> its name in requests.js
    type_of_fields({}, VIEW_FIELDS): "ViewFields",
    type_of_fields(TARGET, {}): "ClassFields",
    type_of_fields({}, VIEW_ROUTES["features_colours"].optional): "AxesFields",
    type_of_fields(TARGET, METHOD_NAMES): "MapFields",
    type_of_fields(TARGET, FILL): "HeadFields",
    type_of_fields({"lane": LANE}, CHANGES): "ChangeFields",
    type_of_fields({"column": LANE}, COLUMN): "ColumnFields",
    type_of_fields(SIZES_OF_MODEL, {}): "ModelSizes",
    type_of_parameter(FORMAT): "FigureFormat",
    type_of_parameter(Word.of(CardName)): "CardName",
}
SEARCH = """\
/** A query string with its question mark; a field that is null or undefined is left out. */
export function search(fields = {}) {
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return query && `?${query}`;
}
"""
BODY = """\
/** @typedef {{count: number, half: boolean}} Body How many numbers, and whether float16. */
/** @type {(count: number) => Body} */
const float16 = count => ({count, half: true});
/** @type {(count: number) => Body} */
const float32 = count => ({count, half: false});
"""
SIZES_OF_BODIES = """\
/**
 * What `numbers` of decode.js has to know of a body, by the name of its route.
 * @satisfies {{[name: string]: (m: Descriptor, sizes?: {[size: string]: number}) => Body}}
 */"""
VIEW = """\
  /** @type {(base: string, token: string) => string} Where the routes of a view begin. */
  view: (base, token) => `${base}/${token}`,"""


def main() -> None:
    """Write the modules."""
    for name, text in modules().items():
        (RECORD / name).write_text(text, encoding="utf-8")


def modules() -> dict[str, str]:
    """Name of each module -> its text."""
    return {
        "contract.js": contract_module(),
        "limits.js": limits_module(),
        "replies.js": types_module("app/wire/forms_*.py", form_types()),
        "requests.js": types_module(
            "app/wire/contract.py", {name: text for text, name in TYPES.items()}
        ),
    }


def contract_module() -> str:
    """URLs and sizes of bodies."""
    urls = [_url(name, route, "base") for name, route in PAGE_ROUTES.items() if _called(route)]
    urls += [VIEW, *(_url(name, route, "view") for name, route in VIEW_ROUTES.items())]
    sizes = [
        _size(name, route.body)
        for name, route in VIEW_ROUTES.items()
        if isinstance(route.body, Numbers)
    ]
    types = [
        "/** @typedef {import('./replies.js').Descriptor} Descriptor */",
        comment(f"@import {{{', '.join(sorted(TYPES.values()))}}} from './requests.js'"),
    ]
    return "\n".join(
        [
            WRITTEN.format("app/wire/contract.py"),
            *(*types, ""),
            SEARCH,
            "/** URLs: `base` is the page's own, `view` is `routes.view(base, token)`. */",
            *("export const routes = {", *urls, "};\n"),
            *(BODY, SIZES_OF_BODIES),
            *("export const bodies = {", *sizes, "};\n"),
        ]
    )


def limits_module() -> str:
    """The limits as an object."""
    about = "/** Limits that the server and the page both hold to. */"
    return "\n".join([WRITTEN.format("app/wire/limits.py"), about, _limits()])


def types_module(source: str, types: Mapping[str, str]) -> str:
    """A module of types alone: name -> type."""
    lines = [comment(f"@typedef {{{text}}} {name}") for name, text in types.items()]
    return "\n".join([WRITTEN.format(source), *lines, "", "export {};\n"])


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


def _called(route: Route) -> bool:
    return not isinstance(route.body, PageFile)


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


def _limits() -> str:
    """The limits as an object."""
    lines = ["export const limits = {"]
    for name, limit in LIMITS.items():
        if isinstance(limit, dict):
            inner = [f"    {key}: [{low:g}, {high:g}]," for key, (low, high) in limit.items()]
            lines += [f"  {name}: {{", *inner, "  },"]
        else:
            lines.append(f"  {name}: {list(limit) if isinstance(limit, tuple) else limit},")
    return "\n".join([*lines, "};\n"])


if __name__ == "__main__":
    main()
