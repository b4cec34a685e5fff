"""Every module of the viewer lies in its room and imports only from below."""

import posixpath
import re
from pathlib import Path

import pytest

from tests.support.viewer_house import VIEWER_MODULES, VIEWER_ROOMS, VIEWER_SCREENS

VIEWER = Path(__file__).resolve().parents[1] / "assets" / "viewer"
MODULES = {path.relative_to(VIEWER).as_posix(): path.read_text() for path in VIEWER.glob("**/*.js")}
LEAST = 170  # modules: a glob that finds nothing proves nothing
FROM = re.compile(r"(?:from|import\()\s*'(\.[./\w]+\.js)'")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
# What record/ is made of works without a page: Node runs it, and so does a notebook.
OF_A_PAGE = re.compile(r"\b(document|window|canvas|getComputedStyle|requestAnimationFrame)\b")


def imports(source: str, name: str) -> set[str]:
    """The modules, by their paths in the viewer, that one of this name imports."""
    folder = posixpath.dirname(name)
    return {posixpath.normpath(posixpath.join(folder, path)) for path in FROM.findall(source)}


def room(name: str) -> tuple[str, str]:
    """Folder and part of a module; the part is empty for a file beside the parts."""
    folders = name.split("/")[:-1]
    return folders[0], folders[1] if len(folders) > 1 else ""


def has_place(name: str) -> bool:
    """Whether the plan has a room for a module of this path, and the module in it."""
    folder, file = posixpath.split(name.removesuffix(".js"))
    return file in VIEWER_MODULES.get(folder, "").split()


def may_import(mine: str, theirs: str) -> bool:
    """Whether a module may know another, both by their paths."""
    (folder, part), (other, their_part) = room(mine), room(theirs)
    if folder != other:
        rooms = (
            VIEWER_ROOMS[: VIEWER_ROOMS.index(folder)] if folder in VIEWER_ROOMS else VIEWER_ROOMS
        )
        return other in rooms
    parts = VIEWER_SCREENS.get(folder, ())
    return not part or not their_part or parts.index(their_part) <= parts.index(part)


def faults(name: str, source: str) -> list[str]:
    """What the plan forbids about a module, each as a sentence."""
    if not has_place(name):
        return [f"{name} has no room in the plan"]
    found = imports(source, name)
    told = [f"{name} imports {path}, which is not there" for path in found - MODULES.keys()]
    told += [
        f"{name} may not import {path}"
        for path in found & MODULES.keys()
        if not may_import(name, path)
    ]
    if room(name)[0] == "record" and (match := OF_A_PAGE.search(COMMENT.sub("", source))):
        told.append(f"{name} is of record/ and uses {match[0]} of a page")
    return told


def test_modules_import_downwards():
    assert len(MODULES) >= LEAST
    assert [fault for name, source in MODULES.items() for fault in faults(name, source)] == []


def test_every_module_of_the_plan_is_there():
    planned = {
        f"{room}/{file}.js" for room, files in VIEWER_MODULES.items() for file in files.split()
    }
    assert planned == MODULES.keys()
    parts = {f"{screen}/{part}" for screen, parts in VIEWER_SCREENS.items() for part in parts}
    assert VIEWER_MODULES.keys() == {*VIEWER_ROOMS, *VIEWER_SCREENS, *parts}


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("draw/paint.js", "explain/explain.js"),
        ("page/dom.js", "record/grid.js"),
        ("record/grid.js", "draw/paint.js"),
        ("screen/frame.js", "explore/explore.js"),
        ("compare/compare.js", "explore/explore.js"),
        ("heads/finder/finder.js", "explain/maps/targets.js"),
        ("heads/statistics/view.js", "heads/finder/view.js"),
        ("learn/cards/cards.js", "learn/number/drawer.js"),
    ],
)
def test_an_import_upwards_is_a_fault(name: str, other: str):
    source = f"import {{a}} from '{posixpath.relpath(other, posixpath.dirname(name))}';"
    if not source.startswith("import {a} from '."):
        source = source.replace("from '", "from './")
    assert other in MODULES
    assert faults(name, source) == [f"{name} may not import {other}"]


@pytest.mark.parametrize(
    ("name", "moved"),
    [
        ("draw/paint.js", "record/paint.js"),
        ("record/trace.js", "page/trace.js"),
        ("screen/chips.js", "page/chips.js"),
        ("screen/query.js", "page/query.js"),
        ("explore/matrix.js", "screen/matrix.js"),
        ("explore/explore.js", "explain/explore.js"),
        ("heads/finder/finder.js", "heads/finder/view/finder.js"),
        ("heads/finder/view.js", "heads/views/view.js"),
        ("heads/depth/depth.js", "heads/statistics/depth.js"),
        ("learn/number/drawer.js", "learn/cards/drawer.js"),
        ("card/tables.js", "cards/tables.js"),
    ],
)
def test_a_module_in_the_wrong_room_is_a_fault(name: str, moved: str):
    assert faults(name, MODULES[name]) == []
    assert faults(moved, MODULES[name]) == [f"{moved} has no room in the plan"]


def test_no_module_imports_itself_in_a_circle():
    edges = {name: imports(source, name) for name, source in MODULES.items()}
    while free := [name for name, below in edges.items() if not below & edges.keys()]:
        for name in free:
            del edges[name]
    assert not edges, f"circle among {sorted(edges)}"


WRITER = re.compile(r"pageState\.writer\('([\w/]+)'\)")


def test_a_fact_is_written_by_the_one_module_that_the_table_names():
    table = (VIEWER / "state" / "facts.js").read_text(encoding="utf-8")
    named = set(re.findall(r"fact\(\s*'([\w/]+)'", table)) | set(
        re.findall(r"const [A-Z]+ = '([\w/]+)';", table)
    )
    takers = []
    for path in VIEWER.rglob("*.js"):
        text, name = path.read_text(encoding="utf-8"), path.relative_to(VIEWER).with_suffix("")
        assert set(WRITER.findall(text)) <= {name.as_posix()}, f"{name} writes for another module"
        if "pageState.take(" in text:
            takers.append(name.as_posix())
    writers = {m for path in VIEWER.rglob("*.js") for m in WRITER.findall(path.read_text("utf-8"))}
    assert writers == named - {"state/passes"}
    assert takers == ["state/passes"]


ROUNDS = re.compile(r"\.to(?:Fixed|Precision|Exponential|LocaleString)\(")
# What rounds a value that goes on as a number: no text of the page.
ROUNDING = {
    "draw/curve.js",
    "heads/interventions/switches.js",
    "learn/cards/prose.js",
    "positions/cells.js",
    "record/figures.js",
    "state/facts.js",
}


def test_numbers_become_text_in_one_module():
    assert {name for name, source in MODULES.items() if ROUNDS.search(source)} == ROUNDING
