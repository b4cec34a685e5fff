"""The viewer's modules in files of many, made from the untouched sources when the program starts.

A browser that fetches a hundred modules one by one waits for many round trips. In a file each
module is a function that fills in its exports; assets/viewer/page/loader.js calls it when the
module is first needed.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path, PurePosixPath

VIEWER = Path(__file__).resolve().parents[2] / "assets" / "viewer"
LOADER = "page/loader"

IMPORT = re.compile(r"^import (?:\{([^}]*)\}|\* as (\w+)) from '([./\w]+)\.js';$", re.M)
LAZY = re.compile(r"\bimport\('([./\w]+)\.js'\)(?!\.)")  # one with a dot is a type in a comment
EXPORT = re.compile(r"^export (?=async function|function|class|const)", re.M)
EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|class|const) (\w+)", re.M)
EMPTY = re.compile(r"^export \{\};$", re.M)  # of modules that hold types alone
COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*(?:(?!\*/)[\s\S])*\*/)\n", re.M)  # on lines of its own
LEFT = re.compile(r"^(?:import|export)\b.*", re.M)


def source(name: str) -> str:
    """The text of a module such as `explore/strip`."""
    return (VIEWER / f"{name}.js").read_text(encoding="utf-8")


def every_module() -> list[str]:
    """The names of all modules of the viewer."""
    paths = sorted(VIEWER.rglob("*.js"))
    return [path.relative_to(VIEWER).with_suffix("").as_posix() for path in paths]


@cache
def imports(name: str) -> tuple[str, ...]:
    """The modules that a module imports when it is evaluated."""
    return tuple(_resolved(name, match[3]) for match in IMPORT.finditer(source(name)))


@cache
def lazy_imports(name: str) -> tuple[str, ...]:
    """The modules that a module imports later, when somebody opens them."""
    return tuple(_resolved(name, path) for path in LAZY.findall(COMMENT.sub("", source(name))))


def closure(names: Iterable[str]) -> list[str]:
    """These modules and all that they import, imported ones first."""
    ordered = dict[str, None]()

    def visit(name: str) -> None:
        if name not in ordered:
            for other in imports(name):
                visit(other)
            ordered[name] = None

    for name in names:
        visit(name)
    return list(ordered)


def wrapped(name: str) -> str:
    """A module as a call of `define`; ValueError for a form of import or export not known here."""
    text = COMMENT.sub("", source(name))
    exported = EXPORTED.findall(text)
    text = IMPORT.sub(lambda match: _binding(name, match), text)
    text = LAZY.sub(lambda match: f"load('{_resolved(name, match[1])}')", text)
    text = EMPTY.sub("", EXPORT.sub("", text))
    left = LEFT.search(text)
    if left:
        raise ValueError(f"{name}.js: {left[0]!r} is no import or export that a file can hold.")
    fills = " ".join(f"exports.{one} = {one};" for one in exported)
    return f"define('{name}', exports => {{\n{text.strip()}\n{fills}\n}});\n"


def bundle(names: Iterable[str]) -> str:
    """The text of a file that defines these modules."""
    body = "".join(wrapped(name) for name in names)
    return f"const {{define, need, load}} = globalThis.attentionViewer;\n{body}"


def first_bundle(names: Iterable[str], files: Mapping[str, list[str]]) -> str:
    """The file that comes first: the loader, then its modules.

    `files` are those that hold the modules of a folder, by the folder's name.
    """
    loader = EXPORT.sub("", COMMENT.sub("", source(LOADER)))
    table = ", ".join(f"'{folder}': {list(names)!r}" for folder, names in files.items())
    start = f"globalThis.attentionViewer ??= loader({{{table}}}, import.meta.url);\n"
    return f"{loader}{start}{bundle(names)}"


def _binding(name: str, match: re.Match[str]) -> str:
    """An import as a declaration: `const {a: b} = need('draw/paint');`."""
    names, whole, path = match[1], match[2], _resolved(name, match[3])
    if names is None:
        return f"const {whole} = need('{path}');"
    return f"const {{{re.sub(r' as ', ': ', names)}}} = need('{path}');"


def _resolved(name: str, path: str) -> str:
    return posixpath.normpath(PurePosixPath(name).parent / path)
