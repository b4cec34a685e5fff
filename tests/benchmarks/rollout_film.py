"""The rollout laboratory at 1 370 tokens: the film with every knob beside one plain rollout."""

import torch

import vit
from app.engine.gallery import FOLDER
from app.screens.explain.laboratory_saving import Knobs, stages
from tests.benchmarks.library import finished, place
from tests.benchmarks.table import Row, ratio
from tests.support.packages import KEY
from tests.support.photographs import WEIGHTS
from vit.pictures.images import decode

PAIRS = 4
FILMS = {
    "mean of heads": Knobs(0.5, 0.0, "mean", None, 0, 0),
    "maximum of heads": Knobs(0.5, 0.0, "max", None, 0, 0),
    "90 % of each row discarded": Knobs(0.5, 0.9, "mean", None, 0, 0),
    "one head": Knobs(0.5, 0.0, "mean", 3, 0, 0),
}


def rows(device: str) -> list[Row]:
    """The film of twelve stages over one rollout from the class token; none without weights."""
    if not WEIGHTS.is_file():
        return []
    model = vit.load(KEY, device=device)
    prepared = vit.prepare(model, decode(FOLDER / "cat.jpg").rgb)
    with torch.inference_mode():
        trace = vit.trace(model, prepared.pixels, prepared.view)
    where = f"DINOv2 S/14, {trace.config.tokens} tokens, {place(device)}"
    one = finished(device, lambda: vit.rollout_tokens(trace))
    return [
        ratio(
            f"rollout film, {name} / one rollout",
            where,
            finished(device, lambda knobs=knobs: stages(trace, knobs, None)),
            one,
            pairs=PAIRS,
        )
        for name, knobs in FILMS.items()
    ]
