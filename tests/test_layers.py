"""The layers of the house: a file imports only from the floors below its own.

FLOORS is the plan, lowest floor first. Each line names a module (`*` stands for what a file was
split into) and the packages it may import besides the standard library. Files of one floor do not
import each other, except within the group that one line names.
"""

import ast
import posixpath
import re
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

FLOORS: tuple[dict[str, str], ...] = (
    {"vit.grid": "", "vit.framing": "", "vit.edits": "torch", "vit.shapes": "numpy"},
    {"vit.config": "", "vit.references": "", "vit.drawings": "numpy"},
    {
        "vit.mlp": "torch",
        "vit.rope": "torch",
        "vit.derived": "torch",
        "vit.cost": "",
        "vit.components": "torch",
    },
    {"vit.layers": "torch"},
    {"vit.pooling": "torch", "vit.resample": "torch"},
    {"vit.model": "torch"},
    {
        "vit.preprocess": "torch PIL numpy",
        "vit.labels": "timm",
        "vit.transfer": "huggingface_hub",
    },
    {
        "vit.timm_*": "torch timm",
        "vit.hub": "huggingface_hub",
        "vit.checkpoints": "",
    },
    {"vit.sources": "torch safetensors"},
    {"vit.weights": "torch safetensors"},
    {"vit.trace": "torch", "vit.streaming": "torch"},
    {
        "vit.anatomy": "torch",
        "vit.features": "torch",
        "vit.filters": "torch",
        "vit.flow": "torch",
        "vit.gradient": "torch",
        "vit.heads": "torch",
        "vit.one_weight": "torch",
        "vit.positions": "torch",
        "vit.ratios": "torch",
        "vit.receptive": "torch",
        "vit.rope_maps": "torch",
        "vit.similarity": "torch",
        "vit.values": "torch",
    },
    {
        "vit.relevance": "torch",
        "vit.head_tags": "",
        "vit.ablation": "torch",
        "vit.lens": "torch",
        "vit.score_parts": "torch",
    },
    {"vit.methods": "torch", "vit.faithfulness": "torch", "vit.scenes*": "numpy cv2"},
    {"vit.training.*": "torch numpy safetensors", "vit.download": ""},
    {"vit": "", "vit.training": ""},
    {
        "app.settings": "",
        "app.heat": "numpy",
        "app.images": "PIL numpy",
        "app.scale": "numpy",
        "app.render": "PIL numpy",
        "app.cache": "",
    },
    {"app.figures": "numpy matplotlib", "app.gallery": "numpy", "app.features": "torch"},
    {"app.store": "torch", "app.interventions": "torch", "app.paper": "numpy matplotlib PIL"},
    {"app.recorded": "", "app.build": "", "app.inputs": ""},
    {"app.engine": "torch"},
    {"app.frames": "", "app.workshop": "safetensors"},
    {
        "app.exports": "torch numpy",
        "app.objects": "",
        "app.card": "",
        "app.explain": "torch",
        "app.intervention_code": "",
        "app.positions": "torch",
    },
    {"app.views": "", "app.replies": "torch numpy starlette", "app.paper_views": "numpy"},
    {"app.changed": "torch"},
    {
        "app.columns": "",
        "app.heads": "torch",
        "app.explain_routes": "starlette",
        "app.export_routes": "starlette",
        "app.feature_routes": "starlette",
        "app.learn*": "torch starlette",
        "app.build_routes": "starlette",
        "app.shape_routes": "starlette",
    },
    {
        "app.trace_routes": "torch starlette",
        "app.intervention_routes": "torch starlette",
        "app.depth_routes": "starlette",
        "app.head_routes": "starlette",
        "app.position_routes": "starlette",
    },
    {"app.payload": "starlette"},
    {"app.theme": "gradio"},
    {"app.ui_*": "gradio"},
    {"app.ui": "gradio"},
    {"app": "", "app.__main__": ""},
)
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


def place(module: str) -> tuple[int, str] | None:
    """Floor and line of a module; its own line goes before a pattern."""
    lines = [(floor, line) for floor, plan in enumerate(FLOORS) for line in plan]
    exact = [found for found in lines if found[1] == module]
    return next(iter(exact + [found for found in lines if fnmatchcase(module, found[1])]), None)


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
    mine = place(module)
    if mine is None:
        return [f"{module} has no place in FLOORS"]
    floor, line = mine
    allowed = set(FLOORS[floor][line].split())
    found: list[str] = []
    for name in sorted(imported(source, module, package=package)):
        top = name.partition(".")[0]
        if top not in PACKAGES:
            if top not in sys.stdlib_module_names and top not in allowed:
                found.append(f"{module} may not import {name}")
            continue
        theirs = place(name)
        if theirs is None:
            found.append(f"{module} imports {name}, which has no place in FLOORS")
        elif theirs[0] > floor or (theirs[0] == floor and theirs[1] != line):
            found.append(f"{module} may not import {name} from its own floor or one above")
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
        ("vit.flow", "from vit.heads import entropy"),
        ("vit.flow", "from app.settings import Settings"),
        ("vit.training.train", "import timm"),
        ("vit.training.train", "from vit.unheard_of import x"),
        ("app.views", "import gradio as gr"),
        ("app.ui_explore", "import cv2"),
        ("app.settings", "import numpy"),
        ("vit.helpers", ""),
    ],
)
def test_a_wrong_import_is_found(module: str, source: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.modules[__name__], "KNOWN", KNOWN | {"vit.model"})
    assert len(faults(source, module)) == 1


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


OF_THE_PAGE = {"page", "bare", "base_page", "slider"}


def test_benchmarks_of_the_library_import_nothing_of_the_app():
    for path in (ROOT / "tests" / "benchmarks").glob("*.py"):
        names = imported(path.read_text(), f"tests.benchmarks.{path.stem}", package=False)
        of_the_app = {name for name in names if name.partition(".")[0] in {"app", "gradio"}}
        assert not of_the_app or path.stem in OF_THE_PAGE, f"{path.name} imports {of_the_app}"


# Where the sources are, and how many there are at least: a glob that finds nothing proves nothing.
SOURCES = {"vit/**/*.py": 70, "app/**/*.py": 50, "assets/viewer/**/*.js": 170, "app.py": 1}


@pytest.mark.parametrize(("pattern", "least"), SOURCES.items())
def test_a_file_is_at_most_250_lines(pattern: str, least: int):
    lengths = {str(path): len(path.read_text().splitlines()) for path in ROOT.glob(pattern)}
    assert len(lengths) >= least
    assert {name: lines for name, lines in lengths.items() if lines > 250} == {}


# Folders of the viewer, upwards: each module imports from its own and from those before it.
ROOMS = ("page", "record", "draw", "explore")
SCREENS = ("explain", "compare", "positions", "heads", "learn", "card")


def rooms_below(folder: str) -> set[str]:
    """The folders that a module of this one may import from: screens do not know one another."""
    return {*ROOMS, folder} if folder in SCREENS else set(ROOMS[: ROOMS.index(folder) + 1])


VIEWER = ROOT / "assets" / "viewer"
VIEWER_MODULES = {
    path.relative_to(VIEWER).as_posix(): path.read_text() for path in VIEWER.glob("**/*.js")
}
FROM = re.compile(r"(?:from|import\()\s*'(\.[./\w]+\.js)'")


def viewer_imports(source: str, name: str) -> set[str]:
    """The modules, by their paths in the viewer, that one of this name imports."""
    folder = posixpath.dirname(name)
    return {posixpath.normpath(posixpath.join(folder, path)) for path in FROM.findall(source)}


def test_modules_of_the_viewer_import_downwards():
    assert len(VIEWER_MODULES) >= 170
    for name, source in VIEWER_MODULES.items():
        found = viewer_imports(source, name)
        assert found <= VIEWER_MODULES.keys(), f"{name} imports what is not there"
        above = {path.split("/")[0] for path in found} - rooms_below(name.split("/")[0])
        assert not above, f"{name} imports from {above}"


@pytest.mark.parametrize("name", ["draw/paint.js", "draw/fine/paint.js"])
def test_an_import_upwards_is_seen(name: str):
    up = "../" * name.count("/")
    found = viewer_imports(f"import {{a}} from '{up}explain/b.js';", name)
    assert found == {"explain/b.js"}
    assert "explain" not in rooms_below("draw") | rooms_below("compare")
