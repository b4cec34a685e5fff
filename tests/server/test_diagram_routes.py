"""The shapes of the architecture diagram are those that the pass really has."""

import math

import pytest

from tests.support.client import Page
from vit.config import Rope
from vit.layers import cut_patches


class Seen:
    """A tap that notes the shapes of the last block's tensors."""

    def __call__(self, _layer, query, key, value, context, residual):
        self.query, self.context, self.residual = query, context, residual


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"pool": "avg", "class_token": False, "registers": 0},
        {"distilled": True, "registers": 0},
        {"positions": "sinusoidal", "outputs": "none", "classes": 0},
        {"pool": "attention", "class_token": False, "registers": 0},
    ],
)
def test_every_shape_is_that_of_the_pass(monkeypatch, changes):
    page = Page(monkeypatch, **changes)
    model, pixels, tap = page.recorded.model, page.pixels(), Seen()
    told = page.get("shapes").json()
    steps, config = told["steps"], model.config
    tokens = model.embed(pixels[None])
    encoded = model.encode(tokens, tap)
    patches = cut_patches(pixels[None], config.patch)
    assert steps["picture"] == list(pixels.shape)
    assert steps["patches"] == list(patches.shape[1:])
    assert steps["projection"] == list(model.patch_embed(pixels[None], model.kernel()).shape[1:])
    assert steps["tokens"] == list(tokens.shape[1:]) == list(tap.residual.shape[1:])
    assert steps["query_key_value"] == [3, *tap.query.shape[1:]]
    assert steps["attention"] == list(page.trace.attention(0).shape)
    assert steps["mlp"] == [len(tokens[0]), model.block(0).mlp.fc1.out_features]
    assert steps["readout"] == list(model.pool(model.norm(encoded))[0].shape)
    logits = model.classify(encoded)[0]
    assert told["logits"] == len(logits)
    assert steps["classifier"] == (list(logits.shape) if config.classes else None)
    assert steps["prefix"] == ([config.prefix, config.width] if config.prefix else None)
    block = sum(parameter.numel() for parameter in model.blocks[0].parameters())
    whole = sum(parameter.numel() for parameter in model.parameters())
    assert sum(told["parameters"].values()) == whole - (config.depth - 1) * block
    attention = model.blocks[0].attn
    for step, part in (("query_key_value", attention.qkv), ("join", attention.proj)):
        assert told["parameters"][step] == sum(p.numel() for p in part.parameters())
    assert told["layers"] == len(model.blocks)
    assert math.prod(steps["positions"]) == model.patch_positions().numel()


def test_learned_rotary_frequencies_count_where_queries_and_keys_turn(monkeypatch):
    page = Page(monkeypatch, rope=Rope(kind="mixed"), positions="none")
    told, model = page.get("shapes").json(), page.recorded.model
    joint = sum(parameter.numel() for parameter in model.block(0).attn.qkv.parameters())
    frequencies = model.rope.freqs[:, 0].numel()  # of one layer
    assert told["parameters"]["query_key_value"] == joint + frequencies
    assert told["parameters"]["readout"] == sum(p.numel() for p in model.norm.parameters())
    assert told["steps"]["positions"] is None
