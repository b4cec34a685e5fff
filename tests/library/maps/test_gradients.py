"""Gradients at the attention, against autograd through materialised maps."""

import torch

from tests.support.explicit import explicit_pass
from tests.support.layouts import TARGET, all_edits, close
from tests.support.tiny import tiny_model, tiny_pixels
from vit.gradient import trace_gradient
from vit.trace import trace


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


def test_the_gradient_at_the_last_tokens_knows_of_the_edits():
    model = tiny_model()
    edits, last, caught = all_edits(model), model.blocks[-1], []
    grad_trace = trace_gradient(model, tiny_pixels(model), TARGET, edits=edits)
    before = grad_trace.trace.residual[-2].clone()[None].requires_grad_()
    last.norm1.register_forward_hook(lambda _, __, normed: caught.append(normed))
    logit = model.classify(last(before, model.config.depth - 1, None, edits))[0, TARGET]
    close(grad_trace.normed_grad, torch.autograd.grad(logit, caught[0])[0][0])


def test_the_oracle_is_the_model(case):
    logits, _ = explicit_pass(case.model, case.pixels)
    close(logits.detach(), case.trace.logits)
