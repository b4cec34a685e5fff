"""One training run: its state, one training step, and saving and resuming."""

from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor, nn

from vit.model import ViT
from vit.resample import sinusoidal_positions
from vit.training.batches import Batch, pixels
from vit.training.losses import (
    PatchClassifier,
    class_targets,
    exclusive_loss,
    independent_loss,
    patch_loss,
    patch_targets,
)
from vit.training.precision import fast
from vit.training.recipe import Recipe, labels, preprocessing

_BETAS = (0.9, 0.98)
_DECAY_OF_THE_REST = 0.01


def initialise(model: ViT) -> None:
    """Initialise the weights of a small model, with torch's global random generator.

    The learned positions start as sines and cosines: this did not improve accuracy, but heads then
    vary from local to global and the similarity of positions shows the grid.
    """
    for name, parameter in model.named_parameters():
        if name.endswith("weight") and parameter.ndim > 1:
            fan_in = parameter[0].numel()
            nn.init.trunc_normal_(parameter, std=0.8 * fan_in**-0.5)
    with torch.no_grad():
        for residual in ("attn.proj.weight", "mlp.fc2.weight"):
            for block in model.blocks:
                block.get_parameter(residual).mul_(0.3)
        nn.init.trunc_normal_(model.get_parameter("head.weight"), std=0.02)
        nn.init.constant_(model.get_parameter("head.bias"), -2.5)
        rows, cols = model.config.stored_grid
        waves = sinusoidal_positions(rows, cols, model.config.width, temperature=20)
        model.pos_embed[0, model.config.prefix :] = 0.7 * waves
        model.pos_embed[0, : model.config.prefix] = 0


class Run:
    """The state of a training: model, auxiliary head, optimizer and step."""

    def __init__(self, recipe: Recipe) -> None:
        """Start from the recipe's seed."""
        torch.manual_seed(recipe.seed)  # pyright: ignore[reportUnknownMemberType]
        self.recipe = recipe
        self.step = 0
        self.model = ViT(recipe.config, preprocessing(), labels())
        initialise(self.model)
        self.patches = PatchClassifier(recipe.width, recipe.config.classes)
        self.optimizer = self._optimizer()

    def parameters(self) -> list[nn.Parameter]:
        """Return all trained parameters, in a fixed order."""
        return [*self.model.parameters(), *self.patches.parameters()]

    def train(self, batch: Batch) -> dict[str, float]:
        """Take one step; return its losses, patch size and gradient norm."""
        recipe, patch = self.recipe, self.recipe.patch(self.step)
        for group in self.optimizer.param_groups:
            group["lr"] = recipe.rate(self.step)
        losses = self._losses(batch, patch)
        weight = recipe.softmax_weight(self.step)
        total = losses["classes"] + weight * losses["exclusive"] + losses["patches"]
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(total)
        norm = nn.utils.clip_grad_norm_(self.parameters(), recipe.clip)
        self.optimizer.step()
        self.step += 1
        numbers = {name: float(loss.detach()) for name, loss in losses.items()}
        return {"patch": float(patch), "norm": float(norm), **numbers}

    def save(self, path: Path) -> None:
        """Write the state needed to resume; the old file stays until the new one is complete."""
        state = {
            "recipe": asdict(self.recipe),
            "step": self.step,
            "model": self.model.state_dict(),
            "patches": self.patches.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }
        partial = path.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(path)

    @classmethod
    def resume(cls, path: Path) -> "Run":
        """Return the run that `save` wrote."""
        state = torch.load(path, weights_only=True)
        run = cls(Recipe(**state["recipe"]))
        run.step = state["step"]
        run.model.load_state_dict(state["model"])
        run.patches.load_state_dict(state["patches"])
        run.optimizer.load_state_dict(state["optimizer"])
        return run

    def _losses(self, batch: Batch, patch: int) -> dict[str, Tensor]:
        model, classes = self.model.at_patch_size(patch), self.model.config.classes
        with fast():
            tokens = model.encode(model.embed(pixels(batch.images)))
            logits, patch_logits = model.classify(tokens), self.patches(model, tokens)
        targets = class_targets(batch, classes)
        return {
            "classes": independent_loss(logits.float(), targets),
            "exclusive": exclusive_loss(logits.float(), targets),
            "patches": patch_loss(patch_logits.float(), patch_targets(batch, patch, classes)),
        }

    def _optimizer(self) -> torch.optim.Optimizer:
        matrices = [p for n, p in self.model.named_parameters() if "blocks" in n and p.ndim == 2]
        chosen = {id(parameter) for parameter in matrices}
        rest = [parameter for parameter in self.parameters() if id(parameter) not in chosen]
        groups = [
            {"params": matrices, "weight_decay": self.recipe.weight_decay},
            {"params": rest, "weight_decay": _DECAY_OF_THE_REST},
        ]
        return torch.optim.AdamW(groups, lr=self.recipe.learning_rate, betas=_BETAS, fused=True)
