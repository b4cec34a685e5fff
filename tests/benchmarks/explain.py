"""Class-specific maps of a ViT-B beside plain passes, the usual recipes and transformers.

As a program it prints the most bytes that one way takes: python -m ... device ours|theirs px.
"""

import sys
from functools import partial

import torch
from torch import Tensor
from transformers import ViTConfig, ViTForImageClassification

import vit
from tests.benchmarks.library import PAIRS, SIDES, base_model, finished, place
from tests.benchmarks.peak import apart, peak_of
from tests.benchmarks.recipe import grad_cam_by_hooks, hooked_pass, relevance_by_matrices
from tests.benchmarks.table import Row, ratio
from vit.maps.methods import map_tokens

TARGET = 3
ONE_BACKWARD = [name for name, method in vit.METHODS.items() if method.cost == "one backward"]
MAPS = "maps of one class"  # all that one backward gives
AIMS = {
    197: {"maps": "<= 1.2", "legrad": "<= 2.2"},
    785: {"maps": "<= 0.8", "legrad": "<= 1.2", "peak": "<= 0.35"},
}


def rows(device: str) -> list[Row]:
    """Every figure at both sizes on one device."""
    return [row for tokens in SIDES for row in _at(tokens, device)]


def _at(tokens: int, device: str) -> list[Row]:
    ways, aims = Ways(SIDES[tokens], device), AIMS[tokens]
    where = f"ViT-B, {tokens} tokens, {place(device)}"
    timed = partial(finished, device)

    def compare(what: str, ours: str, theirs: str, aim: str = "") -> Row:
        tasks = (timed(getattr(ways, ours)), timed(getattr(ways, theirs)))
        return ratio(what, where, *tasks, pairs=PAIRS[tokens] // 2, aim=aim)

    mine, other = ways.token_grad_cam(), ways.hooked_grad_cam()
    assert (mine - other).abs().max() < 1e-5 * other.max()
    plain, usual = "forward, backward to the input", "relevance, maps and gradients kept"
    found = [
        compare(f"{MAPS} / {plain}", "maps", "plain", aims["maps"]),
        compare(f"{MAPS} and LeGrad / {plain}", "maps_and_legrad", "plain", aims["legrad"]),
        compare(f"{MAPS} / {usual}", "maps", "usual"),
        compare(f"{MAPS} / relevance, transformers, eager", "maps", "transformers"),
        compare(
            "token Grad-CAM / as grad-cam does it, equal to 1e-5",
            "token_grad_cam",
            "hooked_grad_cam",
            "<= 1",
        ),
    ]
    peaks = [
        apart("tests.benchmarks.explain", device, way, str(SIDES[tokens]))
        for way in ("maps", "usual")
    ]
    if peaks[0] is None or peaks[1] is None:
        return found
    detail = " / ".join(f"{peak / 2**20:.0f}" for peak in peaks if peak) + " MiB"
    what = f"peak: {MAPS} / {usual}"
    return [*found, Row(what, where, f"{peaks[0] / peaks[1]:.3f}", detail, aims.get("peak", ""))]


class Ways:
    """The same model and picture, and what is made of them in different ways."""

    def __init__(self, side: int, device: str) -> None:
        """Random weights, and one picture of noise."""
        self.side, self.device = side, device
        self.timm = base_model(side, device)
        self.vit = vit.from_timm(self.timm)
        self.pixels = torch.randn(3, side, side, device=device)
        config = ViTConfig(image_size=side, num_labels=1000, attn_implementation="eager")
        self.hugging = ViTForImageClassification(config).eval().to(device)

    def maps(self) -> list[Tensor]:
        """Every map [N] that one backward gives, of one class."""
        recorded = vit.trace_gradient(self.vit, self.pixels, TARGET)
        return map_tokens(self.vit, recorded, ONE_BACKWARD)

    def maps_and_legrad(self) -> list[Tensor]:
        """The same and LeGrad."""
        recorded = vit.trace_gradient(self.vit, self.pixels, TARGET)
        return map_tokens(self.vit, recorded, (*ONE_BACKWARD, "legrad"))

    def plain(self) -> Tensor:
        """timm's fused forward and the gradient of a logit at the pixels."""
        pixels = self.pixels[None].requires_grad_()
        return torch.autograd.grad(self.timm(pixels)[0, TARGET], pixels)[0]

    def usual(self) -> Tensor:
        """[N] relevance by the usual recipe."""
        logits, maps = hooked_pass(self.timm, self.pixels)
        return relevance_by_matrices(logits[TARGET], maps)

    def transformers(self) -> Tensor:
        """[N] relevance of the maps that transformers hands out."""
        given = self.hugging(self.pixels[None], output_attentions=True)
        return relevance_by_matrices(given.logits[0, TARGET], list(given.attentions))

    def token_grad_cam(self) -> Tensor:
        """[P] ours, of the same capture that every other map needs."""
        recorded = vit.trace_gradient(self.vit, self.pixels, TARGET)
        return vit.token_grad_cam(self.vit, recorded).flatten()

    def hooked_grad_cam(self) -> Tensor:
        """[P] by hooks at the last block's first norm, as the grad-cam package does it."""
        return grad_cam_by_hooks(self.timm, self.timm.blocks[-1].norm1, self.pixels, TARGET)


def main(device: str, way: str, side: int) -> int:
    """Peak bytes of one way; a first run of it fills the caches that stay."""
    run = getattr(Ways(side, device), way)
    run()
    return peak_of(run, device)


if __name__ == "__main__":
    print(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
