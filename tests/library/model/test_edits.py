"""Every way to change a pass, against the same change made by hand."""

import copy

import pytest
import torch

from tests.support.tiny import tiny_model, tiny_pixels
from vit.edits import HIDDEN, Edits
from vit.gradient import trace_gradient
from vit.maps.flow import rollout_stages
from vit.maps.relevance import relevance_tokens
from vit.trace import trace

EXACT = {"rtol": 0, "atol": 1e-12}


@pytest.fixture
def model():
    return tiny_model()


@pytest.fixture
def pixels(model):
    return tiny_pixels(model)


def biased(model):
    return torch.randn(
        model.config.tokens, dtype=torch.float64, generator=torch.Generator().manual_seed(5)
    )


def explicit_residual(model, pixels, bias):
    """[L+1,N,D] and the maps [L,H,N,N] with a bias on every score, all softmaxes written out."""
    x = model.embed(pixels[None])
    stream, maps = [x[0]], []
    for block in model.blocks:
        query, key, value = block.attn.split(block.norm1(x))
        scores = query @ key.transpose(-2, -1) * model.config.head_width**-0.5 + bias
        maps.append(scores.softmax(-1)[0])
        x = x + block.ls1(block.attn.join(maps[-1] @ value))
        x = x + block.ls2(block.mlp(block.norm2(x)))
        stream.append(x[0])
    return torch.stack(stream), torch.stack(maps)


def test_a_score_bias_enters_the_pass_and_its_record(model, pixels):
    bias = biased(model)
    stream, maps = explicit_residual(model, pixels, bias)
    edited = trace(model, pixels, edits=Edits(score_bias=bias))
    torch.testing.assert_close(edited.residual, stream, **EXACT)
    for layer in range(model.config.depth):
        torch.testing.assert_close(edited.attention(layer), maps[layer], **EXACT)
    torch.testing.assert_close(edited.attention_from(4), maps[:, :, 4], **EXACT)
    torch.testing.assert_close(edited.attention_to(4), maps[..., 4], **EXACT)


def test_methods_see_the_bias_through_the_record(model, pixels):
    bias = biased(model)
    edits = Edits(score_bias=bias)
    _, maps = explicit_residual(model, pixels, bias)
    flow = torch.eye(model.config.tokens, dtype=torch.float64)[0]
    for attention in reversed(maps.mean(dim=1)):
        flow = flow @ (attention + torch.eye(len(flow), dtype=torch.float64)) / 2
    edited = trace(model, pixels, edits=edits)
    torch.testing.assert_close(rollout_stages(edited)[-1], flow, **EXACT)
    zero = Edits(score_bias=torch.zeros_like(bias))
    plain = relevance_tokens(trace_gradient(model, pixels, 2))
    same = relevance_tokens(trace_gradient(model, pixels, 2, edits=zero))
    torch.testing.assert_close(same, plain, **EXACT)
    other = relevance_tokens(trace_gradient(model, pixels, 2, edits=edits))
    assert not torch.allclose(other, plain)


def test_a_hidden_token_is_as_good_as_gone(model, pixels):
    gone = model.config.prefix + 7
    bias = torch.zeros(model.config.tokens, dtype=torch.float64)
    bias[gone] = HIDDEN
    kept = torch.arange(model.config.tokens) != gone
    alone = model.encode(model.embed(pixels[None])[:, kept])
    edited = trace(model, pixels, edits=Edits(score_bias=bias))
    torch.testing.assert_close(edited.residual[-1][kept], alone[0], **EXACT)
    assert edited.attention_to(gone).max() == 0


def test_a_bias_belongs_to_one_number_of_tokens(model, pixels):
    tokens, edits = model.embed(pixels[None])[:, 1:], Edits(score_bias=biased(model))
    with pytest.raises(ValueError, match=r"a score bias for 27 tokens does not fit 26.*`kept`"):
        model.encode(tokens, edits=edits)
    assert model.encode(tokens, edits=edits, kept=torch.arange(1, 27)).isfinite().all()


def test_a_temperature_divides_a_layer_s_scores_alone(model, pixels):
    temperature = torch.tensor([1.0, 2.5, 1.0], dtype=torch.float64)
    edited = trace(model, pixels, edits=Edits(temperature=temperature))
    cooled = copy.deepcopy(model)
    width = model.config.width
    with torch.no_grad():
        for part in (cooled.blocks[1].attn.qkv.weight, cooled.blocks[1].attn.qkv.bias):
            part[:width] /= 2.5
    expected = trace(cooled, pixels)
    torch.testing.assert_close(edited.logits, expected.logits, **EXACT)
    torch.testing.assert_close(edited.attention(1), expected.attention(1), **EXACT)
    plain = trace(model, pixels)
    torch.testing.assert_close(edited.attention(0), plain.attention(0), rtol=0, atol=0)
    scores = plain.attention(1).log() / 2.5
    torch.testing.assert_close(edited.attention(1), scores.softmax(-1), **EXACT)


def test_a_hot_layer_attends_to_all_alike_and_a_cold_one_to_one(model, pixels):
    hot = Edits(temperature=torch.tensor([1e9, 1.0, 1.0]))
    attention = trace(model, pixels, edits=hot).attention(0)
    torch.testing.assert_close(attention, torch.full_like(attention, 1 / 27), rtol=1e-6, atol=0)
    cold = Edits(temperature=torch.tensor([1e-9, 1.0, 1.0]))
    assert trace(model, pixels, edits=cold).attention(0).amax(-1).min() > 1 - 1e-9


def test_a_head_set_to_its_mean_says_the_same_to_every_token(model, pixels):
    gate = torch.ones(3, 3)
    gate[1, 2] = 0
    edited = trace(model, pixels, edits=Edits(head_gate=gate, fill="mean"))
    plain, block = trace(model, pixels), model.blocks[1]
    contexts = plain.attention(1) @ plain.value[1]
    contexts[2] = contexts[2].mean(dim=0)
    after = plain.residual[1] + block.attn.join(contexts[None])[0]
    expected = after + block.mlp(block.norm2(after))
    torch.testing.assert_close(edited.residual[2], expected, **EXACT)
    whole = Edits(head_gate=torch.ones(3, 3), fill="mean")
    torch.testing.assert_close(trace(model, pixels, edits=whole).logits, plain.logits, **EXACT)


@pytest.mark.parametrize("fill", ["zero", "mean"])
def test_switching_off_a_head_that_says_nothing_changes_nothing(model, pixels, fill):
    width = model.config.head_width
    value = slice(2 * model.config.width + width, 2 * model.config.width + 2 * width)
    for part in (model.blocks[2].attn.qkv.weight, model.blocks[2].attn.qkv.bias):
        part[value] = 0
    gate = torch.ones(3, 3)
    gate[2, 1] = 0
    edited = trace(model, pixels, edits=Edits(head_gate=gate, fill=fill))
    torch.testing.assert_close(edited.logits, trace(model, pixels).logits, rtol=0, atol=0)
