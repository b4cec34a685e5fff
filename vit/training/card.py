"""Measure a checkpoint of drawn scenes and write its card: `python -m vit.training.card`.

This module measures every figure of the card: `card.json` for programs, `card.md` as text.
"""

import argparse
import json
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from vit.config import ViTConfig
from vit.loading.checkpoints import CHECKPOINTS, DEFAULT
from vit.loading.shipped import CARD, CARD_TEXT, LOG
from vit.loading.weights import load
from vit.model import ViT
from vit.scenes.backdrops import PHOTO_LIKE
from vit.training.evaluate import accuracy, fixed_scenes, probabilities
from vit.training.look import head_distances, own_and_other, pointing_game, position_neighbourhood
from vit.training.measure import (
    at_patch_size,
    calibration,
    confusion,
    mistakes,
    on_photographs,
    rejection,
    two_objects,
)
from vit.training.recipe import PATCH_SIZES, SHIPPED_PATCH
from vit.training.report import markdown

_ONE, _OTHERS, _LOOKS, _PAIRS, _DISTANCES = 1000, 500, 500, 200, 50


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the shipped file and write both cards beside it."""
    parser = argparse.ArgumentParser(prog="python -m vit.training.card", description=__doc__)
    parser.add_argument("--checkpoint", default=DEFAULT, help="a folder of assets/checkpoints")
    parser.add_argument("--folder", type=Path, help="where the cards are written (default: there)")
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(chosen.threads)
    known = CHECKPOINTS.get(chosen.checkpoint)
    if known is None or known.folder is None:
        here = ", ".join(key for key, one in CHECKPOINTS.items() if one.folder)
        raise SystemExit(f"{chosen.checkpoint!r} does not lie in assets/checkpoints: use {here}")
    figures = measure(load(known.key, device="cpu"))
    log = known.folder / LOG
    text = log.read_text(encoding="utf-8") if log.is_file() else ""
    figures["training"] = [json.loads(line) for line in text.splitlines()]
    write(figures, chosen.folder or known.folder)


def measure(model: ViT) -> dict[str, Any]:
    """Return all figures of a model, as the card and the app show them."""
    shipped = model.at_patch_size(SHIPPED_PATCH)
    scenes = fixed_scenes("one", _ONE)
    answers = {p: probabilities(model.at_patch_size(p), scenes.images) for p in PATCH_SIZES}
    print("one-object scenes measured", flush=True)
    harder = fixed_scenes("one", _OTHERS, backgrounds=PHOTO_LIKE)
    sizes = {str(p): at_patch_size(answers[p], scenes) for p in PATCH_SIZES}
    for p in PATCH_SIZES:
        sizes[str(p)]["on_photo_like_background"] = accuracy(model.at_patch_size(p), harder)
    return {
        "model": facts(model),
        "patch_sizes": sizes,
        "shipped_patch": SHIPPED_PATCH,
        "calibration": calibration(answers[SHIPPED_PATCH], scenes),
        "confusion": confusion(answers[SHIPPED_PATCH], scenes),
        "mistakes": mistakes(answers[SHIPPED_PATCH], scenes),
        "none_of_these": rejection(shipped, _OTHERS),
        "two_objects": two_objects(shipped, _OTHERS),
        "photographs": on_photographs(shipped),
        "pointing_game": pointing_game(shipped, _LOOKS),
        "class_maps": own_and_other(shipped, _PAIRS),
        "attention_distance": head_distances(shipped, _DISTANCES),
        "positions": position_neighbourhood(shipped),
        "counts": {"one": _ONE, "others": _OTHERS, "looks": _LOOKS, "pairs": _PAIRS},
        "machine": {"torch": torch.__version__, "processor": platform.machine()},
    }


def facts(model: ViT) -> dict[str, Any]:
    """Return the model's size."""
    config: ViTConfig = model.config
    return {
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "layers": config.depth,
        "heads": config.heads,
        "width": config.width,
        "image": config.image,
        "labels": model.labels.names,
    }


def write(figures: dict[str, Any], folder: Path) -> None:
    """Write the figures and the card as text."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in figures.items() if name != "training"}
    table = json.dumps(kept, indent=1)
    (folder / CARD).write_text(table + "\n", encoding="utf-8")
    (folder / CARD_TEXT).write_text(markdown(figures), encoding="utf-8")
    print(f"wrote {folder / CARD} and {folder / CARD_TEXT}")


if __name__ == "__main__":
    main()
