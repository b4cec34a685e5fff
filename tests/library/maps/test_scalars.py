"""Scalars of the last tokens: their gradients and maps, against autograd and whole matrices."""

import pytest
import torch
import torch.nn.functional as F

from tests.support.explicit import explicit_pooling, explicit_tokens, rows_to_one
from tests.support.layouts import LAYOUTS, close
from tests.support.tiny import tiny_model, tiny_pixels
from vit.gradient import trace_gradient
from vit.maps.legrad import legrad_tokens
from vit.maps.methods import METHODS, map_tokens
from vit.maps.relevance import attention_grad_cam_tokens, token_grad_cam_tokens
from vit.scalars import Scalar, cosine_with, each_feature, feature
from vit.trace import trace

READS = {"one patch": (9,), "a region": (8, 9, 15), "first and last token": (0, 26)}


def read_alone(model, normed):
    return model.attn_pool.alone(normed) if model.config.pool == "attention" else normed


def direct_feature(model, encoded, tokens):
    """By the words of the docstring, for one pass [1,N,D]."""
    normed = model.norm(encoded)
    if tokens is None and model.config.pool == "attention":
        return model.fc_norm(explicit_pooling(model, normed)[0])[0]
    if tokens is None and model.config.distilled:
        return normed[0, :2].mean(0)
    if tokens is None:
        return model.fc_norm(model.pool(normed))[0]
    read = [read_alone(model, normed)[0, token] for token in tokens if token < normed.shape[1]]
    return model.fc_norm(sum(read) / len(read))


class Explained:
    def __init__(self, changes, tokens):
        self.model = tiny_model(**changes)
        pixels = tiny_pixels(self.model)
        last = self.model.config.tokens - 1
        tokens = tokens and tuple(min(token, last) for token in tokens)
        other = trace(self.model, tiny_pixels(self.model, seed=7))
        self.goal = feature(self.model, other, tokens)
        self.scalar = cosine_with(self.goal, tokens)
        self.found = trace_gradient(self.model, pixels, self.scalar)
        encoded, maps = explicit_tokens(self.model, pixels)
        read = direct_feature(self.model, encoded, tokens)
        self.value = F.cosine_similarity(read, self.goal, dim=0)
        gradients = torch.autograd.grad(self.value, maps)
        self.attention = torch.cat(maps).detach()
        self.gradient = torch.cat(gradients)
        self.start = self.start_of(tokens)

    def start_of(self, tokens):
        config = self.model.config
        start = torch.zeros(config.tokens, dtype=torch.float64)
        if tokens is None and config.pool == "token":
            tokens = (0, 1) if config.distilled else (0,)
        if tokens is None:
            tokens = range(config.prefix, config.tokens)
        start[list(tokens)] = 1 / len(tokens)
        return start


@pytest.fixture(scope="module", params=LAYOUTS.values(), ids=LAYOUTS)
def changes(request):
    return request.param


@pytest.fixture(scope="module", params=READS.values(), ids=READS)
def explained(request, changes):
    return Explained(changes, request.param)


def test_its_value_and_gradients_equal_autograd_through_the_maps(explained):
    assert explained.scalar.value_of(explained.model, explained.found.trace) == pytest.approx(
        explained.value.item(), abs=1e-12
    )
    for layer in range(3):
        close(explained.found.attention_grad(layer), explained.gradient[layer])
    assert explained.found.pooling_grad is None


def test_the_pooled_feature_has_those_of_autograd_too(changes):
    found = Explained(changes, None)
    assert found.scalar.value_of(found.model, found.found.trace) == pytest.approx(
        found.value.item(), abs=1e-12
    )
    for layer in range(3):
        close(found.found.attention_grad(layer), found.gradient[layer])
    pooled = found.model.config.pool == "attention"
    assert (found.found.pooling_grad is not None) == pooled
    close(found.found.trace.logits, trace(found.model, tiny_pixels(found.model)).logits)


def test_relevance_is_what_the_whole_matrices_add_to_the_start(explained):
    matrix = torch.eye(len(explained.start), dtype=torch.float64)
    for attention, gradient in zip(explained.attention, explained.gradient, strict=True):
        matrix = matrix + (gradient * attention).clamp_min(0).mean(0) @ matrix
    expected = explained.start @ matrix - explained.start
    close(METHODS["relevance"].tokens(explained.model, explained.found), expected)


def test_gradient_rollout_is_the_flow_that_has_left_the_start_at_least_once(explained):
    """The identity path through all layers is the product of the diagonal parts alone."""
    start = explained.start
    eye = torch.eye(len(start), dtype=torch.float64)
    product, stays = eye, torch.ones(len(start), dtype=torch.float64)
    for attention, gradient in zip(explained.attention, explained.gradient, strict=True):
        fused = (gradient * attention).mean(0).clamp_min(0)
        fused = fused / fused.sum(-1).max()
        stays = stays * 0.5 / (0.5 * fused.sum(-1) + 0.5)
        product = rows_to_one(0.5 * fused + 0.5 * eye) @ product
    expected = start @ product - start * stays
    close(METHODS["gradient_rollout"].tokens(explained.model, explained.found), expected)
    both = map_tokens(explained.model, explained.found, ("gradient_rollout", "relevance"))
    close(both[0], expected)


def test_attention_rollout_leaves_out_the_path_that_attends_to_nothing(explained):
    eye = product = torch.eye(len(explained.start), dtype=torch.float64)
    for attention in explained.attention:
        product = (0.5 * attention.mean(0) + 0.5 * eye) @ product
    expected = explained.start @ product - explained.start / 8
    close(METHODS["rollout"].tokens(explained.model, explained.found), expected)
    last = explained.start @ explained.attention[-1].mean(0)
    close(METHODS["attention"].tokens(explained.model, explained.found), last)


def test_attention_grad_cam_weighs_the_heads_of_the_tokens_that_are_read(explained):
    attention, gradient = (
        torch.einsum("i,hij->hj", explained.start, maps[-1])
        for maps in (explained.attention, explained.gradient)
    )
    weights = gradient[:, explained.model.config.prefix :].mean(1)
    expected = (weights[:, None] * attention).mean(0).clamp_min(0)
    close(attention_grad_cam_tokens(explained.found), expected)


def test_legrad_reads_the_scalar_after_every_block(explained):
    model, record = explained.model, explained.found.trace
    total = 0
    for layer, block in enumerate(model.blocks):
        query, key, value = (
            part[layer].clone() for part in (record.query, record.key, record.value)
        )
        scores = query @ key.transpose(-2, -1) * model.config.head_width**-0.5
        attention = scores.softmax(-1).requires_grad_()
        x = record.residual[layer].clone()[None]
        x = x + block.ls1(block.attn.join((attention @ value)[None]))
        x = x + block.ls2(block.mlp(block.norm2(x)))
        read = direct_feature(model, x, explained.scalar.tokens)
        score = F.cosine_similarity(read, explained.goal, dim=0)
        (gradient,) = torch.autograd.grad(score, attention)
        total = total + gradient.clamp_min(0).mean((0, 1))
    close(legrad_tokens(model, record, explained.scalar), total)


@pytest.mark.parametrize("changes", [LAYOUTS["class token and registers"], {"pool": "avg"}])
def test_a_linear_scalar_of_the_pooled_feature_is_a_class(changes):
    model = tiny_model(**changes)
    pixels, weight, bias = tiny_pixels(model), model.head.weight[3], model.head.bias[3]
    named = trace_gradient(model, pixels, 3)
    found = trace_gradient(model, pixels, Scalar(lambda features: features @ weight + bias))
    close(found.context_grad, named.context_grad)
    close(found.normed_grad, named.normed_grad)
    close(token_grad_cam_tokens(model, found), token_grad_cam_tokens(model, named))
    start = METHODS["relevance"].tokens(model, named) - METHODS["relevance"].tokens(model, found)
    assert start.sum().item() == pytest.approx(1, abs=1e-12)
    close(found.trace.logits, named.trace.logits)


def test_in_float32_a_linear_scalar_equals_the_class_to_6e_6():
    model = tiny_model().float()
    pixels, weight = tiny_pixels(model).float(), model.head.weight[1]
    named = trace_gradient(model, pixels, 1).context_grad
    found = trace_gradient(model, pixels, Scalar(lambda features: features @ weight)).context_grad
    assert (found - named).abs().max() <= 6e-6 * named.abs().max()


def test_the_goal_stays_as_it_is_where_it_is_read_from_the_same_picture():
    """The cosine of a feature with itself is largest at 1: no gradient is left."""
    model = tiny_model()
    pixels = tiny_pixels(model)
    scalar = cosine_with(feature(model, trace(model, pixels), (5,)), (5,))
    assert scalar.value_of(model, trace(model, pixels)) == pytest.approx(1, abs=1e-12)
    assert trace_gradient(model, pixels, scalar).context_grad.abs().max() < 1e-12


def test_each_feature_is_that_of_a_token_alone(changes):
    model = tiny_model(**changes)
    record = trace(model, tiny_pixels(model))
    every = each_feature(model, record.residual[-1:].clone())[0]
    for token in (0, 7, model.config.tokens - 1):
        close(every[token], feature(model, record, (token,)))


def test_without_classes_every_method_has_a_finite_map():
    model = tiny_model(outputs="none", classes=0)
    pixels = tiny_pixels(model)
    goal = feature(model, trace(model, pixels), (13,))
    found = trace_gradient(model, pixels, cosine_with(goal))
    for name, method in METHODS.items():
        tokens = method.tokens(model, found)
        assert tokens.shape == (27,), name
        assert tokens.isfinite().all(), name
        assert tokens[3:].any(), name


def test_tokens_that_do_not_exist_are_named():
    model = tiny_model()
    pixels = tiny_pixels(model)
    record = trace(model, pixels)
    with pytest.raises(IndexError, match="token 27 does not exist: tokens are 0 to 26"):
        feature(model, record, (3, 27))
    with pytest.raises(ValueError, match="one token or more"):
        trace_gradient(model, pixels, cosine_with(feature(model, record), ()))
