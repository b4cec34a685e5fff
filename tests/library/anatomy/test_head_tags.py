"""Heads made by hand get the name of what they do."""

from dataclasses import replace

import pytest
import torch

from tests.support.tiny import tiny_model, tiny_pixels, trace_of_maps
from vit.anatomy.head_statistics import head_statistics
from vit.anatomy.head_tags import RULES, TAGS, head_tags
from vit.trace import trace

ROWS, COLS, PREFIX = 6, 8, 2
TOKENS = PREFIX + ROWS * COLS
SINK = PREFIX + 11
PLACES = torch.arange(ROWS * COLS)
DOWN = (PLACES[:, None] // COLS - PLACES // COLS).abs()
RIGHT = (PLACES[:, None] % COLS - PLACES % COLS).abs()


def between_patches(weights):
    """Attention [N,N] with these weights [P,P] between patches and a little for all else."""
    scores = torch.full((TOKENS, TOKENS), 1e-3, dtype=torch.float64)
    scores[PREFIX:, PREFIX:] += weights
    return scores


def to_tokens(*tokens):
    scores = torch.full((TOKENS, TOKENS), 1e-3, dtype=torch.float64)
    scores[:, list(tokens)] += 1
    return scores


HEADS = {
    "local": between_patches(torch.maximum(DOWN, RIGHT) <= 1),
    "row": between_patches(DOWN == 0),
    "column": between_patches(RIGHT == 0),
    "uniform": torch.ones(TOKENS, TOKENS, dtype=torch.float64),
    "prefix": to_tokens(0, 1),
    "sink": to_tokens(SINK),
    "mixed": between_patches((DOWN > 2) & (RIGHT > 3)),
}


def tagged(weights, *, long=(), layer=0):
    """The tag of a head in the first or second layer, with so many patches of outlying length."""
    attention = weights / weights.sum(-1, keepdim=True)
    record = trace_of_maps(attention.expand(layer + 1, TOKENS, TOKENS), ROWS, PREFIX)
    residual = torch.ones_like(record.residual)
    residual[:, list(long)] *= 10
    tags = head_tags(head_statistics(replace(record, residual=residual)))
    return tags[layer][0]


@pytest.mark.parametrize("tag", TAGS)
def test_a_head_made_by_hand_gets_its_tag(tag):
    assert tagged(HEADS[tag]) == tag


def test_length_is_a_second_witness_but_not_in_the_embedding():
    """Four patches share the attention: none of them has 30 % of it."""
    four = [SINK, SINK + 1, SINK + 2, SINK + 17]
    assert tagged(to_tokens(*four), long=four, layer=1) == "sink"
    assert tagged(to_tokens(*four), layer=1) == "mixed"
    assert tagged(to_tokens(*four), long=four) == "mixed"


def test_a_head_that_sees_only_itself_is_local():
    assert tagged(between_patches((DOWN == 0) & (RIGHT == 0))) == "local"


def test_a_grid_of_one_row_has_no_row_heads():
    tokens = 1 + 12
    maps = torch.full((1, tokens, tokens), 1e-3, dtype=torch.float64)
    maps[:, :, -6:] = 1
    ((tag,),) = head_tags(head_statistics(trace_of_maps(maps / maps.sum(-1, keepdim=True))))
    assert tag == "mixed"


def test_every_tag_has_a_rule_and_every_head_a_tag():
    model = tiny_model()
    tags = head_tags(head_statistics(trace(model, tiny_pixels(model))))
    assert [len(row) for row in tags] == [model.config.heads] * model.config.depth
    assert {tag for row in tags for tag in row} <= set(TAGS)
    assert tuple(RULES) == TAGS
