"""Gradients and class-specific maps against autograd through materialised attention."""

import pytest
import torch

from tests.support.explicit import explicit_maps, explicit_pass, rows_to_one
from tests.support.tiny import tiny_model, tiny_pixels
from vit.edits import NO_EDITS, Edits
from vit.gradient import trace_gradient
from vit.maps import flow
from vit.maps.relevance import (
    attention_grad_cam,
    attention_grad_cam_tokens,
    class_start,
    gradient_rollout,
    gradient_rollout_tokens,
    legrad,
    legrad_tokens,
    relevance,
    relevance_and_rollout_tokens,
    relevance_tokens,
    token_grad_cam,
    token_grad_cam_tokens,
)
from vit.maps.streaming import ENTRIES
from vit.trace import NoClassifierError, trace

LAYOUTS = {
    "class token and registers": {},
    "class token alone": {"registers": 0},
    "mean of patches": {"pool": "avg", "class_token": False, "registers": 0},
    "mean of patches with registers": {"pool": "avg", "class_token": False, "registers": 4},
    "layer scale, norm before, mean beside a class token": {
        "pool": "avg",
        "final_norm": "fc_norm",
        "layer_scale": True,
        "pre_norm": True,
    },
    "class and distillation token": {"distilled": True, "registers": 0},
    "attention pooling beside registers": {"pool": "attention", "class_token": False},
    "attention pooling that sees the prefix": {"pool": "attention", "pool_prefix": True},
}
TARGET = 3


class Case:
    def __init__(self, changes):
        self.model = tiny_model(**changes)
        self.pixels = tiny_pixels(self.model)
        self.grad_trace = trace_gradient(self.model, self.pixels, TARGET)
        self.trace = self.grad_trace.trace
        self.attention, self.gradient, self.pooling = explicit_maps(self.model, self.pixels, TARGET)
        self.tokens = self.model.config.tokens
        self.start = self.start_of_a_class()

    def start_of_a_class(self):
        """By the one rule for every layout, written out."""
        config, start = self.model.config, torch.zeros(self.tokens, dtype=torch.float64)
        if config.pool == "avg":
            start[config.prefix :] = 1 / 24
        elif config.pool == "attention":
            attention, gradient = self.pooling
            start = (attention * gradient).clamp_min(0).mean(0)
            start /= start.sum()
        elif config.distilled:
            start[0] = start[1] = 0.5
        else:
            start[0] = 1
        return start


@pytest.fixture(scope="module", params=LAYOUTS.values(), ids=LAYOUTS)
def case(request):
    return Case(request.param)


def close(found, expected):
    torch.testing.assert_close(found, expected, rtol=1e-10, atol=1e-12)


def test_the_gradient_trace_records_the_same_pass(case):
    plain = trace(case.model, case.pixels)
    close(case.trace.logits, plain.logits)
    close(case.trace.query, plain.query)
    close(case.trace.residual, plain.residual)
    assert not case.trace.query.requires_grad
    assert not case.grad_trace.context_grad.requires_grad


def test_gradients_at_the_attention_equal_autograd(case):
    for layer in range(3):
        close(case.grad_trace.attention_grad(layer), case.gradient[layer])


def test_the_pooling_attention_and_its_gradient_equal_autograd(case):
    if case.pooling is None:
        assert case.trace.pooling is case.grad_trace.pooling_grad is None
        return
    close(case.trace.pooling, case.pooling[0])
    close(case.grad_trace.pooling_grad, case.pooling[1])
    close(trace(case.model, case.pixels).pooling, case.pooling[0])


def test_they_are_not_the_gradients_at_the_scores(case):
    attention, gradient = case.attention[1], case.gradient[1]
    at_scores = attention * (gradient - (attention * gradient).sum(-1, keepdim=True))
    assert (case.grad_trace.attention_grad(1) - at_scores).abs().max() > 1e-3


def test_relevance_equals_the_whole_matrices(case):
    matrix = torch.eye(case.tokens, dtype=torch.float64)
    for attention, gradient in zip(case.attention, case.gradient, strict=True):
        matrix = matrix + (gradient * attention).clamp_min(0).mean(0) @ matrix
    close(relevance_tokens(case.grad_trace), case.start @ matrix)


def test_gradient_rollout_equals_the_whole_matrices(case):
    product = torch.eye(case.tokens, dtype=torch.float64)
    for attention, gradient in zip(case.attention, case.gradient, strict=True):
        fused = (gradient * attention).mean(0).clamp_min(0)
        fused = fused / fused.sum(-1).max()
        mixed = rows_to_one(0.5 * fused + 0.5 * torch.eye(case.tokens, dtype=torch.float64))
        product = mixed @ product
    close(gradient_rollout_tokens(case.grad_trace), case.start @ product)


@pytest.mark.parametrize("residual", [0, 0.2, 1])
def test_relevance_and_gradient_rollout_made_together_are_each_as_alone(case, residual):
    counted, mixed = relevance_and_rollout_tokens(case.grad_trace, residual)
    close(counted, relevance_tokens(case.grad_trace))
    close(mixed, gradient_rollout_tokens(case.grad_trace, residual))


def test_attention_grad_cam_equals_its_definition(case):
    if case.pooling:
        attention, gradient = case.pooling
    else:
        attention = torch.einsum("i,hij->hj", case.start, case.attention[-1])
        gradient = torch.einsum("i,hij->hj", case.start, case.gradient[-1])
    weights = gradient[:, case.trace.grid.prefix :].mean(1)
    expected = (weights[:, None] * attention).mean(0).clamp_min(0)
    close(attention_grad_cam_tokens(case.grad_trace), expected)


def test_token_grad_cam_equals_autograd_at_the_normed_tokens(case):
    model, last = case.model, case.model.blocks[-1]
    before = case.trace.residual[-2].clone()[None]
    normed = last.norm1(before).requires_grad_()
    query, key, value = last.attn.split(normed)
    context = torch.nn.functional.scaled_dot_product_attention(query, key, value)
    x = before + last.ls1(last.attn.join(context))
    x = x + last.ls2(last.mlp(last.norm2(x)))
    (gradient,) = torch.autograd.grad(model.classify(x)[0, TARGET], normed)
    close(case.grad_trace.normed_grad, gradient[0])
    weights = gradient[0, case.trace.grid.prefix :].mean(0)
    expected = (normed[0].detach() @ weights).clamp_min(0)
    close(token_grad_cam_tokens(model, case.grad_trace), expected)


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


def all_edits(model):
    """Head gates, a score bias and temperatures at once."""
    config, generator = model.config, torch.Generator().manual_seed(3)
    return Edits(
        head_gate=torch.rand(config.depth, config.heads, generator=generator),
        fill="mean",
        score_bias=torch.randn(config.tokens, generator=generator),
        temperature=torch.linspace(0.5, 2, config.depth),
    )


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


def test_the_gradient_at_the_last_tokens_knows_of_the_edits():
    model = tiny_model()
    edits, last, caught = all_edits(model), model.blocks[-1], []
    grad_trace = trace_gradient(model, tiny_pixels(model), TARGET, edits=edits)
    before = grad_trace.trace.residual[-2].clone()[None].requires_grad_()
    last.norm1.register_forward_hook(lambda _, __, normed: caught.append(normed))
    logit = model.classify(last(before, model.config.depth - 1, None, edits))[0, TARGET]
    close(grad_trace.normed_grad, torch.autograd.grad(logit, caught[0])[0][0])


def test_maps_are_the_patches_part_of_the_tokens(case):
    grad_trace, prefix = case.grad_trace, case.trace.grid.prefix
    pairs = [
        (relevance(grad_trace), relevance_tokens(grad_trace)),
        (gradient_rollout(grad_trace), gradient_rollout_tokens(grad_trace)),
        (attention_grad_cam(grad_trace), attention_grad_cam_tokens(grad_trace)),
        (token_grad_cam(case.model, grad_trace), token_grad_cam_tokens(case.model, grad_trace)),
    ]
    for heat, tokens in pairs:
        assert heat.shape == (4, 6)
        close(heat.flatten(), tokens[prefix:])


@pytest.mark.parametrize("entries", [20, 200, 2000])  # a row of a head, rows of one, two heads
def test_small_pieces_give_the_same(case, monkeypatch, entries):
    def every():
        tokens = (relevance_tokens, gradient_rollout_tokens, attention_grad_cam_tokens)
        maps = [method(case.grad_trace) for method in tokens]
        maps += relevance_and_rollout_tokens(case.grad_trace)
        return [*maps, legrad_tokens(case.model, case.trace, TARGET)]

    whole = every()
    monkeypatch.setitem(ENTRIES, "cpu", entries)
    for found, expected in zip(every(), whole, strict=True):
        close(found, expected)


def test_two_classes_have_two_maps_and_a_second_call_equals_the_first():
    model = tiny_model()
    pixels = tiny_pixels(model)
    first, again, other = (trace_gradient(model, pixels, target) for target in (1, 1, 2))
    for method in (relevance, gradient_rollout, attention_grad_cam):
        assert method(first).equal(method(again))
        assert (method(first) - method(other)).abs().max() > 1e-6


def test_without_gradient_relevance_is_the_start():
    model = tiny_model()
    model.head.weight.zero_()
    grad_trace = trace_gradient(model, tiny_pixels(model), 0)
    close(relevance_tokens(grad_trace), flow.start_vector(grad_trace.trace))
    close(gradient_rollout_tokens(grad_trace), flow.start_vector(grad_trace.trace))


def test_where_nothing_counted_the_start_is_the_pooling_attention():
    model = tiny_model(pool="attention", class_token=False)
    model.head.weight.zero_()
    grad_trace = trace_gradient(model, tiny_pixels(model), 0)
    close(class_start(grad_trace), grad_trace.trace.pooling.mean(0))


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


def test_ten_times_the_logit_changes_no_gradient_rollout_and_scales_grad_cam():
    model = tiny_model()
    pixels = tiny_pixels(model)
    plain = trace_gradient(model, pixels, TARGET)
    model.head.weight.mul_(10)
    louder = trace_gradient(model, pixels, TARGET)
    close(gradient_rollout_tokens(louder), gradient_rollout_tokens(plain))
    close(attention_grad_cam(louder), 10 * attention_grad_cam(plain))
    close(token_grad_cam(model, louder), 10 * token_grad_cam(model, plain))


def test_the_oracle_is_the_model(case):
    logits, _ = explicit_pass(case.model, case.pixels)
    close(logits.detach(), case.trace.logits)


def test_classes_that_do_not_exist_are_named():
    model = tiny_model()
    with pytest.raises(IndexError, match="class 5 does not exist: classes are 0 to 4"):
        trace_gradient(model, tiny_pixels(model), 5)
    features = tiny_model(outputs="none", classes=0)
    with pytest.raises(NoClassifierError, match="no class can be explained"):
        trace_gradient(features, tiny_pixels(features), 0)
