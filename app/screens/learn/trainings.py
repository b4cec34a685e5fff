"""Training of a visitor's own small ViT: one at a time, in a process that yields to others."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from safetensors.torch import load_file  # pyright: ignore[reportUnknownVariableType]

from app.engine.store import ModelStore, own_key
from app.screens.learn.build import Plan, refusal
from vit.pictures.images import InputError
from vit.training.trial import trial_model

ROOT = Path(__file__).resolve().parents[3]
POLITE = 10  # steps down in the scheduler's priority, so that pages stay quick
BEAT = 1.0  # s between reports at most, also while it is paused
ENDED = ""  # no line of a process is empty
WORDS = ("pause", "go", "stop")

Json = dict[str, Any]


class Workshop:
    """Starts trainings and hands what they made to the store."""

    def __init__(self, store: ModelStore) -> None:
        """Nothing is being trained."""
        self._store = store
        self._lock = threading.Lock()
        self._current: Training | None = None

    def start(self, plan: Plan, seconds: int) -> Generator[Json]:
        """Train a model and yield its reports; closing the generator stops it.

        First `{"training": name}`, by which `order` knows it; then step, seconds, loss and at times
        accuracy; at the end `{"checkpoint": key}`, or `{"error": sentence}`. InputError when the
        model is too large, or when somebody else's is being trained.
        """
        refused = refusal(plan.config)
        if refused:
            raise InputError(refused)
        with self._lock:
            if self._current is not None:
                raise InputError(
                    "Another model is being trained on this server: one at a time, so that pages "
                    "stay quick. Try again in a few minutes."
                )
            training = self._current = Training(plan, seconds)
        reports = self._run(training)
        next(reports)  # a generator that never began would leave the process running when closed
        return reports

    def order(self, name: str, word: str) -> None:
        """Tell a training to pause, go on or stop; InputError when it is not there any more."""
        if word not in WORDS:
            raise InputError(f"{word!r} is no order: use {', '.join(WORDS)}.")
        training = self._current
        if training is None or training.name != name or not training.order(word):
            raise InputError("This training has ended.")

    def _run(self, training: "Training") -> Generator[Json]:
        try:
            yield {}  # for `start`
            yield {"training": training.name}
            yield from training.reports()
            yield self._finish(training)
        finally:
            training.close()
            with self._lock:
                self._current = None

    def _finish(self, training: "Training") -> Json:
        if not training.output.is_file():
            return {"error": training.complaint()}
        model = trial_model(training.plan.config)
        model.load_state_dict(load_file(training.output))
        key = own_key(training.plan.title, training.name)
        self._store.hold(key, model)
        return {"checkpoint": key}


class Training:
    """One process that trains one model."""

    def __init__(self, plan: Plan, seconds: int) -> None:
        """Start it."""
        self.plan, self.name = plan, secrets.token_urlsafe(6)
        self._folder = tempfile.TemporaryDirectory(prefix="trial")
        self.output = Path(self._folder.name) / "weights.safetensors"
        sizes = {"image": plan.image, "patch": plan.patch, "width": plan.width}
        sizes |= {"heads": plan.heads, "depth": plan.depth, "seconds": seconds}
        options = [f"--{name}={value}" for name, value in sizes.items()]
        options += [f"--mlp-ratio={plan.mlp_ratio}", f"--output={self.output}"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "vit.training.trial", *options],
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, POLITE)

    def reports(self) -> Generator[Json]:
        """Its reports until it ends; empty ones in between show whether anybody still reads."""
        lines: Queue[str] = Queue()
        threading.Thread(target=self._listen, args=(lines,), daemon=True).start()
        while True:
            try:
                line = lines.get(timeout=BEAT)
            except Empty:
                yield {}
                continue
            if line == ENDED:
                break
            yield json.loads(line)
        self._process.wait()

    def _listen(self, lines: "Queue[str]") -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            lines.put(line)
        lines.put(ENDED)

    def order(self, word: str) -> bool:
        """Pass an order on; False where the process has ended."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{word}\n")
            self._process.stdin.flush()
        except (OSError, ValueError):  # the pipe broke, or was closed meanwhile
            return False
        return True

    def complaint(self) -> str:
        """Why there are no weights, in one sentence."""
        assert self._process.stderr is not None
        if self._process.returncode == 0:
            return "The training was stopped."
        told = self._process.stderr.read().strip().splitlines()
        last = told[-1] if told else f"the process ended with status {self._process.returncode}"
        return f"The training failed: {last}."

    def close(self) -> None:
        """End it, whether it is done or not, and take its files away."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()
        self._folder.cleanup()
