"""Set up .venv from the requirement files named: python3 .ci/venv.py requirements.txt ...

Written for Python 3.7 on purpose: an older one must get as far as its one sentence (the Makefile
turns away what is older still).
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / ".unfinished"
INSTALLED = VENV / ".installed"
VERSIONS = ("3.13", "3.12", "3.11")


def fits(python: str) -> bool:
    """Whether this interpreter starts and is of a version the packages were tried with."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([python, "-c", code], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return done.stdout.decode().strip() in VERSIONS


def base_python() -> str:
    """The interpreter that runs this file, else a fitting one on the path."""
    named = [shutil.which("python" + version) for version in VERSIONS]
    for python in [sys.executable] + [path for path in named if path]:
        if fits(python):
            return python
    raise SystemExit(
        "Python 3.11, 3.12 or 3.13 is needed and {} is {}.{}: install one and name it, as in "
        "make run PYTHON=/usr/bin/python3.12".format(sys.executable, *sys.version_info[:2])
    )


def create(python: str) -> None:
    """Make or mend the virtual environment; what a killed set-up left is thrown away."""
    if subprocess.run([python, "-c", "import venv, ensurepip"], capture_output=True).returncode:
        raise SystemExit(
            "Python's venv module is missing: install it (on Debian and Ubuntu: "
            "apt-get install python3-venv) and run the same command again."
        )
    broken = UNFINISHED.exists() or not PYTHON.exists()
    clear = ["--clear"] if broken else []
    subprocess.run([python, "-m", "venv", *clear, str(VENV)], check=True)


def install(names: "list[str]") -> None:
    """Install with plain pip; the marker falls only when everything is in place."""
    UNFINISHED.touch()
    files = [part for name in names for part in ("-r", str(ROOT / name))]
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    if subprocess.run([str(PYTHON), "-m", "pip", "install", *quiet, *files]).returncode:
        listed = " and ".join(names)
        raise SystemExit(
            f"pip could not install {listed} (its reason is above): mend that and run the same "
            "command again."
        )
    UNFINISHED.unlink()


def main(names: "list[str]") -> None:
    """Do nothing when these files are installed as they stand, else set up."""
    wanted = [hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in names]
    with (ROOT / names[0]).open() as lock:  # two makes at once take turns
        fcntl.flock(lock, fcntl.LOCK_EX)
        whole = PYTHON.exists() and INSTALLED.exists() and not UNFINISHED.exists()
        if whole and set(wanted) <= set(INSTALLED.read_text().split()):
            return
        python = base_python()
        print("Setting up .venv from", " and ".join(names), "(once; this takes some minutes)")
        sys.stdout.flush()
        create(python)
        install(names)
        INSTALLED.write_text("\n".join(wanted))


if __name__ == "__main__":
    main(sys.argv[1:])
