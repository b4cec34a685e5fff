"""Past participles that fit any value (`asked`, `told`, ...) are no names: a name is a noun."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WORDS = {"asked", "told", "shown", "found", "made"}
# Files without these words: a pattern, and the least number of files that it must match.
CLEAN = {
    "vit/**/*.py": 80,
    "app/**/*.py": 70,
    "assets/viewer/**/*.js": 150,
}

# The fields of a Python syntax tree that hold a name.
FIELDS = ("id", "arg", "attr", "name", "asname", "rest")

# Between the tokens: blanks, comments, and names of HTML attributes, which are states of the page.
GAP = re.compile(r"\s+|//[^\n]*|/\*.*?\*/|\.dataset\.\w+", re.DOTALL)
STRING = re.compile(r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"", re.DOTALL)
PATTERN = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/\w*")  # a regular expression
TOKEN = re.compile(r"[\w$]+|.", re.DOTALL)
TEMPLATE = re.compile(r"(?:\\.|\$(?!\{)|[^`$\\])*(?:`|\$\{)", re.DOTALL)  # text to `, or to ${
# A slash divides after a value; elsewhere it opens a regular expression.
VALUE = re.compile(r"[\w$)\]]+")
NO_VALUE = {"return", "typeof", "case", "of", "in", "await", "yield"}


def python_names(source: str) -> Iterator[str]:
    """Every name of Python code."""
    for node in ast.walk(ast.parse(source)):
        for field in FIELDS:
            name = getattr(node, field, None)
            if isinstance(name, str):
                yield from name.split(".")


def javascript_names(source: str) -> Iterator[str]:
    """Every word of JavaScript outside comments, strings and regular expressions."""
    at, before, braces = 0, "", [0]
    while at < len(source):
        if gap := GAP.match(source, at):
            at = gap.end()
        elif literal := literal_at(source, at, before):
            at, before = literal.end(), ")"
        else:
            token = TOKEN.match(source, at)[0]
            at, before = at + len(token), token
            if opens_text(token, braces):
                at, before = TEMPLATE.match(source, at).end(), ")"
                if source[at - 1] == "{":
                    before = "{"
                    braces.append(0)
            elif re.match(r"[A-Za-z_$]", token):
                yield token


def literal_at(source: str, at: int, before: str) -> re.Match[str] | None:
    """The string or regular expression that begins here, after the token `before`."""
    divides = VALUE.fullmatch(before) and before not in NO_VALUE
    return STRING.match(source, at) or (None if divides else PATTERN.match(source, at))


def opens_text(token: str, braces: list[int]) -> bool:
    """Whether a template's text follows; counts the open braces of each nested expression."""
    if token == "}" and not braces[-1] and len(braces) > 1:
        braces.pop()
        return True
    braces[-1] += (token == "{") - (token == "}")
    return token == "`"


NAMES = {".py": python_names, ".js": javascript_names}


def participles(source: str, suffix: str) -> set[str]:
    """Names in a source that consist of one of WORDS alone."""
    return {name for name in NAMES[suffix](source) if name.strip("_$") in WORDS}


@pytest.mark.parametrize(("pattern", "least"), CLEAN.items())
def test_no_name_is_a_bare_participle(pattern: str, least: int):
    named = {
        path.relative_to(ROOT).as_posix(): participles(path.read_text("utf-8"), path.suffix)
        for path in ROOT.glob(pattern)
    }
    assert len(named) >= least
    assert {file: names for file, names in named.items() if names} == {}


@pytest.mark.parametrize(
    "source",
    [
        "told = 1",
        "for _, found in pairs: pass",
        "def _asked(): pass",
        "def ask(*, made): pass",
        "class shown: pass",
        "self._told = 0",
        "ask(told=1)",
        "from room import told_numbers as told",
        "if (found := 1): pass",
        "lambda shown: 1",
        "try: pass\nexcept ValueError as found: pass",
        "match pair:\n    case [1, *made]: pass",
        "class Facts:\n    shown: int",
    ],
)
def test_a_participle_in_python_is_caught(source: str):
    assert participles(source, ".py")


@pytest.mark.parametrize(
    "source",
    ["told_token = 1  # told", "'''What is shown.'''", "x = 'found'", "unmade, asked_at = 1, 2"],
)
def test_other_words_and_texts_of_python_are_allowed(source: str):
    assert not participles(source, ".py")


@pytest.mark.parametrize(
    "source",
    [
        "const told = 1;",
        "this.#asked = null;",
        "const {shown} = facts;",
        "found(1 / 2); // a",
        "const a = `text ${made} text`;",
        "const a = `text ${b ? `${{found: 1}}` : ''} text`;",
        "const a = b / c; told(); const d = e / f;",
        "if (/'/.test(a)) asked('');",
        "const a = 'it\\'s'; shown();",
    ],
)
def test_a_participle_in_javascript_is_caught(source: str):
    assert participles(source, ".js")


@pytest.mark.parametrize(
    "source",
    [
        "// told\nconst a = 1; /* found\n made */",
        "const a = 'told', b = \"shown\", c = `made ${'asked'} found`;",
        "const a = b.match(/told|[/]found/g);",
        "const notFound = toldToken + asked_at;",
        "delete this.box.dataset.shown;",
        "const a = `\\` told ${{b: {c: 1}}.b.c} shown`;",
    ],
)
def test_other_words_and_texts_of_javascript_are_allowed(source: str):
    assert not participles(source, ".js")
