"""The Chromium of the browser tests.

`python -m tests.support.chromium` prints its path, after bringing one where none is there. As a
pytest plugin (`-p tests.support.chromium`) it says how many browser tests a run left out.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

# The shell is Chromium without windows: a page costs it half the processor time.
SHELL = "chromium-headless-shell"
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NONE = (
    "No Chromium was found and none could be installed: install one (on Debian: apt-get install "
    "chromium), name it with CHROMIUM=/path/to/chromium, or run make test BROWSER=0."
)


def starts(path: str) -> bool:
    """Whether this browser runs here at all: a missing library shows at once."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def installed() -> Iterator[str]:
    """The one that was named, else those of the system."""
    named = os.environ.get("CHROMIUM")
    yield from [named] if named else filter(None, map(shutil.which, (SHELL, *WHOLE)))


def debians() -> Iterator[str]:
    """Debian's packages, where we may install them: both, since the shell denies no storage."""
    release = Path("/etc/os-release")
    if os.geteuid() or not release.exists() or "ID=debian" not in release.read_text().split():
        return
    apt = ["apt-get", "-qq"]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["install", "-y", "--no-install-recommends"]
    for command in (["update"], [*install, "chromium"], [*install, SHELL]):
        subprocess.run(apt + command, env=quiet, stdout=sys.stderr, check=False)
    yield from filter(None, map(shutil.which, (SHELL, "chromium")))


def built() -> Path:
    """Where Playwright's own build lies or would lie."""
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def shells(build: Path) -> Iterator[str]:
    """The shell that Playwright keeps beside its own build: BUILDS/chromium-1/linux/chrome."""
    home = build.parents[1]
    beside = home.name.replace("chromium-", "chromium_headless_shell-")
    yield from map(str, sorted(home.parent.glob(f"{beside}/*/*headless*shell")))


def playwrights() -> Iterator[str]:
    """Playwright's own build, with the libraries it needs where we may install them."""
    libraries = [] if os.geteuid() else ["--with-deps"]
    command = [sys.executable, "-m", "playwright", "install", *libraries, "chromium"]
    if not (path := built()).exists():
        subprocess.run(command, stdout=sys.stderr, check=False)
    yield from shells(path)
    yield str(path)


def whole(build: str) -> str | None:
    """Path of a Chromium with all its settings, which the shell lacks; `build` is Playwright's."""
    named = os.environ.get("CHROMIUM", "")
    paths = [] if "shell" in Path(named).name else [named]
    return next(filter(starts, filter(None, (*paths, *map(shutil.which, WHOLE), build))), None)


def find() -> str:
    """Path of a Chromium that starts; brings one if need be, else one sentence."""
    for source in (installed, debians, playwrights):
        for path in source():
            if starts(path):
                return path
    raise SystemExit(NONE)


class LeftOut:
    """Counts the browser tests that a run leaves out, and says so at its end."""

    def __init__(self) -> None:
        self.count = 0

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        self.count += sum(item.get_closest_marker("browser") is not None for item in items)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.count:
            terminalreporter.write_line(f"{self.count} browser tests were not run (BROWSER=0).")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(LeftOut())


if __name__ == "__main__":
    print(find())
