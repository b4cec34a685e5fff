"""Effective receptive fields against whole Jacobians and models whose reach is known."""

import pytest
import torch
from torch.autograd.functional import jacobian

from tests.support.tiny import tiny_model, tiny_pixels
from vit.anatomy.receptive_field import receptive_field
from vit.edits import HIDDEN, Edits
from vit.trace import trace


@pytest.mark.parametrize(
    "changes", [{}, {"post_norm": True}, {"pool": "avg", "class_token": False}], ids=str
)
def test_it_is_the_column_sum_of_the_jacobian(changes):
    model = tiny_model(**changes)
    record = trace(model, tiny_pixels(model))
    prefix, token = record.grid.prefix, record.grid.token(2, 1)
    found = receptive_field(model, record, token)
    assert found.shape == (3, 4, 6)
    tokens = record.residual[0].clone().unsqueeze(0)
    for end in (1, 2, 3):

        def after(entering, end=end):
            for layer in range(end):
                entering = model.block(layer)(entering, layer, None, record.edits)
            return entering[0, token]

        whole = jacobian(after, tokens)[:, 0]  # [D,N,D]: channel out, token in, channel in
        expected = whole.sum(dim=0).norm(dim=-1)[prefix:].view(4, 6).float()
        torch.testing.assert_close(found[end - 1], expected)


def test_without_attention_a_patch_sees_only_itself():
    model = tiny_model()
    for layer in range(3):
        model.block(layer).attn.proj.weight.zero_()
        model.block(layer).attn.proj.bias.zero_()
    record = trace(model, tiny_pixels(model))
    found = receptive_field(model, record, record.grid.token(3, 4))
    assert (found[:, 3, 4] > 0).all()
    found[:, 3, 4] = 0
    assert not found.any()


def test_one_layer_with_attention_lets_a_patch_see_all_from_there_on():
    model = tiny_model()
    for layer in (0, 2):
        model.block(layer).attn.proj.weight.zero_()
    record = trace(model, tiny_pixels(model))
    found = receptive_field(model, record, record.grid.token(0, 0))
    assert (found > 0).flatten(1).sum(dim=1).tolist() == [1, 24, 24]


def test_the_class_token_does_not_see_a_hidden_patch():
    model = tiny_model()
    bias = torch.zeros(27)
    bias[3 + 7] = HIDDEN
    record = trace(model, tiny_pixels(model), edits=Edits(score_bias=bias))
    found = receptive_field(model, record, 0).flatten(1)
    assert found[:, 7].tolist() == [0, 0, 0]
    assert (found[:, :7] > 0).all()


@pytest.mark.parametrize("token", [-1, 27])
def test_a_token_that_does_not_exist_is_named(token):
    model = tiny_model()
    with pytest.raises(IndexError, match=f"token {token} does not exist: tokens are 0 to 26"):
        receptive_field(model, trace(model, tiny_pixels(model)), token)


def test_it_tells_each_layer_and_can_be_cancelled():
    model = tiny_model()
    record, told = trace(model, tiny_pixels(model)), []

    def seen(done, total, field):
        told.append((done, total, field))
        if len(told) == 4:
            raise InterruptedError

    whole = receptive_field(model, record, 7, seen)
    assert [(done, total) for done, total, _ in told] == [(1, 3), (2, 3), (3, 3)]
    assert torch.stack([field for *_, field in told]).equal(whole.flatten(1))
    with pytest.raises(InterruptedError):
        receptive_field(model, record, 7, seen)
