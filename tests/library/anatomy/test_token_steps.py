"""A token opened at every step: each step leads to what the pass recorded."""

import pytest
import torch
from torch import Tensor, nn

import vit
from tests.support.tiny import VARIANTS, tiny_model, tiny_pixels
from vit.anatomy.token_steps import (
    attention_output,
    block_steps,
    first_norm,
    head_contexts,
    patch_steps,
)
from vit.edits import Edits


@pytest.fixture(params=VARIANTS.values(), ids=VARIANTS)
def pair(request) -> tuple[vit.ViT, vit.Trace]:
    model = tiny_model(**request.param)
    return model, vit.trace(model, tiny_pixels(model))


def test_the_seven_steps_lead_from_one_state_to_the_next(pair):
    model, trace = pair
    for layer in range(3):
        for token in (0, 3, model.config.tokens - 1):
            steps = block_steps(model, trace, layer, token)
            assert len(steps) == 7
            torch.testing.assert_close(steps[0].values, trace.residual[layer, token].clone())
            torch.testing.assert_close(steps[-1].values, trace.residual[layer + 1, token].clone())


def test_every_sum_is_of_the_two_before_it(pair):
    model, trace = pair
    steps = block_steps(model, trace, 1, 5)
    values = [step.values for step in steps]
    sums = [i for i, step in enumerate(steps) if step.name == "sum"]
    assert sums == [3, 6]
    torch.testing.assert_close(values[3], values[0] + values[2])
    torch.testing.assert_close(values[6], values[3] + values[5])


def test_norms_stand_before_their_branch_or_after_it():
    names = {}
    for after in (False, True):
        model = tiny_model(post_norm=after)
        steps = block_steps(model, vit.trace(model, tiny_pixels(model)), 0, 4)
        names[after] = [step.name for step in steps]
    assert names[False] == ["tokens", "norm", "attention", "sum", "norm", "mlp", "sum"]
    assert names[True] == ["tokens", "attention", "norm", "sum", "mlp", "norm", "sum"]


def test_the_steps_of_a_changed_pass_are_those_of_that_pass():
    model = tiny_model()
    edits = Edits(
        head_gate=torch.tensor([[1.0, 0.0, 0.3]] * 3),
        fill="mean",
        score_bias=torch.randn(27, generator=torch.Generator().manual_seed(3)),
        temperature=torch.tensor([1.0, 2.0, 0.5]),
    )
    trace = vit.trace(model, tiny_pixels(model), edits=edits)
    for layer in range(3):
        steps = block_steps(model, trace, layer, 7)
        torch.testing.assert_close(steps[-1].values, trace.residual[layer + 1, 7].clone())


def test_a_context_is_the_attention_weighted_sum_of_the_values(pair):
    model, trace = pair
    weights = trace.attention_from(6)[2]  # [H,N]
    expected = torch.stack(
        [row @ value for row, value in zip(weights, trace.value[2], strict=True)]
    )
    torch.testing.assert_close(head_contexts(trace, 2, 6), expected)
    joined = model.block(2).attn.join(expected[None, :, None])
    torch.testing.assert_close(attention_output(model, trace, 2, 6), joined[0, 0])


def test_a_patch_is_cut_projected_and_placed_as_the_pass_does_it():
    model = tiny_model()
    pixels = tiny_pixels(model)
    trace = vit.trace(model, pixels)
    for patch in (0, 8, 23):
        steps = patch_steps(model, pixels, patch)
        row, col = divmod(patch, 6)
        assert steps.pixels.equal(pixels[:, 8 * row : 8 * row + 8, 8 * col : 8 * col + 8])
        first = (steps.pixels * steps.weights).sum() + steps.bias
        torch.testing.assert_close(steps.projected[0], first)
        entering = trace.residual[0, 3 + patch].clone()
        torch.testing.assert_close(steps.projected + steps.position, entering)


def test_a_patch_of_a_resized_kernel_is_projected_with_that_kernel():
    model = tiny_model().at_patch_size(16)
    pixels = tiny_pixels(model)
    steps = patch_steps(model, pixels, 4)
    assert steps.pixels.shape == (3, 16, 16)
    entering = vit.trace(model, pixels).residual[0, 7].clone()
    torch.testing.assert_close(steps.projected + steps.position, entering)


def test_a_layer_norm_standardises_then_scales_and_shifts():
    model = tiny_model(eps=0.0)
    trace = vit.trace(model, tiny_pixels(model))
    normed = first_norm(model, trace, 1, 9)
    assert normed.before.equal(trace.residual[1, 9])
    torch.testing.assert_close(normed.standardised.mean(), torch.zeros_like(normed.after[0]))
    deviation = normed.standardised.std(correction=0)
    torch.testing.assert_close(deviation, torch.ones_like(deviation))
    assert isinstance(normed.shift, Tensor)
    torch.testing.assert_close(normed.after, normed.standardised * normed.scale + normed.shift)
    assert normed.after.equal(model.block(1).norm1(normed.before))


def test_an_rms_norm_leaves_the_mean_and_has_no_shift():
    model = tiny_model(norm="rms")
    normed = first_norm(model, vit.trace(model, tiny_pixels(model)), 1, 9)
    assert normed.shift is None
    ratio = normed.standardised / normed.before
    torch.testing.assert_close(ratio, ratio[0].expand_as(ratio))
    torch.testing.assert_close(normed.after, normed.standardised * normed.scale)
    assert isinstance(model.block(1).norm1, nn.RMSNorm)


def test_a_norm_after_attention_takes_what_attention_brings():
    model = tiny_model(post_norm=True)
    trace = vit.trace(model, tiny_pixels(model))
    steps, normed = block_steps(model, trace, 0, 4), first_norm(model, trace, 0, 4)
    assert normed.before.equal(steps[1].values)
    assert normed.after.equal(steps[2].values)


def test_what_does_not_exist_is_named():
    model = tiny_model()
    pixels = tiny_pixels(model)
    trace = vit.trace(model, pixels)
    with pytest.raises(IndexError, match="layer 3 does not exist: layers are 0 to 2"):
        block_steps(model, trace, 3, 0)
    with pytest.raises(IndexError, match="token 27 does not exist: tokens are 0 to 26"):
        first_norm(model, trace, 0, 27)
    with pytest.raises(IndexError, match="patch 24 does not exist: patches are 0 to 23"):
        patch_steps(model, pixels, 24)
