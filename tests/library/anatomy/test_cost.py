"""Costs from the config equal what the model has and what torch counts."""

import pytest
from torch.utils.flop_counter import FlopCounterMode

from tests.support.tiny import tiny_config, tiny_model, tiny_pixels
from vit.anatomy.cost import map_bytes, multiply_adds, parameters, record_bytes
from vit.config import Rope
from vit.model import ViT
from vit.trace import trace

CHANGES = [
    {},
    {"registers": 0, "mlp_ratio": 2.0, "qkv_bias": False, "layer_scale": True},
    {"class_token": False, "registers": 0, "pool": "avg", "final_norm": "fc_norm"},
    {"positions": "sinusoidal", "pre_norm": True, "patch_bias": False},
    {"base_patch": 16, "base_grid": (5, 7), "prefix_positions": False},
    {"distilled": True, "registers": 0, "proj_bias": False, "mlp": "packed"},
    {"pool": "attention", "class_token": False, "norm": "rms", "patch_norm": True},
    {"pool": "attention", "pool_prefix": True, "sub_norm": True, "mlp": "gated"},
    {"pool": "attention", "pool_heads": 2, "pool_mlp_ratio": 3.0, "mlp_norm": True},
    {"final_norm": "none", "post_norm": True},
    {"positions": "none", "rope": Rope(kind="mixed"), "qk_norm": True},
    {"rope": Rope(kind="centred"), "qk_norm": True, "norm": "rms"},
]


@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_parameters_are_those_of_the_model(changes):
    model = ViT(tiny_config(**changes))
    assert sum(parameters(model.config).values()) == sum(p.numel() for p in model.parameters())


@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_multiply_adds_are_those_torch_counts(changes):
    model = tiny_model(**changes).float()
    model.kernel(), model.patch_positions(), model.turns(0)  # what is derived once does not count
    with FlopCounterMode(display=False) as counter:
        model(tiny_pixels(model)[None].float())
    counted = {str(name): count for name, count in counter.get_flop_counts()["Global"].items()}
    attention = sum(count for name, count in counted.items() if "attention" in name)
    expected = 2 * multiply_adds(model.config)
    if attention == 0:  # the fused kernel of the processor is not counted by torch
        config = model.config
        expected -= 2 * config.depth * 2 * config.tokens**2 * config.width
        if config.pool == "attention":
            pooled = config.tokens if config.pool_prefix else config.grid.patches
            expected -= 2 * 2 * pooled * config.width
    assert sum(counted.values()) == expected


def test_bytes_are_those_of_a_record():
    model = tiny_model()
    record = trace(model, tiny_pixels(model))
    assert record_bytes(model.config, entry=8) == record.nbytes - record.logits.nbytes
    maps = sum(record.attention(layer).nbytes for layer in range(3))
    assert map_bytes(model.config, entry=8) == maps


def test_a_base_model_at_224_px():
    """The figures everyone knows: 86.6 million parameters, 17.6 billion multiply-adds."""
    config = tiny_config(
        image=(224, 224), patch=16, width=768, depth=12, heads=12, registers=0, classes=1000
    )
    assert round(sum(parameters(config).values()) / 1e6, 1) == 86.6
    assert round(multiply_adds(config) / 1e9, 1) == 17.6
