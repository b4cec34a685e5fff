"""Ship a trained model: weights as float16 safetensors, with the facts about them as metadata."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors.torch import save_file  # pyright: ignore[reportUnknownVariableType]

from vit.training.batches import draw_batch
from vit.training.evaluate import accuracy, fixed_scenes
from vit.training.recipe import PATCH_SIZES, Recipe
from vit.training.run import Run

_HASHED_SCENES = 256


def export(run: Run, path: Path) -> None:
    """Write the checkpoint; the auxiliary head stays behind."""
    model, recipe = run.model, run.recipe
    halves = {name: tensor.half() for name, tensor in model.state_dict().items()}
    model.load_state_dict(halves)  # what is measured is what is shipped
    scenes = fixed_scenes("one", 400)
    measured = {str(p): accuracy(model.at_patch_size(p), scenes) for p in PATCH_SIZES}
    facts = {
        "config": asdict(model.config),
        "labels": list(model.labels.names or ()),
        "preprocessing": asdict(model.preprocessing),
        "recipe": asdict(recipe),
        "seed": recipe.seed,
        "steps": run.step,
        "torch": torch.__version__,
        "scenes_sha256": scenes_digest(recipe),
        "accuracy": measured,
    }
    metadata = {name: json.dumps(fact) for name, fact in facts.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(halves, path, {"format": "pt", **metadata})
    path.chmod(0o644)


def scenes_digest(recipe: Recipe) -> str:
    """SHA-256 of the masks and labels of the first 256 training scenes, equal on every machine."""
    digest = hashlib.sha256()
    for step in range(-(-_HASHED_SCENES // recipe.batch)):
        batch = draw_batch(recipe, step)
        digest.update(batch.masks.tobytes())
        digest.update(batch.classes.astype("<i8").tobytes())
    return digest.hexdigest()
