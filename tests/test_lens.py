"""The logit lens ends in the model's own answer."""

import pytest
import torch

from tests.tiny import tiny_model, tiny_pixels
from vit.lens import logit_lens, patch_lens
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
