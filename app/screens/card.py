"""The embedded checkpoint's card for the page: the figures that the measuring command wrote."""

import json
from typing import Any

from vit.loading.checkpoints import ASSETS, CHECKPOINTS, EMBEDDED

Json = dict[str, Any]


def card() -> Json:
    """Title, facts and figures; `figures` is None, with a sentence, when they were not measured."""
    path = ASSETS / f"{EMBEDDED}.json"
    title = CHECKPOINTS[EMBEDDED].title
    if not path.is_file():
        missing = "This checkpoint has not been measured: run python -m vit.training.card."
        return {"title": title, "facts": "", "figures": None, "missing": missing}
    figures = json.loads(path.read_text(encoding="utf-8"))
    model = figures["model"]
    height, width = model["image"]
    facts = (
        f"{model['layers']} layers × {model['heads']} heads, hidden {model['width']}, "
        f"{model['parameters'] / 1e6:.2f} million parameters, {height} × {width} px. Trained from "
        f"nothing on drawn scenes; answers for each of {len(model['labels'])} objects apart."
    )
    return {"title": title, "facts": facts, "figures": figures, "missing": ""}
