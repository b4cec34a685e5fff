"""The files of the page: modules and styles, named by their content, compressed once."""

import hashlib
from functools import cache

from app.front import modules
from app.front.coding import Coded, best, coded
from app.front.modules import VIEWER

# What the first screen runs; the folders of the others, whose files come when they are opened.
FIRST = (
    *("screen/bar", "state/tab", "learn/number/number"),
    *(f"explore/{name}" for name in ("aside", "answer", "models", "patch_slider", "scene")),
    *(f"explore/{name}" for name in ("levels", "open", "shell", "source", "strip")),
)
SCREENS = ("explain", "compare", "film", "teach", "positions", "heads", "learn", "card")
DRAWER = "learn/number"
COMMON = "common"  # modules of the shared rooms that the first screen does without

KINDS = {".js": "text/javascript", ".css": "text/css"}


@cache
def _texts() -> dict[str, str]:
    """Name of each file -> its text; the first one's name begins with `first-`."""
    first = modules.closure(FIRST)
    rest = {folder: _rest(folder, first) for folder in (*SCREENS, DRAWER)}
    shared = [name for names in rest.values() for name in names if _folder(name) is None]
    shared = list(dict.fromkeys(shared))
    named = {COMMON: _named(COMMON, modules.bundle(shared))}
    for folder, names in rest.items():
        own = [name for name in names if _folder(name) == folder]
        named[folder] = _named(folder.replace("/", "-"), modules.bundle(own))
    files = {folder: _needed(rest[folder], named, folder) for folder in rest}
    rooms = {name.partition("/")[0]: [named[COMMON][0]] for name in shared}
    begin = _named("first", modules.first_bundle(first, {**files, **rooms}))
    return dict([begin, *named.values(), _named("style", styles(), ".css")])


def _rest(folder: str, first: list[str]) -> list[str]:
    """The modules that the entries of a folder need besides the first screen's."""
    entries = [f"{folder}/{folder}"]
    if folder == DRAWER:
        entries = [later for name in first for later in modules.lazy_imports(name)]
    return [name for name in modules.closure(entries) if name not in first]


def _folder(name: str) -> str | None:
    """The folder that has a file of its own and holds a module; None for a shared room."""
    held = [folder for folder in (*SCREENS, DRAWER) if name.startswith(f"{folder}/")]
    return max(held, key=len, default=None)


def _needed(names: list[str], named: dict[str, tuple[str, str]], folder: str) -> list[str]:
    """The files that hold all these modules."""
    folders = {_folder(name) or COMMON for name in names} | {folder}
    return sorted(named[one][0] for one in folders)


def _named(title: str, text: str, ending: str = ".js") -> tuple[str, str]:
    """A file's name, which is another one for another text, and its text."""
    return f"{title}-{digest(text)}{ending}", text


def digest(text: str) -> str:
    """Twelve hexadecimal digits that another text does not have."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def styles() -> str:
    """Every style sheet: the page's, what screens share, a screen's before its parts'."""
    first = [VIEWER / "page" / "style.css", VIEWER / "screen" / "screen.css"]
    others = sorted(VIEWER.glob("**/*.css"), key=lambda path: (len(path.parts), path))
    ordered = first + [path for path in others if path not in first]
    return "".join(sheet.read_text(encoding="utf-8") for sheet in ordered)


@cache
def first_file() -> str:
    """The name of the file with the loader and the first screen."""
    return next(name for name in _texts() if name.startswith("first-"))


@cache
def style_file() -> str:
    """The name of the style sheet."""
    return next(name for name in _texts() if name.endswith(".css"))


def file_text(name: str) -> str | None:
    """The text of a file; None where no file has this name."""
    return _texts().get(name)


def travelling(name: str, accepted: str) -> Coded:
    """A file for a browser with this header Accept-Encoding; made once for each coding."""
    return _packed(name, best(accepted))


@cache
def _packed(name: str, coding: str) -> Coded:
    return coded(_texts()[name].encode(), coding, quality=9)
