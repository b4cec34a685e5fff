"""The model cards: what the shipped checkpoints know, by measured figures."""

import json

from app.wire.forms_card import CardFigures, ModelCard, ModelCards
from vit.loading.checkpoints import CHECKPOINTS, DEFAULT, Checkpoint
from vit.loading.shipped import CARD, WEIGHTS, header


def cards() -> ModelCards:
    """A card for each shipped checkpoint, in the order of the model list."""
    return {"cards": [card(one) for one in CHECKPOINTS.values() if one.folder]}


def card(checkpoint: Checkpoint) -> ModelCard:
    """Title, facts and figures of a checkpoint."""
    assert checkpoint.folder is not None
    key, title = checkpoint.key, checkpoint.title
    path = checkpoint.folder / CARD
    if not path.is_file():
        missing = f"{checkpoint.title} has not been measured: run python -m vit.training.card"
        named = "" if checkpoint.key == DEFAULT else f" --checkpoint {checkpoint.key}"
        text = f"{missing}{named}."
        return {"key": key, "title": title, "facts": "", "figures": None, "missing": text}
    figures: CardFigures = json.loads(path.read_text(encoding="utf-8"))
    model = figures["model"]
    height, width = model["image"]
    described, _ = header(checkpoint.folder / WEIGHTS)
    facts = (
        f"{model['layers']} layers × {model['heads']} heads, hidden {model['width']}, "
        f"{model['parameters'] / 1e6:.2f} million parameters, {height} × {width} px. "
        f"{described.get('training', 'How it was trained is not stated')}; answers for each of "
        f"{len(model['labels'])} objects apart."
    )
    return {"key": key, "title": title, "facts": facts, "figures": figures, "missing": ""}
