"""The rooms of the house: a file lies in its room and imports only from below.

HOUSE is the plan, lowest room first. A room names the rooms it may import from and all its files,
in lines: a file imports from the lines above its own, and from those that stand on its own line.
Behind each line stand the packages that its files may import besides the standard library.
"""

import ast
import posixpath
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Room:
    """A folder: the rooms below it, and its files in lines, each with its packages."""

    name: str
    below: str
    files: dict[str, str]


LIBRARY = "vit vit.pictures vit.maps vit.anatomy vit.figures vit.loading vit.scenes vit.training"
SCREEN = f"{LIBRARY} app app.engine app.wire app.export"  # no screen knows another
SCREENS_OF_APP = " ".join(
    ["app.screens"]
    + [
        f"app.screens.{name}"
        for name in ("explore", "explain", "compare", "positions", "heads", "learn")
    ]
)

HOUSE = (
    Room(
        "vit",
        "",
        {
            "grid framing": "",
            "edits derived": "torch",
            "config": "",
            "mlp rope resample": "torch",
            "layers pooling": "torch",
            "model": "torch",
            "preprocess": "torch PIL numpy",
            "trace": "torch",
            "gradient": "torch",
        },
    ),
    Room("vit.pictures", "", {"images": "PIL numpy"}),
    Room(
        "vit.maps",
        "vit",
        {
            "streaming": "torch",
            "flow ablation": "torch",
            "relevance faithfulness": "torch",
            "methods": "torch",
        },
    ),
    Room(
        "vit.anatomy",
        "vit",
        {
            "cost": "",
            "principal_components": "torch",
            "features patch_filters": "torch",
            "position_edits position_similarity rotary_similarity": "torch",
            "score_parts": "torch",
            "head_statistics": "torch",
            "head_tags": "",
            "token_steps one_weight value_weights": "torch",
            "logit_lens receptive_field branch_ratios": "torch",
        },
    ),
    Room(
        "vit.figures",
        "vit",
        {
            "look": "",
            "scale heat": "numpy",
            "render": "PIL numpy",
            "figures": "numpy matplotlib",
            "paper": "numpy matplotlib PIL",
        },
    ),
    Room(
        "vit.loading",
        "vit",
        {
            "references shipped families": "",
            "labels": "timm",
            "transfer": "huggingface_hub",
            "hub": "huggingface_hub",
            "checkpoints": "",
            "timm_rope": "torch timm",
            "timm_parts": "torch timm",
            "timm_rules": "torch timm",
            "timm_config": "torch timm",
            "timm_names timm_state": "torch timm",
            "sources": "torch safetensors",
            "weights": "torch safetensors",
        },
    ),
    Room(
        "vit.scenes",
        "",
        {
            "polygons textures": "numpy cv2",
            "drawings": "numpy",
            "photolike photographs": "numpy cv2",
            "backdrops unseen things": "numpy cv2",
            "scene": "numpy cv2",
        },
    ),
    Room(
        "vit.training",
        "vit vit.maps vit.anatomy vit.loading vit.scenes",
        {
            "aims precision": "torch",
            "recipe": "numpy",
            "batches": "torch numpy",
            "losses run evaluate": "torch numpy",
            "look measure report export": "torch numpy safetensors",
            "card": "torch",
            "train trial": "torch numpy safetensors",
        },
    ),
    # What a person starts or imports.
    Room(
        "vit",
        "vit vit.maps vit.anatomy vit.loading",
        {"download": "", "__init__": ""},
    ),
    Room("app", "vit", {"parameters": "", "settings": ""}),
    Room(
        "app.engine",
        f"{LIBRARY} app",
        {
            "cache": "",
            "gallery": "numpy",
            "store interventions": "torch",
            "recorded": "torch",
            "input_sizes": "",
            "engine": "torch",
            "pictures scene_objects visits": "",
        },
    ),
    Room(
        "app.wire",
        f"{LIBRARY} app app.engine",
        {
            "replies": "torch numpy starlette",
            "view_state": "",
            "progress": "torch",
            "question": "starlette",
            "descriptor": "",
        },
    ),
    Room(
        "app.export",
        f"{LIBRARY} app app.engine app.wire",
        {
            "framing_words": "",
            "feature_maps": "torch",
            "exports": "torch numpy",
            "intervention_code": "",
            "routes": "starlette",
        },
    ),
    Room("app.screens", "vit.loading", {"card": ""}),
    Room(
        "app.screens.explore",
        SCREEN,
        {"view": "", "trace_routes feature_routes": "torch starlette"},
    ),
    Room("app.screens.explain", SCREEN, {"maps": "torch", "routes": "starlette"}),
    Room("app.screens.compare", SCREEN, {"columns": "", "routes": "starlette"}),
    Room(
        "app.screens.positions", SCREEN, {"facts": "torch", "paper": "numpy", "routes": "starlette"}
    ),
    Room(
        "app.screens.heads",
        SCREEN,
        {
            "statistics": "torch",
            "changed": "",
            "routes depth_routes intervention_routes": "torch starlette",
        },
    ),
    Room(
        "app.screens.learn",
        SCREEN,
        {
            "cards": "torch",
            "block_cards": "torch",
            "build": "",
            "trainings": "safetensors",
            "routes build_routes diagram_routes": "torch starlette",
        },
    ),
    Room("app", f"{SCREEN} {SCREENS_OF_APP}", {"router": "starlette"}),
    Room(
        "app.ui",
        f"{SCREEN} {SCREENS_OF_APP}",
        {
            "theme parts": "gradio",
            "layout screens": "gradio",
            "explore": "gradio",
            "page": "gradio",
        },
    ),
    Room("app", "app app.engine app.ui", {"__init__ __main__": ""}),
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
ROOMS = ("page", "record", "draw", "screen")
SCREENS = ("explore", "explain", "compare", "positions", "heads", "learn", "card")


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
