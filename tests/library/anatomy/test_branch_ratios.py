"""Skip-to-branch norm ratios against each branch computed by its parts."""

import pytest
import torch

from tests.support.tiny import tiny_model, tiny_pixels
from vit.anatomy.branch_ratios import branch_ratios
from vit.edits import Edits
from vit.trace import trace


def by_hand(model, before, layer, *, post_norm):
    """Both ratios [2,N] of one block from the parts of the model alone."""
    block = model.block(layer)
    query, key, value = block.attn.split((before if post_norm else block.norm1(before))[None])
    attention = (query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5).softmax(dim=-1)
    attended = block.attn.join(attention @ value)[0]
    attended = block.ls1(block.norm1(attended) if post_norm else attended)
    between = before + attended
    fed = block.norm2(block.mlp(between)) if post_norm else block.mlp(block.norm2(between))
    fed = block.ls2(fed)
    ratios = [before.norm(dim=-1) / attended.norm(dim=-1), between.norm(dim=-1) / fed.norm(dim=-1)]
    return torch.stack(ratios)


@pytest.mark.parametrize(
    "changes",
    [{}, {"post_norm": True}, {"layer_scale": True}, {"outputs": "none", "classes": 0}],
    ids=str,
)
def test_each_is_the_length_of_the_skip_over_that_of_the_branch(changes):
    model = tiny_model(**changes)
    record = trace(model, tiny_pixels(model))
    found = branch_ratios(model, record)
    assert found.shape == (3, 2, 27)
    for layer in range(3):
        before = record.residual[layer].clone()
        expected = by_hand(model, before, layer, post_norm=bool(changes.get("post_norm")))
        torch.testing.assert_close(found[layer], expected.float())


def test_it_is_infinite_where_a_branch_adds_nothing():
    model = tiny_model()
    off = torch.ones(3, 3)
    off[1] = 0
    model.block(1).attn.proj.bias.zero_()
    record = trace(model, tiny_pixels(model), edits=Edits(head_gate=off))
    found = branch_ratios(model, record)
    assert found[1, 0].isinf().all()
    assert found[1, 1].isfinite().all()
    assert found[[0, 2]].isfinite().all()
