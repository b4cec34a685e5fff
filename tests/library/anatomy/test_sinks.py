"""Sinks by the attention received: planted ones, none in random models, those of real weights."""

import pytest
import torch

import vit
from app.engine.gallery import examples
from tests.support.tiny import tiny_model, tiny_pixels, trace_of_maps
from vit.anatomy.head_statistics import head_statistics, sink_share

SIDE, PREFIX = 9, 1
TOKENS = PREFIX + SIDE**2
PLANTED = PREFIX + 40


def planted(share, token=PLANTED, tokens=TOKENS):
    """Attention of one layer and head in which each query gives one token this share."""
    maps = torch.full((1, tokens, tokens), (1 - share) / (tokens - 1), dtype=torch.float64)
    maps[..., token] = share
    return trace_of_maps(maps, rows=1 if tokens < TOKENS else SIDE, prefix=PREFIX)


@pytest.mark.parametrize(("share", "found"), [(0.29, []), (0.31, [[0, 0, PLANTED]])])
def test_a_planted_column_is_a_sink_from_the_line_on(share, found):
    assert vit.attention_sinks(planted(share)).nonzero().tolist() == found


def test_a_prefix_token_is_never_a_sink():
    assert not vit.attention_sinks(planted(0.9, token=0)).any()


def test_few_tokens_need_twenty_times_an_even_share():
    assert sink_share(1370) == 0.3
    assert sink_share(40) == 0.5
    assert not vit.attention_sinks(planted(0.45, token=5, tokens=40)).any()
    assert vit.attention_sinks(planted(0.55, token=5, tokens=40)).nonzero().tolist() == [[0, 0, 5]]
    assert not vit.attention_sinks(planted(0.999, token=5, tokens=20)).any()


def test_what_queries_give_once_in_a_while_is_no_sink():
    """A patch that every fourth query looks at alone is a target of those, not a sink of all."""
    maps = torch.full((1, TOKENS, TOKENS), 1 / TOKENS, dtype=torch.float64)
    maps[:, ::4] = 1e-9
    maps[:, ::4, PLANTED] = 1
    assert not vit.attention_sinks(trace_of_maps(maps / maps.sum(-1, keepdim=True), SIDE)).any()


@pytest.mark.parametrize("seed", range(3))
def test_a_model_that_is_not_trained_has_none(seed):
    model = tiny_model(seed, image=(96, 96))
    for parameter in model.parameters():
        parameter.mul_(0.1)
    statistics = head_statistics(vit.trace(model, tiny_pixels(model)))
    torch.testing.assert_close(statistics.received.sum(-1), torch.ones_like(statistics.sink))
    assert not statistics.sinks.any()


@pytest.fixture(scope="module")
def real(dinov2):
    """A photograph by trained weights that have a sink."""
    photograph = next(one for one in examples() if one.label == "a pavilion")
    prepared = vit.prepare(dinov2, photograph.make().rgb)
    return vit.trace(dinov2, prepared.pixels, prepared.view)


def test_the_sink_of_trained_weights(real):
    """One head of the first layer sends .95 of all queries' attention to one patch."""
    statistics = head_statistics(real)
    ((layer, head, token),) = statistics.sinks.nonzero().tolist()
    assert (layer + 1, head + 1) == (1, 6)
    assert statistics.received[layer, head, token] > 0.9
    others = statistics.received.masked_fill(statistics.sinks, 0)[..., real.grid.prefix :]
    assert others.max() < 0.14
    tags = vit.head_tags(statistics)
    assert [tag for row in tags for tag in row].count("sink") == 1
    assert tags[0][5] == "sink"


def test_rollout_of_trained_weights_without_the_sink(real):
    """Giving back lowers the peak of 112 times uniform; rescaling would only move it."""
    times = real.config.tokens
    plain = vit.rollout(real).max() * times
    left_out = vit.rollout(real, without=vit.attention_sinks(real)).max() * times
    later = vit.rollout(real, start=1).max() * times
    assert plain > 100
    assert left_out < plain / 5
    assert later < left_out
