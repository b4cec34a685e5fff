"""Train a small ViT for one or a few minutes: `python -m vit.training.trial`.

A simpler version of the embedded checkpoint's recipe: one large drawn object in every picture, the
same losses, one patch size. Progress is printed as lines of JSON; the words `pause`, `go` and
`stop` are read from standard input, whose end stops the training too.
"""

import argparse
import json
import math
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file  # pyright: ignore[reportUnknownVariableType]
from torch import nn

from vit.config import Preprocessing, ViTConfig
from vit.model import ViT
from vit.scenes.backdrops import SIDE, Stock
from vit.scenes.drawings import CLASS_NAMES
from vit.scenes.scene import LAYOUTS, compose
from vit.training.batches import Batch, collect, pixels
from vit.training.losses import (
    PatchClassifier,
    class_targets,
    exclusive_loss,
    patch_loss,
    patch_targets,
)
from vit.training.recipe import MEAN, STD, labels
from vit.training.run import initialise

BATCH = 32
CHECKED = 200  # evaluation pictures for the accuracy
RATE, WARM_UP, CLIP = 2e-3, 0.05, 1.0
REPORT_EVERY, CHECK_EVERY = 0.5, 5.0  # s of training
PATIENCE = 900.0  # s of a pause, after which the training stops: others may be waiting
_EASY = replace(LAYOUTS["one"], smallest=0.28, largest=0.42, behind=(0, 3), in_front=(0, 1))
_TEXTURES, _PICTURES = 64, 16

Report = dict[str, float]


def trial_config(
    image: int, patch: int, width: int, heads: int, depth: int, mlp_ratio: float
) -> ViTConfig:
    """Return the architecture of a trial: square pictures, one of the twenty drawn classes each.

    Raises ValueError, in one sentence, if the numbers contradict each other.
    """
    return ViTConfig(
        image=(image, image),
        patch=patch,
        width=width,
        heads=heads,
        depth=depth,
        mlp_ratio=mlp_ratio,
        classes=len(CLASS_NAMES),
        resampling="bilinear",
        trained_patches=(patch,),
    )


def trial_model(config: ViTConfig) -> ViT:
    """Return the initial model of a trial, with its preprocessing and labels."""
    preprocessing = Preprocessing(config.image, "center", 1.0, "area", MEAN, STD)
    model = ViT(config, preprocessing, labels())
    initialise(model)
    nn.init.zeros_(model.get_parameter("head.bias"))
    return model


class Trial:
    """A model in training for `seconds` of work; the learning rate falls to zero by then."""

    def __init__(self, config: ViTConfig, seconds: float, seed: int = 0) -> None:
        """Initialise the model from the seed."""
        torch.manual_seed(seed)  # pyright: ignore[reportUnknownMemberType]
        self.seconds, self.spent, self.step = seconds, 0.0, 0
        self.model = trial_model(config)
        self._patches = PatchClassifier(config.width, config.classes)
        self._parameters = [*self.model.parameters(), *self._patches.parameters()]
        self._optimizer = torch.optim.AdamW(
            self._parameters, lr=RATE, betas=(0.9, 0.98), weight_decay=0.03, fused=True
        )
        self._rng = np.random.default_rng(seed)
        self._stock = Stock(self._rng, SIDE, _TEXTURES, _PICTURES)
        self._fresh = self._draw(CHECKED)

    @property
    def done(self) -> bool:
        """Return whether the training time is over."""
        return self.spent >= self.seconds

    def train(self) -> float:
        """Take one step; return its cross-entropy over the classes, by chance log(20) = 3.0."""
        began, config = time.perf_counter(), self.model.config
        for group in self._optimizer.param_groups:
            group["lr"] = RATE * _schedule(min(1.0, self.spent / self.seconds))
        batch = self._draw(BATCH)
        tokens = self.model.encode(self.model.embed(pixels(batch.images)))
        targets = class_targets(batch, config.classes)
        loss = exclusive_loss(self.model.classify(tokens), targets)
        auxiliary = patch_loss(
            self._patches(self.model, tokens), patch_targets(batch, config.patch, config.classes)
        )
        self._optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss + auxiliary)
        nn.utils.clip_grad_norm_(self._parameters, CLIP)
        self._optimizer.step()  # pyright: ignore[reportUnknownMemberType]
        self.step += 1
        self.spent += time.perf_counter() - began
        return float(loss.detach())

    @torch.inference_mode()
    def accuracy(self) -> float:
        """Return the share of evaluation pictures whose class is the most probable."""
        pieces = torch.split(pixels(self._fresh.images), BATCH)
        answers = torch.cat([self.model(piece) for piece in pieces]).argmax(dim=1)
        return float((answers == torch.as_tensor(self._fresh.classes[:, 0])).float().mean())

    def _draw(self, count: int) -> Batch:
        side = self.model.config.image[0]
        return collect([compose(self._rng, _EASY, self._stock, side) for _ in range(count)])


def _schedule(done: float) -> float:
    return min(1.0, (done + 1e-3) / WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * done))


def follow(trial: Trial, emit: Callable[[Report], None], wanted: Callable[[], bool]) -> bool:
    """Train to the end, with reports of step, seconds, mean loss and, less often, accuracy.

    `emit` receives each report. `wanted` may wait (a pause) and returns whether to continue.
    Returns whether the end was reached.
    """
    losses: list[float] = []
    reported, checked = 0.0, 0.0
    emit({"step": 0, "seconds": 0.0, "accuracy": trial.accuracy()})
    while not trial.done:
        if not wanted():
            return False
        losses.append(trial.train())
        if trial.spent - reported >= REPORT_EVERY or trial.done:
            reported = trial.spent
            report: Report = {"step": trial.step, "seconds": trial.spent}
            report["loss"] = sum(losses) / len(losses)
            losses.clear()
            if reported - checked >= CHECK_EVERY or trial.done:
                checked, report["accuracy"] = reported, trial.accuracy()
            emit(report)
    return True


class Orders:
    """Commands from standard input: pause, go, stop; its end and a long pause stop too."""

    def __init__(self) -> None:
        """Start the thread that reads standard input."""
        self._running, self._stopped = threading.Event(), False
        self._running.set()
        threading.Thread(target=self._listen, daemon=True).start()

    def wanted(self) -> bool:
        """Wait while paused; return False once stopped, else True."""
        return self._running.wait(PATIENCE) and not self._stopped

    def _listen(self) -> None:
        for line in sys.stdin:
            if line.strip() == "pause":
                self._running.clear()
            elif line.strip() == "go":
                self._running.set()
            else:
                break
        self._stopped = True
        self._running.set()


def main(arguments: Sequence[str] | None = None) -> None:
    """Train with one thread; write the weights unless stopped before the end."""
    chosen = _parse(arguments)
    torch.set_num_threads(1)
    try:
        config = trial_config(
            *(chosen.image, chosen.patch, chosen.width),
            *(chosen.heads, chosen.depth, chosen.mlp_ratio),
        )
    except ValueError as error:
        raise SystemExit(str(error)) from error
    trial, orders = Trial(config, chosen.seconds, chosen.seed), Orders()
    if follow(trial, lambda report: print(json.dumps(report), flush=True), orders.wanted):
        save_file(trial.model.state_dict(), chosen.output)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m vit.training.trial", description=__doc__)
    sizes = {"image": 48, "patch": 8, "width": 96, "heads": 4, "depth": 4}
    for name, usual in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--mlp-ratio", type=float, default=2.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", type=Path, default=Path("trial.safetensors"))
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
