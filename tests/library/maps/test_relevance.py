"""Gradients and class-specific maps against autograd through materialised attention."""

import pytest
import torch

from tests.support.explicit import rows_to_one
from tests.support.layouts import TARGET, close
from tests.support.tiny import tiny_model, tiny_pixels
from vit.gradient import trace_gradient
from vit.maps import flow
from vit.maps.legrad import legrad_tokens
from vit.maps.relevance import (
    attention_grad_cam,
    attention_grad_cam_tokens,
    class_start,
    gradient_rollout,
    gradient_rollout_tokens,
    relevance,
    relevance_and_rollout_tokens,
    relevance_tokens,
    token_grad_cam,
    token_grad_cam_tokens,
)
from vit.maps.streaming import ENTRIES
from vit.trace import NoClassifierError


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


def test_ten_times_the_logit_changes_no_gradient_rollout_and_scales_grad_cam():
    model = tiny_model()
    pixels = tiny_pixels(model)
    plain = trace_gradient(model, pixels, TARGET)
    model.head.weight.mul_(10)
    louder = trace_gradient(model, pixels, TARGET)
    close(gradient_rollout_tokens(louder), gradient_rollout_tokens(plain))
    close(attention_grad_cam(louder), 10 * attention_grad_cam(plain))
    close(token_grad_cam(model, louder), 10 * token_grad_cam(model, plain))


def test_classes_that_do_not_exist_are_named():
    model = tiny_model()
    with pytest.raises(IndexError, match="class 5 does not exist: classes are 0 to 4"):
        trace_gradient(model, tiny_pixels(model), 5)
    features = tiny_model(outputs="none", classes=0)
    with pytest.raises(NoClassifierError, match="no class can be explained"):
        trace_gradient(features, tiny_pixels(features), 0)
