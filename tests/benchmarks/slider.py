"""Compare's slider: from the prepared picture to the packed payload, beside the bare forward."""

from collections.abc import Callable

import torch

from app.engine.engine import Engine
from app.engine.pictures import open_example
from app.screens.compare import columns
from app.screens.explore.trace_routes import packed
from app.settings import Selection, Settings
from tests.benchmarks.table import Row, ratio

PATCHES = (8, 16)
PAIRS = 31


def rows() -> list[Row]:
    """One row for a fine and a coarse patch size of the embedded checkpoint."""
    engine = Engine(Settings(device="cpu"))
    pictures = [open_example(engine, index) for index in (0, 1)]
    return [_row(engine, pictures, patch) for patch in PATCHES]


def _row(engine: Engine, pictures: list[str], patch: int) -> Row:
    """A step of the slider that finds nothing in the cache but prepared pixels and kernel."""
    keys = [engine.key(Selection(picture, "embedded", patch)) for picture in pictures]
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
        f"embedded, patch {patch}, CPU",
        ours=step,
        theirs=_forward(model, inputs[0]),
        pairs=PAIRS,
        aim="<= 2",
    )


def _forward(model: torch.nn.Module, pixels: torch.Tensor) -> Callable[[], None]:
    def run() -> None:
        torch.set_num_threads(1)  # as the app runs a small model
        with torch.inference_mode():
            model(pixels)

    return run
