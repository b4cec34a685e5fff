"""One picture through models of every layout of tokens, with the oracle's maps beside it."""

import torch

from tests.support.explicit import explicit_maps
from tests.support.tiny import tiny_model, tiny_pixels
from vit.edits import Edits
from vit.gradient import trace_gradient

LAYOUTS = {
    "class token and registers": {},
    "class token alone": {"registers": 0},
    "mean of patches": {"pool": "avg", "class_token": False, "registers": 0},
    "mean of patches with registers": {"pool": "avg", "class_token": False, "registers": 4},
    "layer scale, norm before, mean beside a class token": {
        "pool": "avg",
        "final_norm": "fc_norm",
        "layer_scale": True,
        "pre_norm": True,
    },
    "class and distillation token": {"distilled": True, "registers": 0},
    "attention pooling beside registers": {"pool": "attention", "class_token": False},
    "attention pooling that sees the prefix": {"pool": "attention", "pool_prefix": True},
}
TARGET = 3


class Case:
    def __init__(self, changes):
        self.model = tiny_model(**changes)
        self.pixels = tiny_pixels(self.model)
        self.grad_trace = trace_gradient(self.model, self.pixels, TARGET)
        self.trace = self.grad_trace.trace
        self.attention, self.gradient, self.pooling = explicit_maps(self.model, self.pixels, TARGET)
        self.tokens = self.model.config.tokens
        self.start = self.start_of_a_class()

    def start_of_a_class(self):
        """By the one rule for every layout, written out."""
        config, start = self.model.config, torch.zeros(self.tokens, dtype=torch.float64)
        if config.pool == "avg":
            start[config.prefix :] = 1 / 24
        elif config.pool == "attention":
            attention, gradient = self.pooling
            start = (attention * gradient).clamp_min(0).mean(0)
            start /= start.sum()
        elif config.distilled:
            start[0] = start[1] = 0.5
        else:
            start[0] = 1
        return start


def close(found, expected):
    torch.testing.assert_close(found, expected, rtol=1e-10, atol=1e-12)


def all_edits(model):
    """Head gates, a score bias and temperatures at once."""
    config, generator = model.config, torch.Generator().manual_seed(3)
    return Edits(
        head_gate=torch.rand(config.depth, config.heads, generator=generator),
        fill="mean",
        score_bias=torch.randn(config.tokens, generator=generator),
        temperature=torch.linspace(0.5, 2, config.depth),
    )
