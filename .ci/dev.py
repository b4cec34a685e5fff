"""Run the app and start it again whenever a file of it changes: python .ci/dev.py [options].

Gradio's own reload mode swaps the page but keeps the server's routes, and with them the old
engine, so that no token of the new page would be known.
"""

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("app", "vit", "assets")
KINDS = {".py", ".js", ".css", ".html", ".safetensors"}
PAUSE = 0.5  # s between two looks


def written() -> dict[Path, float]:
    """When each file of the app was last written."""
    files = [ROOT / "app.py", *(path for name in FOLDERS for path in (ROOT / name).rglob("*"))]
    times = {}
    for path in files:
        with suppress(FileNotFoundError):  # an editor may be replacing it just now
            times[path] = path.stat().st_mtime if path.suffix in KINDS else 0.0
    return times


def main(options: list[str]) -> None:
    """Run until interrupted; an app that has ended waits for the next change."""
    while True:
        known = written()
        app = subprocess.Popen([sys.executable, str(ROOT / "app.py"), *options])
        try:
            while written() == known:
                time.sleep(PAUSE)
        finally:
            app.terminate()
            app.wait()
        print("A file changed: starting again.")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
