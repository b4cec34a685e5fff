"""A day of visitors in a fresh process: prints its memory after each stage, a line of JSON each.

`python -m tests.benchmarks.memory_day`: what the routes compute, without a browser.
"""

import copy
import json
import os
import tempfile
from typing import Any

import numpy as np
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

import vit
from app.engine.engine import Engine
from app.engine.pictures import open_example, open_scene
from app.router import BASE, routes
from app.screens.explore.view import explore
from app.settings import Selection, Settings
from tests.benchmarks.memory import MIB, resident
from tests.support.sending import open_sent
from vit.config import ViTConfig

MEMORY = 768 * MIB
PICTURES, SWITCHES, VISITS = 2000, 200, 50
EACH = 20  # pictures of a visitor
MODELS = [key for key in vit.CHECKPOINTS if key != "embedded"][:12]  # 88 MB each: too many
VIT_S = ViTConfig(image=(224, 224), patch=16, width=384, depth=12, heads=6, classes=10)
READS = ("qk", "picture", "features/norms")  # of what a page reads of each view


def main() -> None:
    """Run the stages, one after the other, in one engine."""
    load, small = vit.load, vit.ViT(VIT_S).eval().requires_grad_(False)

    def loaded(key: str, **options: Any) -> vit.ViT:
        return copy.deepcopy(small) if key in MODELS else load(key, **options)

    vit.load = loaded
    day = Day()
    for key in ("embedded", *MODELS[:1]):
        day.look(open_example(day.engine, 0), "first", key)
    day.say("start")
    for number in range(PICTURES):
        day.upload(number)
    day.say(f"{PICTURES} uploads")
    for seed in range(PICTURES):
        day.look(open_scene(day.engine, "two", seed), "a visitor")
    day.say(f"{PICTURES} scenes")
    for number in range(SWITCHES):
        day.look(open_example(day.engine, number % 8), "a visitor", MODELS[number % len(MODELS)])
    day.say(f"{SWITCHES} changes of the model")
    day.visits()
    day.say(f"{VISITS} visits")


class Day:
    """An engine and a client of its routes."""

    def __init__(self) -> None:
        """Nobody has come yet."""
        self.engine = Engine(Settings(device="cpu", memory=MEMORY))
        self._client = TestClient(Starlette(routes=routes(self.engine)))
        self._client.__enter__()  # one loop for all requests

    def upload(self, number: int) -> None:
        """Open a picture as a visitor's own, and look at it."""
        noise = np.random.default_rng(number).integers(0, 256, (24, 32, 3), np.uint8)
        visit = f"visitor {number // EACH}"
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            Image.fromarray(noise).resize((320, 240)).save(file.name)
            digest = open_sent(self.engine, file.name, visit)
        self.look(digest, visit)

    def look(self, digest: str, visit: str, model: str = "embedded") -> None:
        """Show a picture with a model, and read what a page reads."""
        token = explore(self.engine, Selection(digest, model), visit).viewer["token"]
        for path in READS:
            self._client.get(f"{BASE}/{token}/{path}").raise_for_status()

    def visits(self) -> None:
        """Ten visits at a time, each of which looks at six pictures, then leaves; then all do."""
        for number in range(VISITS):
            for index in range(6):
                digest = open_example(self.engine, index)
                self.look(digest, f"visit {number}", MODELS[number % 3])
            self.engine.visits.leave(f"visit {number - 10}")
        for number in range(PICTURES // EACH):
            self.engine.visits.leave(f"visitor {number}")

    def say(self, stage: str) -> None:
        """Print a line."""
        facts = {"stage": stage, "resident": resident(os.getpid()), "bound": MEMORY}
        facts |= {"kept": self.engine.budget.nbytes, "files": len(self.engine.uploads)}
        print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
