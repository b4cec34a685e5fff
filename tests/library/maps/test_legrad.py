"""LeGrad, against autograd through every kind of block."""

import pytest
import torch

from tests.support.layouts import TARGET, all_edits, close
from tests.support.tiny import tiny_model, tiny_pixels
from vit.edits import NO_EDITS
from vit.gradient import trace_gradient
from vit.maps.legrad import legrad, legrad_tokens
from vit.maps.relevance import token_grad_cam_tokens
from vit.trace import trace


def of_one_token(model, token):
    """Logits of a picture whose every token is this one [1,D]: what a mean of tokens says."""
    same = token[:, None].expand(-1, model.config.tokens, -1)
    return model.classify(same)


@pytest.mark.parametrize("score", ["tokens", "readout"])
def test_legrad_equals_autograd_through_every_block(case, score):
    model, expected = case.model, torch.zeros(case.tokens, dtype=torch.float64)
    for layer, block in enumerate(model.blocks):
        x = case.trace.residual[layer].clone()[None]
        query, key, value = block.attn.split(block.norm1(x))
        scores = query * model.config.head_width**-0.5 @ key.transpose(-2, -1)
        attention = scores.softmax(-1).requires_grad_()
        x = x + block.ls1(block.attn.join(attention @ value))
        x = x + block.ls2(block.mlp(block.norm2(x)))
        logits = of_one_token(model, x.mean(1)) if score == "tokens" else model.classify(x)
        (gradient,) = torch.autograd.grad(logits[0, TARGET], attention)
        expected += gradient[0].clamp_min(0).mean((0, 1))
    close(legrad_tokens(model, case.trace, TARGET, score), expected)
    close(legrad(model, case.trace, TARGET, score).flatten(), expected[case.trace.grid.prefix :])


BLOCKS = {
    "plain": {"layer_scale": True},
    "gated": {"mlp": "gated"},
    "packed, norms inside": {"mlp": "packed", "sub_norm": True},
    "norms after": {"post_norm": True, "final_norm": "fc_norm"},
}


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("changes", BLOCKS.values(), ids=BLOCKS)
def test_legrad_equals_autograd_through_every_kind_of_block_as_it_is(changes, edited):
    model = tiny_model(**changes)
    edits = all_edits(model) if edited else NO_EDITS
    recorded = trace(model, tiny_pixels(model), edits=edits)
    expected = torch.zeros(model.config.tokens, dtype=torch.float64)
    for layer, block in enumerate(model.blocks):
        seen = []
        entering = recorded.residual[layer].clone()[None].requires_grad_()
        leaving = block(entering, layer, lambda *tensors, seen=seen: seen.extend(tensors), edits)
        _, _, _, value, context, _ = seen
        logit = model.read(leaving.mean(1))[0, TARGET]
        (gradient,) = torch.autograd.grad(logit, context)
        at_attention = gradient[0] @ value[0].detach().transpose(-2, -1)
        expected += at_attention.clamp_min(0).mean((0, 1))
    close(legrad_tokens(model, recorded, TARGET), expected)


def test_norms_after_the_branches_leave_the_tokens_at_the_attention_as_they_are():
    model = tiny_model(post_norm=True, final_norm="fc_norm")
    grad_trace = trace_gradient(model, tiny_pixels(model), TARGET)
    last, before = model.blocks[-1], grad_trace.trace.residual[-2].clone()[None]
    entering = before.clone().requires_grad_()
    context = torch.nn.functional.scaled_dot_product_attention(*last.attn.split(entering))
    x = before + last.norm1(last.attn.join(context))
    x = x + last.norm2(last.mlp(x))
    (gradient,) = torch.autograd.grad(model.classify(x)[0, TARGET], entering)
    close(grad_trace.normed_grad, gradient[0])
    expected = (before[0] @ gradient[0, 3:].mean(0)).clamp_min(0)
    close(token_grad_cam_tokens(model, grad_trace), expected)
