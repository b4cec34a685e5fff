"""The program under a soak: a process that is started, killed, stopped and bounded."""

import os
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.memory import resident

ROOT = Path(__file__).resolve().parents[2]
START = 120.0  # s that a start may take


class Server:
    """`app.py` on one port, with folders of its own for models and files."""

    def __init__(self, folder: Path, hub: str, *options: str) -> None:
        """Prepare; `hub` is the address of the model hub."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "log"
        self.files = folder / "tmp"
        self.files.mkdir()
        self._environment = {
            **os.environ,
            "HF_ENDPOINT": hub,
            "HF_HOME": str(folder / "models"),
            "TMPDIR": str(self.files),
        }
        self._options = options
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        """The number of the process that runs."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start, and wait until it says that it is ready; RuntimeError where it ends before."""
        command = [sys.executable, "-u", "app.py", "--port", str(self.port), *self._options]
        log = self.log.open("a")
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        lines = iter(self._process.stdout or ())
        if not any(line.startswith("Ready: ") for line in lines):
            raise RuntimeError(f"the program ended before it was ready: {self.log.read_text()}")

    def kill(self) -> None:
        """End it at once, as a crash does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator does."""
        self._end(signal.SIGINT)

    def pause(self) -> None:
        """Freeze it, as a laptop that sleeps does."""
        os.kill(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on."""
        os.kill(self.pid, signal.SIGCONT)

    def bound(self, what: int, most: int | None) -> None:
        """Bound a resource (`resource.RLIMIT_...`) of the running process, or bound it no more."""
        hard = resource.prlimit(self.pid, what)[1]
        resource.prlimit(self.pid, what, (hard if most is None else most, hard))

    def resident(self) -> int:
        """Bytes of it in memory."""
        return resident(self.pid)

    def size(self) -> int:
        """Bytes of its address space."""
        return resident(self.pid, "VmSize")

    def files_held(self) -> int:
        """How many files lie in its temporary folder."""
        return sum(path.is_file() for path in self.files.rglob("*"))

    def faults_logged(self) -> int:
        """How many tracebacks stand in its log."""
        return self.log.read_text().count("Traceback (most recent call last)")

    def _end(self, how: int) -> None:
        if self._process:
            self._process.send_signal(how)
            self._process.wait(START)
