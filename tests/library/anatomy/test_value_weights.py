"""Value-weighted attention is the length of the vector each token brings into the stream."""

import pytest
import torch

from tests.support.tiny import tiny_model, tiny_pixels
from vit.anatomy.value_weights import value_norms, value_weighted_attention
from vit.trace import trace


@pytest.mark.parametrize("layer_scale", [False, True])
def test_equals_the_length_of_each_contribution(layer_scale):
    model = tiny_model(layer_scale=layer_scale)
    record = trace(model, tiny_pixels(model))
    weighted = value_weighted_attention(model, record, 5)
    block, head = model.blocks[1], 2
    for token in (0, 7):
        alone = torch.zeros(1, 3, 1, 8, dtype=torch.float64)
        alone[0, head, 0] = record.attention(1)[head, 5, token] * record.value[1, head, token]
        without_bias = block.attn.join(alone) - block.attn.proj.bias
        if layer_scale:
            without_bias = without_bias * block.ls1.gamma
        torch.testing.assert_close(weighted[1, head, token], without_bias.norm())
    assert value_norms(model, record).shape == (3, 3, 27)


@pytest.mark.parametrize("norms", [{"sub_norm": True}, {"post_norm": True}])
def test_a_model_that_norms_what_heads_bring_in_is_refused(norms):
    model = tiny_model(**norms)
    with pytest.raises(ValueError, match="norms what attention brings in"):
        value_norms(model, trace(model, tiny_pixels(model)))
