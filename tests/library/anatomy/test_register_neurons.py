"""Outlier tokens and the neurons that write them, on models with an outlier that was planted."""

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.support.planted import LAYER, with_outliers
from tests.support.tiny import VARIANTS, tiny_config, tiny_model, tiny_pixels
from vit.anatomy.register_neurons import hidden, outlier_tokens, register_neurons
from vit.edits import NO_EDITS
from vit.grid import View
from vit.trace import Trace, trace


def trace_of_lengths(lengths: Tensor, prefix: int = 1) -> Trace:
    """A trace whose tokens have the lengths [L+1,N], in the first of two channels."""
    depth, tokens = lengths.shape[0] - 1, lengths.shape[1]
    config = tiny_config(
        image=(8, 8 * (tokens - prefix)), width=2, heads=1, depth=depth, registers=prefix - 1
    )
    room = torch.zeros(depth, 1, tokens, 2)
    residual = torch.stack([lengths, torch.zeros_like(lengths)], dim=-1)
    view = View.whole(*config.image)
    return Trace(config, view, "", NO_EDITS, torch.zeros(5), room, room, room, residual)


def test_outliers_are_counted_after_every_layer_but_not_in_the_embedding():
    lengths = torch.ones(4, 8)
    lengths[0, 3] = 50  # the embedding
    lengths[:, 0] = 99  # the class token
    lengths[1, 2] = 4
    lengths[2, [4, 5, 6]] = torch.tensor([5.0, 5.0, 2.0])
    lengths[3, [4, 5, 6]] = torch.tensor([7.0, 6.0, 6.0])
    found = outlier_tokens(trace_of_lengths(lengths))
    assert (found.ratio, found.longest) == (7.0, 3)
    assert (found.tokens, found.most) == ((4, 5, 6), 3)
    assert found.since == 2  # two of the three are outliers there; the one after layer 1 is another


def test_a_pass_without_outliers_has_a_ratio_and_no_neurons():
    lengths = torch.ones(4, 8)
    lengths[2, 5] = 3.0  # three times the median is not above it
    found = outlier_tokens(trace_of_lengths(lengths))
    assert (found.ratio, found.longest) == (3.0, 2)
    assert (found.tokens, found.most, found.since) == ((), None, None)
    model = tiny_model()
    assert register_neurons(model, trace(model, tiny_pixels(model)), found) == []


@pytest.mark.parametrize("name", VARIANTS)
def test_hidden_activations_are_those_of_the_pass(name):
    model = tiny_model(**VARIANTS[name])
    seen = []
    hooks = [
        block.mlp.fc2.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0][0].clone()))
        for block in model.blocks
    ]
    record = trace(model, tiny_pixels(model))
    for hook in hooks:
        hook.remove()
    with torch.inference_mode():
        for layer, expected in enumerate(seen):
            got = hidden(model, record, layer)
            torch.testing.assert_close(got, expected, rtol=0, atol=1e-10)


def test_scores_are_a_direct_computation_in_numpy():
    model, record, found, _ = with_outliers(layer_scale=True)
    there, depth = list(found.tokens), found.since
    ranked = register_neurons(model, record, found, count=10_000)
    with torch.inference_mode():
        acts = [np.abs(hidden(model, record, layer).numpy()) for layer in range(depth)]
    patches = range(record.grid.prefix, record.grid.tokens)
    others = [token for token in patches if token not in there]
    for layer, neuron, score in ranked:
        block, spread = model.block(layer), acts[layer][others].std(axis=0)
        gap = acts[layer][there, neuron].mean() - acts[layer][others, neuron].mean()
        column = np.linalg.norm((block.ls2.gamma * block.mlp.fc2.weight[:, neuron]).numpy())
        stands_out = gap / max(spread[neuron], np.sort(spread)[(len(spread) - 1) // 2])
        median = record.residual[layer + 1, record.grid.prefix :].norm(dim=-1).median().item()
        assert score == pytest.approx(stands_out * gap * column / median)
    scores = [one.score for one in ranked]
    assert scores == sorted(scores, reverse=True)
    stronger = [(one[there].mean(axis=0) > one[others].mean(axis=0)).sum() for one in acts]
    assert len(ranked) == sum(stronger)


@pytest.mark.parametrize("name", [name for name in VARIANTS if name != "norm after"])
def test_the_planted_neuron_comes_first_though_others_are_more_active(name):
    """A norm after the MLP would take away the length that the neuron writes."""
    model, record, found, neuron = with_outliers(**VARIANTS[name])
    best, second = register_neurons(model, record, found, count=2)
    assert best[:2] == (LAYER, neuron)
    assert best.score > 3 * second.score
    with torch.inference_mode():
        sizes = [hidden(model, record, layer).abs() for layer in range(found.since)]
    there = torch.stack([one[list(found.tokens)].mean(dim=0) for one in sizes])
    assert divmod(int(there.argmax()), model.config.hidden) != (LAYER, neuron)
