"""Train the embedded checkpoint: `python -m vit.training.train`.

Started again with the same folder, it resumes where it stopped. With the same torch version,
instruction set and one thread the weights are bit-equal, with or without a stop.
"""

import argparse
import json
import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import torch

from vit.loading.checkpoints import ASSETS, DEFAULT
from vit.loading.shipped import LOG as SHIPPED_LOG
from vit.loading.shipped import WEIGHTS
from vit.training.batches import batches
from vit.training.evaluate import PROGRESS_SEED, accuracy, fixed_scenes
from vit.training.export import export
from vit.training.recipe import PATCH_SIZES, Recipe
from vit.training.run import Run

_REPORT_EVERY = 50
_EVALUATE_EVERY = 500
STATE, LOG = "state.pt", "training.jsonl"


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, print the progress, and export the checkpoint at the end."""
    chosen = _parse(arguments)
    torch.set_num_threads(chosen.threads)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    run = _begin(chosen.folder / STATE, chosen.recipe)
    if run.recipe != chosen.recipe:
        raise SystemExit(f"{chosen.folder} holds a run of another recipe: choose another --folder")
    log = Log(chosen.folder / LOG, run)
    for batch in batches(run.recipe, run.step):
        log.add(run.train(batch))
        if run.step % _EVALUATE_EVERY == 0 or run.step == run.recipe.steps:
            log.evaluate()
            run.save(chosen.folder / STATE)
    export(run, chosen.output)
    shutil.copyfile(chosen.folder / LOG, chosen.output.with_name(SHIPPED_LOG))
    print(f"wrote {chosen.output}; measure it with: python -m vit.training.card")


class Log:
    """A log of the progress, printed and written to a file of JSON lines."""

    def __init__(self, path: Path, run: Run) -> None:
        """Open the log; of a resumed run, drop the lines of steps that will be repeated."""
        self.path, self.run = path, run
        self.sums: dict[str, float] = {}
        self.begun, self.first_step = time.monotonic(), run.step
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        kept = [line for line in lines if json.loads(line)["step"] <= run.step]
        path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
        self.before = max((json.loads(line).get("minutes", 0.0) for line in kept), default=0.0)

    def add(self, numbers: dict[str, float]) -> None:
        """Add the figures of one step; write their means every 50 steps."""
        for name, number in numbers.items():
            if name != "patch":
                self.sums[name] = self.sums.get(name, 0) + number
        if self.run.step % _REPORT_EVERY == 0:
            means = {name: round(total / _REPORT_EVERY, 4) for name, total in self.sums.items()}
            self.sums = {}
            minutes = round(self.before + self._minutes(), 2)
            self._write({"step": self.run.step, **means, "minutes": minutes})

    def evaluate(self) -> None:
        """Write the accuracy at every patch size on fixed scenes."""
        scenes = fixed_scenes("one", 200, PROGRESS_SEED)
        figures = {p: accuracy(self.run.model.at_patch_size(p), scenes) for p in PATCH_SIZES}
        rounded = {str(patch): round(share, 4) for patch, share in figures.items()}
        self._write({"step": self.run.step, "accuracy": rounded})

    def _minutes(self) -> float:
        return (time.monotonic() - self.begun) / 60

    def _write(self, line: dict[str, object]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        done, total = self.run.step, self.run.recipe.steps
        left = self._minutes() / max(1, done - self.first_step) * (total - done)
        end = time.strftime("%H:%M", time.localtime(time.time() + left * 60))
        print(f"{done}/{total} (end about {end}) {json.dumps(line)}", flush=True)


def _begin(state: Path, recipe: Recipe) -> Run:
    return Run.resume(state) if state.exists() else Run(recipe)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    standard = Recipe()
    parser = argparse.ArgumentParser(prog="python -m vit.training.train", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("training"), help="state and log")
    output = ASSETS / "checkpoints" / DEFAULT / WEIGHTS
    parser.add_argument("--output", type=Path, default=output, help="the file of weights")
    parser.add_argument(
        "--threads",
        type=int,
        default=min(2, os.cpu_count() or 1),
        help="the shipped weights were made with 1: as many give the same bits",
    )
    for name in ("steps", "seed", "width", "heads"):
        parser.add_argument(f"--{name}", type=int, default=getattr(standard, name))
    chosen = parser.parse_args(arguments)
    chosen.recipe = Recipe(
        steps=chosen.steps, seed=chosen.seed, width=chosen.width, heads=chosen.heads
    )
    return chosen


if __name__ == "__main__":
    main()
