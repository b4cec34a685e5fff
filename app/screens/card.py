"""The model cards: what the shipped checkpoints know, by the figures that were measured of them."""

import json
from typing import Any

from vit.loading.checkpoints import CHECKPOINTS, Checkpoint
from vit.loading.shipped import CARD, WEIGHTS, header

Json = dict[str, Any]


def cards() -> Json:
    """A card for each shipped checkpoint, in the order of the model list."""
    return {"cards": [card(one) for one in CHECKPOINTS.values() if one.folder]}


def card(checkpoint: Checkpoint) -> Json:
    """Title, facts and figures; `figures` is None, with a sentence, when they were not measured."""
    assert checkpoint.folder is not None
    own = {"key": checkpoint.key, "title": checkpoint.title}
    path = checkpoint.folder / CARD
    if not path.is_file():
        missing = f"{checkpoint.title} has not been measured: run python -m vit.training.card"
        named = "" if checkpoint.key == "embedded" else f" --checkpoint {checkpoint.key}"
        return own | {"facts": "", "figures": None, "missing": f"{missing}{named}."}
    figures = json.loads(path.read_text(encoding="utf-8"))
    model = figures["model"]
    height, width = model["image"]
    described, _ = header(checkpoint.folder / WEIGHTS)
    facts = (
        f"{model['layers']} layers × {model['heads']} heads, hidden {model['width']}, "
        f"{model['parameters'] / 1e6:.2f} million parameters, {height} × {width} px. "
        f"{described.get('training', 'How it was trained is not stated')}; answers for each of "
        f"{len(model['labels'])} objects apart."
    )
    return own | {"facts": facts, "figures": figures, "missing": ""}
