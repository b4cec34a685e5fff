"""Ten visitors of the small model, alone and beside five sweeps over a ViT-B."""

import random
import threading
import time

import torch

import vit
from app.engine.jobs import Cancelled, Job, in_thread
from app.engine.store import ModelStore
from app.settings import Settings
from tests.benchmarks.library import base_model
from tests.benchmarks.table import Row

VISITORS, SWEEPS = 10, 5
LASTS = 12.0  # s
PAUSE = 0.5, 1.5  # s between two passes of a visitor


def rows() -> list[Row]:
    """Times of a visitor's pass beside the sweeps, by those without them."""
    crowd = Crowd()
    alone, _ = crowd.work(0)
    beside, heads = crowd.work(SWEEPS)
    detail = f"{sum(heads)} heads in {LASTS:.0f} s, {min(heads)} to {max(heads)} of each"
    found = list[Row]()
    for name, place, aim in (("median", 0.5, 2), ("95th of 100", 0.95, 5)):
        mine, other = (sorted(times)[int(place * len(times))] * 1000 for times in (beside, alone))
        what = f"a small pass beside {SWEEPS} sweeps, by alone, {name}"
        made = f"{mine:.0f} / {other:.0f} ms; {detail}"
        found.append(Row(what, "embedded, ViT-B, cpu", f"{mine / other:.2f}", made, f"<= {aim}"))
    return found


class Crowd:
    """Visitors and sweeps, each in a thread, as the app has them."""

    def __init__(self) -> None:
        """Load both models."""
        self._store = ModelStore(Settings(device="cpu"))
        self._small, self._large = vit.load("embedded"), vit.from_timm(base_model(224, "cpu"))
        self._pixels = {
            model: torch.rand(3, *model.config.image) for model in (self._small, self._large)
        }
        self._times, self._heads = list[float](), dict[int, int]()
        self._ended = threading.Event()

    def work(self, sweeps: int) -> tuple[list[float], list[int]]:
        """Seconds of all passes of visitors, and the heads that each sweep switched off."""
        self._times, self._heads = [], dict.fromkeys(range(sweeps), 0)
        self._ended.clear()
        jobs = [(Job(f"sweeper {number}", is_long=True), number) for number in range(sweeps)]
        threads = [in_thread(job, lambda n=number: self._sweep(n)) for job, number in jobs]
        threads += [
            in_thread(Job(f"visitor {number}"), lambda n=number: self._visit(n))
            for number in range(VISITORS)
        ]
        for thread in threads:
            thread.start()
        self._ended.wait(LASTS)
        self._ended.set()
        for thread in threads:
            thread.join()
        return self._times, list(self._heads.values())

    def _visit(self, number: int) -> None:
        chance = random.Random(number)
        while not self._ended.wait(chance.uniform(*PAUSE)):
            began = time.perf_counter()
            with self._store.forward(self._small):
                vit.trace(self._small, self._pixels[self._small])
            self._times.append(time.perf_counter() - began)

    def _sweep(self, number: int) -> None:
        def step(done: int, _total: int, _drops: torch.Tensor) -> None:
            self._heads[number] = done
            if self._ended.is_set():
                raise Cancelled

        try:
            with self._store.sweep(self._large, step) as between:
                trace = vit.trace(self._large, self._pixels[self._large])
                vit.head_ablation(self._large, trace, 0, between)
        except Cancelled:
            pass


if __name__ == "__main__":
    print(*rows(), sep="\n")
