"""Write the contract as the page's own modules: `python -m app.wire.write_contract`.

In assets/viewer/record/, contract.js holds what the page calls, put together from a module for each
table of routes; limits.js the limits; replies.js the types of the replies, each from a module for
its file of forms; requests.js those that requests have in common.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from app.wire.contract import PAGE_ROUTES, VIEW_TABLES
from app.wire.javascript_routes import TYPES, comment, sent, sizes, urls
from app.wire.javascript_types import FORMS, form_types
from app.wire.limits import LIMITS
from app.wire.route import PageFile, Route

RECORD = Path(__file__).resolve().parents[2] / "assets" / "viewer" / "record"
WRITTEN = "// Written by app.wire.write_contract from {}: change it there.\n"
VIEW = """\
  /** @type {(base: string, token: string) => string} Where the routes of a view begin. */
  view: (base, token) => `${base}/${token}`,"""
SIZES_OF_BODIES = """\
/**
 * What `numbers` of decode.js has to know of a body, by the name of its route.
 * @satisfies {{[name: string]: (m: Descriptor, sizes?: {[size: string]: number}) => Body}}
 */"""


def main() -> None:
    """Write the modules."""
    for name, text in modules().items():
        (RECORD / name).write_text(text, encoding="utf-8")


def modules() -> dict[str, str]:
    """Name of each module -> its text."""
    tables = {"page": PAGE_ROUTES, **VIEW_TABLES}
    return {
        "contract.js": contract_module(tables),
        **{f"contract_{name}.js": table_module(name, table) for name, table in tables.items()},
        "limits.js": limits_module(),
        **reply_modules(),
        "requests.js": types_module(
            "app/wire/contract.py", {name: text for text, name in TYPES.items()}
        ),
    }


def contract_module(tables: Mapping[str, Mapping[str, Route]]) -> str:
    """The tables of routes as one."""
    held = [(name, names) for name, table in tables.items() if (names := _parts(table))]
    lines = [WRITTEN.format("app/wire/contract.py")]
    for name, names in held:
        named = ", ".join(f"{one} as {name}{one.title()}" for one in names)
        lines.append(f"import {{{named}}} from './contract_{name}.js';")
    for part, about in (
        ("routes", "URLs: `base` is the page's own, `view` is `routes.view(base, token)`."),
        ("bodies", "What `numbers` of decode.js has to know of a body, by the name of its route."),
        ("sent", "What `post` of decode.js may send to a route: media types, and bytes at most."),
    ):
        joined = [f"  ...{name}{part.title()}," for name, names in held if part in names]
        lines += ["", comment(about), f"export const {part} = {{", *joined, "};"]
    return "\n".join([*lines, ""])


def table_module(name: str, table: Mapping[str, Route]) -> str:
    """URLs and sizes of bodies of one table of routes."""
    start = "base" if name == "page" else "view"
    builders = urls(_called(table), start) + ([VIEW] if name == "page" else [])
    parts = ["export const routes = {", *builders, "};\n"]
    if numbers := sizes(table):
        parts += [SIZES_OF_BODIES, "export const bodies = {", *numbers, "};\n"]
    if files := sent(table):
        parts += ["export const sent = {", *files, "};\n"]
    text = "\n".join(parts)
    needs = [one for one in ("float16", "float32", "search") if f"{one}(" in text]
    head = [f"import {{{', '.join(needs)}}} from './reading.js';", ""] if needs else []
    if numbers:
        head.append("/** @typedef {import('./replies.js').Descriptor} Descriptor */")
        head.append("/** @typedef {import('./reading.js').Body} Body */")
    head += _imported(text, dict.fromkeys(TYPES.values(), "requests"))
    source = "app/wire/contract.py" if name == "page" else f"app/wire/contract_{name}.py"
    return "\n".join([WRITTEN.format(source), *head, *([""] if head[-1:] != [""] else []), text])


def reply_modules() -> dict[str, str]:
    """The types of the replies, and one module that names them all."""
    types = form_types()
    homes = {
        form: module.__name__.rpartition(".")[2].removeprefix("forms_")
        for module in FORMS
        for form in types
        if getattr(module, form, None) and getattr(module, form).__module__ == module.__name__
    }
    written = dict[str, str]()
    for home in dict.fromkeys(homes.values()):
        own = {form: text for form, text in types.items() if homes[form] == home}
        others = {form: f"replies_{one}" for form, one in homes.items() if one != home}
        source = "app/wire/link_fields.py" if home == "link_fields" else f"app/wire/forms_{home}.py"
        written[f"replies_{home}.js"] = types_module(source, own, others)
    named = {form: f"import('./replies_{home}.js').{form}" for form, home in homes.items()}
    return {"replies.js": types_module("app/wire/forms_*.py", named), **written}


def limits_module() -> str:
    """The limits as an object."""
    about = "/** Limits that the server and the page both hold to. */"
    return "\n".join([WRITTEN.format("app/wire/limits.py"), about, _limits()])


def types_module(
    source: str, types: Mapping[str, str], others: Mapping[str, str] | None = None
) -> str:
    """A module of types alone: name -> type; `others` are the modules of types that they name."""
    lines = [comment(f"@typedef {{{text}}} {name}") for name, text in types.items()]
    imported = _imported("\n".join(types.values()), others or {})
    return "\n".join([WRITTEN.format(source), *imported, *lines, "", "export {};\n"])


def _imported(text: str, homes: Mapping[str, str]) -> list[str]:
    """Comments that import the types that a text names, from the modules that hold them.

    No line ends between `from` and the module: TypeScript would not read it.
    """
    words = set(re.findall(r"\w+", text))
    used = dict[str, list[str]]()
    for name in sorted(words & homes.keys()):
        used.setdefault(homes[name], []).append(name)
    return [
        comment(f"@import {{{', '.join(names)}}} from\0'./{home}.js'").replace("\0", " ")
        for home, names in sorted(used.items())
    ]


def _parts(table: Mapping[str, Route]) -> list[str]:
    """What the module of a table exports."""
    names = {"routes": True, "bodies": bool(sizes(table)), "sent": bool(sent(table))}
    return [name for name, is_there in names.items() if is_there]


def _called(table: Mapping[str, Route]) -> dict[str, Route]:
    return {name: route for name, route in table.items() if not isinstance(route.body, PageFile)}


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
