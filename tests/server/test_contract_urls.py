"""No URL of a route is made by hand: the page takes them all from record/contract.js."""

import re
from pathlib import Path

import pytest

from app.wire.contract import BASE

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "assets" / "viewer" / "record"
GENERATED = RECORD / "contract.js"
ENTRANCE = ROOT / "app" / "front" / "entrance.py"
WRITERS = (  # the files that may write a URL
    *RECORD.glob("contract*.js"),
    *(ROOT / "app" / "wire" / name for name in ("contract.py", "write_contract.py")),
    ENTRANCE,
)
SOURCES = [
    *(ROOT / "assets" / "viewer").glob("**/*.js"),
    *(ROOT / "assets" / "viewer").glob("**/*.html"),
    *(ROOT / "app").glob("**/*.py"),
]
LEAST = 250  # files: a glob that finds nothing proves nothing
BY_HAND = {
    "a path behind an address": re.compile(r"\$\{[^}]*\b(?:base|url|view)\}[/?]"),
    "a path added to an address": re.compile(r"\b(?:base|url|view)\s*\+\s*['\"`]"),
    "a request for a literal path": re.compile(
        r"(?:\brecord\.get|(?<![.\w])(?:get|numbers|follow|fetch|loadPicture)|\.(?:json|long))"
        r"\(\s*['\"`]"
    ),
    "the address itself": re.compile(re.escape(BASE.removeprefix("/"))),
}


def by_hand(source: str) -> list[str]:
    """Which kinds of URLs made by hand a source has."""
    return [kind for kind, pattern in BY_HAND.items() if pattern.search(source)]


def test_no_url_is_made_by_hand():
    assert len(SOURCES) >= LEAST
    assert GENERATED in SOURCES
    sources = {path.relative_to(ROOT).as_posix(): path for path in SOURCES}
    for path in WRITERS:
        del sources[path.relative_to(ROOT).as_posix()]
    found = {name: by_hand(path.read_text("utf-8")) for name, path in sources.items()}
    assert {name: kinds for name, kinds in found.items() if kinds} == {}


def test_the_one_import_takes_its_address_from_the_contract():
    source = ENTRANCE.read_text("utf-8")
    assert by_hand(source) == ["a path added to an address"]
    assert source.count("base + '") == 1
    assert "base + '/{path}'" in source


@pytest.mark.parametrize(
    "source",
    [
        "numbers(`${record.url}/qk/${l}`, {count})",
        "image.src = `${base}/example/${index}`;",
        "const url = `${this.record.url}?${query}`;",
        "fetch(base + '/build')",
        "await this.record.get('classes')",
        "await record.get(`lens?${query}`)",
        "const methods = await this.json('methods');",
        "await this.long(`removal?target=${target}`, signal)",
        "import('/gradio_api/vit/files/first.js')",
    ],
)
def test_a_url_made_by_hand_is_seen(source: str):
    assert by_hand(source)


@pytest.mark.parametrize(
    "source",
    [
        "numbers(routes.qkLayer(record.url, l), bodies.qkLayer(meta))",
        "channel.last.get('picture')",
        "const key = `${meta.token}/${layer}`;",
        "this.results.get('a')",
        "await record.get(routes.objects(record.url))",
    ],
)
def test_what_is_no_url_is_left_alone(source: str):
    assert by_hand(source) == []
