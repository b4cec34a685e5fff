"""Export of a trained model: weights as float16 safetensors, with metadata about them."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors.torch import save_file  # pyright: ignore[reportUnknownVariableType]

from vit.model import ViT
from vit.training.batches import draw_batch
from vit.training.evaluate import (
    CALIBRATION_SEED,
    CERTAIN_ENOUGH,
    accuracy,
    fixed_scenes,
    probabilities,
)
from vit.training.recipe import PATCH_SIZES, Recipe
from vit.training.run import Run

_HASHED_SCENES = 256
_UNSEEN, _CALIBRATION_SCENES = 0.01, 1000

# Description in the model list; the page has no other facts about a checkpoint but its figures.
DESCRIPTION = {
    "title": "Scenes ViT (embedded)",
    "licence": "as this project",
    "trained_on": "drawings",
    "gives": "names twenty drawn objects, each for itself; it has seen no photographs",
    "training": "Trained from nothing on drawn scenes",
}


def export(run: Run, path: Path) -> None:
    """Write the checkpoint, without the auxiliary head."""
    model, recipe = run.model, run.recipe
    halves = {name: tensor.half() for name, tensor in model.state_dict().items()}
    model.load_state_dict(halves)
    shift = move_bias(model)
    halves["head.bias"] = model.get_parameter("head.bias").detach().half()
    model.load_state_dict(halves)  # measure the rounded weights, as shipped
    scenes = fixed_scenes("one", 400)
    measured = {str(p): accuracy(model.at_patch_size(p), scenes) for p in PATCH_SIZES}
    facts = {
        **DESCRIPTION,
        "config": asdict(model.config),
        "labels": list(model.labels.names or ()),
        "preprocessing": asdict(model.preprocessing),
        "recipe": asdict(recipe),
        "seed": recipe.seed,
        "steps": run.step,
        "bias_shift": shift,
        "torch": torch.__version__,
        "scenes_sha256": scenes_digest(recipe),
        "accuracy": measured,
    }
    metadata = {name: json.dumps(fact) for name, fact in facts.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(halves, path, {"format": "pt", **metadata})
    path.chmod(0o644)


def move_bias(model: ViT, scenes: int = _CALIBRATION_SCENES) -> float:
    """Shift the bias of all classes equally until one drawn object in 100 is "none of these".

    After training fewer objects are missed than necessary, and too many are predicted where there
    are none. The most probable class does not change. The scenes have their own seeds, so that no
    figure of the card is measured on them. Returns the shift in logits.
    """
    drawn = fixed_scenes("one", scenes, CALIBRATION_SEED)
    highest = torch.logit(probabilities(model, drawn.images).amax(dim=1))
    threshold = torch.logit(torch.tensor(CERTAIN_ENOUGH))
    shift = float(threshold - torch.quantile(highest, _UNSEEN))
    with torch.no_grad():
        model.get_parameter("head.bias").add_(shift)
    return shift


def scenes_digest(recipe: Recipe) -> str:
    """Return the SHA-256 of masks and labels of the first 256 training scenes.

    It is equal on every machine.
    """
    digest = hashlib.sha256()
    for step in range(-(-_HASHED_SCENES // recipe.batch)):
        batch = draw_batch(recipe, step)
        digest.update(batch.masks.tobytes())
        digest.update(batch.classes.astype("<i8").tobytes())
    return digest.hexdigest()
