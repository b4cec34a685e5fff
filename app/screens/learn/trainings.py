"""Training of a visitor's own small ViT: one at a time, in a process of low priority."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from queue import Empty, Queue
from typing import get_args

from safetensors.torch import load_file  # pyright: ignore[reportUnknownVariableType]

from app.engine.store import ModelStore, own_key
from app.observed import About, Outcome, working
from app.screens.learn.build import Plan, refusal
from app.unexpected import sentence_of
from app.wire.forms_explain import Failure, Nothing
from app.wire.forms_learn import (
    TrainedModel,
    TrainingName,
    TrainingOrder,
    TrainingStep,
)
from vit.pictures.images import InputError
from vit.training.trial import trial_model

ROOT = Path(__file__).resolve().parents[3]
POLITE = 19  # the lowest priority, so that pages stay quick
GRACE = 60.0  # s of a pause, after which another training may take the place
BEAT = 1.0  # s between reports at most, also during a pause
ENDED = ""  # no line of a process is empty
DISPLACED = (
    "The training was paused for more than a minute while another one waited, which has its place "
    "now: nothing was kept."
)
ORDERS: tuple[TrainingOrder, ...] = get_args(TrainingOrder)

Report = TrainingName | TrainingStep | TrainedModel | Failure | Nothing


class Workshop:
    """Starts trainings, and puts the trained models into the store."""

    def __init__(self, store: ModelStore, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing is being trained. `clock` gives seconds."""
        self._store, self._clock = store, clock
        self._lock = threading.Lock()
        self._current: Training | None = None

    def start(self, plan: Plan, seconds: int, visit: str) -> Generator[Report]:
        """Train a model for a visit and yield its reports; closing the generator stops it.

        First its name, for `order`; then its steps; at the end the key of the model, or a failure.
        InputError for a model that is too large, or while another one is being trained: one that
        has been paused for GRACE ends instead.
        """
        reason = refusal(plan.config)
        if reason:
            raise InputError(reason)
        with self._lock:
            if self._current is not None:
                self._take_place_of(self._current)
            training = self._current = Training(plan, seconds, visit)
        reports = self._run(training)
        next(reports)  # a generator that never began would leave the process running when closed
        return reports

    def order(self, name: str, order: str, visit: str) -> None:
        """Pause, continue or stop a training of this visit; InputError when it has ended."""
        if order not in ORDERS:
            raise InputError(f"{order!r} is no order: use {', '.join(ORDERS)}.")
        training = self._current
        known = training is not None and (training.name, training.visit) == (name, visit)
        if training is None or not known or not training.order(order):
            raise InputError("This training has ended.")
        training.paused = self._clock() if order == "pause" else None

    def _take_place_of(self, other: "Training") -> None:
        """End a training whose pause was long; InputError while it has a right to its place."""
        if other.paused is None:
            raise InputError(
                "Another model is being trained on this server: one at a time, so that pages "
                "stay quick. Try again in a few minutes."
            )
        left = GRACE - (self._clock() - other.paused)
        if left > 0:
            raise InputError(
                "Another model is being trained on this server, and is paused: its place is free "
                f"in {left:.0f} s, or it goes on."
            )
        other.displace()

    def _run(self, training: "Training") -> Generator[Report]:
        try:
            yield {}  # for `start`
            with working(About("train"), "process") as run:
                run.outcome = "stopped"  # unless it comes to its end
                yield {"training": training.name}
                yield from training.reports()
                last = self._finish(training)
                run.outcome = _outcome(training, last)
                yield last
        finally:
            training.close()
            with self._lock:
                if self._current is training:
                    self._current = None

    def _finish(self, training: "Training") -> TrainedModel | Failure:
        if not training.output.is_file():
            return {"error": training.complaint()}
        model = trial_model(training.plan.config)
        model.load_state_dict(load_file(training.output))
        key = own_key(training.plan.title, training.name)
        self._store.hold(key, model)
        return {"checkpoint": key}


def _outcome(training: "Training", last: TrainedModel | Failure) -> Outcome:
    """How a training ended, for its operator."""
    if "checkpoint" in last:
        return "done"
    return "stopped" if training.was_stopped else "failed"


class Training:
    """One process that trains one model."""

    def __init__(self, plan: Plan, seconds: int, visit: str) -> None:
        """Start the process, for a visit."""
        self.plan, self.name, self.visit = plan, secrets.token_urlsafe(6), visit
        self.paused: float | None = None  # since when, in s of the workshop's clock
        self._displaced = False
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

    def reports(self) -> Generator[Report]:
        """Its reports until it ends; empty ones between them fail when the connection is closed."""
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
        try:
            for line in self._process.stdout:
                lines.put(line)
        finally:
            lines.put(ENDED)

    def order(self, order: str) -> bool:
        """Send an order to the process; False when it has ended."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{order}\n")
            self._process.stdin.flush()
        except (OSError, ValueError):  # the pipe broke, or was closed meanwhile
            return False
        return True

    def displace(self) -> None:
        """End it for another one."""
        self._displaced = True
        self._process.kill()

    @property
    def was_stopped(self) -> bool:
        """Whether it ended because it was told to, or to make room."""
        return self._displaced or self._process.returncode == 0

    def complaint(self) -> str:
        """Why there are no weights, in one sentence."""
        assert self._process.stderr is not None
        if self.was_stopped:
            return DISPLACED if self._displaced else "The training was stopped."
        status, text = self._process.returncode, self._process.stderr.read().strip()
        return sentence_of(ChildProcessError(f"status {status}: {text}"), "training")

    def close(self) -> None:
        """Kill the process if it still runs, and delete its files."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()
        self._folder.cleanup()
