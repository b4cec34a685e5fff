"""Every file of the library and the app lies in its room and imports only from below."""

import ast
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.house import HOUSE

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {"vit", "app"}
FILES = sorted(ROOT.glob("app.py")) + sorted(ROOT.glob("vit/**/*.py"))
FILES += sorted(ROOT.glob("app/**/*.py"))


def module_name(path: Path) -> str:
    """Dotted name of a file; app.py beside the package of the same name is its entrance."""
    if path == ROOT / "app.py":
        return "app.__main__"
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {path: module_name(path) for path in FILES}
KNOWN = set(MODULES.values())


@dataclass(frozen=True)
class Place:
    """Where a file stands: number of its room, and of its line in it."""

    room: int
    line: int
    packages: frozenset[str]

    @property
    def name(self) -> str:
        return HOUSE[self.room].name


def _places() -> dict[str, Place]:
    found: dict[str, Place] = {}
    for number, room in enumerate(HOUSE):
        for line, (files, packages) in enumerate(room.files.items()):
            for file in files.split():
                module = f"{room.name}.{file}".removesuffix(".__init__")
                assert module not in found, f"{module} stands in the plan twice"
                found[module] = Place(number, line, frozenset(packages.split()))
    for number, room in enumerate(HOUSE):  # a folder's own file imports nothing
        found.setdefault(room.name, Place(number, -1, frozenset()))
    return found


PLACES = _places()


def may_import(mine: Place, theirs: Place) -> bool:
    """Whether a file may know another."""
    if mine.room == theirs.room:
        return theirs.line <= mine.line
    return theirs.room < mine.room and theirs.name in HOUSE[mine.room].below.split()


def imported(source: str, module: str, *, package: bool) -> set[str]:
    """Full names of all that this source imports, those for the type checker included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")
                parts = parts[: len(parts) - node.level + package]
                base = ".".join([*parts, base] if base else parts)
            below = {f"{base}.{alias.name}" for alias in node.names}
            names |= {name if name in KNOWN else base for name in below}
    return names


def faults(source: str, module: str, *, package: bool = False) -> list[str]:
    """Every import of this source that the plan forbids, each as a sentence."""
    mine = PLACES.get(module)
    if mine is None:
        return [f"{module} has no place in HOUSE"]
    found: list[str] = []
    for name in sorted(imported(source, module, package=package)):
        top = name.partition(".")[0]
        if top not in PACKAGES:
            if top not in sys.stdlib_module_names and top not in mine.packages:
                found.append(f"{module} may not import {name}")
        elif name == "vit" and mine.name.partition(".")[0] == "app":
            continue  # the public names, for everybody above the library
        elif name not in PLACES:
            found.append(f"{module} imports {name}, which has no place in HOUSE")
        elif not may_import(mine, PLACES[name]):
            found.append(f"{module} may not import {name} from its own line, or a room, above")
    return found


@pytest.mark.parametrize("path", FILES, ids=MODULES.get)
def test_imports_go_downwards(path: Path):
    package = path.name == "__init__.py"
    assert faults(path.read_text(), MODULES[path], package=package) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("vit.grid", "import torch"),
        ("vit.grid", "from vit.model import ViT"),
        ("vit.grid", "from vit import model"),
        ("vit.grid", "from . import model"),
        ("vit.grid", "from .model import ViT"),
        ("vit.trace", "import vit"),
        ("vit.trace", "def late():\n    import timm"),
        ("vit.maps.flow", "from vit.anatomy.head_statistics import entropy"),
        ("vit.maps.flow", "from vit.maps.methods import METHODS"),
        ("vit.maps.flow", "from app.settings import Settings"),
        ("vit.model", "from vit.maps.flow import rollout"),
        ("vit.training.train", "import timm"),
        ("vit.training.train", "from vit.unheard_of import x"),
        ("vit.loading.weights", "import huggingface_hub"),
        ("vit.anatomy.cost", "import gradio"),
        ("app.settings", "import numpy"),
        ("vit.helpers", ""),
    ],
)
def test_a_wrong_import_is_found(module: str, source: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.modules[__name__], "KNOWN", KNOWN | {"vit.model"})
    assert len(faults(source, module)) == 1


@pytest.mark.parametrize(
    ("module", "room"),
    [
        ("vit.trace", "vit.maps"),
        ("vit.maps.flow", "vit.anatomy"),
        ("vit.maps.methods", "vit"),
        ("vit.anatomy.cost", "vit.maps"),
        ("vit.anatomy.head_tags", "vit.figures"),
        ("vit.loading.hub", "vit"),
        ("vit.loading.references", "vit.training"),
        ("vit.scenes.textures", "vit.pictures"),
        ("vit.pictures.images", "app"),
        ("app.engine.cache", "app.wire"),
        ("vit.figures.paper", "app.export"),
        ("app.screens.heads.changed", "app.screens.explore"),
        ("vit.figures.scale", "app"),
        ("vit.training.aims", "vit.scenes"),
    ],
)
def test_a_file_in_the_wrong_room_is_found(module: str, room: str):
    path = next(path for path, name in MODULES.items() if name == module)
    moved = f"{room}.{module.rpartition('.')[2]}"
    assert faults(path.read_text(), module) == []
    assert faults(path.read_text(), moved) == [f"{moved} has no place in HOUSE"]


def test_every_room_of_the_plan_has_its_files():
    assert PLACES.keys() == KNOWN


def test_right_imports_are_not_faults():
    assert faults("import math\nimport torch\nfrom vit.grid import Grid", "vit.layers") == []
    assert faults("from vit.training.card import write", "vit.training.train") == []
    assert faults("from .card import write", "vit.training.train") == []


def test_no_module_imports_itself_in_a_circle():
    edges = {
        module: imported(path.read_text(), module, package=path.name == "__init__.py") & KNOWN
        for path, module in MODULES.items()
    }
    while free := [module for module, below in edges.items() if not below & edges.keys()]:
        for module in free:
            del edges[module]
    assert not edges, f"circle among {sorted(edges)}"


@pytest.mark.parametrize(
    ("package", "heavy"),
    [("vit", {"timm", "gradio", "matplotlib", "app"}), ("app", {"torch", "gradio", "vit"})],
)
def test_importing_the_package_stays_light(package: str, heavy: set[str]):
    code = f"import sys, {package}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not heavy & set(loaded.split())


def test_app_is_a_package_of_a_docstring_only():
    (docstring,) = ast.parse((ROOT / "app" / "__init__.py").read_text()).body
    assert isinstance(docstring, ast.Expr)
    assert not (ROOT / "tests" / "app").exists()


OF_THE_PAGE = {"page", "bare", "base_page", "slider", "memory_day", "rollout_film", "film", "lanes"}


def test_benchmarks_of_the_library_import_nothing_of_the_app():
    for path in (ROOT / "tests" / "benchmarks").glob("*.py"):
        names = imported(path.read_text(), f"tests.benchmarks.{path.stem}", package=False)
        of_the_app = {name for name in names if name.partition(".")[0] in {"app", "gradio"}}
        assert not of_the_app or path.stem in OF_THE_PAGE, f"{path.name} imports {of_the_app}"


# Where the sources are, and how many there are at least: a glob that finds nothing proves nothing.
SOURCES = {
    "vit/**/*.py": 70,
    "app/**/*.py": 50,
    "assets/viewer/**/*.js": 170,
    "tests/**/*.py": 200,
    "app.py": 1,
}


WRITTEN = "// Written by `python -m"  # what a program writes, nobody edits


@pytest.mark.parametrize(("pattern", "least"), SOURCES.items())
def test_a_file_is_at_most_250_lines(pattern: str, least: int):
    texts = {str(path): path.read_text() for path in ROOT.glob(pattern)}
    by_hand = {name: text for name, text in texts.items() if WRITTEN not in text}
    lengths = {name: len(text.splitlines()) for name, text in by_hand.items()}
    assert len(lengths) >= least
    assert {name: lines for name, lines in lengths.items() if lines > 250} == {}
