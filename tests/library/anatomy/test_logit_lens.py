"""The logit lens ends in the model's own answer."""

import pytest
import torch

from tests.support.tiny import tiny_model, tiny_pixels
from vit.anatomy.logit_lens import logit_lens, patch_lens, patch_lens_probabilities
from vit.trace import trace


@pytest.mark.parametrize("changes", [{}, {"pool": "avg", "final_norm": "fc_norm"}])
def test_the_last_row_is_the_models_logits(changes):
    model = tiny_model(**changes)
    record = trace(model, tiny_pixels(model))
    rows = logit_lens(model, record)
    assert rows.shape == (4, 5)
    torch.testing.assert_close(rows[-1], record.logits)
    torch.testing.assert_close(rows[0], model.classify(model.embed(tiny_pixels(model)[None]))[0])


def test_the_mean_of_the_patches_logits_is_the_logit_of_a_mean_pooled_model():
    """Without a norm after pooling the head is linear, so mean and head may change places."""
    model = tiny_model(pool="avg")
    record = trace(model, tiny_pixels(model))
    lens = patch_lens(model, record, 3)
    assert lens.shape == (4, 4, 6)
    torch.testing.assert_close(lens[-1].mean(), record.logits[3])


@pytest.mark.parametrize(
    "changes", [{}, {"distilled": True}, {"pool": "attention", "class_token": False}]
)
def test_a_patch_is_read_as_if_every_token_were_that_patch(changes):
    model = tiny_model(**changes)
    record = trace(model, tiny_pixels(model))
    patch = record.residual[1, record.grid.token(2, 3)].clone()
    same = patch.expand(1, record.config.tokens, -1)
    found = patch_lens(model, record, 3)[1, 2, 3]
    torch.testing.assert_close(found, model.classify(same)[0, 3])


@pytest.mark.parametrize("outputs", ["softmax", "sigmoid"])
def test_a_patch_s_probability_is_that_of_all_its_logits(outputs):
    model = tiny_model(outputs=outputs)
    record = trace(model, tiny_pixels(model))
    found = patch_lens_probabilities(model, record, 3)
    logits = torch.stack([patch_lens(model, record, target) for target in range(5)])
    expected = logits.softmax(0) if outputs == "softmax" else logits.sigmoid()
    assert found.shape == (4, 4, 6)
    torch.testing.assert_close(found, expected[3])
