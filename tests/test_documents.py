"""The documents: what they name is there, every link leads somewhere, no room is missing."""

import importlib
import re
from pathlib import Path

import pytest

from app.engine.gallery import PHOTOGRAPHS
from tests.support.house import HOUSE
from tests.support.viewer_house import VIEWER_ROOMS, VIEWER_SCREENS

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ("ARCHITECTURE.md", "CONTRIBUTING.md")
FILES = [
    path
    for pattern in ("*.py", "vit/**/*.py", "app/**/*.py", "tests/**/*.py", "assets/viewer/**/*.js")
    for path in ROOT.glob(pattern)
]
SOURCE = "\n".join(path.read_text() for path in FILES)
NAMES_OF_FILES = {path.name for path in ROOT.glob("**/*.*") if ".venv" not in path.parts}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
OTHERS = {"~", "git log", "git log --follow", "git mv", ".venv", "pyright[nodejs]"}


def code(text: str) -> list[str]:
    """What stands between single backquotes."""
    return re.findall(r"`([^`\n]+)`", text)


def is_there(name: str) -> bool:
    """Whether a path, a command or a name of the project exists."""
    if name in OTHERS:
        return True
    if name.startswith("make "):
        return name.split()[1] in TARGETS
    if match := re.match(r"python -m ([\w.]+)", name):
        return (ROOT / match[1].replace(".", "/")).with_suffix(".py").is_file()
    if "/" in name:
        paths = [ROOT / name, *(ROOT / "assets" / "viewer").glob(name), *ROOT.glob(f"app/*/{name}")]
        return any(path.exists() for path in paths)
    if re.fullmatch(r"[\w-]+\.[a-z]+", name) and not name.startswith("vit."):
        return name in NAMES_OF_FILES or (ROOT / name).exists() or is_defined(name)
    return is_defined(name)


def is_defined(name: str) -> bool:
    """Whether every part of a dotted name is defined somewhere; `vit.x` must be public."""
    first, *rest = name.split(".")
    if first == "vit":
        return hasattr(importlib.import_module("vit"), rest[0])
    return all(
        re.search(rf"\b(?:class|def|function|const|get|async)\s+{part}\b|\b{part}\s*[(:=]", SOURCE)
        for part in (first, *rest)
    )


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_names_is_there(document: str):
    names = code((ROOT / document).read_text())
    assert len(names) > 10
    assert [name for name in names if not is_there(name)] == []


@pytest.mark.parametrize(
    "name",
    [
        "vit/maps/flows.py",
        "vit.rollouts",
        "make tests",
        "Engine.rewind",
        "python -m vit.fetch",
    ],
)
def test_what_is_not_there_is_seen(name: str):
    assert not is_there(name)


def test_every_room_is_in_the_architecture():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    names = code(text)
    rooms = {room.name.replace(".", "/") + "/" for room in HOUSE}
    rooms |= {f"assets/viewer/{room}/" for room in VIEWER_ROOMS}
    missing = {
        room
        for room in rooms
        if not any(room == name or room.endswith(f"/{name}") for name in names)
    }
    assert missing <= {"app/"}  # its two files, settings and router, have rows of their own
    assert all(f"`{screen}/`" in text or f"{screen}/`" in text for screen in VIEWER_SCREENS)
    folders = {path.name for path in (ROOT / "tests").iterdir() if (path / "__init__.py").exists()}
    assert {folder for folder in folders if f"`tests/{folder}/`" not in text} == set()


@pytest.mark.parametrize("document", [*DOCUMENTS, "README.md"])
def test_links_lead_somewhere(document: str):
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / document).read_text())
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_the_way_to_add_something_takes_five_lines():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    recipes = re.findall(r"^\*\*A \w+.*?\n((?:\d\. (?:.|\n(?!\n|\d\.))*\n)+)", text, re.MULTILINE)
    assert [len(re.findall(r"^\d\. ", recipe, re.MULTILINE)) for recipe in recipes] == [5] * 6


def test_the_readme_leads_to_the_documents():
    text = (ROOT / "README.md").read_text()
    assert all(f"]({document})" in text for document in DOCUMENTS)


def test_every_photograph_is_small_and_has_its_author_and_licence():
    folder = ROOT / "assets" / "photographs"
    files = {path.name for path in folder.iterdir()} - {"CREDITS.md"}
    assert files == {f"{name}.jpg" for name, _ in PHOTOGRAPHS}
    assert max((folder / name).stat().st_size for name in files) <= 60_000
    lines = (folder / "CREDITS.md").read_text(encoding="utf-8").splitlines()
    rows = {line.split("`")[1]: line.split("|") for line in lines if line.startswith("| `")}
    assert rows.keys() == files
    for _, _, subject, author, licence, source, _ in rows.values():
        assert all(part.strip() for part in (subject, author, source))
        assert licence.strip() in ("public domain", "CC0 1.0", "CC BY 2.0")
