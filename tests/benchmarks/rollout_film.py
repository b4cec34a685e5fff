"""The rollout laboratory at 1 370 tokens: the film with every knob beside one plain rollout."""

from pathlib import Path

import torch

import vit
from tests.benchmarks.library import finished, place
from tests.benchmarks.table import Row, ratio
from tests.support.packages import KEY
from tests.support.photographs import WEIGHTS
from vit.maps.streaming import Fusion
from vit.pictures.images import decode

PAIRS = 4
PICTURE = Path(__file__).resolve().parents[2] / "assets" / "photographs" / "cat.jpg"
FILMS: dict[str, tuple[Fusion, float, float]] = {
    "mean of heads": ("mean", 0.5, 0.0),
    "maximum of heads": ("max", 0.5, 0.0),
    "90 % of each row discarded": ("mean", 0.5, 0.9),
}


def rows(device: str) -> list[Row]:
    """The film of twelve stages over one rollout from the class token; none without weights."""
    if not WEIGHTS.is_file():
        return []
    model = vit.load(KEY, device=device)
    prepared = vit.prepare(model, decode(PICTURE).rgb)
    with torch.inference_mode():
        trace = vit.trace(model, prepared.pixels, prepared.view)
    where = f"DINOv2 S/14, {trace.config.tokens} tokens, {place(device)}"
    one = finished(device, lambda: vit.rollout_tokens(trace))
    return [
        ratio(
            f"rollout film, {name} / one rollout",
            where,
            finished(device, lambda knobs=knobs: vit.rollout_stages(trace, *knobs)),
            one,
            pairs=PAIRS,
        )
        for name, knobs in FILMS.items()
    ]
